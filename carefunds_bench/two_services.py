"""The two-service network by three means: our engine, Ciw, and a loop in C."""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, astuple, dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np

from carefunds_bench.parts import Seconds, middle, middle_of, timed
from carefunds_sim.engines import simulate
from carefunds_sim.model.calendar import make_calendar
from carefunds_sim.model.record import Run
from carefunds_sim.model.resolve import make_plan
from carefunds_sim.scenario.scenario import Scenario

HOSPITAL, INTERMEDIATE_CARE = 0, 1
CHANCE_OF_FALSE_ALARM = 0.001


@dataclass(frozen=True)
class Network:
    """Two services in a row: a person who finds the second full keeps a bed in the first.

    What happens between the two days is measured. The order is that of the C program's arguments.
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
        share_going_on=float(plan.network.onward[HOSPITAL, 0, 0, INTERMEDIATE_CARE]),
        places=int(plan.network.core[INTERMEDIATE_CARE]),
        further_days=float(further_days),
        first_day=first_day,
        last_day=last_day,
    )


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
    """Return whether runs by two means look like runs of the same network (Welch's t test)."""
    from scipy.stats import ttest_ind  # slow to import

    chances = ttest_ind(_table(one), _table(other), axis=0, equal_var=False).pvalue
    return bool((chances > CHANCE_OF_FALSE_ALARM / chances.size).all())


def _table(several: Sequence[Levels]) -> np.ndarray:
    """Return levels as rows; shape (runs, measures)."""
    return np.array([astuple(levels) for levels in several])


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
    inside = Path(__file__).resolve().with_name(SOURCE)
    return inside if inside.is_file() else inside.parents[1] / "benchmarks" / SOURCE


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
    numbers = (*astuple(network), seed)
    done = subprocess.run(
        [str(program), *map(repr, numbers)],
        capture_output=True, text=True, timeout=MOST_SECONDS, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout)
    levels = Levels(found["beds_occupied"], found["beds_blocked"], found["places_occupied"])
    return CRun(levels, found["events"], Seconds(found["seconds"], found["processor_seconds"]))


def run_ciw(network: Network, seed: int) -> tuple[Levels, Seconds]:
    """Run once; return how full the services were, and what it took to have the results.

    Ciw's results are the records of every person's stays, as ours are the months' accounts.
    """
    import ciw  # need not be installed

    layout = _ciw_layout(network)

    def recorded() -> list[Any]:
        simulation = ciw.Simulation(layout)
        simulation.simulate_until_max_time(network.last_day)
        records: list[Any] = simulation.get_all_records(include_incomplete=True)
        return records

    ciw.seed(seed)
    records, seconds = timed(recorded)
    return _ciw_levels(records, network), seconds


def _ciw_layout(network: Network) -> Any:
    """Return the network: a second node without waiting room blocks the first after service."""
    import ciw

    exponential = ciw.dists.Exponential
    return ciw.create_network(
        arrival_distributions=[exponential(network.arrivals_per_day), None],
        service_distributions=[
            exponential(1.0 / network.stay_days),
            exponential(1.0 / network.further_days),
        ],
        routing=[[0.0, network.share_going_on], [0.0, 0.0]],
        number_of_servers=[network.beds, network.places],
        queue_capacities=[math.inf, 0],
    )


def _ciw_levels(records: list[Any], network: Network) -> Levels:
    days = network.last_day - network.first_day
    in_bed = blocked = in_place = 0.0
    for record in records:
        spent = _days_within(network, record.service_start_date, record.exit_date)
        if record.node == INTERMEDIATE_CARE + 1:
            in_place += spent
        else:
            in_bed += spent
            blocked += _days_within(network, record.service_end_date, record.exit_date)
    return Levels(in_bed / days, blocked / days, in_place / days)


def _days_within(network: Network, start: float | None, end: float | None) -> float:
    """Return the days between two moments that are measured; without an end, until the last day."""
    if start is None:
        return 0.0
    until = network.last_day if end is None else min(end, network.last_day)
    return max(0.0, until - max(start, network.first_day))


Measured = tuple[Levels, Seconds]
"""How full the services were, and what the run took."""


def over_ciw(scenario: Scenario, *, engine: str, repeats: int) -> dict[str, Any] | None:
    """Run both in turn and compare as ``_compared`` does; None where Ciw is not installed."""
    if find_spec("ciw") is None:
        return None
    network = network_of(scenario)
    pairs = [
        (run_ciw(network, seed=number + 1), _our_run(scenario, engine, number))
        for number in range(repeats)
    ]
    return _compared(network.last_day, [pair[0] for pair in pairs], [pair[1] for pair in pairs])


def over_c(scenario: Scenario, *, engine: str, repeats: int) -> dict[str, Any] | None:
    """Return events handled by the loop in C, nanoseconds an event, and how it compares.

    None where there is no C compiler.
    """
    network = network_of(scenario)
    runs = run_c(network, repeats)
    if runs is None:
        return None
    ours = [_our_run(scenario, engine, number) for number in range(repeats)]
    return {
        "events_handled": round(middle_of([run.events for run in runs])),
        "ns_per_event": middle_of([1e9 * run.seconds.processor / run.events for run in runs]),
        "against": _compared(network.last_day, [(run.levels, run.seconds) for run in runs], ours),
    }


def _our_run(scenario: Scenario, engine: str, number: int) -> Measured:
    run, seconds = timed(lambda: simulate(scenario, replication=number, engine=engine))
    return levels_of(run), seconds


def _compared(days: float, other: list[Measured], ours: list[Measured]) -> dict[str, Any]:
    """Return the median seconds of both over the same days, and whether levels are alike.

    ``ratio`` is of processor seconds, ``ratio_wall`` of the others. Levels are means over the
    repeats; ``alike`` is a test of the same network, not of equality: the chances are not the
    same ones.
    """
    other_levels, levels = [pair[0] for pair in other], [pair[0] for pair in ours]
    theirs, mine = middle([pair[1] for pair in other]), middle([pair[1] for pair in ours])
    return {
        "days": days,
        "repeats": len(ours),
        "other_seconds": theirs.processor,
        "other_wall_seconds": theirs.wall,
        "compiled_seconds": mine.processor,
        "compiled_wall_seconds": mine.wall,
        "ratio": theirs.processor / mine.processor,
        "ratio_wall": theirs.wall / mine.wall,
        "other_levels": asdict(mean_levels(other_levels)),
        "compiled_levels": asdict(mean_levels(levels)),
        "alike": are_alike(other_levels, levels),
    }
