"""Where a run's time goes, by two clocks: the wall's, and a processor's for this process.

On a quiet machine they agree, since everything measured runs on one processor. On a busy
one the wall's are too long, by how much changes from minute to minute, and ratios of them mean
nothing; so ratios are of the processor's, and both are given. Where a system counts the
processor's too coarsely (Windows: sixty-fourths of a second) the wall's stand for both.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from statistics import median
from time import get_clock_info, perf_counter, process_time
from typing import Any, NamedTuple, TypeVar

from carefunds_sim.dataset.build import build
from carefunds_sim.engines import month_end, simulate
from carefunds_sim.model import resolve
from carefunds_sim.scenario.scenario import Scenario

Answer = TypeVar("Answer")

FINE_ENOUGH = 1e-4
worked = process_time if get_clock_info("process_time").resolution < FINE_ENOUGH else perf_counter
"""Seconds that a processor has worked for this process."""


class Seconds(NamedTuple):
    """What one call took, by both clocks."""

    wall: float
    processor: float


def timed(call: Callable[[], Answer]) -> tuple[Answer, Seconds]:
    """Return what a call returns and what it took.

    What earlier calls left behind is cleared away first, untimed.
    """
    gc.collect()
    wall, processor = perf_counter(), worked()
    answer = call()
    return answer, Seconds(perf_counter() - wall, worked() - processor)


@contextmanager
def watched(owner: Any, name: str) -> Iterator[list[float]]:
    """Note the processor seconds of every call of a function of a module or class.

    The function is replaced and put back, so that an unwatched run pays nothing.
    """
    function, seconds = getattr(owner, name), list[float]()

    def noting(*given: Any, **named: Any) -> Any:
        started = worked()
        try:
            return function(*given, **named)
        finally:
            seconds.append(worked() - started)

    setattr(owner, name, noting)
    try:
        yield seconds
    finally:
        setattr(owner, name, function)


def middle(several: Sequence[Seconds]) -> Seconds:
    """Return the medians, which one interruption by another program does not move."""
    return Seconds(*(middle_of(clock) for clock in zip(*several, strict=True)))


def middle_of(numbers: Sequence[float]) -> float:
    """Return the median."""
    return float(median(numbers))


class Loop(NamedTuple):
    """Where an engine's events are handled, and whether that closes the months as well."""

    module: str
    function: str
    closes_months: bool


LOOPS = {
    "compiled": Loop("carefunds_sim.engines.compiled.engine", "simulate_months", False),
    "simpy": Loop("carefunds_sim.engines.simpy_engine", "simulate_simpy", True),
}


class Spent(NamedTuple):
    """One run: events handled, and seconds of all of it, of its parts, and of its dataset."""

    handled: int
    wall: float
    whole: float
    plan: float
    events: float
    month_ends: float
    dataset: float

    @property
    def rest(self) -> float:
        """Seconds in none of the parts: memory laid out, results handed over."""
        return self.whole - self.plan - self.events - self.month_ends

    @property
    def outside(self) -> float:
        """Share of run and dataset that is neither events nor months' ends."""
        return 1.0 - (self.events + self.month_ends) / (self.whole + self.dataset)


PARTS = ("wall", "whole", "plan", "events", "month_ends", "rest", "dataset", "outside")


def measure_parts(scenario: Scenario, engine: str, repeats: int) -> dict[str, Any]:
    """Run one replication after the other, each watched, the first apart.

    What is returned are medians of the further ones, in processor seconds but for ``wall``.
    ``whole`` is the call of ``simulate``: ``plan``, ``events`` (the event loop alone),
    ``month_ends`` and the ``rest``. ``first_whole`` is the first call in the process, which also
    works out what all replications share. ``outside`` is the share of run and dataset together
    that is neither events nor months' ends. Nanoseconds are None for an engine that does not
    count its events.
    """
    first, *runs = [_measure_once(scenario, engine, r) for r in range(repeats + 1)]
    return {
        "events_handled": round(middle_of([run.handled for run in runs])),
        "first_whole": first.whole,
        **{part: middle_of([getattr(run, part) for run in runs]) for part in PARTS},
        "ns_per_event": _nanoseconds([(run.events, run.handled) for run in runs]),
        "ns_per_event_of_whole": _nanoseconds([(run.whole, run.handled) for run in runs]),
    }


def _measure_once(scenario: Scenario, engine: str, replication: int) -> Spent:
    loop = LOOPS[engine]
    with (
        watched(resolve, "make_plan") as plan,
        watched(import_module(loop.module), loop.function) as events,
        watched(month_end.MonthEnd, "close") as ends,
    ):
        run, taken = timed(lambda: simulate(scenario, replication=replication, engine=engine))
    _, dataset = timed(lambda: build([scenario], {(0, 0): run}, replications=1))
    return Spent(
        handled=run.event_count,
        wall=taken.wall,
        whole=taken.processor,
        plan=sum(plan),
        events=sum(events) - (sum(ends) if loop.closes_months else 0.0),
        month_ends=sum(ends),
        dataset=dataset.processor,
    )


def _nanoseconds(spent: Sequence[tuple[float, int]]) -> float | None:
    if not all(count for _, count in spent):
        return None
    return middle_of([1e9 * seconds / count for seconds, count in spent])
