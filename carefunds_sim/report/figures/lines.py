"""Lines over time with their intervals: a row of panels for each of several things."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.dates
import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from carefunds_sim.analysis.intervals import mean_and_interval
from carefunds_sim.analysis.years import MONTHS
from carefunds_sim.report.figures.changes import draw_changes
from carefunds_sim.report.figures.labels import label_ends
from carefunds_sim.report.figures.style import (
    LABEL_POINTS,
    QUIET,
    TEXT,
    NotebookFigure,
    Stroke,
    panels,
    strokes,
)
from carefunds_sim.report.scenario_names import groups, names_within

FEW = 5
"""With fewer replications the interval is so wide that its band hides everything else."""
LEAST_HEIGHT = 2.3
HEIGHT_OF_NAME = 0.19
LETTERS_AN_INCH = 11


def line_rows(
    dataset: xr.Dataset, rows: Mapping[str, xr.DataArray], *, level: float | None = None,
    bands: bool = True, height: float = LEAST_HEIGHT,
) -> NotebookFigure:  # fmt: skip
    """Draw each row's values, (scenario, replication, month or year), as lines.

    ``rows`` has the words beside a row and its values; ``level`` is where a thin line lies in
    every panel. Without a level rows begin at zero. A row is at least ``height`` inches tall,
    with room for the names of all lines of a panel. What changes during the runs is marked.
    """
    most = max(group.sizes["scenario"] for group in groups(dataset))
    tall = max(height, HEIGHT_OF_NAME * most + 0.4)
    figure, axes = panels(dataset, rows=len(rows), height=tall)
    look = strokes(dataset)
    for row, (words, values) in zip(axes, rows.items(), strict=True):
        found = [(g, values.sel(scenario=g["scenario"])) for g in groups(dataset)]
        for axis, (group, mine) in zip(row, found, strict=True):
            _draw_lines(axis, group, mine, look, bands=bands)
            if level is not None:
                axis.axhline(level, color=QUIET, linewidth=1)
        _fit_to_lines(row)
        if level is None:
            row[0].set_ylim(bottom=0)
        row[0].set_ylabel(textwrap.fill(words, int(LETTERS_AN_INCH * tall)), fontsize=LABEL_POINTS)
        for axis, (group, mine) in zip(row, found, strict=True):
            _label_lines(axis, group, mine, look)
    figure.key = draw_changes(axes, dataset, next(iter(rows.values())), look)
    return figure


def yearly_mean(monthly: xr.DataArray) -> xr.DataArray:
    """Return the mean of the twelve months that end with each month, where there are twelve.

    Years hide the seasons and most of the chance; a series shorter than two years stays monthly.
    """
    if not is_yearly(monthly):
        return monthly
    return monthly.rolling(month=MONTHS).mean().isel(month=slice(MONTHS - 1, None))


def is_yearly(monthly: xr.Dataset | xr.DataArray) -> bool:
    """Return whether ``yearly_mean`` averages a series this long."""
    return monthly.sizes["month"] >= 2 * MONTHS


def spread_words(dataset: xr.Dataset) -> str:
    """Return what the bands or thin lines beside a line are."""
    if dataset.sizes["replication"] < FEW:
        return "thin lines are the single replications"
    return "bands are 95% intervals of the mean over replications, cut off where they reach far"


def _draw_lines(
    axis: Axes, group: xr.Dataset, values: xr.DataArray, look: Mapping[str, Stroke], *, bands: bool
) -> None:
    """Draw a line for each scenario of a group, and how far its replications spread.

    Points of years are all marked, of months only some.
    """
    when, monthly = _times(values), "month" in values.dims
    for i, name in enumerate(names_within(group)):
        mine, stroke = values.isel(scenario=i), look[name]
        if bands:
            _draw_spread(axis, when, mine, stroke)
        axis.plot(
            when, mine.mean("replication").values, color=stroke.colour, linestyle=stroke.dash,
            linewidth=2, marker=stroke.marker, markersize=5,
            markevery=(3 + 2 * i, max(1, len(when) // 6)) if monthly else 1,
        )  # fmt: skip
    axis.margins(x=0.01)
    if monthly:
        dates: Any = matplotlib.dates
        locator = dates.AutoDateLocator(minticks=3, maxticks=6)
        axis.xaxis.set_major_locator(locator)
        axis.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator))
    else:
        axis.set_xlim(when[0] - 0.1, when[-1] + 0.1)
        axis.xaxis.set_major_locator(MaxNLocator(integer=True))


def _times(values: xr.DataArray) -> np.ndarray:
    """Return the months or years along which lines run."""
    return np.asarray(values["month" if "month" in values.dims else "year"].values)


def _draw_spread(axis: Axes, at: np.ndarray, values: xr.DataArray, stroke: Stroke) -> None:
    """Draw the 95% interval as a band, or each replication as a thin line where they are few."""
    if values.sizes["replication"] < FEW:
        for replication in values.transpose("replication", ...).values:
            axis.plot(at, replication, color=stroke.colour, linewidth=0.7, alpha=0.35)
        return
    found = mean_and_interval(values)
    low, high = (found.sel(statistic=statistic).values for statistic in ("low", "high"))
    axis.fill_between(at, low, high, color=stroke.colour, alpha=0.12, linewidth=0)


def _fit_to_lines(axes: Sequence[Axes]) -> None:
    """Let the lines decide how much is shown: a band of few replications may reach far outside.

    At most as much again as the lines take is shown above and below them.
    """
    ends = [line.get_ydata() for axis in axes for line in axis.get_lines()]
    heights = np.concatenate([np.asarray(end, dtype=float) for end in ends])
    low, high = float(np.nanmin(heights)), float(np.nanmax(heights))
    room = (high - low) or abs(high) or 1.0
    bottom, top = axes[0].get_ylim()
    axes[0].set_ylim(max(bottom, low - room), min(top, high + room))


def _label_lines(
    axis: Axes, group: xr.Dataset, values: xr.DataArray, look: Mapping[str, Stroke]
) -> None:
    """Name each line at its end, which may come early, after the axis has its final limits."""
    mean, when = values.mean("replication"), _times(values)
    ends = []
    for i, name in enumerate(names_within(group)):
        heights = mean.isel(scenario=i).values
        known = np.flatnonzero(np.isfinite(heights))
        if known.size and known[-1] == len(when) - 1:
            ends.append((name, float(heights[-1]), look[name]))
        elif known.size:
            axis.annotate(
                name, (when[known[-1]], heights[known[-1]]), xytext=(5, 9),
                textcoords="offset points", fontsize=LABEL_POINTS, color=TEXT,
                bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 0.5},
            )  # fmt: skip
    label_ends(axis, ends, at=when[-1])
