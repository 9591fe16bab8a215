"""What a sweep costs beside its runs: processes, plans, storage and memory."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from carefunds_bench.extent import Size
from carefunds_bench.parts import Seconds, middle_of, timed, watched
from carefunds_bench.processes import in_fresh_process, machine, peak_mb
from carefunds_sim import engines
from carefunds_sim.engines import warm_up
from carefunds_sim.experiments.sweep.estimate import estimate_sweep
from carefunds_sim.experiments.sweep.sweep import run_sweep
from carefunds_sim.experiments.sweep.tasks import SweepOptions
from carefunds_sim.scenario.load import load_scenario
from carefunds_sim.scenario.sweep_design import SweepDesign, sweep_design

FACTORS = [
    "area.services.home_care.capacity",
    "area.services.intermediate_beds.capacity",
    "squeeze.council.fall",
    "squeeze.need_growth",
    "area.behaviour.refill",
]
ARRANGEMENTS = ("separate", "aligned", "pooled", "care_trust")


@dataclass(frozen=True)
class SweepExtent:
    """How much is measured: tasks of about a second, and many short ones for memory."""

    size: Size
    replications: int
    tasks: int
    repeats: int
    few: int
    many: int


FULL_SWEEP = SweepExtent(Size(1.0, 10), replications=3, tasks=72, repeats=3, few=100, many=1000)
QUICK_SWEEP = SweepExtent(Size(1.0, 10), replications=3, tasks=8, repeats=1, few=50, many=200)
PLANNED_POINTS, PLANNED_REPLICATIONS = 10_000, 10


def measure_sweep(extent: SweepExtent, *, say: Callable[[str], None]) -> dict[str, Any]:
    """Return what a sweep costs; seconds are on the wall, since processes work side by side.

    ``efficiency`` is the time of one process over twice that of two, the median of pairs made in
    turn; ``overhead`` the share of one process's time that is not in ``simulate``.
    """
    warm_up(engines.DEFAULT_ENGINE, say)
    say("1 of 4: the same sweep by one process and by two")
    pairs = [_pair(extent, say) for _ in range(extent.repeats)]
    say("2 of 4: what is not simulation")
    overhead, seconds_a_task = _overhead(extent)
    say("3 of 4: memory of few and of many points, in new processes")
    peaks = [
        in_fresh_process(measure_memory, points=points)["peak_mb"]
        for points in (extent.few, extent.many)
    ]
    say("4 of 4: a sweep of ten thousand points, planned")
    return {
        "seconds_a_task": seconds_a_task,
        "one_process": middle_of([one for one, _ in pairs]),
        "two_processes": middle_of([two for _, two in pairs]),
        "efficiency": middle_of([one / (2 * two) for one, two in pairs]),
        "efficiencies": [one / (2 * two) for one, two in pairs],
        "overhead": overhead,
        "points": [extent.few, extent.many],
        "peak_mb": peaks,
        "planned": asdict(_planned(extent.size)),
        "machine": machine(),
    }


def measure_memory(points: int) -> dict[str, Any]:
    """Make a sweep of many short tasks with one process; return how many, and peak memory."""
    warm_up(engines.DEFAULT_ENGINE)
    with tempfile.TemporaryDirectory(prefix="carefunds_bench_") as folder:
        design = _design(Size(0.02, 1), points, ("separate",))
        made = run_sweep(design, Path(folder), SweepOptions(replications=1, workers=1)).made
    return {"tasks": made, "peak_mb": peak_mb()}


def _design(size: Size, points: int, arrangements: tuple[str, ...]) -> SweepDesign:
    scenarios = [
        load_scenario(f"typical_council/{name}/deep_cut", scale=size.scale, years=size.years)
        for name in arrangements
    ]
    return sweep_design(scenarios, FACTORS, method="latin_hypercube", points=points, seed=1)


def _timed_sweep(extent: SweepExtent, workers: int) -> Seconds:
    """Make the sweep of a task a point with some processes; return what it took."""
    design = _design(extent.size, extent.tasks, ("separate",))
    how = SweepOptions(replications=extent.replications, workers=workers)
    with tempfile.TemporaryDirectory(prefix="carefunds_bench_") as folder:
        return timed(lambda: run_sweep(design, Path(folder), how))[1]


def _pair(extent: SweepExtent, say: Callable[[str], None]) -> tuple[float, float]:
    """Return seconds of the same sweep by one process and by two."""
    found = []
    for workers in (1, 2):
        taken = _timed_sweep(extent, workers)
        say(f"  {workers} process{'es' * (workers > 1)}: {taken.wall:.1f} s")
        found.append(taken.wall)
    return found[0], found[1]


def _overhead(extent: SweepExtent) -> tuple[float, float]:
    """Return the share of a sweep by one process outside ``simulate``, and seconds a task."""
    with watched(engines, "simulate") as runs:
        taken = _timed_sweep(extent, workers=1)
    return 1.0 - sum(runs) / taken.processor, taken.wall / extent.tasks


def _planned(size: Size) -> Any:
    design = _design(size, PLANNED_POINTS, ARRANGEMENTS)
    return estimate_sweep(design, Path(), SweepOptions(replications=PLANNED_REPLICATIONS))
