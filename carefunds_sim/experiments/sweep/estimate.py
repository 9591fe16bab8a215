"""What a sweep would take: points, runs, time and room on disk, measured on a few of its tasks."""

from __future__ import annotations

import math
import os
import shutil
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from carefunds_sim.dataset.sweeps.ledger import Place
from carefunds_sim.dataset.sweeps.store import create, ledger_of
from carefunds_sim.errors import SimulationError
from carefunds_sim.experiments.executors.task import RunResult
from carefunds_sim.experiments.replicate import ready
from carefunds_sim.experiments.sweep.steps import Steps, steps
from carefunds_sim.experiments.sweep.tasks import (
    SweepOptions,
    SweepStudy,
    UnfinishedTasks,
    describe_sweep,
)
from carefunds_sim.scenario.sweep_design import SweepDesign

TRIED = 3
"""Tasks that are timed, from the first, the middle and the last of the design."""

TRIED_REPLICATIONS = 2
"""Runs of each that are timed; size and time are in proportion to their number."""

DISK_BLOCK = 4096

EFFICIENCY = 0.85
"""What several processes are taken to make of as many processors."""


@dataclass(frozen=True)
class Estimate:
    """What a sweep would take; times and sizes are measured on a few of its tasks.

    ``steps`` has how many different plans the values of each factor make.
    """

    points: int
    factors: int
    scenarios: int
    replications: int
    tasks: int
    seconds_a_run: float
    workers: int
    hours: float
    gigabytes: float
    free_gigabytes: float
    steps: tuple[Steps, ...] = ()

    @property
    def runs(self) -> int:
        """How many runs there are of this shard."""
        return self.tasks * self.replications


def estimate_sweep(design: SweepDesign, folder: Path, how: SweepOptions) -> Estimate:
    """Return what a sweep, or a shard of it, would take; nothing of it is kept."""
    whole = describe_sweep(design, how)
    description = replace(whole, replications=min(TRIED_REPLICATIONS, whole.replications))
    times = whole.replications / description.replications
    ready(how.engine, 0, None)
    with tempfile.TemporaryDirectory(prefix="carefunds_sweep_") as passing:
        store = create(Path(passing) / "sweep.zarr", description)
        agenda = UnfinishedTasks(store, design.factors, how.shard)
        before = _bytes(store.path)
        tried = _spread(agenda.places)
        study = SweepStudy.of(description, how.engine)
        started = time.perf_counter()
        made = 0
        for place in tried:
            task = agenda.task(place)
            answer = study.run(task, lambda _: None)
            if isinstance(answer, RunResult):
                store.put(place, answer.values)
                made += 1
        if not made:
            raise SimulationError("none of the tasks tried could be made; run one to see why")
        seconds = (time.perf_counter() - started) / (made * description.replications)
        each = (_bytes(store.path) - before + ledger_of(store.path).stat().st_size) / made
    tasks = len(agenda.places)
    workers = min(how.workers or os.cpu_count() or 1, tasks)
    spared = 1.0 if workers == 1 else EFFICIENCY
    return Estimate(
        points=description.points,
        factors=len(design.factors),
        scenarios=len(description.scenarios),
        replications=whole.replications,
        tasks=tasks,
        seconds_a_run=seconds,
        workers=workers,
        hours=tasks * whole.replications * seconds / (workers * spared) / 3600,
        gigabytes=(before + tasks * _whole_blocks(each * times)) / 1e9,
        free_gigabytes=_free(folder) / 1e9,
        steps=tuple(steps(design, whole.values)),
    )


def _spread(places: list[Place]) -> list[Place]:
    """Return a few tasks from all over the design, each once."""
    last = len(places) - 1
    numbers = dict.fromkeys(round(last * i / (TRIED - 1)) for i in range(TRIED))
    return [places[number] for number in numbers]


def _bytes(folder: Path) -> int:
    """Return how long all files of a folder are."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _whole_blocks(size: float) -> float:
    """Return what a file of a size takes on disk, where files begin on blocks."""
    return math.ceil(size / DISK_BLOCK) * DISK_BLOCK


def _free(folder: Path) -> int:
    """Return how much the disk of a folder, which may not exist yet, has left."""
    there = next(part for part in (folder.resolve(), *folder.resolve().parents) if part.exists())
    return shutil.disk_usage(there).free
