"""A published table as it was downloaded: its heading, its rows, and its faults line by line.

Faults are collected, to be reported with those of all other tables. Read are the encodings and
delimiters that spreadsheets write: comma, semicolon or tab; UTF-8 with or without a mark, UTF-16
with one, or Windows-1252. Title lines above the heading are skipped, and so are blank rows.
"""

from __future__ import annotations

import csv
import hashlib
import io
import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import takewhile
from pathlib import Path

from carefunds_sim.errors import Fault, ScenarioError, did_you_mean
from carefunds_sim.published.headings import ALIASES, meaning, words
from carefunds_sim.scenario.catalogue import readable_path
from carefunds_sim.scenario.file_text import bytes_of

LARGEST = 50_000_000
"""Bytes of a table that is read."""

_DELIMITERS = ",;\t"
_KEYS = frozenset({"code", "name", "item"})
_HEADING_WITHIN = 60
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_NUMBER = re.compile(r"(?:\d+|\d{1,3}(?:[, \u00a0\u202f]\d{3})+)(?:\.\d+)?")
NOT_GIVEN = frozenset({
    "", "-", ".", "..", "...", ":", "*", "c", "x", "z", "[c]", "[x]", "[z]", "n/a", "na", "#n/a",
})  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One row: the line it starts on, and its cells, one for each heading."""

    line: int
    cells: tuple[str, ...]

    def cell(self, column: int | None) -> str:
        """Return what stands in a column; nothing where there is no such column."""
        return "" if column is None else self.cells[column].strip()


@dataclass
class Table:
    """A table with its heading, its rows and what is wrong with it."""

    path: Path
    digest: str
    line: int
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    faults: list[Fault] = field(default_factory=list)

    @property
    def file(self) -> str:
        """The file as people read of it."""
        return readable_path(self.path)

    @cached_property
    def _bare(self) -> list[str]:
        return [words(heading) for heading in self.headings]

    def without_faults(self) -> Table:
        """Return the same table with no faults yet."""
        return replace(self, faults=[])

    def fault(self, line: int, sentence: str) -> None:
        """Note what is wrong on a line."""
        self.faults.append(Fault(self.file, line, sentence))

    def reference(self, line: int, year: int | None, council: object = "") -> str:
        """Return how a number's evidence cites a line of the table."""
        place = f"{self.path.name} line {line}" + (f", {council}" if council else "")
        return place if year is None else f"{place} ({year})"

    def column(self, name: str) -> int | None:
        """Return the index of the column of a known name, or None."""
        bare = self._bare
        for alias in ALIASES[name]:
            if alias not in bare:
                continue
            if bare.count(alias) > 1:
                self.fault(self.line, f"must have one column '{alias}' (got {bare.count(alias)})")
            return bare.index(alias)
        return None

    def needed(self, name: str) -> int | None:
        """Return the index of a column; without it there is a fault."""
        found = self.column(name)
        if found is None:
            known = ALIASES[name]
            given = [f"'{heading.strip()}'" for heading in self.headings if heading.strip()]
            got = ", ".join(given[:8]) + (f" and {len(given) - 8} more" if len(given) > 8 else "")
            near = next(filter(None, (did_you_mean(words(h), known) for h in self.headings)), "")
            needs = f"must have a column '{name}' (or {', '.join(known[1:4])}; got {got})"
            self.fault(self.line, needs + near)
        return found

    def number(self, row: Row, column: int) -> float:
        """Return a cell's number, or NaN with a fault that says what would be right."""
        cell = row.cell(column)
        found = as_number(cell)
        if found is None:
            needs = "must be a number, such as 1234.5 or 1,234.5"
            if cell.casefold() in NOT_GIVEN:
                needs = "is needed, and is missing or suppressed"
            self.fault(row.line, f"column '{self.headings[column].strip()}' {needs} (got '{cell}')")
        return math.nan if found is None else found

    def one_row(self, rows: Sequence[Row], more: str = "") -> Row:
        """Return the row for the council and year; where there are several that is a fault."""
        if len(rows) > 1:
            lines = ", ".join(str(row.line) for row in rows)
            needs = f"must have one row for the council and year{more}"
            self.fault(rows[1].line, f"{needs} (got lines {lines})")
        return rows[0]


def as_number(cell: str) -> float | None:
    """Return the number a cell holds, with thousands separators or a pound sign, or None."""
    bare = cell.strip().removeprefix("£").strip()
    if not _NUMBER.fullmatch(bare):
        return None
    return float(re.sub(r"[^\d.]", "", bare))


def read(path: Path, has: Callable[[Sequence[str]], bool] | None = None) -> Table:
    """Return a table; ``has`` says of a line's cells whether they are its heading.

    Raises
    ------
    ScenarioError
        When there is no such file, or no table can be made out in it.
    """
    file = readable_path(path)
    raw = bytes_of(path, largest=LARGEST)
    if raw.startswith(_WORKBOOKS):
        needs = "must be a CSV file (got an Excel workbook); save the sheet as 'CSV UTF-8'"
        raise _unusable(file, 1, needs)
    text = _text(raw, file)
    line, cells, delimiter = _heading(text, file, has or _is_heading)
    table = Table(path, hashlib.sha256(raw).hexdigest(), line, tuple(cells), ())
    table.rows = tuple(_rows(table, text, delimiter))
    if not table.rows:
        table.fault(line, "must have rows below the heading (got none)")
    return table


def _text(raw: bytes, file: str) -> str:
    marked = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
    raise _unusable(file, line, "must be text in UTF-8, UTF-16 or Windows-1252")


def _heading(
    text: str, file: str, has: Callable[[Sequence[str]], bool]
) -> tuple[int, list[str], str]:
    """Return the heading's line and cells, and the delimiter that finds most cells in it."""
    if not text.strip():
        raise _unusable(file, 1, "the file is empty")
    found, broken = [], []
    for delimiter in _DELIMITERS:
        try:
            top = takewhile(lambda record: record[0] <= _HEADING_WITHIN, _lines(text, delimiter))
            first = next((record for record in top if has(record[1])), None)
        except csv.Error as error:
            broken.append(str(error))
            continue
        if first is not None:
            found.append((*first, delimiter))
    if found:
        return max(found, key=lambda heading: len(heading[1]))
    why = f" (the file is not a proper CSV file: {broken[0]})" if broken else ""
    keys = "code, name or item" if has is _is_heading else "that is needed"
    raise _unusable(file, 1, f"must have a heading with a column {keys} near its top{why}")


def _is_heading(cells: Sequence[str]) -> bool:
    """Return whether a line has a key column beside others."""
    several = len([cell for cell in cells if cell.strip()]) > 1
    columns = {meaning(cell, ALIASES) for cell in cells}
    return several and not _KEYS.isdisjoint(columns)


def _lines(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line it starts on; a quoted cell may hold line breaks."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1


def _rows(table: Table, text: str, delimiter: str) -> Iterator[Row]:
    width = len(table.headings)
    try:
        for line, cells in _lines(text, delimiter):
            if line <= table.line or not any(cell.strip() for cell in cells):
                continue
            if any(cell.strip() for cell in cells[width:]):
                needs = f"must have {width} cells, as the heading (got {len(cells)})"
                table.fault(line, f"{needs}; put quotes round a cell that holds '{delimiter}'")
            yield Row(line, tuple([*cells, *[""] * width][:width]))
    except csv.Error as error:
        table.fault(table.line, f"has a row below that is not proper CSV: {error}")


def _unusable(file: str, line: int, sentence: str) -> ScenarioError:
    return ScenarioError([Fault(file, line, sentence)])
