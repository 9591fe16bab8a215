"""The two-service network by three means: our engine, Ciw, and a loop in C."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from carefunds_sim.engines import simulate
from carefunds_sim.experiments.bench.parts import Seconds, middle, middle_of, timed
from carefunds_sim.experiments.bench.two_services import (
    Levels,
    are_alike,
    levels_of,
    mean_levels,
    network_of,
    run_c,
)

if TYPE_CHECKING:
    from carefunds_sim.scenario.scenario import Scenario


@dataclass(frozen=True)
class Other:
    """The same days by another means: median seconds of both, and whether levels are alike.

    ``ratio`` is of processor seconds, ``ratio_wall`` of the others. Levels are means over the
    repeats; ``alike`` is a test of the same network, not of equality: the chances are not the
    same ones.
    """

    days: float
    repeats: int
    other_seconds: float
    other_wall_seconds: float
    compiled_seconds: float
    compiled_wall_seconds: float
    ratio: float
    ratio_wall: float
    other_levels: Levels
    compiled_levels: Levels
    alike: bool


@dataclass(frozen=True)
class CLoop:
    """The loop in C: events handled, nanoseconds an event, and how it compares."""

    events_handled: int
    ns_per_event: float
    against: Other


Measured = tuple[Levels, Seconds]
"""How full the services were, and what the run took."""


def over_ciw(scenario: Scenario, *, engine: str, repeats: int) -> Other | None:
    """Run both in turn and compare; None where Ciw is not installed."""
    if find_spec("ciw") is None:
        return None
    from carefunds_sim.experiments.bench.ciw_model import run_ciw

    network = network_of(scenario)
    pairs = [
        (run_ciw(network, seed=number + 1), _over_others_run(scenario, engine, number))
        for number in range(repeats)
    ]
    return _compared(network.last_day, [pair[0] for pair in pairs], [pair[1] for pair in pairs])


def over_c(scenario: Scenario, *, engine: str, repeats: int) -> CLoop | None:
    """Run both and compare; None where there is no C compiler."""
    network = network_of(scenario)
    runs = run_c(network, repeats)
    if runs is None:
        return None
    ours = [_over_others_run(scenario, engine, number) for number in range(repeats)]
    return CLoop(
        events_handled=round(middle_of([run.events for run in runs])),
        ns_per_event=middle_of([1e9 * run.seconds.processor / run.events for run in runs]),
        against=_compared(network.last_day, [(run.levels, run.seconds) for run in runs], ours),
    )


def _over_others_run(scenario: Scenario, engine: str, number: int) -> Measured:
    run, seconds = timed(lambda: simulate(scenario, replication=number, engine=engine))
    return levels_of(run), seconds


def _compared(days: float, other: list[Measured], ours: list[Measured]) -> Other:
    other_levels, levels = [pair[0] for pair in other], [pair[0] for pair in ours]
    theirs, mine = middle([pair[1] for pair in other]), middle([pair[1] for pair in ours])
    return Other(
        days=days,
        repeats=len(ours),
        other_seconds=theirs.processor,
        other_wall_seconds=theirs.wall,
        compiled_seconds=mine.processor,
        compiled_wall_seconds=mine.wall,
        ratio=theirs.processor / mine.processor,
        ratio_wall=theirs.wall / mine.wall,
        other_levels=mean_levels(other_levels),
        compiled_levels=mean_levels(levels),
        alike=are_alike(other_levels, levels),
    )
