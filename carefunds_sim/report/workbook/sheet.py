"""What a sheet holds, before anybody writes it: sentences, tables of cells, charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import numpy as np

Cell: TypeAlias = str | float | np.datetime64 | None
"""What a cell holds; None is an empty one."""


class Form(StrEnum):
    """How a cell is shown: a way of writing words, or a number format of Excel."""

    TEXT = "text"
    WRAPPED = "wrapped"
    WARNING = "warning"
    WHOLE = "#,##0"
    ONE_DIGIT = "#,##0.0"
    TWO_DIGITS = "#,##0.00"
    THREE_DIGITS = "#,##0.000"
    PERCENT = "0.0%"
    WHOLE_PERCENT = "0%"
    SIGNED_WHOLE = "+#,##0;-#,##0;0"
    SIGNED_ONE_DIGIT = "+#,##0.0;-#,##0.0;0.0"
    SIGNED_TWO_DIGITS = "+#,##0.00;-#,##0.00;0.00"
    SIGNED_THREE_DIGITS = "+#,##0.000;-#,##0.000;0.000"
    SIGNED_PERCENT = "+0.00%;-0.00%;0.00%"
    AS_IT_IS = "General"
    MONTH = "mmm yyyy"

    @property
    def is_text(self) -> bool:
        """Whether it is a form of words."""
        return self in (Form.TEXT, Form.WRAPPED, Form.WARNING)


@dataclass(frozen=True)
class Column:
    """A column of a table; ``forms`` are for cells of different units, one for each row."""

    header: str
    cells: Sequence[Cell]
    form: Form = Form.TEXT
    forms: Sequence[Form] = ()
    width: float = 0.0
    """Characters; found from what the column holds where it is 0."""


@dataclass(frozen=True)
class Grid:
    """A table: its name, unique in a workbook, and its columns.

    The first ``fixed`` columns stay in sight when the others are scrolled.
    """

    name: str
    columns: tuple[Column, ...]
    title: str = ""
    fixed: int = 0

    @property
    def rows(self) -> int:
        """The number of rows below the header."""
        return len(self.columns[0].cells)

    def place(self, header: str) -> int:
        """Return which column has a header."""
        return [column.header for column in self.columns].index(header)


class Shape(StrEnum):
    """The kinds of chart."""

    BARS = "bars"
    STACKED = "stacked"
    LINES = "lines"


@dataclass(frozen=True)
class Series:
    """A line, or the bars of one colour: the columns of its values and of its intervals.

    ``margin`` is the column with half the width of each value's interval; '' where there is none.
    """

    name: str
    values: str
    colour: str
    dash: str = "solid"
    margin: str = ""


@dataclass(frozen=True)
class Chart:
    """A native chart of a table's columns; ``description`` is for those who cannot see it."""

    title: str
    description: str
    shape: Shape
    grid: Grid
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    axis: str
    top: float = 0.0
    """Where the axis ends; found by Excel where it is 0."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: its title, sentences, its tables, and charts with the tables behind them.

    Charts stand below the tables, or ``beside`` the one that there is where it is long.
    """

    name: str
    title: str
    sentences: tuple[str, ...]
    grids: tuple[Grid, ...] = ()
    charts: tuple[Chart, ...] = ()
    behind: tuple[Grid, ...] = ()
    beside: bool = False
    colour: str = "#12436D"


@dataclass(frozen=True)
class Line:
    """A line of the first sheet: a heading, a sentence, or a word with what it means."""

    words: str
    term: str = ""
    link: str = ""
    """The sheet that the term leads to."""
    is_heading: bool = False


@dataclass(frozen=True)
class Cover:
    """The first sheet: words only."""

    name: str
    title: str
    lines: tuple[Line, ...]
