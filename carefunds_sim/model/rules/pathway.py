"""The rules of a person's way: clocks, refusals, shortened stays and changed dependency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carefunds_sim.model.compiling import compiled
from carefunds_sim.vocabulary import Dependency

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_DEPENDENT = int(Dependency.MUCH_HELP)
NEVER = float("inf")


@compiled
def first_to_strike(left: Sequence[float], rates: Sequence[float]) -> tuple[float, int]:
    """Return in how many days which hazard strikes, if the rates stay as they are.

    ``left`` is what remains of each hazard's exponential allowance, ``rates`` what a day uses
    of it. Of equals the first wins; -1 when none will ever strike.
    """
    days, which = NEVER, -1
    for hazard in range(len(left)):
        if rates[hazard] > 0.0:
            until = left[hazard] / rates[hazard]
            if until < days:
                days, which = until, hazard
    return days, which


@compiled
def acceptance_chance(level: float, weight: float, lowest: float) -> float:
    """Return the chance that a request passes the eligibility bar.

    ``level`` 1 lets everybody pass; a group's ``weight`` says how hard a lower level hits it.
    """
    return max(lowest, min(1.0, 1.0 - (1.0 - level) * weight))


@compiled
def cut_short(occupied: float, core: float, above: float, u: float, chance: float) -> bool:
    """Tell whether bed pressure cuts a stay short at its earliest safe day."""
    return occupied > above * core and u < chance


@compiled
def improved(dependency: int, u: float, chance: float) -> int:
    """Return the dependency after rehabilitation that helps with the given chance."""
    return dependency - 1 if dependency > 0 and u < chance else dependency


@compiled
def declined(dependency: int) -> int:
    """Return the dependency one step worse, at most the worst."""
    return min(dependency + 1, MOST_DEPENDENT)


@compiled
def queue_place(joined_day: float, from_hospital: bool, head_start_days: float) -> float:
    """Return what a queue is ordered by: the day of joining, less any head start."""
    return joined_day - head_start_days if from_hospital else joined_day


@compiled
def chargeable_days(start: float, end: float, ready: float, notice_days: float) -> float:
    """Return the days of a delay from ``start`` to ``end`` that lie after the notice period."""
    return max(0.0, end - max(start, ready + notice_days))
