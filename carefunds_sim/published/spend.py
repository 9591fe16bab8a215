"""What was spent on a council's older residents in a year, by service."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from carefunds_sim.published import headings, services, years
from carefunds_sim.published.council import told_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carefunds_sim.published.council import Council
    from carefunds_sim.published.table import Row, Table


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
    chosen, rows = years.of_year(table, told_rows(council, table), year)
    if not rows or not columns:
        return None
    if len(rows) > 1:
        lines = ", ".join(str(row.line) for row in rows)
        table.fault(rows[1].line, f"must have one row for the council and year (got lines {lines})")
    spent = {service: _spent(table, rows[0], column) for service, column in columns.items()}
    return Spend(table, rows[0].line, chosen, spent, _unused(table, columns))


def _columns(table: Table, known: Mapping[str, object]) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, heading in enumerate(table.headings):
        service = services.spent_on(heading, known)
        if service is None or headings.known_as(heading) is not None:
            continue
        if service in found:
            first = table.headings[found[service]].strip()
            said = f"must have one column for {service} (got '{first}' and '{heading.strip()}')"
            table.fault(table.line, said)
        found.setdefault(service, column)
    if not found:
        listed = ", ".join(f"'{service} (GBP thousand)'" for service in list(services.SPENT_ON)[:3])
        table.fault(table.line, f"must have a column of spending on a service, such as {listed}")
    return found


def _spent(table: Table, row: Row, column: int) -> Spent:
    heading = table.headings[column].strip()
    scale = services.gbp(heading)
    if scale is None:
        said = f"column '{heading}' must say its unit, such as '{heading} (GBP thousand)'"
        table.fault(table.line, said)
    number = table.number(row, column)
    return Spent(number * (math.nan if scale is None else scale), services.is_net(heading), heading)


def _unused(table: Table, columns: Mapping[str, int]) -> tuple[str, ...]:
    taken = set(columns.values())
    return tuple(
        heading.strip()
        for column, heading in enumerate(table.headings)
        if column not in taken and heading.strip() and headings.known_as(heading) is None
    )
