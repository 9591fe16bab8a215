"""A table of points of one's own: a CSV file with a column a factor and a row a point."""

from __future__ import annotations

import csv
import math
from _csv import Reader
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from carefunds_sim.errors import Fault, ScenarioError, did_you_mean, short
from carefunds_sim.scenario.catalogue import readable_path
from carefunds_sim.scenario.file_text import text_of

LARGEST = 50_000_000
"""Bytes of a table of points: a million points of a few factors."""


@dataclass
class PointsTable:
    """Values by row and column, in the units of the factors, and every fault of the file."""

    path: Path
    columns: tuple[str, ...] = ()
    rows: list[tuple[float, ...]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, line: int, sentence: str) -> Fault:
        """Return a fault of this file."""
        return Fault(readable_path(self.path), line, sentence)

    def misnamed(self, names: Sequence[str]) -> Iterator[Fault]:
        """Yield a fault for each column that is no factor, and each factor without a column.

        Where no column has a name they are those of the factors, in order.
        """
        if not self.columns:
            self.columns = tuple(names)
            yield from self._too_many_or_few()
            return
        for column in self.columns:
            if column not in names:
                hint = did_you_mean(column, names)
                yield self.fault(1, f"column '{short(column)}' is not a factor of the sweep{hint}")
        for name in names:
            if name not in self.columns:
                yield self.fault(1, f"there must be a column for factor '{name}'")

    def _too_many_or_few(self) -> Iterator[Fault]:
        for line, row in zip(self.lines, self.rows, strict=True):
            if len(row) != len(self.columns):
                yield self.fault(line, _width(len(self.columns), len(row)))

    def ordered(self, names: Sequence[str]) -> tuple[tuple[float, ...], ...]:
        """Return the rows with their columns in the order of names, which are all there."""
        places = [self.columns.index(name) for name in names]
        return tuple(tuple(row[place] for place in places) for row in self.rows)


def given_points(rows: Sequence[Sequence[float]]) -> PointsTable:
    """Return a table of points given as rows of numbers; a NaN leaves what the file says."""
    numbers = [tuple(float(number) for number in row) for row in rows]
    return PointsTable(Path("table"), rows=numbers, lines=list(range(1, len(numbers) + 1)))


def read_points(path: Path) -> PointsTable:
    """Return a table of points with every fault: of its columns, its rows and its numbers."""
    table = PointsTable(path)
    try:
        text = text_of(path, largest=LARGEST)
    except ScenarioError as error:
        table.faults += error.faults
        return table
    lines = csv.reader(text.splitlines())
    try:
        _read_rows(table, lines)
    except csv.Error as error:
        table.faults.append(table.fault(lines.line_num, f"the file is not CSV: {error}"))
    if not table.faults and not table.rows:
        table.faults.append(table.fault(1, "the file must have a row for each point (got none)"))
    return table


def _read_rows(table: PointsTable, lines: Reader) -> None:
    """Take the heading and every row that says something."""
    table.columns = tuple(word.strip() for word in next(lines, []))
    table.faults += _header(table)
    for row in lines:
        if any(cell.strip() for cell in row):
            _read_row(table, lines.line_num, row)


def _header(table: PointsTable) -> Iterator[Fault]:
    if not any(table.columns):
        yield table.fault(1, "the first row must name a factor for each column")
        return
    for place, column in enumerate(table.columns):
        if not column:
            yield table.fault(1, f"column {place + 1} must name a factor (got nothing)")
        elif column in table.columns[:place]:
            yield table.fault(1, f"column '{short(column)}' must not be given twice")


def _read_row(table: PointsTable, line: int, row: Sequence[str]) -> None:
    """Take a row, or note all that is wrong with it."""
    if len(row) != len(table.columns):
        table.faults.append(table.fault(line, _width(len(table.columns), len(row))))
        return
    values = tuple(_number(cell) for cell in row)
    table.faults += [
        table.fault(line, f"{short(column)} must be a finite number (got '{short(cell.strip())}')")
        for column, cell, value in zip(table.columns, row, values, strict=True)
        if not math.isfinite(value)
    ]
    table.rows.append(values)
    table.lines.append(line)


def _width(columns: int, found: int) -> str:
    return f"the row must have {columns} values, one for each factor (got {found})"


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return math.nan
