"""Replications of scenarios, gathered into one dataset."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import xarray as xr

from carefunds_sim.dataset.build import build, labels_of
from carefunds_sim.dataset.provenance import provenance
from carefunds_sim.errors import SimulationError
from carefunds_sim.experiments.executor import Finished, execute
from carefunds_sim.experiments.progress import OnProgress
from carefunds_sim.experiments.task import Study, longest_first

if TYPE_CHECKING:
    from carefunds_sim.scenario.scenario import Scenario


MOST, MESSAGE = 100, 300
"""How many failures and warnings are kept, and how much of each: a file's header is small."""


def run(
    scenario: Scenario, *, replications: int | None = None, seed: int | None = None,
    engine: str = "simpy", workers: int | None = None, progress: OnProgress | None = None,
) -> xr.Dataset:  # fmt: skip
    """Run one scenario several times and return the dataset of its runs.

    ``replications`` and ``seed`` are the scenario's own unless given; ``workers`` is the number
    of processes, as many as there are processors unless given.

    Raises
    ------
    SimulationError
        No run could be finished.
    """
    return replicate(
        [scenario], study=scenario.name, replications=replications, seed=seed, engine=engine,
        workers=workers, progress=progress,
    )  # fmt: skip


def replicate(
    scenarios: Sequence[Scenario], *, study: str, baseline: str = "",
    replications: int | None = None, seed: int | None = None, engine: str = "simpy",
    workers: int | None = None, progress: OnProgress | None = None,
) -> xr.Dataset:  # fmt: skip
    """Run every scenario with the same seed and the same replication numbers.

    The same number stands for the same people and the same chances of their lives in every
    scenario, so that replications can be compared pair by pair.
    """
    number = replications or scenarios[0].run.replications
    chosen = scenarios[0].run.seed if seed is None else seed
    tasks = longest_first(scenarios, number)
    made = execute(
        Study(tuple(scenarios), chosen, engine), tasks, workers=workers, progress=progress
    )
    if not made.runs:
        raise SimulationError(_nothing_made(made))
    dataset = build(scenarios, made.runs, replications=number)
    dataset.attrs = provenance(
        scenarios, seed=chosen, engine=engine, study=study, baseline=baseline
    )
    dataset.attrs |= _completeness(scenarios, made, len(tasks))
    return dataset


def _nothing_made(made: Finished) -> str:
    if made.interrupted:
        return "interrupted before the first run was finished; nothing was kept"
    return f"every run failed, the first with: {made.failures[0].message}"


def _completeness(scenarios: Sequence[Scenario], made: Finished, wanted: int) -> dict[str, Any]:
    """Attributes that say what is missing and what the runs warned of."""
    labels = labels_of(scenarios)
    failed = sorted(made.failures, key=lambda failure: failure.task.place)
    failures = [
        {
            "scenario": str(labels[failure.task.scenario]),
            "replication": failure.task.replication,
            "message": failure.message[:MESSAGE],
        }
        for failure in failed[:MOST]
    ]
    warned = dict.fromkeys(
        warning
        for place in sorted(made.runs)
        for warning in (*scenarios[place[0]].warnings, *made.runs[place].warnings)
    )
    return {
        "incomplete": int(len(made.runs) < wanted),
        "interrupted": int(made.interrupted),
        "failures": json.dumps(failures),
        "traceback": next((failure.traceback for failure in failed if failure.traceback), ""),
        "warnings": json.dumps([str(warning)[:MESSAGE] for warning in warned][:MOST]),
    }
