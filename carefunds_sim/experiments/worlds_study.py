"""The kept study: every scenario of an experiment in all worlds, with two streams of people each.

Two streams tell chance from what worlds differ by. Thousands of runs with their monthly accounts
would fill the memory, so a few outcomes are kept year by year, some worlds at a time: the same
command goes on after a break.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from carefunds_sim.analysis.contrasts import baselines, paired
from carefunds_sim.analysis.hinges import hinges
from carefunds_sim.analysis.sign_changes import by_month
from carefunds_sim.analysis.worlds import over_worlds, size_that_matters
from carefunds_sim.dataset.build import variables
from carefunds_sim.dataset.store import open_results, save
from carefunds_sim.engines import DEFAULT_ENGINE
from carefunds_sim.errors import SimulationError
from carefunds_sim.experiments.progress import Wanted
from carefunds_sim.experiments.replicate import replicate
from carefunds_sim.scenario.comparison import StudyDesign
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.scenario.worlds import Worlds

STREAMS = 2
RUNS_AT_ONCE = 280
"""Runs whose monthly accounts are held together."""

OUTCOMES = (
    "delayed_days_per_1000", "unmet_need_days", "refused", "emergency_admissions",
    "care_home_admissions", "cost_total", "net_cost_nhs", "net_cost_council", "cost_self",
)  # fmt: skip
"""What is kept, by year; each is a sum of monthly accounts."""

HINGED = "delayed_days_per_1000"
"""The outcome whose sign is looked into."""


def study_in_worlds(
    design: StudyDesign, worlds: Worlds, folder: Path, *, streams: int = STREAMS,
    engine: str = DEFAULT_ENGINE, workers: int | None = None, progress: Wanted = None,
) -> xr.Dataset:  # fmt: skip
    """Return outcomes by year of every scenario in every world.

    Variables are (scenario, replication, year), each year's amount; ``world`` says which world a
    replication met. Worlds that are finished are in ``folder``.

    Raises
    ------
    SimulationError
        It was interrupted, or a run failed; what is finished is kept.
    """
    at_once = max(1, RUNS_AT_ONCE // (streams * len(design.scenarios)))
    parts = []
    for first in range(0, len(worlds), at_once):
        rows = slice(first, first + at_once)
        file = folder / f"worlds_{first + 1:04d}.nc"
        if not file.exists():
            part = replace(worlds, positions=worlds.positions[rows], draws=worlds.draws[rows],
                           streams=streams)  # fmt: skip
            dataset = replicate(
                design.scenarios, study=design.name, title=design.title, about=design.about,
                baseline=design.baseline, amount=len(part) * streams,
                seed=design.run.seed + first, engine=engine, workers=workers, worlds=part,
                progress=progress,
            )  # fmt: skip
            if dataset.attrs["incomplete"]:
                raise SimulationError(
                    f"interrupted, or a run failed: what is finished is in {folder}"
                )
            folder.mkdir(parents=True, exist_ok=True)
            save(_by_year(dataset, first, streams), file)
        parts.append(open_results(file))
    whole = xr.concat(parts, dim="replication", coords="minimal", compat="override",
                      combine_attrs="override", data_vars="all")  # fmt: skip
    numbered = whole.assign_coords(replication=np.arange(whole.sizes["replication"]))
    said = replace(worlds, streams=streams).described()
    return numbered.assign_attrs(worlds=json.dumps(said))


def _by_year(dataset: xr.Dataset, first: int, streams: int) -> xr.Dataset:
    """Return the outcomes of a part of the worlds by year, and no more than is asked of them."""
    found, known = {}, variables()
    for name in OUTCOMES:
        monthly = by_month(dataset, name)
        assert monthly is not None, name
        years = monthly.sizes["month"] // 12
        values = monthly.transpose("scenario", "replication", "month").to_numpy()
        yearly = values[..., : 12 * years].reshape(*values.shape[:2], years, 12).sum(axis=-1)
        attrs = {key: known[name].attrs[key] for key in ("units", "long_name")}
        found[name] = (("scenario", "replication", "year"), yearly.astype(np.float32), attrs)
    start = int(dataset["month"].dt.year[0])
    keep = ("scenario", "area", "arrangement", "squeeze")
    coords = {name: dataset[name].variable for name in keep}
    met = first + np.arange(dataset.sizes["replication"]) // streams
    wanted = (
        "study",
        "study_title",
        "study_about",
        "baseline",
        "package_version",
        "seed",
        "engine",
    )
    return xr.Dataset(
        found, coords={**coords, "year": start + np.arange(years), "world": ("replication", met)},
        attrs={key: dataset.attrs[key] for key in wanted},
    )  # fmt: skip


def hinges_of(
    study: xr.Dataset, worlds: Worlds, scenarios: Sequence[Scenario]
) -> dict[str, list[dict[str, Any]]]:
    """Return what the sign of each scenario's difference in delays hinges on, by its name."""
    inputs = _inputs(worlds, scenarios)
    pairs = baselines(study)
    period = study[HINGED].mean("year")
    gaps = paired(period, pairs)
    size = size_that_matters(
        period.sel(scenario=list(pairs.values())), period.attrs.get("units", "")
    )
    found = over_worlds(gaps, size.assign_coords(scenario=list(pairs)))
    said = {}
    for label in pairs:
        one = found.sel(scenario=label)
        hinged = hinges(inputs, one["difference"].to_numpy(), size=float(one["size"]))
        said[f"{label}/{HINGED}"] = [hinge.plain() for hinge in hinged.found]
    return said


def _inputs(worlds: Worlds, scenarios: Sequence[Scenario]) -> dict[str, np.ndarray]:
    """Return where each uncertain number of any scenario stands in each world, 0 to 1."""
    names = dict.fromkeys(n for s in scenarios for n in worlds.uncertain.names_of(s))
    at = [worlds.at(world) for world in range(len(worlds))]
    return {name: np.array([positions[name] for positions in at]) for name in names}
