"""What was spent on a council's older residents in a year, and the capacities that it buys.

The money pays fixed cost for every unit open and variable cost for the units in use, at the use
that managers aim for. A council's gross spending is all but the NHS's share of the cost; net
spending is its own share alone. Of services that the NHS pays at least half of, the column is
taken to be what the NHS spent.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from carefunds_sim.published.change import Change, Raw, follows, rounded, scaled
from carefunds_sim.published.council import Council, of_year, required_rows
from carefunds_sim.published.headings import ALIASES, SPENT_ON, gbp, is_net, meaning, spent_on
from carefunds_sim.published.table import Row, Table
from carefunds_sim.scenario.document import Place
from carefunds_sim.scenario.faults import get, mapping, number, table
from carefunds_sim.vocabulary import Origin

_DAYS_A_YEAR = 365.25


@dataclass(frozen=True)
class Spent:
    """Pounds a year on one service; ``net`` of what users pay, or gross."""

    gbp: float
    net: bool
    heading: str


@dataclass(frozen=True)
class Spend:
    """A council's spending by service, and the headings that no service was known by."""

    table: Table
    line: int
    year: int | None
    by_service: dict[str, Spent]
    unused: tuple[str, ...]


def spend_of(
    table: Table, council: Council, year: int | None, *, known: Mapping[str, object]
) -> Spend | None:
    """Return a council's spending on the services known, or None with faults in the table."""
    columns = _columns(table, known)
    chosen, rows = of_year(table, required_rows(council, table), year)
    if not rows or not columns:
        return None
    row = table.one_row(rows)
    spent = {service: _spent(table, row, column) for service, column in columns.items()}
    taken = columns.values()
    unused = [h.strip() for column, h in enumerate(table.headings) if column not in taken]
    named = (heading for heading in unused if heading and meaning(heading, ALIASES) is None)
    return Spend(table, row.line, chosen, spent, tuple(named))


def _columns(table: Table, known: Mapping[str, object]) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, heading in enumerate(table.headings):
        service = spent_on(heading, known)
        if service is None or meaning(heading, ALIASES) is not None:
            continue
        if service in found:
            first = table.headings[found[service]].strip()
            needs = f"must have one column for {service} (got '{first}' and '{heading.strip()}')"
            table.fault(table.line, needs)
        found.setdefault(service, column)
    if not found:
        listed = ", ".join(f"'{service} (GBP thousand)'" for service in list(SPENT_ON)[:3])
        table.fault(table.line, f"must have a column of spending on a service, such as {listed}")
    return found


def _spent(table: Table, row: Row, column: int) -> Spent:
    heading = table.headings[column].strip()
    scale = gbp(heading)
    if scale is None:
        needs = f"column '{heading}' must say its unit, such as '{heading} (GBP thousand)'"
        table.fault(table.line, needs)
    number = table.number(row, column)
    return Spent(number * (math.nan if scale is None else scale), is_net(heading), heading)


def spending_changes(
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
        at = (
            f"'{spent.heading}' GBP {spent.gbp:,.0f} / {share:g} of the cost / (GBP {daily:.2f} a "
            f"unit and day x {_DAYS_A_YEAR:g}); {spend.table.reference(spend.line, spend.year)}"
        )
        place = ("services", name, "capacity")
        now = service["capacity"]
        span = before[place].range if place in before else None
        span = span or scaled(now.get("range", (now["value"],) * 2), size / now["value"])
        yield Change(place, value, source, at, span)


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
