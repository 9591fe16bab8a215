"""Where a run's time goes: the plan, the events, the months' ends, and the dataset after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from carefunds_sim.dataset.build import build
from carefunds_sim.engines import month_end, simulate
from carefunds_sim.experiments.bench.stopwatch import middle, timed, watched
from carefunds_sim.model import resolve

if TYPE_CHECKING:
    from carefunds_sim.scenario.scenario import Scenario


@dataclass(frozen=True)
class Parts:
    """Medians over further replications of one scenario, in seconds.

    ``whole`` is the call of ``simulate``: ``plan``, ``events`` (all that is neither plan nor
    month's end) and ``month_ends``. ``first_whole`` is the first call in the process, which also
    works out what all replications share. ``outside`` is the share of run and dataset together
    that is neither events nor months' ends. Nanoseconds are None for an engine that does not
    count its events.
    """

    events_handled: int
    first_whole: float
    whole: float
    plan: float
    events: float
    month_ends: float
    dataset: float
    outside: float
    ns_per_event: float | None
    ns_per_event_of_whole: float | None


def measure_parts(scenario: Scenario, engine: str, repeats: int) -> Parts:
    """Run one replication after the other, each watched, the first apart."""
    runs = [_measure_once(scenario, engine, r) for r in range(repeats + 1)]
    counts, whole, plan, month_ends, dataset = zip(*runs[1:], strict=True)
    events = [w - p - m for w, p, m in zip(whole, plan, month_ends, strict=True)]
    outside = [(p + d) / (w + d) for w, p, d in zip(whole, plan, dataset, strict=True)]
    return Parts(
        events_handled=round(middle(counts)),
        first_whole=runs[0][1],
        whole=middle(whole),
        plan=middle(plan),
        events=middle(events),
        month_ends=middle(month_ends),
        dataset=middle(dataset),
        outside=middle(outside),
        ns_per_event=_nanoseconds(events, counts),
        ns_per_event_of_whole=_nanoseconds(whole, counts),
    )


def _measure_once(
    scenario: Scenario, engine: str, replication: int
) -> tuple[int, float, float, float, float]:
    """Return events handled, and seconds of the whole run, plan, months' ends and dataset."""
    with watched(resolve, "make_plan") as plan, watched(month_end.MonthEnd, "close") as ends:
        run, whole = timed(lambda: simulate(scenario, replication=replication, engine=engine))
    _, dataset = timed(lambda: build([scenario], {(0, 0): run}, replications=1))
    return run.event_count, whole, sum(plan), sum(ends), dataset


def _nanoseconds(seconds: list[float] | tuple[float, ...], counts: tuple[int, ...]) -> float | None:
    if not all(counts):
        return None
    return middle([1e9 * s / c for s, c in zip(seconds, counts, strict=True)])
