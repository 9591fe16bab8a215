"""Native charts: drawn by Excel from the cells of a table, so that they can be changed there."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart as Drawn
from xlsxwriter.utility import xl_range_formula

from carefunds_sim.report.figures.style import GRID, TEXT
from carefunds_sim.report.workbook.sheet import Chart, Series, Shape

WIDTH, HEIGHT = 700, 380
"""Pixels."""

KINDS: dict[Shape, dict[str, str]] = {
    Shape.BARS: {"type": "column"},
    Shape.STACKED: {"type": "column", "subtype": "stacked"},
    Shape.LINES: {"type": "line"},
}
FONT: dict[str, Any] = {"name": "Calibri", "size": 10, "color": TEXT, "bold": False}

Place = tuple[int, int]


def drawn(book: Workbook, chart: Chart, *, sheet: str, header: Place) -> Drawn:
    """Return a chart of a table whose header begins at a place of a sheet."""
    made = book.add_chart(dict(KINDS[chart.shape]))
    for series in chart.series:
        made.add_series(_series(chart, series, sheet, header))
    made.set_title({"name": _words(chart.title), "name_font": {**FONT, "size": 13, "bold": True},
                    "overlay": False})  # fmt: skip
    line = {"color": GRID}
    across: dict[str, Any] = {"num_font": FONT, "line": line, "label_position": "low"}
    if chart.shape is Shape.LINES:
        across |= {"date_axis": True, "num_format": "yyyy", "major_unit": 1,
                   "major_unit_type": "years"}  # fmt: skip
    made.set_x_axis(across)
    made.set_y_axis({"name": _words(chart.axis), "name_font": FONT, "num_font": FONT, "line": line,
                     "num_format": "#,##0", "major_gridlines": {"visible": True, "line": line},
                     **_ends(chart)})  # fmt: skip
    made.set_legend({"position": "bottom", "font": FONT})
    made.set_size({"width": WIDTH, "height": HEIGHT})
    made.show_na_as_empty_cell()
    return made


def _words(name: str) -> str:
    """Return words that XlsxWriter does not take for a reference such as ``Sheet1!A1``."""
    return name.replace("!", "! ")


def _ends(chart: Chart) -> dict[str, float]:
    """Return where the upright axis begins and ends: bars that stop short of zero mislead."""
    columns = (chart.grid.columns[chart.grid.place(series.values)] for series in chart.series)
    numbers = [cell for column in columns for cell in column.cells if isinstance(cell, float)]
    begins = {} if any(number < 0 for number in numbers) else {"min": 0.0}
    return begins | ({"max": chart.top} if chart.top else {})


def _series(chart: Chart, series: Series, sheet: str, header: Place) -> dict[str, Any]:
    first, last = (chart.grid.place(chart.categories[i]) for i in (0, -1))
    at = chart.grid.place(series.values)
    found: dict[str, Any] = {
        "name": _words(series.name),
        "categories": [sheet, *_span(chart, header, first, last)],
        "values": [sheet, *_span(chart, header, at, at)],
    }
    if chart.shape is Shape.LINES:
        found["line"] = {"color": series.colour, "width": 2, "dash_type": series.dash}
        return found
    found |= {"fill": {"color": series.colour}, "border": {"color": "#FFFFFF", "width": 0.5}}
    found["gap"] = 60
    if series.margin:
        at = chart.grid.place(series.margin)
        half = "=" + xl_range_formula(sheet, *_span(chart, header, at, at))
        found["y_error_bars"] = {"type": "custom", "plus_values": half, "minus_values": half,
                                 "line": {"color": TEXT, "width": 1}}  # fmt: skip
    return found


def _span(chart: Chart, header: Place, first: int, last: int) -> tuple[int, int, int, int]:
    """Return first row and column, last row and column of columns of the chart's table."""
    row, column = header
    return row + 1, column + first, row + chart.grid.rows, column + last
