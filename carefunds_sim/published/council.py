"""Which council is meant, and its rows: by code, or by name however it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from carefunds_sim.errors import Fault, ScenarioError
from carefunds_sim.published.headings import CODE, NAME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carefunds_sim.published.table import Row, Table

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


def bare(name: str) -> tuple[str, ...]:
    """Return the words that tell a council's name from others, such as bristol."""
    text = name.casefold().replace("&", " and ").replace("'", "").replace("\u2019", "")
    found = re.sub(r"[^a-z0-9]+", " ", text).split()
    return tuple(word for word in found if word not in _FILLERS) or tuple(found)


def find(asked: str, tables: Sequence[Table]) -> Council:
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
    table = tables[0]
    if found:
        listed = ", ".join(map(str, found))
        raise _fault(table, f"must mean one council (got '{asked}', which may be {listed})")
    if not any(one.name for one in known):
        raise _fault(table, f"has codes only, and no council has the code '{asked}'")
    near = _near(asked, known)
    raise _fault(table, f"must have a row for the council that is asked for (got '{asked}'){near}")


def councils(tables: Sequence[Table]) -> list[Council]:
    """Return every council of the tables, once, with the code and name it has in any of them."""
    names: dict[str, str] = {}
    nameless: dict[tuple[str, ...], Council] = {}
    for table in tables:
        code, name = table.column(CODE), table.column(NAME)
        for row in table.rows:
            found = Council(_cell(row, code).upper(), _cell(row, name))
            if found.code:
                names[found.code] = names.get(found.code) or found.name
            elif found.name:
                nameless.setdefault(bare(found.name), found)
    coded = [Council(code, name) for code, name in names.items()]
    told = {bare(one.name) for one in coded if one.name}
    return coded + [one for words, one in nameless.items() if words not in told]


def rows_of(council: Council, table: Table) -> list[Row]:
    """Return a council's rows of a table; none when it has none."""
    code, name = table.column(CODE), table.column(NAME)
    if code is not None and council.code:
        by_code = [row for row in table.rows if _cell(row, code).upper() == council.code]
        if by_code or name is None:
            return by_code
    if name is None or not council.name:
        return []
    return [
        row
        for row in table.rows
        if bare(_cell(row, name)) == bare(council.name) and not _other_code(row, code, council)
    ]


def told_rows(council: Council, table: Table) -> list[Row]:
    """Return a council's rows of a table; a table without any is a fault."""
    found = rows_of(council, table)
    if not found:
        near = _near(council.name, councils([table])) if council.name else ""
        table.fault(table.line, f"must have a row for {council}{near}")
    return found


def _other_code(row: Row, code: int | None, council: Council) -> bool:
    """Whether a row of the same name is another council's: it carries another code."""
    return bool(council.code) and _cell(row, code).upper() not in ("", council.code)


def _named(asked: str, known: Sequence[Council]) -> list[Council]:
    for same in (
        lambda one: one.code == asked.upper(),
        lambda one: one.name.casefold() == asked.casefold(),
        lambda one: bool(one.name) and bare(one.name) == bare(asked),
    ):
        found = [one for one in known if same(one)]
        if found:
            return found
    return []


def _near(asked: str, known: Sequence[Council]) -> str:
    """Return the council whose telling words, or code, come nearest to what was asked for."""
    plain = {" ".join(bare(one.name)): one.name for one in known if one.name}
    coded = {one.code.casefold(): one.code for one in known if one.code}
    found = get_close_matches(" ".join(bare(asked)), [*plain, *coded], n=1)
    return f"; did you mean '{(plain | coded)[found[0]]}'?" if found else ""


def _cell(row: Row, column: int | None) -> str:
    return row.cells[column].strip() if column is not None else ""


def _fault(table: Table, sentence: str) -> ScenarioError:
    return ScenarioError([Fault(table.file, table.line, sentence)])
