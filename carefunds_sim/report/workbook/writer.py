"""Sheets written to an Excel file; nothing but this package knows XlsxWriter."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from carefunds_sim.disk import put
from carefunds_sim.report.figures.style import TEXT, source
from carefunds_sim.report.workbook.charts import HEIGHT, WIDTH, native_chart
from carefunds_sim.report.workbook.sheet import Cell, Chart, Column, Cover, Form, Grid, Sheet

A4 = 9
LINE = 15
"""Points that a line of text takes."""
CHART_ROWS = math.ceil(HEIGHT / 20) + 1
CHART_COLUMNS = math.ceil(WIDTH / 64) + 1
TERM, MEANING = 24, 110
"""Characters that a term takes on the first sheet, and what it means."""
LONG = 40
"""Rows from which a table has buttons to filter it."""
LONGEST_FOOTER = 200
"""Excel takes 255 characters of a footer, with the codes of its parts."""

NARROWEST, WIDEST = 10.0, 46.0
SLACK = 0.87
"""Letters are narrower than the digits in which widths are counted; lines end before words."""
FILTER = 3
"""Characters that the button of a filter takes beside a header's words."""

Place = tuple[int, int]
"""Row and column of a cell, counted from 0."""

ACCENT, COVER_TAB = "#12436D", "#801650"
FONT: dict[str, Any] = {"font_name": "Calibri", "font_size": 11, "font_color": TEXT}
CELL: dict[str, Any] = {**FONT, "valign": "top"}
WORDS: dict[str, Any] = {**CELL, "align": "left", "indent": 1, "text_wrap": False}
HEADER: dict[str, Any] = {
    **FONT, "bold": True, "font_color": "#FFFFFF", "bg_color": ACCENT, "text_wrap": True,
    "valign": "vcenter",
}  # fmt: skip
FORMATS: dict[str, dict[str, Any]] = {
    "title": {**FONT, "bold": True, "font_size": 16, "font_color": ACCENT},
    "heading": {**FONT, "bold": True, "font_size": 12, "valign": "bottom"},
    "sentence": FONT,
    "term": {**CELL, "bold": True, "text_wrap": True},
    "link": {**CELL, "bold": True, "underline": 1, "font_color": "#0B5394"},
    "header of words": {**HEADER, "align": "left", "indent": 1},
    "header of numbers": {**HEADER, "align": "right"},
    **{form: {**CELL, "num_format": form.value} for form in Form if not form.is_text},
    Form.TEXT: WORDS,
    Form.WRAPPED: {**WORDS, "text_wrap": True},
    Form.WARNING: {**WORDS, "bold": True, "font_color": "#A6192E"},
}
"""Every format of cells; those of a table's columns by their form."""


class Writer:
    """One workbook while it is written."""

    def __init__(self, path: Path, dataset: xr.Dataset, *, title: str) -> None:
        options = {"strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True,
                   "in_memory": True}  # fmt: skip
        self._path, self._content = path, BytesIO()
        self._book = Workbook(self._content, options)
        self._formats = {name: self._book.add_format(each) for name, each in FORMATS.items()}
        self._source = source(dataset)
        self._places: dict[str, tuple[str, Place]] = {}
        self._widths: dict[tuple[str, int], float] = {}
        date = datetime.fromisoformat(str(dataset.attrs["date"]))
        self._book.set_properties({
            "title": title, "subject": str(dataset.attrs["study"]), "comments": self._source,
            "author": f"carefunds_sim {dataset.attrs['package_version']}",
            "created": date.astimezone(UTC).replace(tzinfo=None),  # as Excel has it
        })  # fmt: skip

    def close(self) -> None:
        """Write the file."""
        self._book.close()
        put(self._path, self._content.getvalue())

    def cover(self, cover: Cover) -> None:
        """Write the first sheet: terms at the left, what they mean beside them."""
        page = self._page(cover.name, cover.title, COVER_TAB)
        page.hide_gridlines(2)
        page.set_column(0, 0, TERM)
        page.set_column(1, 1, MEANING)
        for row, line in enumerate(cover.lines, 2):
            if line.is_heading:
                page.set_row(row, 2 * LINE)
                page.write_string(row, 0, line.words, self._formats["heading"])
                continue
            page.set_row(row, LINE * lines_of(line.words, MEANING) + 2)
            if line.link:
                page.write_url(
                    row, 0, f"internal:'{line.link}'!A1", self._formats["link"], line.term
                )
            else:
                page.write_string(row, 0, line.term, self._formats["term"])
            page.write_string(row, 1, line.words, self._formats[Form.WRAPPED])

    def sheet(self, sheet: Sheet) -> None:
        """Write a sheet: title, sentences, table, charts and the tables behind them."""
        page = self._page(sheet.name, sheet.title, ACCENT)
        for row, sentence in enumerate(sheet.sentences, 1):
            page.write_string(row, 0, sentence, self._formats["sentence"])
        row = top = len(sheet.sentences) + 2
        for grid in sheet.grids:
            row += bool(grid.title)
            self._grid(page, grid, (row, 0), sheet=sheet)
            row += grid.rows + 2
        if len(sheet.grids) == 1:
            page.freeze_panes(top + 1, sheet.grids[0].fixed)
        if len(sheet.grids) == 1 and not sheet.charts:
            page.repeat_rows(top)
        if sheet.beside:
            self._beside(page, sheet, (top, sum(len(grid.columns) + 1 for grid in sheet.grids)))
        else:
            self._below(page, sheet, row)

    def _page(self, name: str, title: str, colour: str) -> Worksheet:
        page = self._book.add_worksheet(name)
        page.write_string(0, 0, title, self._formats["title"])
        page.set_tab_color(colour)
        page.set_landscape()
        page.set_paper(A4)
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
        words = self._source.split(";")[0][:LONGEST_FOOTER].replace("&", "&&")
        page.set_footer(f"&L&8{words}&R&8&A, page &P of &N")
        return page

    def _below(self, page: Worksheet, sheet: Sheet, row: int) -> None:
        """Put the charts below the tables, and the tables behind the charts below them."""
        below = row + CHART_ROWS
        for grid in (chart.grid for chart in sheet.charts):
            self._grid(page, grid, (below + 1, 0), sheet=sheet)
            below += grid.rows + 4
        for i, chart in enumerate(sheet.charts):
            self._chart(page, chart, (row, 0), across=i * (WIDTH + 20))
        if sheet.charts:
            widest = max(len(grid.columns) for grid in sheet.grids)
            page.print_area(0, 0, row + CHART_ROWS - 1, widest - 1)

    def _beside(self, page: Worksheet, sheet: Sheet, place: Place) -> None:
        """Put charts right of the table, one below the other, and their tables right of them."""
        row, column = place
        right = column + CHART_COLUMNS
        for grid in (chart.grid for chart in sheet.charts):
            self._grid(page, grid, (row, right), sheet=sheet)
            right += len(grid.columns) + 1
        for i, chart in enumerate(sheet.charts):
            self._chart(page, chart, (row + i * CHART_ROWS, column))
        if sheet.charts:
            page.set_portrait()
            last = row + len(sheet.charts) * CHART_ROWS
            page.print_area(row, column, last - 1, column + CHART_COLUMNS - 1)
            page.set_h_pagebreaks(list(range(row + 3 * CHART_ROWS, last, 3 * CHART_ROWS)))

    def _grid(self, page: Worksheet, grid: Grid, place: Place, *, sheet: Sheet) -> None:
        """Write a table with its header at a place, and its title above where it has one."""
        row, column = place
        self._places[grid.name] = (sheet.name, place)
        if grid.title:
            page.write_string(row - 1, column, grid.title, self._formats["heading"])
        filtered = grid in sheet.grids and grid.rows >= LONG
        page.add_table(row, column, row + grid.rows, column + len(grid.columns) - 1, {
            "name": grid.name, "autofilter": filtered, "style": "Table Style Light 1",
            "columns": [self._heading(each) for each in grid.columns],
        })  # fmt: skip
        widths = [width(each, filtered=filtered) for each in grid.columns]
        page.set_row(row, LINE * header_lines(grid.columns, widths) + 3)
        for i, (each, wide) in enumerate(zip(grid.columns, widths, strict=True), column):
            self._widen(page, sheet, i, wide)
            self._column(page, each, (row + 1, i))
        for i, lines in enumerate(row_lines(grid.columns, widths), row + 1):
            if lines > 1:
                page.set_row(i, LINE * lines)

    def _widen(self, page: Worksheet, sheet: Sheet, column: int, wide: float) -> None:
        """Make a column as wide as the widest of what stands in it on its sheet needs."""
        wide = max(wide, self._widths.get((sheet.name, column), 0.0))
        self._widths[sheet.name, column] = wide
        page.set_column(column, column, wide)

    def _heading(self, column: Column) -> dict[str, object]:
        above = "header of words" if column.form.is_text else "header of numbers"
        return {
            "header": column.header,
            "header_format": self._formats[above],
            "format": self._formats[column.form],
        }

    def _column(self, page: Worksheet, column: Column, place: Place) -> None:
        row, at = place
        forms: Sequence[Form] = column.forms or [column.form] * len(column.cells)
        for i, (cell, form) in enumerate(zip(column.cells, forms, strict=True), row):
            look = self._formats[form]
            if isinstance(cell, np.datetime64):
                page.write_datetime(i, at, cell.astype("datetime64[s]").item(), look)
            elif isinstance(cell, str) and cell:
                page.write_string(i, at, cell, look)
            elif isinstance(cell, str) or cell is None or not math.isfinite(cell):
                page.write_blank(i, at, None, look)
            else:
                page.write_number(i, at, float(cell), look)

    def _chart(self, page: Worksheet, chart: Chart, place: Place, *, across: int = 0) -> None:
        sheet, found = self._places[chart.grid.name]
        made = native_chart(self._book, chart, sheet=sheet, header=found)
        options = {"description": chart.description, "x_offset": across, "object_position": 3}
        page.insert_chart(*place, made, options)


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
