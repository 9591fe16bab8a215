"""Delayed days of one council, and of England by the same table, from either form of table.

A long table has a row for each reason and body, perhaps for a setting or a month too; a wide one
has a row for a council and year, and a column for each reason and each body.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from carefunds_sim.errors import did_you_mean
from carefunds_sim.published.council import (
    ENGLAND,
    Council,
    by_year,
    of_year,
    required_rows,
    rows_of,
)
from carefunds_sim.published.headings import BODIES, REASONS, SETTINGS, Phrases, meaning, words
from carefunds_sim.published.population import WHOLE_TABLE
from carefunds_sim.published.table import Row, Table
from carefunds_sim.vocabulary import DelayReason, Responsible, Setting

Key = TypeVar("Key")
Split = dict[tuple["Setting | None", "DelayReason"], dict[Responsible, float]]
"""Days of each body by setting (None: both together) and reason."""

_ROUNDING = 0.01
_MONTHS = 12


@dataclass
class Days:
    """Delayed days a year; ``split`` is empty where the table has reasons and bodies apart."""

    by_reason: dict[DelayReason, float] = field(default_factory=dict)
    by_body: dict[Responsible, float] = field(default_factory=dict)
    split: Split = field(default_factory=dict)

    @property
    def total(self) -> float:
        """All delayed days of the year."""
        return float(sum(self.by_reason.values()))

    def add(self, other: Days) -> None:
        """Count another place's days too, by reason and by body."""
        for reason, days in other.by_reason.items():
            _add(self.by_reason, reason, days)
        for body, days in other.by_body.items():
            _add(self.by_body, body, days)


def _add(counted: dict[Key, float], key: Key, days: float) -> None:
    counted[key] = counted.get(key, 0.0) + days


@dataclass(frozen=True)
class Delays:
    """A council's delayed days, and England's of the same table and year where it has them."""

    table: Table
    line: int
    year: int | None
    days: Days
    england: Days | None


def delays_of(table: Table, council: Council, year: int | None) -> Delays | None:
    """Return a council's delayed days, or None with faults in the table."""
    is_long = table.column("reason") is not None
    has_columns, count = (_has_long, _count_long) if is_long else (_has_wide, _count_wide)
    if not has_columns(table):
        return None
    chosen, rows = of_year(table, required_rows(council, table), year)
    if not rows:
        return None
    days = count(table, rows)
    if days.total <= 0:
        table.fault(rows[0].line, f"must have delayed days of {council} (got none)")
    return Delays(table, rows[0].line, chosen, days, _england(table, chosen, count))


def _england(
    table: Table, year: int | None, count: Callable[[Table, Sequence[Row]], Days]
) -> Days | None:
    """Return England's days: its own rows, or those of all councils of a national table.

    Gaps in other councils' rows are no fault of the user's: there is no England then.
    """
    quiet = table.without_faults()
    this_year = by_year(quiet, quiet.rows).get(year, [])
    own = [row for row in rows_of(ENGLAND, quiet) if row in this_year]
    groups = [own] if own else _by_council(quiet, this_year)
    if not own and len(groups) < WHOLE_TABLE:
        return None
    whole = Days()
    for rows in groups:
        whole.add(count(quiet, rows))
    return None if quiet.faults or math.isnan(whole.total) else whole


def _by_council(table: Table, rows: Sequence[Row]) -> list[list[Row]]:
    column = table.column("code")
    column = table.column("name") if column is None else column
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.cell(column or 0), []).append(row)
    return list(groups.values())


def _has_long(table: Table) -> bool:
    """Return whether reason, body and days have columns; faults say which has none."""
    return None not in [table.needed(name) for name in ("reason", "body", "days")]


def _count_long(table: Table, rows: Sequence[Row]) -> Days:
    """Return the days of all rows, summed over settings, months and whatever else there is."""
    days = Days()
    column = table.needed("days") or 0
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        _once(table, row, column, seen)
        reason = _word(table, row, "reason", REASONS)
        body = _word(table, row, "body", BODIES)
        number = table.number(row, column)
        setting = None
        if table.column("setting") is not None:
            setting = _word(table, row, "setting", SETTINGS)
        if reason is not None and body is not None:
            _add(days.by_reason, reason, number)
            _add(days.by_body, body, number)
            days.split.setdefault((setting, reason), dict.fromkeys(Responsible, 0.0))[body] += (
                number
            )
    return days


def _once(table: Table, row: Row, days: int, seen: set[tuple[str, ...]]) -> None:
    """A row that says the same as another of everything but days would be counted twice."""
    key = tuple(cell.strip() for column, cell in enumerate(row.cells) if column != days)
    if key in seen:
        table.fault(row.line, "must not repeat another row in everything but its days")
    seen.add(key)


def _word(table: Table, row: Row, column: str, known: Mapping[Key, Phrases]) -> Key | None:
    """Return the word that a cell means; a cell that means none is a fault."""
    cell = row.cell(table.column(column))
    found = meaning(cell, known)
    if found is None:
        right = [names[0] for names in known.values()]
        near = did_you_mean(words(cell), right)
        table.fault(row.line, f"{column} must be one of {', '.join(right)} (got '{cell}'){near}")
    return found


def _has_wide(table: Table) -> bool:
    """Return whether every official reason has a column; faults say which has none."""
    columns = list(_columns_of(table, REASONS))
    for name, times in Counter(words(table.headings[column]) for column, _ in columns).items():
        if times > 1:
            table.fault(table.line, f"must have one column '{name}' (got {times})")
    present = [reason for _, reason in columns]
    lacking = [REASONS[reason][0] for reason in DelayReason if reason not in present]
    if lacking:
        needs = "must have a column for each official reason, or columns reason, body and days"
        table.fault(table.line, f"{needs} (lacks {', '.join(lacking)})")
    return not lacking


def _columns_of(table: Table, known: Mapping[Key, Phrases]) -> Iterator[tuple[int, Key]]:
    for column, heading in enumerate(table.headings):
        found = meaning(heading, known)
        if found is not None:
            yield column, found


def _count_wide(table: Table, rows: Sequence[Row]) -> Days:
    """Return the days of one row for the council and year, made those of twelve months."""
    days, row = Days(), table.one_row(rows)
    factor = _to_a_year(table, row)
    for column, reason in _columns_of(table, REASONS):
        _add(days.by_reason, reason, table.number(row, column) * factor)
    for column, body in _columns_of(table, BODIES):
        _add(days.by_body, body, table.number(row, column) * factor)
    _check_sums(table, row, days, factor=factor)
    return days


def _to_a_year(table: Table, row: Row) -> float:
    column = table.column("months")
    if column is None:
        return 1.0
    months = table.number(row, column)
    if not 0 < months <= _MONTHS:
        heading = table.headings[column].strip()
        table.fault(row.line, f"column '{heading}' must be 1 to 12 (got {months:g})")
        return 1.0
    return _MONTHS / months


def _check_sums(table: Table, row: Row, days: Days, *, factor: float) -> None:
    """Reasons, bodies and total count the same days; where they differ the table is broken."""
    column = table.column("total")
    counts = {"by reason": days.total / factor}
    if len(days.by_body) == len(Responsible):
        counts["by body"] = sum(days.by_body.values()) / factor
    if column is not None:
        counts["in all"] = table.number(row, column)
    most, least = max(counts.values()), min(counts.values())
    if not math.isnan(sum(counts.values())) and most - least > max(1.0, _ROUNDING * most):
        got = ", ".join(f"{number:,.0f} {how}" for how, number in counts.items())
        table.fault(row.line, f"must count the same days each way (got {got})")
