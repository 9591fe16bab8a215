"""Charts: bars of scenarios with the tables behind them, and how Excel draws them.

Excel draws every chart from the cells of a table, so that it can be changed there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr
from xlsxwriter import Workbook
from xlsxwriter.chart import Chart as NativeChart
from xlsxwriter.utility import xl_range_formula

from carefunds_sim.analysis.contrasts import compared_by
from carefunds_sim.analysis.intervals import mean_and_interval
from carefunds_sim.report.figures.style import GRID, TEXT, strokes
from carefunds_sim.report.scenario_names import groups, heading, names_within
from carefunds_sim.report.wording import capitalised, plain_word
from carefunds_sim.report.workbook.sheet import (
    AREA,
    ARRANGEMENT,
    GBP_A_YEAR,
    SCENARIO,
    SQUEEZE,
    Cell,
    Chart,
    Column,
    Grid,
    Series,
    Shape,
    form_of,
    scaled,
)

BEHIND = "The numbers are in the table below it."
WIDTH, HEIGHT = 700, 380
"""Pixels."""
KINDS: dict[Shape, dict[str, str]] = {
    Shape.BARS: {"type": "column"},
    Shape.STACKED: {"type": "column", "subtype": "stacked"},
    Shape.LINES: {"type": "line"},
}
FONT: dict[str, Any] = {"name": "Calibri", "size": 10, "color": TEXT, "bold": False}

# --- Bars of scenarios ----------------------------------------------------------------------


def outcome_bars(
    dataset: xr.Dataset, outcome: str, *, name: str, title: str, axis: str, finding: str
) -> Chart:
    """Return bars with intervals: a cluster for each squeeze, a colour for each arrangement."""
    unit = str(dataset[outcome].attrs["units"])
    look = strokes(dataset)
    means: dict[str, list[Cell]] = {word: [] for word in look}
    halves: dict[str, list[Cell]] = {word: [] for word in look}
    for group in groups(dataset):
        values = mean_and_interval(group[outcome]).values
        for lists, numbers in ((means, values[:, 0]), (halves, _half_widths(values))):
            cells = dict(zip(names_within(group), scaled(numbers, unit), strict=True))
            for word, column in lists.items():
                column.append(cells.get(word))
    form = form_of([cell for cells in means.values() for cell in cells], unit)
    cluster = _cluster(dataset)
    columns = (
        Column(cluster, [heading(group, dataset) for group in groups(dataset)]),
        *(Column(legend_name(word), cells, form) for word, cells in means.items()),
        *(Column(_half_name(word), cells, form) for word, cells in halves.items()),
    )
    grid = Grid(name, columns, title=f"{title}: what the chart is drawn from")
    series = tuple(
        Series(legend_name(word), legend_name(word), look[word].colour, margin=_half_name(word))
        for word in means
    )
    description = f"{title}. {finding} {BEHIND}"
    return Chart(title, description, Shape.BARS, grid, (cluster,), series, axis)


def money_bars(
    values: xr.Dataset, *, colours: Mapping[str, str], name: str, title: str, finding: str = ""
) -> Chart:
    """Return bars of pounds a year by scenario, a colour for each variable of ``values``.

    Means, dims (scenario,), are stacked. Changes, dims (scenario, statistic), stand side by side
    with their intervals.
    """
    found = groups(values)
    is_change = "statistic" in values.dims
    means, halves = [], []
    for part in map(str, values.data_vars):
        numbers = np.concatenate([group[part].values for group in found])
        cells = scaled(numbers[:, 0] if is_change else numbers, GBP_A_YEAR)
        means.append(Column(part, cells, form_of(cells, GBP_A_YEAR, signed=is_change)))
        if is_change:
            cells = scaled(_half_widths(numbers), GBP_A_YEAR)
            halves.append(Column(_half_name(part), cells, form_of(cells, GBP_A_YEAR)))
    clusters: list[Cell] = []
    for group in found:  # only its first scenario is named, so that the chart joins the others
        clusters += [heading(group, values), *[None] * (group.sizes["scenario"] - 1)]
    members = [legend_name(word) for group in found for word in names_within(group)]
    member = {"squeeze": SQUEEZE, "area": AREA}.get(compared_by(values), ARRANGEMENT)
    labels = (Column(_cluster(values), clusters), Column(member, members))
    grid = Grid(
        name, (*labels, *means, *halves),
        title=f"{title}: what the chart is drawn from (GBP million)",
    )  # fmt: skip
    series = tuple(
        Series(str(part), str(part), colours[str(part)],
               margin=_half_name(str(part)) if is_change else "")
        for part in values.data_vars
    )  # fmt: skip
    description = f"{title}. {finding}" if is_change else f"{title}: stacked bars of means."
    return Chart(
        title, f"{description} {BEHIND}", Shape.BARS if is_change else Shape.STACKED, grid,
        tuple(column.header for column in labels), series, "GBP million a year",
    )  # fmt: skip


def legend_name(word: str) -> str:
    """Return what a scenario's short name is in a legend or a header."""
    return capitalised(plain_word(word))


def _half_name(word: str) -> str:
    return f"{legend_name(word)}, half of the 95% interval"


def _half_widths(values: np.ndarray) -> np.ndarray:
    """Return half the width of each interval; ``values`` is (scenario, statistic)."""
    return np.asarray((values[:, 2] - values[:, 1]) / 2)


def _cluster(dataset: xr.Dataset) -> str:
    """Return what the clusters of a chart are: squeezes, where those are not compared."""
    by = compared_by(dataset)
    return {"squeeze": ARRANGEMENT, "scenario": SCENARIO}.get(by, SQUEEZE)


# --- Native charts --------------------------------------------------------------------------


def native_chart(
    book: Workbook, chart: Chart, *, sheet: str, header: tuple[int, int]
) -> NativeChart:
    """Return a chart of a table whose header begins at a place of a sheet."""
    made = book.add_chart(dict(KINDS[chart.shape]))
    for series in chart.series:
        made.add_series(_series(chart, series, sheet, header))
    made.set_title({"name": _literal(chart.title), "overlay": False,
                    "name_font": {**FONT, "size": 13, "bold": True}})  # fmt: skip
    line = {"color": GRID}
    across: dict[str, Any] = {"num_font": FONT, "line": line, "label_position": "low"}
    if chart.shape is Shape.LINES:
        across |= {"date_axis": True, "num_format": "yyyy", "major_unit": 1,
                   "major_unit_type": "years"}  # fmt: skip
    made.set_x_axis(across)
    made.set_y_axis({"name": _literal(chart.axis), "name_font": FONT, "num_font": FONT,
                     "line": line, "num_format": "#,##0", **_limits(chart),
                     "major_gridlines": {"visible": True, "line": line}})  # fmt: skip
    made.set_legend({"position": "bottom", "font": FONT})
    made.set_size({"width": WIDTH, "height": HEIGHT})
    made.show_na_as_empty_cell()
    return made


def _literal(name: str) -> str:
    """Return words that XlsxWriter does not take for a reference such as ``Sheet1!A1``."""
    return name.replace("!", "! ")


def _limits(chart: Chart) -> dict[str, float]:
    """Return where the upright axis begins and ends: bars that stop short of zero mislead."""
    columns = (chart.grid.columns[chart.grid.place(series.values)] for series in chart.series)
    numbers = [cell for column in columns for cell in column.cells if isinstance(cell, float)]
    start = {} if any(number < 0 for number in numbers) else {"min": 0.0}
    return start | ({"max": chart.top} if chart.top else {})


def _series(chart: Chart, series: Series, sheet: str, header: tuple[int, int]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": _literal(series.name),
        "categories": [sheet, *_cells(chart, header, *chart.categories)],
        "values": [sheet, *_cells(chart, header, series.values)],
    }
    if chart.shape is Shape.LINES:
        return found | {"line": {"color": series.colour, "width": 2, "dash_type": series.dash}}
    found |= {"fill": {"color": series.colour}, "border": {"color": "#FFFFFF", "width": 0.5}}
    found["gap"] = 60
    if series.margin:
        half = "=" + xl_range_formula(sheet, *_cells(chart, header, series.margin))
        found["y_error_bars"] = {"type": "custom", "plus_values": half, "minus_values": half,
                                 "line": {"color": TEXT, "width": 1}}  # fmt: skip
    return found


def _cells(chart: Chart, header: tuple[int, int], *columns: str) -> tuple[int, int, int, int]:
    """Return first row and column, last row and column of columns of the chart's table."""
    row, column = header
    left, right = (column + chart.grid.place(name) for name in (columns[0], columns[-1]))
    return row + 1, left, row + chart.grid.rows, right
