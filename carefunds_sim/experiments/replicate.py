"""Replications of scenarios, gathered into one dataset."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import xarray as xr

from carefunds_sim.dataset.axes import labels_of
from carefunds_sim.dataset.build import Table
from carefunds_sim.dataset.provenance import provenance
from carefunds_sim.engines import DEFAULT_ENGINE, warm_up
from carefunds_sim.errors import ArgumentError, SimulationError
from carefunds_sim.experiments.agenda import FixedReplications, PrecisionSearch
from carefunds_sim.experiments.executors.execute import execute
from carefunds_sim.experiments.executors.task import Failure, Finished, Study
from carefunds_sim.experiments.precision import (
    FEWEST_TO_TELL,
    HEADLINE,
    MOST,
    Precision,
    check_amounts,
    replications_or_precision,
)
from carefunds_sim.experiments.progress import OnProgress, Wanted, announce, display
from carefunds_sim.scenario.check import too_many_results
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.scenario.worlds import Worlds, kept_hinges, worlds_of
from carefunds_sim.timing import timed

log = logging.getLogger(__name__)

MOST_LISTED, MOST_CHARACTERS = 100, 300
"""Most failures and warnings in a file's header, and most characters of each."""


def run(  # noqa: PLR0913 - each is a choice of its own, by its name
    scenario: Scenario, *, replications: int | None = None, precision: float | None = None,
    on: str = HEADLINE, most: int = MOST, seed: int | None = None, engine: str = DEFAULT_ENGINE,
    workers: int | None = None, scheduler: str | None = None,
    worlds: str | Path | Worlds | None = None, progress: Wanted = None,
) -> xr.Dataset:  # fmt: skip
    """Run one scenario several times and return the dataset of its runs.

    Parameters are those of ``compare``.

    Raises
    ------
    ArgumentError
        A number of replications, processes or the like is none.
    SimulationError
        No run could be finished.
    """
    return replicate(
        [scenario], study=scenario.name, title=scenario.title,
        amount=replications_or_precision(replications, precision, on, most),
        seed=seed, engine=engine, workers=workers, scheduler=scheduler,
        worlds=worlds_of(worlds, [scenario]), progress=progress,
    )  # fmt: skip


def replicate(  # noqa: PLR0913 - as above
    scenarios: Sequence[Scenario], *, study: str, title: str = "", about: str = "",
    baseline: str = "", amount: int | Precision | None = None, seed: int | None = None,
    engine: str = DEFAULT_ENGINE, workers: int | None = None, scheduler: str | None = None,
    worlds: Worlds | None = None, progress: Wanted = None,
) -> xr.Dataset:  # fmt: skip
    """Run every scenario with the same seed and the same replication numbers.

    The same number stands for the same people and the same chances of their lives in every
    scenario, so that replications can be compared pair by pair. ``amount`` is the number of
    replications, or how precise the study is to be. ``title`` and ``about`` are the study's own.
    """
    key = scenarios[0].run.seed if seed is None else seed
    wanted = amount or scenarios[0].run.replications
    check_amounts(seed=seed, workers=workers)
    most = wanted if isinstance(wanted, int) else wanted.most
    for _, sentence in too_many_results(scenarios, most):
        raise ArgumentError(f"replications {sentence}")
    table = Table(scenarios, wanted if isinstance(wanted, int) else FEWEST_TO_TELL)
    finished = Finished(
        lambda task, made: table.enter((task.scenario, task.replication), made.values)
    )
    agenda = (
        FixedReplications(scenarios, wanted)
        if isinstance(wanted, int)
        else PrecisionSearch(scenarios, wanted, table, finished)
    )
    with display(progress) as on_progress:
        ready(engine, agenda.expected(), on_progress)
        execute(Study(tuple(scenarios), key, engine, worlds=worlds), agenda, finished,
                workers=workers, scheduler=scheduler, progress=on_progress)  # fmt: skip
    if not table.completed.any():
        raise SimulationError(nothing_made(finished))
    with timed(log, "gathering the dataset"):
        dataset = table.dataset(agenda.replications)
    dataset.attrs = provenance(scenarios, seed=key, engine=engine, study=study, title=title,
                               about=about, baseline=baseline)  # fmt: skip
    reached = {} if isinstance(agenda, FixedReplications) else agenda.precision_reached(dataset)
    dataset.attrs |= _completeness(
        dataset, scenarios, finished, cut=reached.get("reached") is False
    )
    dataset.attrs["precision"] = json.dumps(reached) if reached else ""
    if worlds:
        dataset.attrs["hinges_on"] = json.dumps(kept_hinges(worlds, scenarios))
    return in_worlds(dataset, worlds)


def in_worlds(dataset: xr.Dataset, worlds: Worlds | None) -> xr.Dataset:
    """Return a dataset that says which world each replication met, and of which table."""
    dataset.attrs["worlds"] = json.dumps(worlds.described()) if worlds else ""
    if worlds is None:
        return dataset
    met = [worlds.of(replication) for replication in range(dataset.sizes["replication"])]
    return dataset.assign_coords(world=("replication", met))


def ready(engine: str, runs: int, progress: OnProgress | None) -> None:
    """Make the engine ready before any process needs it; say so when that takes long."""
    with timed(log, f"making the {engine} engine ready"):
        warm_up(engine, lambda sentence: announce(progress, runs, sentence))


class Ended(Protocol):
    """How the runs of a study ended; a failure stands at the place of its task."""

    failures: dict[tuple[int, ...], Failure]
    interrupted: bool
    cut_short: str


def nothing_made(finished: Ended) -> str:
    """Return why there is no run at all."""
    if finished.cut_short:
        return finished.cut_short
    if finished.interrupted:
        return "interrupted before the first run was finished; nothing was kept"
    first = finished.failures[min(finished.failures)]
    return f"every run failed, the first with: {first.message}"


def _completeness(
    dataset: xr.Dataset, scenarios: Sequence[Scenario], finished: Finished, *, cut: bool
) -> dict[str, Any]:
    """Attributes that say what is missing and what the runs warned of.

    ``cut`` says that the number of replications was still to be found.
    """
    labels, number = labels_of(scenarios), dataset.sizes["replication"]
    failed = [
        (str(labels[place[0]]), finished.failures[place])
        for place in sorted(finished.failures)
        if place[1] < number
    ]
    warned = dict.fromkeys([finished.cut_short] if finished.cut_short else [])
    warned |= dict.fromkeys(
        warning
        for place in sorted(finished.warnings)
        if place[1] < number
        for warning in (*scenarios[place[0]].warnings, *finished.warnings[place])
    )
    missing = not dataset["completed"].values.all()
    return {
        "incomplete": int(missing or (cut and finished.interrupted)),
        "interrupted": int(finished.interrupted),
        **failure_attributes(failed),
        "warnings": json.dumps([str(w)[:MOST_CHARACTERS] for w in warned][:MOST_LISTED]),
    }


def failure_attributes(failed: Sequence[tuple[str, Failure]]) -> dict[str, str]:
    """Return attributes with the first failures, each beside its scenario, and a traceback."""
    failures = [
        {
            "scenario": label,
            "replication": failure.task.replication,
            "message": failure.message[:MOST_CHARACTERS],
        }
        for label, failure in failed[:MOST_LISTED]
    ]
    return {
        "failures": json.dumps(failures),
        "traceback": next((f.traceback for _, f in failed if f.traceback), ""),
    }
