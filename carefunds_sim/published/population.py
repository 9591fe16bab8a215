"""Residents by age band from a table of population estimates."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from carefunds_sim.published import ages, years
from carefunds_sim.published.ages import BANDS, OLDER
from carefunds_sim.published.council import ENGLAND, rows_of, told_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carefunds_sim.published.council import Council
    from carefunds_sim.published.table import Row, Table
    from carefunds_sim.vocabulary import AgeBand

WHOLE_TABLE = 100
"""With so many councils and no row for England, a table is taken to be England's."""
FEWEST = 100
_ROUNDING = 0.005


@dataclass(frozen=True)
class Population:
    """Residents aged 65 and over of one council.

    ``columns`` are those that were added up. ``growth`` is by band a year, None where the table
    has one year; ``england`` is the residents aged 65 and over of England by the same table,
    where it tells.
    """

    table: Table
    line: int
    year: int | None
    columns: tuple[int, ...]
    residents: dict[AgeBand, float]
    growth: dict[AgeBand, float] | None
    growth_years: tuple[int, int] | None
    england: float | None

    @property
    def total(self) -> float:
        """All residents aged 65 and over."""
        return sum(self.residents.values())


def population_of(table: Table, council: Council, year: int | None) -> Population | None:
    """Return a council's residents, or None with faults in the table."""
    columns = _columns(table)
    found = told_rows(council, table)
    if columns is None or not found:
        return None
    chosen, rows = years.of_year(table, found, year)
    if not rows or not _one_row(table, rows):
        return None
    sizes = {
        one: _residents(table, same[0], columns)
        for one, same in years.by_year(table, found).items()
        if one == chosen or (one is not None and chosen is not None)
    }
    residents = sizes[chosen]
    _plausible(table, rows[0], residents)
    dated = {one: size for one, size in sizes.items() if one is not None}
    span = _span(dated, chosen)
    growth = ages.yearly_growth({one: dated[one] for one in span}) if span else None
    england = _england(table, columns, chosen)
    read = tuple(column for chosen_columns in columns.values() for column in chosen_columns)
    return Population(table, rows[0].line, chosen, read, residents, growth, span, england)


def _columns(table: Table) -> dict[AgeBand, tuple[int, ...]] | None:
    found = {band: ages.columns_of(table.headings, span) for band, span in BANDS.items()}
    lacking = [ages.said(BANDS[band]) for band, columns in found.items() if columns is None]
    if lacking:
        got = ages.gaps(table.headings)
        said = "whole bands, or narrower ones or single years that add up to them"
        table.fault(
            table.line, f"must have columns for the ages {', '.join(lacking)}: {said} (got {got})"
        )
        return None
    return {band: columns for band, columns in found.items() if columns is not None}


def _one_row(table: Table, rows: Sequence[Row]) -> bool:
    if len(rows) == 1:
        return True
    lines = ", ".join(str(row.line) for row in rows)
    said = "must have one row for the council and year, for all persons"
    table.fault(rows[1].line, f"{said} (got lines {lines})")
    return False


def _residents(
    table: Table, row: Row, columns: dict[AgeBand, tuple[int, ...]]
) -> dict[AgeBand, float]:
    return {
        band: sum(table.number(row, column) for column in chosen)
        for band, chosen in columns.items()
    }


def _plausible(table: Table, row: Row, residents: dict[AgeBand, float]) -> None:
    """A table in thousands, or with bands that miss the total, is misread rather than odd."""
    total = sum(residents.values())
    if math.isnan(total):
        return
    if total < FEWEST or min(residents.values()) <= 0:
        said = f"must count residents, at least {FEWEST} aged 65 and over and some in each band"
        table.fault(row.line, f"{said} (got {total:g}; are these thousands?)")
    whole = ages.columns_of(table.headings, OLDER)
    if whole is None or len(whole) > 1:
        return
    given = table.number(row, whole[0])
    if abs(given - total) > max(2.0, _ROUNDING * total):
        heading = table.headings[whole[0]].strip()
        said = f"column '{heading}' must be the sum of its ages, {total:,.0f}"
        table.fault(row.line, f"{said} (got {given:,.0f})")


def _span(sizes: dict[int, dict[AgeBand, float]], chosen: int | None) -> tuple[int, int] | None:
    """Return the years that growth is worked out from: from the chosen year on, or up to it."""
    if chosen is None or len(sizes) < 2:
        return None
    last, first = max(sizes), min(sizes)
    return (chosen, last) if last > chosen else (first, chosen)


def _england(
    table: Table, columns: dict[AgeBand, tuple[int, ...]], year: int | None
) -> float | None:
    """Return England's residents aged 65 and over: its own row, or all councils of the table."""
    quiet = table.without_faults()
    rows = years.by_year(quiet, rows_of(ENGLAND, quiet)).get(year, [])
    if not rows:
        rows = years.by_year(quiet, quiet.rows).get(year, [])
        if len(rows) < WHOLE_TABLE:
            return None
    sizes = [sum(_residents(quiet, row, columns).values()) for row in rows]
    return None if any(map(math.isnan, sizes)) else sum(sizes)
