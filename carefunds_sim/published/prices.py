"""Costs from published unit costs: fixed and variable parts keep their proportion.

A weekly hour costs a seventh of an hour's price a day, a place a seventh of a week's. A nursing
home's price is what the council pays, so the NHS nursing contribution is put on top.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from carefunds_sim.published import years
from carefunds_sim.published.change import Change
from carefunds_sim.published.services import CHARGE
from carefunds_sim.scenario.raw import get, mapping, number, table
from carefunds_sim.vocabulary import EvidenceKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carefunds_sim.published.change import Raw
    from carefunds_sim.published.unit_costs import Price, UnitCosts

_DAYS_A_WEEK = 7
_PARTS = ("fixed_per_unit", "variable_per_unit")


def changes(like: Raw, costs: UnitCosts, *, source: str) -> Iterator[Change]:
    """Yield the costs that a table of prices changes."""
    for price in costs.prices:
        row = f"{costs.table.path.name} line {price.line}{years.said(costs.year)}"
        said = f"'{price.said}' GBP {price.gbp:,.2f} a {price.of.unit}; {row}"
        if price.of.service == CHARGE and get(like, "money", "charge") is not None:
            yield Change(
                ("money", "charge"), round(price.gbp, 2), source, said, kind=EvidenceKind.MEASURED
            )
        elif per_day(like, price) is not None:
            yield from _parts(like, price, source=source, at=said)


def per_day(like: Raw, price: Price) -> float | None:
    """Return what one unit in use costs a day by a price; None where the service is not there."""
    service = mapping(like, "services", price.of.service)
    if not _now(service):
        return None
    if price.of.unit == "episode":
        stays = list(table(service, "stay_days").values())
        return float(price.gbp * len(stays) / sum(stays))
    whole = price.gbp if price.of.unit == "day" else price.gbp / _DAYS_A_WEEK
    nhs = table(service, "paid_by").get("nhs", 0.0)
    return float(whole / (1 - nhs)) if price.of.unit == "week" and nhs < 1 else whole


def _parts(like: Raw, price: Price, *, source: str, at: str) -> Iterator[Change]:
    service = mapping(like, "services", price.of.service)
    daily = per_day(like, price)
    assert daily is not None
    factor = daily / _now(service)
    for part in _PARTS:
        before = number(get(service, "costs", part, "value"))
        if before:
            place = ("services", price.of.service, "costs", part)
            said = f"{before:g} of {like['name']} x {factor:.4f}, so that the parts make "
            yield Change(place, round(before * factor, 2), source, f"{said}GBP {daily:.2f}; {at}")


def _now(service: Raw) -> float:
    return sum(number(get(service, "costs", part, "value")) or 0.0 for part in _PARTS)
