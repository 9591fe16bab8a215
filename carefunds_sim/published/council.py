"""Which council is meant, and its rows of a year: by code, or by name however it is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from carefunds_sim.errors import Fault, ScenarioError
from carefunds_sim.published.table import Row, Table

_NUMBERED = re.compile(r"^\s*\d{3}\s*-\s*")
_YEAR = re.compile(r"(?:19|20)\d\d")
ENGLAND_CODE = "E92000001"
_FILLERS = frozenset({
    "the", "of", "city", "county", "council", "borough", "london", "royal", "metropolitan",
    "district", "unitary", "ua", "mbc", "cc", "lb",
})  # fmt: skip


@dataclass(frozen=True, order=True)
class Council:
    """A council: its code in the national statistics, where any table has one, and its name."""

    code: str
    name: str

    def __str__(self) -> str:
        return f"{self.name} ({self.code})" if self.name and self.code else self.name or self.code


ENGLAND = Council(ENGLAND_CODE, "England")


def name_words(name: str) -> tuple[str, ...]:
    """Return the words that set a council's name apart, such as bristol."""
    text = (
        _NUMBERED.sub("", name)
        .casefold()
        .replace("&", " and ")
        .replace("'", "")
        .replace("\u2019", "")
    )
    found = re.sub(r"[^a-z0-9]+", " ", text).split()
    return tuple(word for word in found if word not in _FILLERS) or tuple(found)


def find_council(asked: str, tables: Sequence[Table]) -> Council:
    """Return the council that a code or a name means in the tables.

    Raises
    ------
    ScenarioError
        When no council, or more than one, is called so.
    """
    known = councils(tables)
    found = _named(asked.strip(), known)
    if len(found) == 1:
        return found[0]
    wrong = f"must have a row for the council that is asked for (got '{asked}')"
    wrong += _near(asked, known)
    if found:
        listed = ", ".join(map(str, found))
        wrong = f"must mean one council (got '{asked}', which may be {listed})"
    elif not any(one.name for one in known):
        wrong = f"has codes only, and no council has the code '{asked}'"
    raise ScenarioError([Fault(tables[0].file, tables[0].line, wrong)])


def councils(tables: Sequence[Table]) -> list[Council]:
    """Return every council of the tables, once, with the code and name it has in any of them."""
    names: dict[str, str] = {}
    nameless: dict[tuple[str, ...], Council] = {}
    for table in tables:
        code, name = table.column("code"), table.column("name")
        for row in table.rows:
            found = Council(row.cell(code).upper(), row.cell(name))
            if found.code:
                names[found.code] = names.get(found.code) or found.name
            elif found.name:
                nameless.setdefault(name_words(found.name), found)
    coded = [Council(code, name) for code, name in names.items()]
    named = {name_words(one.name) for one in coded if one.name}
    return coded + [one for words, one in nameless.items() if words not in named]


def rows_of(council: Council, table: Table) -> list[Row]:
    """Return a council's rows of a table; none when it has none."""
    code, name = table.column("code"), table.column("name")
    if code is not None and council.code:
        by_code = [row for row in table.rows if row.cell(code).upper() == council.code]
        if by_code or name is None:
            return by_code
    if name is None or not council.name:
        return []
    wanted = name_words(council.name)
    own_codes = {"", council.code} if council.code else None  # any other is of a namesake
    return [
        row
        for row in table.rows
        if name_words(row.cell(name)) == wanted
        and (own_codes is None or row.cell(code).upper() in own_codes)
    ]


def required_rows(council: Council, table: Table) -> list[Row]:
    """Return a council's rows of a table; a table without any is a fault."""
    found = rows_of(council, table)
    if not found:
        near = _near(council.name, councils([table])) if council.name else ""
        table.fault(table.line, f"must have a row for {council}{near}")
    return found


def _named(asked: str, known: Sequence[Council]) -> list[Council]:
    for same in (
        lambda one: one.code == asked.upper(),
        lambda one: one.name.casefold() == asked.casefold(),
        lambda one: bool(one.name) and name_words(one.name) == name_words(asked),
    ):
        found = [one for one in known if same(one)]
        if found:
            return found
    return []


def _near(asked: str, known: Sequence[Council]) -> str:
    """Return the council whose words, or code, come nearest to what was asked for."""
    plain = {" ".join(name_words(one.name)): one.name for one in known if one.name}
    coded = {one.code.casefold(): one.code for one in known if one.code}
    found = get_close_matches(" ".join(name_words(asked)), [*plain, *coded], n=1)
    return f"; did you mean '{(plain | coded)[found[0]]}'?" if found else ""


def by_year(table: Table, rows: Sequence[Row]) -> dict[int | None, list[Row]]:
    """Return rows by the year they start in; None where the table has no years."""
    column = table.column("year")
    found: dict[int | None, list[Row]] = {}
    for row in rows:
        found.setdefault(_year(table, row, column), []).append(row)
    return found


def of_year(table: Table, rows: Sequence[Row], year: int | None) -> tuple[int | None, list[Row]]:
    """Return the rows of a year, and which year that is.

    A table of one year, or of none, is taken as it is; of one of several the year must be given.
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


def _year(table: Table, row: Row, column: int | None) -> int | None:
    if column is None:
        return None
    found = _YEAR.search(row.cells[column])
    if found is None:
        needs = f"column '{table.headings[column]}' must be a year, such as 2011 or 2011-12"
        table.fault(row.line, f"{needs} (got '{row.cell(column)}')")
        return None
    return int(found[0])
