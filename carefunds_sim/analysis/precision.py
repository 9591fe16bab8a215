"""How precise means over replications and paired differences are."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from carefunds_sim.analysis.contrasts import baselines, differences
from carefunds_sim.analysis.intervals import mean_and_interval
from carefunds_sim.analysis.replications import LEAST


def half_width_share(values: np.ndarray) -> np.ndarray:
    """Return the half-width of each scenario's 95% interval as a share of its mean.

    ``values`` has shape (scenario, replication), NaN where a run failed. The result, of shape
    (scenario,), is NaN with fewer than ``LEAST`` known values, and 0 where all of them are alike.
    """
    found = mean_and_interval(xr.DataArray(values, dims=("scenario", "replication")))
    mean = found.sel(statistic="mean").to_numpy()
    return _share(_half_width(found), mean, known=np.isfinite(values).sum(axis=1))


def precision(dataset: xr.Dataset, outcome: str) -> dict[str, list[dict[str, Any]]]:
    """Return how precise an outcome's mean and its paired differences are in every scenario.

    Half-widths are those of 95% intervals. ``share`` is of the scenario's mean, and of the
    baseline's mean for a difference; what is not known is None.
    """
    found = mean_and_interval(dataset[outcome])
    labels = [str(label) for label in found["scenario"].values]
    mean = dict(zip(labels, found.sel(statistic="mean").to_numpy(), strict=True))
    scenarios = [
        {"scenario": label, **_described(found.sel(scenario=label), mean[label])}
        for label in labels
    ]
    return {"scenarios": scenarios, "differences": _differences(dataset, outcome, mean)}


def _differences(dataset: xr.Dataset, outcome: str, mean: dict[str, float]) -> list[dict[str, Any]]:
    pairs = baselines(dataset)
    if not pairs:
        return []
    gaps = differences(dataset[[outcome]])[outcome]
    return [
        {
            "scenario": label,
            "compared_with": base,
            **_described(gaps.sel(scenario=label), mean[base]),
        }
        for label, base in pairs.items()
    ]


def _described(found: xr.DataArray, of: float) -> dict[str, float | None]:
    """Return mean, half-width and the half-width's share of ``of``."""
    half = _half_width(found)
    share = _share(half, np.asarray(of), known=np.asarray(LEAST))
    numbers = {"mean": found.sel(statistic="mean").item(), "half_width": half.item()}
    numbers["share"] = share.item()
    return {name: number if np.isfinite(number) else None for name, number in numbers.items()}


def _half_width(found: xr.DataArray) -> np.ndarray:
    ends = found.sel(statistic="high") - found.sel(statistic="low")
    return np.asarray(ends.to_numpy() / 2)


def _share(half: np.ndarray, mean: np.ndarray, *, known: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(half == 0, 0.0, half / np.abs(mean))
    return np.where(known >= LEAST, share, np.nan)
