"""A split of money among services as a scenario: capacities moved, allocations held.

Money moves between services by moving what it buys: a service that gets twice its money begins
with twice its capacity, in the base year already, so that it is budgeted and priced from there. In
a network with a pot, the pot's own split says who gets what.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from carefunds_sim.errors import CarefundsError
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.scenario.schema.area import Service
from carefunds_sim.scenario.schema.study import RunSettings
from carefunds_sim.vocabulary import BodyKind, Loop, ServiceKind

HELD_STILL = (
    Loop.OVERSPEND_CUTS,
    Loop.ACUTE_FIRST,
    Loop.CHARGE_TAKES_COUNCIL_MONEY,
    Loop.REALLOCATION,
)
"""The loops by which money would move between services or years."""

DIGITS = 9
"""What is divided by a factor and comes to a limit is no further from it than this."""


def divisible(scenario: Scenario, *, protected: bool = False) -> tuple[str, ...]:
    """Return the services whose money can be split otherwise, in the area's order.

    Those are the pot's, or all with a capacity that the NHS or the council pays for and may move;
    ``protected`` ones, such as acute beds, only when asked for.

    Raises CarefundsError where there are fewer than two of them.
    """
    area = scenario.area
    if area.pot is not None:
        found = tuple(name for name in area.services if name in area.pot.split.value)
    else:
        found = tuple(
            name
            for name, service in area.services.items()
            if _is_paid(service) and (protected or not service.flexing.protected)
        )
    if len(found) < 2:
        raise CarefundsError(
            f"{scenario.name} has no money to split: it takes two services that the NHS or the "
            f"council pays for and may move, or a pot (got {', '.join(found) or 'none'})"
        )
    return found


def hold_shares(scenario: Scenario, growth: Sequence[float]) -> Scenario:
    """Return a scenario in which every service keeps its share of one sum of money.

    Nobody moves money, cuts in-year, carries a deficit or spends late, and what both bodies hold
    grows by ``growth`` (year), so that the sum does not depend on who pays for what. A hospital
    trust has no accounts of its own here: its beds are paid what they cost out of the one sum. All
    else, such as who sees and disputes what, is as in the scenario.

    Raises CarefundsError where the scenario has a pool, or neither arrangement nor squeeze.
    """
    if scenario.arrangement is None or scenario.squeeze is None or scenario.area.money is None:
        raise CarefundsError(f"{scenario.name} has no arrangement, squeeze or prices")
    if scenario.arrangement.pools:
        raise CarefundsError(
            f"money is split under an arrangement without pools, such as 'separate' "
            f"(got '{scenario.arrangement.name}')"
        )
    alike = {"basis": "total", "by_year": list(growth), "after": growth[-1]}
    values = {f"squeeze.{body}.{key}": alike[key] for body in ("nhs", "council") for key in alike}
    values["area.money.steering.late_year_spending"] = 0.0
    off = (*scenario.switched_off, *HELD_STILL)
    money = scenario.area.money.model_copy(update={"hospital": None})
    one_sum = replace(
        scenario,
        area=scenario.area.model_copy(update={"money": money}),
        squeeze=scenario.squeeze.model_copy(update={"community": None, "tariff": None}),
    )
    return replace(one_sum.with_values(values), switched_off=off)


def name_after_split(scenario: Scenario, word: str, title: str) -> Scenario:
    """Return a scenario under the name of its split, which stands where an arrangement does."""
    if scenario.arrangement is None:
        return scenario.renamed(f"{scenario.name}/{word}", f"{scenario.title}, {title}")
    labels = {"arrangement.name": word, "arrangement.title": title}
    named = scenario.with_values(labels)
    parts = [part.name for part in (named.area, named.arrangement, named.squeeze) if part]
    return named.renamed("/".join(parts), f"{named.area.title}, {title}")


def with_split(scenario: Scenario, times: Mapping[str, float]) -> Scenario:
    """Return a scenario in which services get so many times their own money.

    Capacities are multiplied, and floors and market limits stay where they were; in a network
    with a pot, its shares are multiplied.
    """
    pot = scenario.area.pot
    if pot is not None:
        own = pot.split.value
        split = {name: own[name] * times.get(name, 1.0) for name in own}
        return scenario.with_value("area.pot.split", split)
    values: dict[str, float] = {}
    for name, factor in times.items():
        values |= _resized(f"area.services.{name}", scenario.area.services[name], factor)
    return scenario.with_values(values)


def _resized(path: str, service: Service, factor: float) -> dict[str, float]:
    """Return what changes for a service of another size; what is said of its start is adjusted."""
    flexing, values = service.flexing, {}
    if service.capacity is not None:
        values[f"{path}.capacity"] = service.capacity.value * factor
    if flexing.floor is not None:
        values[f"{path}.flexing.floor"] = min(1.0, flexing.floor.value / factor)
    if flexing.market_limit is not None:
        limit = round(flexing.market_limit.value / factor, DIGITS)
        values[f"{path}.flexing.market_limit"] = limit
    return values


def _is_paid(service: Service) -> bool:
    """Whether a service has a capacity that money of the NHS or the council buys and may move."""
    if service.kind is ServiceKind.UNLIMITED or service.paid_by is None:
        return False
    paid = service.paid_by.value
    public = paid.get(BodyKind.NHS, 0.0) + paid.get(BodyKind.COUNCIL, 0.0)
    has_capacity = service.capacity is not None and service.capacity.value > 0.0
    return public > 0.0 and has_capacity and service.flexing.movable


def base_year_only(scenario: Scenario) -> Scenario:
    """Return a scenario held at the money of its base year, for one year after it."""
    run = RunSettings(**{**scenario.run.model_dump(), "years": 1})
    return replace(hold_shares(scenario, [0.0]), run=run)
