"""How a fund steers through the year: forecast, hold, cut, spend late, ration."""

from __future__ import annotations

import math

import numpy as np

from carefunds_sim.model.compiling import compiled
from carefunds_sim.model.rules.pricing import Amount
from carefunds_sim.vocabulary import ServiceKind

MONTHS_PER_YEAR = 12
SHORTEST_LAG = 1e-9  # months; keeps what is divided by a lag finite
HOURS = int(ServiceKind.HOURS)


def forecast(spent: Amount, months_passed: int) -> Amount:
    """Return the year's spending if the rest of the year is like what has passed."""
    pounds: Amount = spent * MONTHS_PER_YEAR / months_passed
    return pounds


def severity(
    overspend: float, controllable: float, *, strength: float, largest_cut: float
) -> float:
    """Return the share by which controllable services are reduced to recover an overspend.

    ``controllable`` is what would be spent on them in the rest of the year.
    """
    if overspend <= 0.0 or controllable <= 0.0:
        return 0.0
    return min(largest_cut, strength * overspend / controllable)


def outside_tolerance(gap: float, allocation: float, tolerance: float) -> bool:
    """Return whether a forecast is too far from the allocation to be left alone."""
    return abs(gap) > tolerance * allocation


def short_notice(notice_months: float, lag_months: Amount) -> Amount:
    """Return the share of the premium that is paid for what was known some months before.

    None is paid for what was known for as long as recruiting takes.
    """
    share: Amount = np.maximum(0.0, 1.0 - notice_months / np.maximum(lag_months, SHORTEST_LAG))
    return share


def short_term_units(pounds: float, unit_month: float, premium: float) -> float:
    """Return the units that money buys for one month at short notice."""
    if unit_month <= 0.0:
        return 0.0
    return pounds / (unit_month * (1.0 + premium))


def lagged(seen: Amount, now: Amount, lag_months: Amount) -> Amount:
    """Return what is seen a month later of what changes: it follows by the lag, or at once."""
    moved: Amount = seen + (now - seen) / np.maximum(lag_months, 1.0)
    return moved


def wait_put_up_with(tolerated_wait_days: Amount, delayed_starts: Amount, level: Amount) -> Amount:
    """Return the wait that is put up with: longer the more people a threshold refuses; days."""
    days: Amount = tolerated_wait_days * (1.0 + delayed_starts * (1.0 - level))
    return days


def commitments(target: Amount, mean_stay: Amount, tolerated_wait_days: Amount) -> Amount:
    """Return the units that may be promised: those to be in use, and a queue that is put up with.

    By Little's law a queue in which people wait so long holds that many days' starts.
    """
    units: Amount = target * (1.0 + tolerated_wait_days / mean_stay)
    return units


def people_who_left(before: Amount, started: Amount, now: Amount) -> Amount:
    """Return how many left in a month, by who was there before, who started and who is there."""
    people: Amount = np.maximum(0.0, before + started - now)
    return people


def starts_wanted(
    target: Amount,
    room: Amount,
    *,
    mean_stay: Amount,
    horizon_days: float,
    diverted_per_day: Amount,
) -> Amount:
    """Return the units a day that may start, of those who ask, so that commitments meet capacity.

    ``target`` is the commitments wanted and ``room`` what is left of it, both in units. Starts
    replace those who leave and fill the room over the horizon. Those whom another service has
    refused and sent here are not asked again, so they take their part of these starts first.
    """
    units_per_day: Amount = target / mean_stay + room / horizon_days - diverted_per_day
    return units_per_day


@compiled
def next_acceptance(
    level: float, wanted_per_day: float, requested_per_day: float, speed: float, lowest: float
) -> float:
    """Move the eligibility threshold towards where as many pass as may start."""
    if requested_per_day <= 0.0:
        return level
    wanted = max(lowest, min(1.0, wanted_per_day / requested_per_day))
    return level + speed * (wanted - level)


@compiled
def step_capacity(stock: float, planned: float, lag_up: float, lag_down: float) -> float:
    """Move capacity a month nearer to plan; recruiting and losing staff take different times."""
    lag = lag_up if planned > stock else lag_down
    if lag <= 0.0:
        return planned
    return stock + (planned - stock) * -math.expm1(-1.0 / lag)


@compiled
def planned_capacity(
    budget: float, unit_year: float, start: float, floor: float, market_limit: float
) -> float:
    """Return what a yearly budget buys, above the statutory floor and below market supply."""
    if unit_year <= 0.0:
        return start
    return max(floor * start, min(market_limit * start, budget / unit_year))


@compiled
def whole_units(capacity: float, kind: int, down: bool = False) -> float:
    """Return the units that can be open: hours can be split, beds, places and staff cannot."""
    if kind == HOURS:
        return capacity
    return math.floor(capacity + (1e-9 if down else 0.5)) + 0.0
