"""How wide columns are, so that what they hold can be read."""

from __future__ import annotations

import math
from collections.abc import Sequence

from carefunds_sim.report.workbook.sheet import Cell, Column, Form

NARROWEST, WIDEST = 10.0, 46.0
SLACK = 0.87
"""Letters are narrower than the digits in which widths are counted; lines end before words."""
FILTER = 3
"""Characters that the button of a filter takes beside a header's words."""


def width(column: Column, *, filtered: bool = True) -> float:
    """Return a column's width in characters."""
    if column.width:
        return column.width
    button = FILTER if filtered else 0
    word = max((len(word) for word in column.header.split()), default=0) + button
    cells = max((_length(cell, column.form) for cell in column.cells), default=0)
    return min(max(NARROWEST, word + 2, cells + 3), WIDEST)


def header_lines(columns: Sequence[Column], widths: Sequence[float]) -> int:
    """Return how many lines the longest of the headers takes."""
    lengths = (
        math.ceil(len(column.header) / (wide - FILTER))
        for column, wide in zip(columns, widths, strict=True)
    )
    return max(lengths, default=1)


def row_lines(columns: Sequence[Column], widths: Sequence[float]) -> list[int]:
    """Return how many lines each row takes, where texts are wrapped."""
    wrapped = [
        [lines_of(str(cell), wide) for cell in column.cells]
        for column, wide in zip(columns, widths, strict=True)
        if column.form is Form.WRAPPED
    ]
    return [max(lines) for lines in zip(*wrapped, strict=True)]


def lines_of(words: str, wide: float) -> int:
    """Return about how many lines words take in a column of a width."""
    return max(1, math.ceil(len(words) * SLACK / wide))


def _length(cell: Cell, form: Form) -> int:
    """Return about how many characters a cell takes."""
    if isinstance(cell, str):
        return len(cell)
    if form is Form.MONTH:
        return len("mmm yyyy")
    if cell is None or not math.isfinite(float(cell)):
        return 0
    return len(f"{float(cell):+,.2f}")
