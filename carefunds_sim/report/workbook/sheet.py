"""What a sheet holds before it is written: sentences, tables of cells, charts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import xarray as xr

from carefunds_sim.report.scenario_names import groups
from carefunds_sim.report.scenario_text import runs_in

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
    """One sheet: its title, sentences, tables and charts; ``about`` is what the first sheet says.

    Charts stand below the tables, or ``beside`` the one that there is where it is long.
    """

    name: str
    title: str
    sentences: tuple[str, ...]
    grids: tuple[Grid, ...] = ()
    charts: tuple[Chart, ...] = ()
    about: str = ""
    beside: bool = False


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


GBP_A_YEAR = "GBP a year"
PLAIN = (Form.WHOLE, Form.ONE_DIGIT, Form.TWO_DIGITS, Form.THREE_DIGITS)
SIGNED = (
    Form.SIGNED_WHOLE, Form.SIGNED_ONE_DIGIT, Form.SIGNED_TWO_DIGITS, Form.SIGNED_THREE_DIGITS,
)  # fmt: skip
SQUEEZE, ARRANGEMENT, AREA, SCENARIO = "Squeeze", "Arrangement", "Area", "Scenario"
EMPTY = "An empty cell is not known, or has no meaning there."


def unit_words(unit: str) -> str:
    """Return a unit as headers have it."""
    return {GBP_A_YEAR: "GBP million a year", "share": "%"}.get(unit, unit)


def scaled(values: npt.ArrayLike, unit: str) -> list[float]:
    """Return values as cells hold them: pounds in millions, all else as it is."""
    by = 1e6 if unit == GBP_A_YEAR else 1.0
    return [float(value) / by for value in np.ravel(values)]


def form_of(cells: Iterable[Cell], unit: str, *, signed: bool = False) -> Form:
    """Return the format of numbers: fewer digits the larger the largest of them is."""
    if unit == "share":
        return Form.SIGNED_PERCENT if signed else Form.PERCENT
    sizes = [abs(cell) for cell in cells if isinstance(cell, float) and math.isfinite(cell)]
    largest = max(sizes, default=0.0)
    if largest == 0:
        return Form.WHOLE
    digits = 3 if largest < 1 else 2 if largest < 10 else 1 if largest < 100 else 0
    if unit == GBP_A_YEAR:
        digits = 3 if signed or largest < 1 else 2
    return (SIGNED if signed else PLAIN)[digits]


def interval_columns(
    title: str, unit: str, values: np.ndarray, *, signed: bool = False
) -> tuple[Column, ...]:
    """Return columns for mean, low and high; ``values`` is (rows, statistic)."""
    cells = scaled(values, unit)
    form = form_of(cells, unit, signed=signed)
    words = unit_words(unit)
    if " per " in title:
        words = words.split(" per ")[0]
    names = (f"{title} ({words})", f"{title}, 95% low", f"{title}, 95% high")
    return tuple(Column(name, cells[i::3], form) for i, name in enumerate(names))


def is_known(values: xr.DataArray) -> bool:
    """Return whether there is any number at all."""
    return bool(np.isfinite(values).any())


def ordered(dataset: xr.Dataset) -> list[str]:
    """Return the scenarios' names, those of one area and squeeze together."""
    return [str(label) for group in groups(dataset) for label in group["scenario"].values]


def label_columns(dataset: xr.Dataset, labels: Sequence[str]) -> tuple[Column, ...]:
    """Return the columns that say which scenario each row is of, a row for each of ``labels``."""
    words = label_words(dataset)
    return tuple(
        Column(header, [by_label[label] for label in labels]) for header, by_label in words.items()
    )


def label_words(dataset: xr.Dataset) -> dict[str, dict[str, str]]:
    """Return the words that distinguish scenarios, by the header of their column and scenario."""
    parts = {AREA: "area_title", SQUEEZE: "squeeze_title", ARRANGEMENT: "arrangement_title"}
    labels = [str(label) for label in dataset["scenario"].values]
    found = {header: list(map(str, dataset[name].values)) for header, name in parts.items()}
    if len(set(found[AREA])) == 1:
        del found[AREA]
    rows = list(zip(*found.values(), strict=True))
    if len(set(rows)) < len(rows) or not all(found[ARRANGEMENT]):
        found = {SCENARIO: labels}
    return {header: dict(zip(labels, words, strict=True)) for header, words in found.items()}


def with_intervals(dataset: xr.Dataset) -> str:
    """Return what a chart's title says of its intervals."""
    return "with 95% intervals" if runs_in(dataset) > 1 else "one replication, so no intervals"


def how_sure(dataset: xr.Dataset) -> str:
    """Say how many replications means are over, and what the interval is."""
    runs = runs_in(dataset)
    if runs < 2:
        return f"From one replication, so without intervals: one possible history. {EMPTY}"
    return (
        f"Means over {runs} replications; low and high are the ends of the 95% interval of the "
        f"mean. {EMPTY}"
    )
