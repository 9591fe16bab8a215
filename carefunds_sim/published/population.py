"""Residents by age band from a table of population estimates.

Headings are read as ages: ``65-74``, ``65 to 74``, ``Aged 65_74``, ``p6574``, ``85+``, ``p85``,
``85 and over``, or single years. Each band is the sum of columns that cover it exactly.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from carefunds_sim.published.council import (
    ENGLAND,
    Council,
    by_year,
    of_year,
    required_rows,
    rows_of,
)
from carefunds_sim.published.table import Row, Table
from carefunds_sim.vocabulary import AgeBand

BANDS: dict[AgeBand, tuple[float, float]] = {
    AgeBand.AGED_65_74: (65, 74),
    AgeBand.AGED_75_84: (75, 84),
    AgeBand.AGED_85_PLUS: (85, math.inf),
}
"""First and last year of age of each band."""
OLDER = (65.0, math.inf)

_LEAD = r"(?:age[ds]?|ages|pop|p)?[\s_]*"
_SPAN = re.compile(_LEAD + r"(\d{2})\s*(?:-|\u2013|to|_)?\s*(\d{2})")
_OPEN = re.compile(_LEAD + r"(\d{2})\s*[\s_]*(?:\+|plus|and over|and above|or over)")
_OPEN_SHORT = re.compile(r"p(\d{2})")
_YEAR = re.compile(r"(?:age[ds]?)?[\s_]*(\d{2})")

WHOLE_TABLE = 100
"""With so many councils and no row for England, a table is taken to be England's."""
FEWEST = 100
_ROUNDING = 0.005


@dataclass(frozen=True)
class Population:
    """Residents aged 65 and over of one council.

    ``columns`` are those that were added up. ``growth`` is by band a year, None where the table
    has one year; ``england`` is the residents aged 65 and over of England by the same table,
    where it has them.
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
    found = required_rows(council, table)
    if columns is None or not found:
        return None
    chosen, rows = of_year(table, found, year)
    if not rows:
        return None
    row = table.one_row(rows, ", for all persons")
    if len(rows) > 1:
        return None
    sizes = {
        one: _residents(table, same[0], columns)
        for one, same in by_year(table, found).items()
        if one == chosen or (one is not None and chosen is not None)
    }
    _plausible(table, row, sizes[chosen])
    dated = {one: size for one, size in sizes.items() if one is not None}
    span = _span(dated, chosen)
    return Population(
        table,
        row.line,
        chosen,
        columns=tuple(column for of_band in columns.values() for column in of_band),
        residents=sizes[chosen],
        growth=yearly_growth({one: dated[one] for one in span}) if span else None,
        growth_years=span,
        england=_england(table, columns, chosen),
    )


def _columns(table: Table) -> dict[AgeBand, tuple[int, ...]] | None:
    found = {band: columns_of(table.headings, span) for band, span in BANDS.items()}
    lacking = [ages_text(BANDS[band]) for band, columns in found.items() if columns is None]
    if lacking:
        ages = sorted(filter(None, map(ages_of, table.headings)))
        got = ", ".join(map(ages_text, ages)) or "no ages"
        right = "whole bands, or narrower ones or single years that add up to them"
        needs = f"must have columns for the ages {', '.join(lacking)}: {right} (got {got})"
        table.fault(table.line, needs)
        return None
    return {band: columns for band, columns in found.items() if columns is not None}


def _residents(
    table: Table, row: Row, columns: dict[AgeBand, tuple[int, ...]]
) -> dict[AgeBand, float]:
    return {
        band: sum(table.number(row, column) for column in of_band)
        for band, of_band in columns.items()
    }


def _plausible(table: Table, row: Row, residents: dict[AgeBand, float]) -> None:
    """A table in thousands, or with bands that miss the total, is misread rather than odd."""
    total = sum(residents.values())
    if math.isnan(total):
        return
    if total < FEWEST or min(residents.values()) <= 0:
        needs = f"must count residents, at least {FEWEST} aged 65 and over and some in each band"
        table.fault(row.line, f"{needs} (got {total:g}; are these thousands?)")
    whole = columns_of(table.headings, OLDER)
    if whole is None or len(whole) > 1:
        return
    given = table.number(row, whole[0])
    if abs(given - total) > max(2.0, _ROUNDING * total):
        heading = table.headings[whole[0]].strip()
        needs = f"column '{heading}' must be the sum of its ages, {total:,.0f}"
        table.fault(row.line, f"{needs} (got {given:,.0f})")


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
    rows = by_year(quiet, rows_of(ENGLAND, quiet)).get(year, [])
    if not rows:
        rows = by_year(quiet, quiet.rows).get(year, [])
        if len(rows) < WHOLE_TABLE:
            return None
    sizes = [sum(_residents(quiet, row, columns).values()) for row in rows]
    return None if any(map(math.isnan, sizes)) else sum(sizes)


def ages_of(heading: str) -> tuple[float, float] | None:
    """Return the first and last year of age that a heading covers, or None."""
    bare = heading.strip().casefold()
    if found := _SPAN.fullmatch(bare):
        first, last = float(found[1]), float(found[2])
        return (first, last) if first <= last else None
    if found := _OPEN.fullmatch(bare) or _OPEN_SHORT.fullmatch(bare):
        return float(found[1]), math.inf
    if found := _YEAR.fullmatch(bare):
        return float(found[1]), float(found[1])
    return None


def columns_of(headings: Sequence[str], band: tuple[float, float]) -> tuple[int, ...] | None:
    """Return the columns that cover a band exactly, the widest first; None when none do."""
    spans = {i: ages for i, heading in enumerate(headings) if (ages := ages_of(heading))}
    chosen: list[int] = []
    first, last = band
    while first <= last:
        fitting = {i: ages for i, ages in spans.items() if ages[0] == first and ages[1] <= last}
        if not fitting:
            return None
        widest = max(fitting, key=lambda i: fitting[i][1])
        chosen.append(widest)
        if math.isinf(fitting[widest][1]):
            break
        first = fitting[widest][1] + 1
    return tuple(chosen)


def ages_text(band: tuple[float, float]) -> str:
    """Return a band as people write it, such as ``65-74`` or ``85+``."""
    return f"{band[0]:g}+" if math.isinf(band[1]) else f"{band[0]:g}-{band[1]:g}"


def yearly_growth(sizes: Mapping[int, Mapping[AgeBand, float]]) -> dict[AgeBand, float]:
    """Return the yearly growth of each band between the first and the last year given."""
    first, last = min(sizes), max(sizes)
    return {
        band: (sizes[last][band] / sizes[first][band]) ** (1 / (last - first)) - 1 for band in BANDS
    }
