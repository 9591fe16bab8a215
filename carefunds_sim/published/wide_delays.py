"""Delayed days from a wide table: a row a council and year, a column a reason and a body."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from carefunds_sim.published import headings
from carefunds_sim.published.days import Days
from carefunds_sim.published.headings import body_of, reason_of
from carefunds_sim.vocabulary import DelayReason, Responsible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carefunds_sim.published.table import Row, Table

_ROUNDING = 0.01
_MONTHS = 12


def has_columns(table: Table) -> bool:
    """Whether every official reason has a column; faults say which has none."""
    found = _reasons(table)
    repeated = Counter(headings.words(table.headings[i]) for i, _ in found)
    for words, times in repeated.items():
        if times > 1:
            table.fault(table.line, f"must have one column '{words}' (got {times})")
    held = [reason for _, reason in found]
    lacking = [headings.REASONS[reason][0] for reason in DelayReason if reason not in held]
    if lacking:
        said = "must have a column for each official reason, or columns reason, body and days"
        table.fault(table.line, f"{said} (lacks {', '.join(lacking)})")
    return not lacking


def count(table: Table, rows: Sequence[Row]) -> Days:
    """Return the days of one row for the council and year, made those of twelve months."""
    days, row = Days(), rows[0]
    if len(rows) > 1:
        lines = ", ".join(str(one.line) for one in rows)
        table.fault(rows[1].line, f"must have one row for the council and year (got lines {lines})")
    factor = _to_a_year(table, row)
    for column, reason in _reasons(table):
        days.of_reason(reason, table.number(row, column) * factor)
    for column, heading in enumerate(table.headings):
        body = body_of(heading)
        if body is not None:
            days.of_body(body, table.number(row, column) * factor)
    _sums_agree(table, row, days, factor=factor)
    return days


def _reasons(table: Table) -> list[tuple[int, DelayReason]]:
    found = [(column, reason_of(heading)) for column, heading in enumerate(table.headings)]
    return [(column, reason) for column, reason in found if reason is not None]


def _to_a_year(table: Table, row: Row) -> float:
    column = table.column(headings.MONTHS)
    if column is None:
        return 1.0
    months = table.number(row, column)
    if not 0 < months <= _MONTHS:
        heading = table.headings[column].strip()
        table.fault(row.line, f"column '{heading}' must be 1 to 12 (got {months:g})")
        return 1.0
    return _MONTHS / months


def _sums_agree(table: Table, row: Row, days: Days, *, factor: float) -> None:
    """Reasons, bodies and total count the same days; where they differ the table is broken."""
    column = table.column(headings.TOTAL)
    told = {"by reason": days.total / factor}
    if len(days.by_body) == len(Responsible):
        told["by body"] = sum(days.by_body.values()) / factor
    if column is not None:
        told["in all"] = table.number(row, column)
    most, least = max(told.values()), min(told.values())
    if not math.isnan(sum(told.values())) and most - least > max(1.0, _ROUNDING * most):
        got = ", ".join(f"{number:,.0f} {how}" for how, number in told.items())
        table.fault(row.line, f"must count the same days each way (got {got})")
