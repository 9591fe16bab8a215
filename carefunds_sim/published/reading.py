"""Reading a table as it was downloaded: the encodings and delimiters that spreadsheets write.

Comma, semicolon or tab; UTF-8 with or without a mark, UTF-16 with one, or Windows-1252. Title lines
above the heading are passed over, and so are blank rows.
"""

from __future__ import annotations

import csv
import hashlib
import io
from typing import TYPE_CHECKING

from carefunds_sim.errors import Fault, ScenarioError
from carefunds_sim.published import headings
from carefunds_sim.published.headings import known_as
from carefunds_sim.published.table import Row, Table
from carefunds_sim.scenario.catalogue import readable_path
from carefunds_sim.scenario.document import bytes_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LARGEST = 50_000_000
"""Bytes of a table that is read."""

_DELIMITERS = ",;\t"
_HEADING_WITHIN = 60
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def read(path: Path) -> Table:
    """Return a table.

    Raises
    ------
    ScenarioError
        When there is no such file, or no table can be made out in it.
    """
    file = readable_path(path)
    raw = _bytes(path, file)
    line, cells, delimiter, text = _heading(_text(raw, file), file)
    table = Table(path, hashlib.sha256(raw).hexdigest(), line, tuple(cells), ())
    table.rows = tuple(_rows(table, text, delimiter))
    if not table.rows:
        table.fault(line, "must have rows below the heading (got none)")
    return table


def _bytes(path: Path, file: str) -> bytes:
    raw = bytes_of(path, largest=LARGEST)
    if raw.startswith(_WORKBOOKS):
        said = "must be a CSV file (got an Excel workbook); save the sheet as 'CSV UTF-8'"
        raise _unusable(file, 1, said)
    return raw


def _text(raw: bytes, file: str) -> str:
    marked = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
    raise _unusable(file, line, "must be text in UTF-8, UTF-16 or Windows-1252")


def _heading(text: str, file: str) -> tuple[int, list[str], str, str]:
    """Return the heading's line and cells, read by the delimiter that finds most cells in it."""
    if not text.strip():
        raise _unusable(file, 1, "the file is empty")
    found, broken = [], []
    for delimiter in _DELIMITERS:
        try:
            found += [(line, cells, delimiter, text) for line, cells in _headings(text, delimiter)]
        except csv.Error as error:
            broken.append(str(error))
    if found:
        return max(found, key=lambda one: len(one[1]))
    why = f" (the file is not a proper CSV file: {broken[0]})" if broken else ""
    keys = "code, name or item"
    raise _unusable(file, 1, f"must have a heading with a column {keys} near its top{why}")


def _headings(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the first line that has a key column beside others."""
    keys = (headings.CODE, headings.NAME, headings.ITEM)
    for line, cells in _lines(text, delimiter):
        if line > _HEADING_WITHIN:
            return
        if len([c for c in cells if c.strip()]) > 1 and any(known_as(c) in keys for c in cells):
            yield line, cells
            return


def _lines(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line it starts on; a quoted cell may hold line breaks."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1


def _rows(table: Table, text: str, delimiter: str) -> Iterator[Row]:
    width = len(table.headings)
    lines = _lines(text, delimiter)
    while True:
        try:
            line, cells = next(lines)
        except StopIteration:
            return
        except csv.Error as error:
            table.fault(table.line, f"has a row below that is not proper CSV: {error}")
            return
        if line <= table.line or not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[width:]):
            said = f"must have {width} cells, as the heading (got {len(cells)})"
            table.fault(line, f"{said}; put quotes round a cell that holds '{delimiter}'")
        yield Row(line, tuple([*cells, *[""] * width][:width]))


def _unusable(file: str, line: int, sentence: str) -> ScenarioError:
    return ScenarioError([Fault(file, line, sentence)])
