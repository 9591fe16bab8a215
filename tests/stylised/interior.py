"""What everything costs as community capacity grows: the same people, served sooner or later.

The question is Wood and others' (2022): how much capacity to leave hospital for is cheapest? So
that capacity alone changes, demand and prices stand still, nobody is refused, nothing is cut or
moved, and every service keeps what it starts with. Cost is that of all services, and of waits where
no bed counts it, at what the area says a day of waiting costs: an acute bed day in the emergency
department, and the stated cost at home.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from stylised.statement import Direction, Effect, Verdict, paired
from stylised.world import AREA, Size

from carefunds_sim.dataset.outcomes import Period
from carefunds_sim.engines import simulate
from carefunds_sim.scenario.load import compose
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.vocabulary import Loop, WaitingPlace

RUNGS = (0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.4, 1.8)
PARTS = (
    "Hospital beds",
    "Escalation beds",
    "Community services",
    "Care that is not limited",
    "Waits in the emergency department",
    "Waits at home",
)
TESTS = 3
FEWEST = 16
"""Replications at least: in some the hospital overflows, where places are few and all are taken."""


class Rung(NamedTuple):
    """Costs by part, GBP a year (replication, part), and delayed days a year (replication)."""

    costs: np.ndarray
    delayed_days: np.ndarray

    @property
    def total(self) -> np.ndarray:
        return np.asarray(self.costs.sum(axis=1))


def still(size: Size) -> Scenario:
    """Return the area with demand, prices and money as on the first day, and nobody refused."""
    scenario = compose(
        AREA,
        "separate",
        "none",
        run={"scale": size.scale, "years": size.years},
        switched_off=(Loop.OVERSPEND_CUTS, Loop.REALLOCATION),
    )
    values: dict[str, object] = {"squeeze.need_growth": 0.0, "squeeze.price_growth": 0.0}
    residents = scenario.area.residents
    assert residents
    values["area.residents.growth"] = dict.fromkeys(residents.growth.value, 0.0)
    for name, service in scenario.area.services.items():
        path = f"area.services.{name}"
        if service.stay_trend:
            values[f"{path}.stay_trend"] = 0.0
        if service.flexing:
            values |= {f"{path}.flexing.floor": 1.0, f"{path}.flexing.market_limit": 1.0}
        if service.rationing:
            values[f"{path}.rationing.lowest_acceptance"] = 1.0
    return scenario.with_values(values)


@cache
def rung(times: float, size: Size) -> Rung:
    """Return what so many times the community capacity costs."""
    scenario = still(size)
    outside = {
        f"area.services.{name}.capacity": times * service.capacity.value
        for name, service in scenario.area.services.items()
        if service.capacity and name != scenario.area.admitted_to
    }
    scenario = scenario.with_values(outside)
    replications = max(size.replications, FEWEST)
    periods = [Period(simulate(scenario, replication=each)) for each in range(replications)]
    delayed = np.array([period.yearly("delayed_days") for period in periods])
    return Rung(np.array([costs(period) for period in periods]), delayed)


def costs(period: Period) -> list[float]:
    """Return a run's costs by part, GBP a year."""
    area = period.run.scenario.area
    hospital = area.services[area.admitted_to or ""].costs
    assert hospital
    assert area.money
    fixed, variable, premium = (
        each.value if each else 0.0
        for each in (hospital.fixed_per_unit, hospital.variable_per_unit,
                     hospital.escalation_premium)
    )  # fmt: skip
    bed_day = fixed + variable
    escalation = period.yearly("escalation_days") * (fixed + bed_day * premium)
    spent = dict(zip(area.services, period.yearly_by("cost", "service"), strict=True))
    in_hospital = spent.pop(area.admitted_to or "")
    limited = sum(cost for name, cost in spent.items() if area.services[name].capacity)
    waits = period.yearly_by("waiting_days", "waiting_place")
    at_home = waits[WaitingPlace.HOME] + waits[WaitingPlace.CARE_HOME]
    return [
        in_hospital - escalation,
        escalation,
        limited,
        sum(spent.values()) - limited,
        waits[WaitingPlace.EMERGENCY_DEPARTMENT] * bed_day,
        at_home * area.money.home_wait_cost.value,
    ]


def cheapest(size: Size) -> int:
    """Return the cheapest rung, found on every other replication so that the rest can test it."""
    return int(np.argmin([rung(times, size).total[0::2].mean() for times in RUNGS]))


def tests(size: Size) -> dict[str, Effect]:
    """Return what has to hold of the cheapest rung, on replications that did not find it."""
    best = rung(RUNGS[cheapest(size)], size)
    least, most = rung(RUNGS[0], size), rung(RUNGS[-1], size)
    return {
        f"costs more at {RUNGS[0]:g} times": compared(best.total, least.total),
        f"costs more at {RUNGS[-1]:g} times": compared(best.total, most.total),
        f"fewer days are delayed at {RUNGS[-1]:g} times": compared(
            most.delayed_days, best.delayed_days
        ),
    }


def compared(lower: np.ndarray, higher: np.ndarray) -> Effect:
    """Return how far the second is above the first on the other replications."""
    return paired(lower[1::2], higher[1::2], Direction.RISES)


def verdict(size: Size, level: float) -> Verdict:
    """Tell whether the cheapest rung is neither end, with delays that money could end."""
    inside = 0 < cheapest(size) < len(RUNGS) - 1
    shown = all(effect.p < level for effect in tests(size).values())
    return Verdict.HOLDS if inside and shown else Verdict.NOT_SHOWN
