"""Delayed days of one council, and of England by the same table, from either form of table."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from carefunds_sim.published import headings, long_delays, wide_delays, years
from carefunds_sim.published.council import ENGLAND, rows_of, told_rows
from carefunds_sim.published.days import Days
from carefunds_sim.published.population import WHOLE_TABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from carefunds_sim.published.council import Council
    from carefunds_sim.published.table import Row, Table


@dataclass(frozen=True)
class Delays:
    """A council's delayed days, and England's of the same table and year where it tells."""

    table: Table
    line: int
    year: int | None
    days: Days
    england: Days | None


def delays_of(table: Table, council: Council, year: int | None) -> Delays | None:
    """Return a council's delayed days, or None with faults in the table."""
    form = long_delays if table.column(headings.REASON) is not None else wide_delays
    if not form.has_columns(table):
        return None
    chosen, rows = years.of_year(table, told_rows(council, table), year)
    if not rows:
        return None
    days = form.count(table, rows)
    if days.total <= 0:
        table.fault(rows[0].line, f"must have delayed days of {council} (got none)")
    return Delays(table, rows[0].line, chosen, days, _england(table, chosen, form.count))


def _england(
    table: Table, year: int | None, count: Callable[[Table, Sequence[Row]], Days]
) -> Days | None:
    """Return England's days: its own rows, or those of all councils of a national table.

    Gaps in other councils' rows are no fault of the user's: there is no England then.
    """
    quiet = table.without_faults()
    of_year = years.by_year(quiet, quiet.rows).get(year, [])
    own = [row for row in rows_of(ENGLAND, quiet) if row in of_year]
    groups = [own] if own else _by_council(quiet, of_year)
    if not own and len(groups) < WHOLE_TABLE:
        return None
    whole = Days()
    for rows in groups:
        whole.add(count(quiet, rows))
    return None if quiet.faults or math.isnan(whole.total) else whole


def _by_council(table: Table, rows: Sequence[Row]) -> list[list[Row]]:
    column = table.column(headings.CODE)
    column = table.column(headings.NAME) if column is None else column
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.cells[column or 0].strip(), []).append(row)
    return list(groups.values())
