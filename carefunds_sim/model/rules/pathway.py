"""The rules of a person's way: clocks, refusals, shortened stays and changed dependency."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from carefunds_sim.model.compiling import compiled, inlined
from carefunds_sim.model.rules.pricing import Amount
from carefunds_sim.vocabulary import Dependency, Moment

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_DEPENDENT = int(Dependency.MUCH_HELP)
NEVER = float("inf")
ROUNDING = 1e-9  # packages of hours that fill a service exactly do fit
FOLLOW_UP_DAYS = 91.0  # the national indicator asks who is at home 91 days after discharge
READMISSION_DAYS = 30.0  # an admission so soon after a discharge is a readmission
FIRST_STRIKE = int(Moment.DEATH)  # moments of hazards follow in the order of hazards
END_OF_WINDOW = int(Moment.END_OF_WINDOW)


@inlined
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


@inlined
def hazard_rates(
    usual: Sequence[float],
    dependency: int,
    hip_fracture: float,
    recent: float,
    early: float,
    deconditioning: float,
) -> tuple[float, float, float]:
    """Return what a day uses up of the allowances of death, admission and decline.

    ``usual`` are the hazards of place and dependency. Factors, 1 where they do not hold: on
    death after a hip fracture, on admission soon after a discharge, and after an early one. Bed
    rest adds ``deconditioning`` to decline, which the most dependent are past.
    """
    admission = usual[1] * recent * early
    decline = 0.0 if dependency == MOST_DEPENDENT else usual[2] + deconditioning
    return usual[0] * hip_fracture, admission, decline


@inlined
def what_comes_first(
    left: Sequence[float],
    rates: Sequence[float],
    days: float,
    end: int,
    now: float,
    windows: Sequence[float],
) -> tuple[float, int]:
    """Return in how many days which moment comes first: a hazard, the end, a window's end.

    ``end`` is the moment that comes after ``days``; ``windows`` are days on which something
    that holds for a while ends.
    """
    until, hazard = first_to_strike(left, rates)
    moment = FIRST_STRIKE + hazard
    if days <= until:
        until, moment = days, end
    for window in windows:
        if now < window < now + until:
            until, moment = window - now, END_OF_WINDOW
    return until, moment


@inlined
def fits(used: float, units: float, limit: float) -> bool:
    """Return whether so many units are free."""
    return used + units <= limit + ROUNDING


@compiled
def acceptance_chance(level: float, weight: float, lowest: float) -> float:
    """Return the chance that a request passes the eligibility threshold.

    ``level`` 1 lets all pass; a group's ``weight`` says how hard a lower level hits it.
    """
    return max(lowest, min(1.0, 1.0 - (1.0 - level) * weight))


def attendance_rate(with_care: Amount, without: Amount, smaller: Amount) -> Amount:
    """Return visits to A&E a day of people whose package is smaller by a share than they need."""
    rate: Amount = with_care + smaller * np.maximum(0.0, without - with_care)
    return rate


@compiled
def search_chance(likely: float, factor: float) -> float:
    """Return the chance of having to search, whose odds are a factor of the usual ones."""
    return likely * factor / (1.0 - likely + likely * factor)


@compiled
def cut_short(occupied: float, core: float, above: float, u: float, chance: float) -> bool:
    """Return whether bed pressure cuts a stay short at its earliest safe day."""
    return occupied > above * core and u < chance


@compiled
def improved(dependency: int, u: float, chance: float) -> int:
    """Return the dependency after rehabilitation that helps with the given chance."""
    return dependency - 1 if dependency > 0 and u < chance else dependency


@compiled
def declined(dependency: int) -> int:
    """Return the dependency one step worse, at most the worst."""
    return min(dependency + 1, MOST_DEPENDENT)


@inlined
def queue_place(joined_day: float, from_hospital: bool, head_start_days: float) -> float:
    """Return what a queue is ordered by: the day of joining, less any head start."""
    return joined_day - head_start_days if from_hospital else joined_day


@compiled
def chargeable_days(start: float, end: float, ready: float, notice_days: float) -> float:
    """Return the days of a delay from ``start`` to ``end`` that lie after the notice period."""
    return max(0.0, end - max(start, ready + notice_days))
