"""Prices from a list with a row an item, or from a table with a column a price."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from carefunds_sim.published import headings, services, years
from carefunds_sim.published.council import told_rows
from carefunds_sim.published.services import PRICED, Priced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carefunds_sim.published.council import Council
    from carefunds_sim.published.table import Row, Table


@dataclass(frozen=True)
class Price:
    """One price in pounds, what it is of, and where it stands."""

    of: Priced
    gbp: float
    said: str
    line: int


@dataclass(frozen=True)
class UnitCosts:
    """The prices of one table, and what in it no price was known by."""

    table: Table
    year: int | None
    prices: tuple[Price, ...]
    unused: tuple[str, ...]


def unit_costs_of(table: Table, council: Council, year: int | None) -> UnitCosts | None:
    """Return the prices of a table, or None with faults in the table."""
    placed = any(table.column(name) is not None for name in (headings.CODE, headings.NAME))
    rows: Sequence[Row] = told_rows(council, table) if placed else table.rows
    chosen, rows = years.of_year(table, rows, year)
    if not rows:
        return None
    listed = table.column(headings.ITEM) is not None
    prices, unused = (_items if listed else _columns)(table, rows)
    if not prices:
        known = ", ".join(f"'{one.phrases[0]}'" for one in PRICED)
        table.fault(table.line, f"must tell a price that is known: {known}")
    return UnitCosts(table, chosen, tuple(prices), tuple(unused))


def _items(table: Table, rows: Sequence[Row]) -> tuple[list[Price], list[str]]:
    """Read a row an item; several rows of one are averaged by their activity."""
    item, price = table.needed(headings.ITEM), table.needed(headings.PRICE)
    if item is None or price is None:
        return [], []
    found: dict[Priced, list[Row]] = {}
    unused = []
    for row in rows:
        of = services.priced(row.cells[item])
        if of is None:
            unused.append(row.cells[item].strip())
        else:
            found.setdefault(of, []).append(row)
    prices = [
        Price(of, _mean(table, same, price), same[0].cells[item].strip(), same[0].line)
        for of, same in found.items()
    ]
    return prices, [said for said in dict.fromkeys(unused) if said]


def _mean(table: Table, rows: Sequence[Row], price: int) -> float:
    gbp = [table.number(row, price) for row in rows]
    if len(rows) == 1:
        return gbp[0]
    column = table.column(headings.ACTIVITY)
    if column is None:
        lines = ", ".join(str(row.line) for row in rows)
        said = "must tell a price once, or have a column 'activity' to average by"
        table.fault(rows[1].line, f"{said} (got lines {lines})")
        return gbp[0]
    activity = [table.number(row, column) for row in rows]
    if sum(activity) == 0:
        table.fault(rows[0].line, "must have some activity to average by (got 0)")
        return gbp[0]
    return sum(g * a for g, a in zip(gbp, activity, strict=True)) / sum(activity)


def _columns(table: Table, rows: Sequence[Row]) -> tuple[list[Price], list[str]]:
    """Read a row for the council, a column a price."""
    row = rows[0]
    if len(rows) > 1:
        lines = ", ".join(str(one.line) for one in rows)
        table.fault(rows[1].line, f"must have one row for the council and year (got lines {lines})")
    found: dict[Priced, Price] = {}
    unused = []
    for column, heading in enumerate(table.headings):
        of = services.priced(heading)
        if of is None:
            unused.append(heading.strip())
        elif of in found:
            said = f"must have one column for '{of.phrases[0]}' (got another, '{heading.strip()}')"
            table.fault(table.line, said)
        else:
            found[of] = Price(of, table.number(row, column), heading.strip(), row.line)
    named = [said for said in unused if said and headings.known_as(said) is None]
    return list(found.values()), named
