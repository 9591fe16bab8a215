"""The year that rows are of, and the rows of one year."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from carefunds_sim.published.headings import YEAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carefunds_sim.published.table import Row, Table

_YEAR = re.compile(r"(?:19|20)\d\d")


def by_year(table: Table, rows: Sequence[Row]) -> dict[int | None, list[Row]]:
    """Return rows by the year they start in; None where the table has no years."""
    column = table.column(YEAR)
    found: dict[int | None, list[Row]] = {}
    for row in rows:
        found.setdefault(_year(table, row, column), []).append(row)
    return found


def of_year(table: Table, rows: Sequence[Row], year: int | None) -> tuple[int | None, list[Row]]:
    """Return the rows of a year, and which year that is.

    A table of one year, or of none, is taken as it is; one of several needs to be told which.
    """
    years = by_year(table, rows)
    if len(years) <= 1:
        return next(iter(years.items()), (None, []))
    if year in years:
        return year, years[year]
    listed = ", ".join(str(one) for one in sorted(filter(None, years)))
    asked = "none was asked for" if year is None else f"got {year}"
    table.fault(rows[0].line, f"has rows of the years {listed}; say which with --year ({asked})")
    return None, []


def said(year: int | None) -> str:
    """Return a year in brackets, or nothing."""
    return "" if year is None else f" ({year})"


def _year(table: Table, row: Row, column: int | None) -> int | None:
    if column is None:
        return None
    found = _YEAR.search(row.cells[column])
    if found is None:
        said = f"column '{table.headings[column]}' must be a year, such as 2011 or 2011-12"
        table.fault(row.line, f"{said} (got '{row.cells[column].strip()}')")
        return None
    return int(found[0])
