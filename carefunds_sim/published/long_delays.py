"""Delayed days from a long table: a row a reason and body, perhaps a setting or a month too."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from carefunds_sim.errors import did_you_mean
from carefunds_sim.published import headings
from carefunds_sim.published.days import Days
from carefunds_sim.published.headings import body_of, reason_of, setting_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from carefunds_sim.published.table import Row, Table

W = TypeVar("W")


def has_columns(table: Table) -> bool:
    """Whether reason, body and days have columns; faults say which has none."""
    needed = [table.needed(name) for name in (headings.REASON, headings.BODY, headings.DAYS)]
    return None not in needed


def count(table: Table, rows: Sequence[Row]) -> Days:
    """Return the days of all rows, added up over settings, months and whatever else tells them."""
    days = Days()
    column = table.needed(headings.DAYS)
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        _once(table, row, column or 0, seen)
        reason = _word(table, row, headings.REASON, reason_of, headings.REASONS)
        body = _word(table, row, headings.BODY, body_of, headings.BODIES)
        number = table.number(row, column or 0)
        setting = None
        if table.column(headings.SETTING) is not None:
            setting = _word(table, row, headings.SETTING, setting_of, headings.SETTINGS)
        if reason is not None and body is not None:
            days.of_both(setting, reason, body, days=number)
    return days


def _once(table: Table, row: Row, days: int, seen: set[tuple[str, ...]]) -> None:
    """A row that says the same as another of everything but days would be counted twice."""
    key = tuple(cell.strip() for column, cell in enumerate(row.cells) if column != days)
    if key in seen:
        table.fault(row.line, "must not repeat another row in everything but its days")
    seen.add(key)


def _word(
    table: Table,
    row: Row,
    column: str,
    read: Callable[[str], W | None],
    known: Mapping[W, tuple[str, ...]],
) -> W | None:
    """Return the word that a cell means; a cell that means none is a fault."""
    cell = _said(table, row, column)
    found = read(cell)
    if found is None:
        said = [words[0] for words in known.values()]
        hint = did_you_mean(headings.words(cell), said)
        table.fault(row.line, f"{column} must be one of {', '.join(said)} (got '{cell}'){hint}")
    return found


def _said(table: Table, row: Row, column: str) -> str:
    index = table.column(column)
    return "" if index is None else row.cells[index].strip()
