"""What a hunt found, added to the dataset of the comparison."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from carefunds_sim.experiments.splits.hunt import OWN, Hunt
from carefunds_sim.experiments.splits.trials import REFERENCE

if TYPE_CHECKING:
    from carefunds_sim.experiments.splits.purse import Purse

BEST, TODAY = "best_split", "own_split"
SAMPLES = ("search", "choice", "comparison")


def with_findings(
    dataset: xr.Dataset, hunt: Hunt, purse: Purse, *, between: tuple[float, float],
    protected: bool, cut_short: bool,
) -> xr.Dataset:  # fmt: skip
    """Return the dataset with the splits, all trials, and what each sample of people showed."""
    labels = [str(label) for label in dataset["scenario"].values]
    best, today = labels[-1], labels[-2 if len(labels) > 2 else 0]
    added = {
        "split_money": _money(dataset, hunt, purse),
        "split_limit": _limits(dataset, purse, between),
        "advantage": _advantage(dataset, hunt, (labels[0], best)),
        **_trials(hunt),
    }
    found = dataset.assign(added).assign_coords(
        split=[TODAY, BEST], limit=["low", "high"], sample=list(SAMPLES)
    )
    aim = {
        "objective": hunt.aim.objective,
        "no_more": hunt.aim.no_more,
        "between": between,
        "evaluations": len(hunt.shares) - 2,
        "search_replications": len(hunt.samples.search),
        "choice_replications": len(hunt.samples.choice),
        "protected": protected,
        "chosen": hunt.chosen() - OWN,
        "cut_short": cut_short,
    }
    found.attrs |= {"best": best, "today": today, "aim": json.dumps(aim)}
    found.attrs["incomplete"] = int(found.attrs["incomplete"] or cut_short)
    return found


def _money(dataset: xr.Dataset, hunt: Hunt, purse: Purse) -> xr.DataArray:
    """Return what each service gets under either split; (split, service)."""
    services = [str(name) for name in dataset["service"].values]
    values = np.full((2, len(services)), np.nan)
    places = [services.index(name) for name in purse.services]
    values[0, places] = purse.own
    values[1, places] = np.array(hunt.shares[hunt.chosen()]) * sum(purse.own)
    attrs = {
        "units": "GBP a year",
        "long_name": "money of a service",
        "definition": "what a service gets of the sum, at base-year prices; none where not in it",
    }
    return xr.DataArray(values, dims=("split", "service"), attrs=attrs)


def _limits(dataset: xr.Dataset, purse: Purse, between: tuple[float, float]) -> xr.DataArray:
    """Return the least and the most that each service may get; (limit, service)."""
    services, splits = [str(name) for name in dataset["service"].values], purse.splits(between)
    values = np.full((2, len(services)), np.nan)
    places = [services.index(name) for name in purse.services]
    values[:, places] = np.array([splits.low, splits.high]) * np.array(purse.own)
    attrs = {
        "units": "GBP a year",
        "long_name": "limit of a service's money",
        "definition": "the least and the most that any split gives it, at base-year prices",
    }
    return xr.DataArray(values, dims=("limit", "service"), attrs=attrs)


def _advantage(dataset: xr.Dataset, hunt: Hunt, pair: tuple[str, str]) -> xr.DataArray:
    """Return by how much the objective is lower than in the reference; (sample, run)."""
    name = hunt.aim.objective
    reference, best = (dataset[name].sel(scenario=label).values for label in pair)
    rows = [_on(hunt, hunt.samples.search), _on(hunt, hunt.samples.choice), reference - best]
    values = np.full((len(rows), max(map(len, rows))), np.nan)
    for place, row in enumerate(rows):
        values[place, : len(row)] = row
    attrs = {
        "units": dataset[name].attrs["units"],
        "long_name": f"advantage in {dataset[name].attrs['long_name'].lower()}",
        "definition": "objective of the first scenario less that of the best split, pair by pair",
    }
    return xr.DataArray(values, dims=("sample", "run"), attrs=attrs)


def _on(hunt: Hunt, sample: range) -> np.ndarray:
    name, chosen = hunt.aim.objective, hunt.chosen()
    gaps = []
    for replication in sample:
        mine = hunt.values.get((chosen, replication))
        reference = hunt.values.get((REFERENCE, replication))
        gaps.append(np.nan if mine is None or reference is None else reference[name] - mine[name])
    return np.array(gaps)


def _trials(hunt: Hunt) -> dict[str, xr.DataArray]:
    """Return every split that was tried, and how good it was with the search's people."""
    trials = range(OWN, len(hunt.shares))
    scores = [hunt.score(trial, hunt.samples.search) for trial in trials]
    means = [hunt.mean(trial, hunt.samples.search) for trial in trials]
    objective = [np.nan if mean is None else mean[hunt.aim.objective] for mean in means]
    shares = np.array([hunt.shares[trial] for trial in trials])
    said = {"definition": "1 is as good as the first scenario, less is better", "units": "1"}
    return {
        "trial_score": xr.DataArray(np.array(scores), dims="trial", attrs=said),
        "trial_objective": xr.DataArray(np.array(objective), dims="trial"),
        "trial_share": xr.DataArray(shares, dims=("trial", "part")),
    }
