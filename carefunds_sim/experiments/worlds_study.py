"""The kept study: every scenario of an experiment in all worlds, with two streams of people each.

Two streams tell chance from what worlds differ by. Thousands of runs with their monthly accounts
would fill the memory, so a few outcomes are kept, a year and year by year, some worlds at a time:
the same command goes on after a break.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from carefunds_sim.analysis.contrasts import baselines, paired_over_worlds
from carefunds_sim.analysis.hinges import hinges
from carefunds_sim.analysis.sign_changes import YEARLY, outcome_by_year
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
"""What is kept; each is a sum of monthly accounts."""

HINGED = "delayed_days_per_1000"
"""The outcome whose sign is looked into."""


def study_in_worlds(
    design: StudyDesign, worlds: Worlds, folder: Path, *, streams: int = STREAMS,
    engine: str = DEFAULT_ENGINE, workers: int | None = None, progress: Wanted = None,
) -> xr.Dataset:  # fmt: skip
    """Return outcomes of every scenario in every world, a year and year by year.

    Variables are (scenario, replication), and those named ``yearly_...`` (scenario, year,
    replication); ``world`` says which world a replication met. What is finished is in ``folder``.

    Raises
    ------
    SimulationError
        It was interrupted, or a run failed; what is finished is kept.
    """
    at_once = max(1, RUNS_AT_ONCE // (streams * len(design.scenarios)))
    parts = []
    for first in range(0, len(worlds), at_once):
        rows = slice(first, first + at_once)
        part = replace(worlds, positions=worlds.positions[rows], draws=worlds.draws[rows],
                       streams=streams)  # fmt: skip
        file = folder / f"worlds_{first + 1:04d}.nc"
        if not file.exists():
            dataset = replicate(
                design.scenarios, study=design.name, title=design.title, about=design.about,
                baseline=design.baseline, amount=len(part) * streams,
                seed=design.run.seed + first, engine=engine, workers=workers, worlds=part,
                progress=progress,
            )  # fmt: skip
            if dataset.attrs["incomplete"]:
                raise SimulationError(f"it is not whole; what is finished is kept in {folder}")
            folder.mkdir(parents=True, exist_ok=True)
            save(_kept(dataset), file)
        found = open_results(file)
        if json.loads(found.attrs["worlds"])["hash"] != part.hash:
            raise SimulationError(f"{file} is of other worlds; give another folder")
        parts.append(found.assign_coords(world=found["world"] + first))
    whole = xr.concat(parts, dim="replication", data_vars="all", coords="minimal",
                      compat="override", combine_attrs="override")  # fmt: skip
    numbered = whole.assign_coords(replication=np.arange(whole.sizes["replication"]))
    said = replace(worlds, streams=streams).described()
    return numbered.assign_attrs(worlds=json.dumps(said))


def _kept(dataset: xr.Dataset) -> xr.Dataset:
    """Return a dataset with a few outcomes, each also by year, and without its monthly accounts."""
    scenario_alone = {n for n, c in dataset.coords.items() if set(c.dims) <= {"scenario"}}
    kept = dataset[[*OUTCOMES, "completed"]]
    kept = kept.drop_vars(
        [n for n in kept.coords if n not in {*scenario_alone, "replication", "world"}]
    )
    for name in OUTCOMES:
        by_year = outcome_by_year(dataset, name)
        assert by_year is not None, name
        kept[f"{YEARLY}{name}"] = by_year.astype(np.float32).assign_attrs(dataset[name].attrs)
    return kept.drop_vars("scenario_text", errors="ignore")


def hinges_of(
    study: xr.Dataset, numbers: Mapping[str, np.ndarray]
) -> dict[str, list[dict[str, Any]]]:
    """Return what the sign of each scenario's difference in delays hinges on, by its name.

    ``numbers`` are what each uncertain number is in each world, by its path.
    """
    pairs = baselines(study)
    found = paired_over_worlds(study, study[HINGED], pairs)
    said = {}
    for label in pairs:
        one = found.sel(scenario=label)
        hinged = hinges(numbers, one["difference"].to_numpy(), size=float(one["size"]))
        said[f"{label}/{HINGED}"] = [hinge.plain() for hinge in hinged.found]
    return said


def numbers_in(worlds: Worlds, scenarios: Sequence[Scenario]) -> dict[str, np.ndarray]:
    """Return each uncertain number of any scenario in each world, as the files state it."""
    holder = {n: s for s in scenarios for n in worlds.uncertain.names_of(s)}
    at, value = [worlds.at(world) for world in range(len(worlds))], worlds.uncertain.value
    return {
        name: np.array([value(scenario, name, positions[name])[0] for positions in at])
        for name, scenario in holder.items()
    }
