"""Measurements in a process of their own: memory and start-up are those of nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from typing import Any

from carefunds_sim.errors import SimulationError
from carefunds_sim.experiments.bench.extent import Size
from carefunds_sim.experiments.bench.memory import peak_mb
from carefunds_sim.experiments.bench.scenarios import default_area
from carefunds_sim.experiments.bench.stopwatch import Seconds, middle, timed, worked


def measure_size(size: Mapping[str, Any], engine: str, repeats: int) -> dict[str, Any]:
    """Run the default area in a size; tell the seconds of a run and the peak of memory."""
    from carefunds_sim.engines import simulate, warm_up

    scenario = default_area(Size(**size))
    warm_up(engine)
    before = peak_mb()
    several: list[Seconds] = []
    for replication in range(repeats):
        run, taken = timed(partial(simulate, scenario, replication=replication, engine=engine))
        several.append(taken)
    typical = middle(several[1:] or several)
    population = (
        scenario.area.residents.population.value.values() if scenario.area.residents else ()
    )
    return {
        "residents": round(sum(population) * scenario.run.scale),
        "events": run.event_count,
        "first_seconds": several[0].processor,
        "seconds": typical.processor,
        "wall_seconds": typical.wall,
        "peak_mb": peak_mb(),
        "peak_mb_before": before,
    }


def measure_readiness(engine: str) -> dict[str, Any]:
    """Make an engine ready and tell how long that took."""
    started = worked()
    from carefunds_sim.engines import warm_up

    warm_up(engine)
    return {"seconds": worked() - started}


def measure_sweep_memory(points: int) -> dict[str, Any]:
    """Make a sweep of many short tasks with one process; tell the peak of its memory."""
    from carefunds_sim.experiments.bench.sweeps import many_points

    tasks = many_points(points)
    return {"tasks": tasks, "peak_mb": peak_mb()}


MEASUREMENTS: dict[str, Callable[..., dict[str, Any]]] = {
    "size": measure_size,
    "readiness": measure_readiness,
    "sweep_memory": measure_sweep_memory,
}


def in_fresh_process(what: str, environment: Mapping[str, str] | None = None, **given: Any) -> Any:
    """Return what a measurement tells when a new process makes it.

    Raises
    ------
    SimulationError
        The process failed.
    """
    words = [sys.executable, "-m", __spec__.name, what, json.dumps(given)]
    done = subprocess.run(
        words, env={**os.environ, **(environment or {})},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no reason was given"])[-1]
        raise SimulationError(f"a process that measured {what} failed: {last}")
    return json.loads(done.stdout)


def size_in_fresh_process(size: Size, *, engine: str, repeats: int) -> dict[str, Any]:
    """Return what a run of the default area takes in a process that does nothing else."""
    found: dict[str, Any] = in_fresh_process(
        "size", size=asdict(size), engine=engine, repeats=repeats
    )
    return found


if __name__ == "__main__":
    _, asked, arguments = sys.argv
    print(json.dumps(MEASUREMENTS[asked](**json.loads(arguments))))
