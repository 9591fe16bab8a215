"""What one more unit of a service is worth to a decision maker, as that decision maker sees it.

The worth of a unit is the waiting it would spare. With offered load ``a`` and capacity ``c``,
the number of units wanted at a moment is taken as normal with mean ``a`` and the variance of a
system in which no one waits (Whitt's infinite-server approximation); one more unit then spares
the chance that more than ``c`` are wanted. It is bounded, it does not need a queue to be there
today, and it does not break down under overload, as Erlang's formulas do.
"""

from __future__ import annotations

import math

from carefunds_sim.model.compiling import compiled


@compiled
def chance_wanted(load: float, capacity: float, mean_units: float) -> float:
    """Return the chance that more units are wanted than there are."""
    if load <= 0.0:
        return 0.0
    deviations = (capacity + 0.5 * mean_units - load) / math.sqrt(load * mean_units)
    return 0.5 * math.erfc(deviations / math.sqrt(2.0))


@compiled
def worth_per_pound(
    load: float, capacity: float, mean_units: float, waiting_cost: float, unit_day: float
) -> float:
    """Return pounds of waiting cost spared by a pound spent on one more unit.

    ``waiting_cost`` is the perceived cost of a day of one person's wait, ``unit_day`` the price
    of a unit for a day.
    """
    if unit_day <= 0.0:
        return 0.0
    return chance_wanted(load, capacity, mean_units) * waiting_cost / mean_units / unit_day


@compiled
def weight_on_body(
    is_own: bool, sight: float, regard: float, goodwill: float, trust: float
) -> float:
    """Return how much a cost that falls on a body weighs in a fund's decision.

    What rests on goodwill is scaled by trust; what rests on law is not.
    """
    if is_own:
        return 1.0
    firmness = (1.0 - goodwill) + goodwill * trust
    return sight * firmness * regard * firmness


@compiled
def head_start_days(base: float, per_ratio: float, hospital_cost: float, home_cost: float) -> float:
    """Return how many days a hospital discharge is ahead of a wait at home in the queue."""
    if home_cost <= 0.0:
        return base
    return base + per_ratio * hospital_cost / home_cost
