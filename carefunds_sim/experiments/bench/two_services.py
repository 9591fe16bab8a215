"""The two-service network as numbers, how full it is, and the same as a loop in C."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from carefunds_sim.experiments.bench.parts import Seconds
from carefunds_sim.model.calendar import make_calendar
from carefunds_sim.model.plan import Plan
from carefunds_sim.model.resolve import make_plan

if TYPE_CHECKING:
    from carefunds_sim.model.record import Run
    from carefunds_sim.scenario.scenario import Scenario


HOSPITAL, INTERMEDIATE_CARE = 0, 1
CHANCE_OF_FALSE_ALARM = 0.001


@dataclass(frozen=True)
class Network:
    """Two services one after the other; who finds no place in the second keeps the first's.

    Measured is what happens between the two days.
    """

    arrivals_per_day: float
    beds: int
    stay_days: float
    share_going_on: float
    places: int
    further_days: float
    first_day: float
    last_day: float


@dataclass(frozen=True)
class Levels:
    """Means over the measured days: beds in use, those of them blocked, places in use."""

    beds_occupied: float
    beds_blocked: float
    places_occupied: float


def network_of(scenario: Scenario) -> Network:
    """Return the numbers of the two-service network, as the engines understand its file."""
    plan = make_plan(scenario, seed=scenario.run.seed, replication=0)
    first_day, last_day = measured_days(scenario)
    stay_days, further_days = plan.network.stay_mean[:, 0, 0]
    (stream,) = scenario.area.streams.values()
    return Network(
        arrivals_per_day=float(stream.per_day.value),  # type: ignore[union-attr]
        beds=int(plan.network.core[HOSPITAL]),
        stay_days=float(stay_days),
        share_going_on=_share_going_on(plan),
        places=int(plan.network.core[INTERMEDIATE_CARE]),
        further_days=float(further_days),
        first_day=first_day,
        last_day=last_day,
    )


def _share_going_on(plan: Plan) -> float:
    return float(plan.network.onward[HOSPITAL, 0, 0, INTERMEDIATE_CARE])


def measured_days(scenario: Scenario) -> tuple[float, float]:
    """Return the day after the warm-up and the last day of a run."""
    calendar = make_calendar(scenario.run)
    return float(calendar.starts[calendar.warmup]), float(calendar.starts[-1])


def levels_of(run: Run) -> Levels:
    """Return how full the two services were in a run of ours."""
    first, last = measured_days(run.scenario)
    occupied = run.values["occupied_days"].sum(axis=(0, 2)) / (last - first)
    return Levels(
        beds_occupied=float(occupied[HOSPITAL]),
        beds_blocked=float(run.values["delayed_days"].sum()) / (last - first),
        places_occupied=float(occupied[INTERMEDIATE_CARE]),
    )


def mean_levels(several: Sequence[Levels]) -> Levels:
    """Return the means over runs."""
    return Levels(*(float(mean) for mean in _table(several).mean(axis=0)))


def are_alike(one: Sequence[Levels], other: Sequence[Levels]) -> bool:
    """Whether runs by two means look like runs of the same network (Welch's t test)."""
    from scipy.stats import ttest_ind

    chances = ttest_ind(_table(one), _table(other), axis=0, equal_var=False).pvalue
    return bool((chances > CHANCE_OF_FALSE_ALARM / chances.size).all())


def _table(several: Sequence[Levels]) -> np.ndarray:
    """Return levels as rows; shape (runs, measures)."""
    return np.array([(x.beds_occupied, x.beds_blocked, x.places_occupied) for x in several])


SOURCE = "two_services.c"
MOST_SECONDS = 120


class CRun(NamedTuple):
    """One run: how full the services were, events handled, seconds in the loop."""

    levels: Levels
    events: int
    seconds: Seconds


def run_c(network: Network, repeats: int) -> list[CRun] | None:
    """Compile the loop and run it with several seeds; None where it cannot be compiled."""
    with _compiled() as program:
        return None if program is None else [_run(program, network, s + 1) for s in range(repeats)]


def source() -> Path:
    """Return the loop's source: inside the package, or beside it in a checkout."""
    package = Path(__file__).resolve().parents[2]
    inside = package / "benchmarks" / SOURCE
    return inside if inside.is_file() else package.parent / "benchmarks" / SOURCE


@contextmanager
def _compiled() -> Iterator[Path | None]:
    compiler = shutil.which(os.environ.get("CC", "cc"))
    if compiler is None:
        yield None
        return
    with TemporaryDirectory() as folder:
        program = Path(folder) / "two_services"
        words = [compiler, "-O2", "-o", str(program), str(source()), "-lm"]
        made = subprocess.run(words, capture_output=True, timeout=MOST_SECONDS, check=False)
        yield program if made.returncode == 0 else None


def _run(program: Path, network: Network, seed: int) -> CRun:
    numbers = (
        network.arrivals_per_day, network.beds, network.stay_days, network.share_going_on,
        network.places, network.further_days, network.first_day, network.last_day, seed,
    )  # fmt: skip
    done = subprocess.run(
        [str(program), *map(repr, numbers)],
        capture_output=True, text=True, timeout=MOST_SECONDS, check=True,
    )  # fmt: skip
    said = json.loads(done.stdout)
    levels = Levels(said["beds_occupied"], said["beds_blocked"], said["places_occupied"])
    return CRun(levels, said["events"], Seconds(said["seconds"], said["processor_seconds"]))
