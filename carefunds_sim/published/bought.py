"""Capacities from spending: what a year's money buys at the area's unit costs.

The money pays fixed cost for every unit open and variable cost for the units in use, at the use
that managers aim for. A council's gross spending is all but the NHS's share of the cost; net
spending is its own share alone. Of services that the NHS pays at least half of, the column is
taken to be what the NHS spent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from carefunds_sim.published import years
from carefunds_sim.published.change import Change, scaled
from carefunds_sim.published.sizes import follows, rounded
from carefunds_sim.scenario.raw import get, mapping, number, table
from carefunds_sim.vocabulary import Origin

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from carefunds_sim.published.change import Raw
    from carefunds_sim.published.spend import Spend, Spent
    from carefunds_sim.scenario.document import Place

_DAYS_A_YEAR = 365.25


def changes(
    like: Raw, spend: Spend, before: Mapping[Place, Change], *, source: str
) -> Iterator[Change]:
    """Yield capacities that spending buys; ``before`` are the changes made so far."""
    for name, spent in spend.by_service.items():
        service = mapping(like, "services", name)
        daily = _unit_per_day(name, service, before)
        share = paid(service, spent)
        if not daily or not share or get(service, "capacity") is None:
            continue
        size = spent.gbp / share / (daily * _DAYS_A_YEAR)
        value = rounded(service["kind"], size)
        row = f"{spend.table.path.name} line {spend.line}{years.said(spend.year)}"
        said = (
            f"'{spent.heading}' GBP {spent.gbp:,.0f} / {share:g} of the cost / (GBP {daily:.2f} a "
            f"unit and day x {_DAYS_A_YEAR:g}); {row}"
        )
        place = ("services", name, "capacity")
        span = before[place].range if place in before else None
        yield Change(place, value, source, said, span or _span(service, size))


def paid(service: Raw, spent: Spent) -> float:
    """Return the share of a service's cost that a column of spending is."""
    shares = table(service, "paid_by")
    if follows(service) is Origin.HOSPITAL:
        return float(shares.get("nhs", 0.0))
    council, own = shares.get("council", 0.0), shares.get("self", 0.0)
    return float(council if spent.net else council + own)


def _unit_per_day(name: str, service: Raw, before: Mapping[Place, Change]) -> float:
    """Return what one unit of capacity costs a day, at the use that managers aim for."""

    def cost(part: str) -> float:
        place = ("services", name, "costs", part)
        if place in before:
            return float(before[place].value)
        return number(get(service, "costs", part, "value")) or 0.0

    use = number(get(service, "flexing", "expected_use", "value"))
    return cost("fixed_per_unit") + cost("variable_per_unit") * (1.0 if use is None else use)


def _span(service: Raw, size: float) -> tuple[float, float]:
    held = mapping(service, "capacity")
    return scaled(held.get("range", (held["value"],) * 2), size / held["value"])
