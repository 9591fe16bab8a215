"""Panels of lines over time: a row for each of several things, a column for each squeeze."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

import xarray as xr
from matplotlib.figure import Figure

from carefunds_sim.report.figures.series import draw_lines, fit_to_lines, label_lines
from carefunds_sim.report.figures.style import LABEL_POINTS, QUIET, panels, strokes
from carefunds_sim.report.scenario_names import groups

LEAST_HEIGHT = 2.3
HEIGHT_OF_NAME = 0.19
LETTERS_AN_INCH = 11


def line_rows(
    dataset: xr.Dataset, rows: Mapping[str, xr.DataArray], *, level: float | None = None,
    bands: bool = True, height: float = LEAST_HEIGHT,
) -> Figure:  # fmt: skip
    """Draw each row's values, (scenario, replication, month or year), as lines.

    ``rows`` has the words beside a row and its values; ``level`` is where a thin line lies in
    every panel. Without a level rows begin at zero.
    """
    tall = row_height(dataset, height)
    figure, axes = panels(dataset, rows=len(rows), height=tall)
    look = strokes(dataset)
    for row, (words, values) in zip(axes, rows.items(), strict=True):
        found = [(g, values.sel(scenario=g["scenario"])) for g in groups(dataset)]
        for axis, (group, mine) in zip(row, found, strict=True):
            draw_lines(axis, group, mine, look, bands=bands)
            if level is not None:
                axis.axhline(level, color=QUIET, linewidth=1)
        fit_to_lines(row)
        if level is None:
            row[0].set_ylim(bottom=0)
        row[0].set_ylabel(textwrap.fill(words, int(LETTERS_AN_INCH * tall)), fontsize=LABEL_POINTS)
        for axis, (group, mine) in zip(row, found, strict=True):
            label_lines(axis, group, mine, look)
    return figure


def row_height(dataset: xr.Dataset, least: float) -> float:
    """Return the height of a row in inches: room for the names of all lines of a panel."""
    most = max(group.sizes["scenario"] for group in groups(dataset))
    return max(least, HEIGHT_OF_NAME * most + 0.4)
