"""Means along each number's range, a small panel for each number."""

from __future__ import annotations

import textwrap

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from carefunds_sim.analysis.differences_from_baseline import DIFFERENCE
from carefunds_sim.report.figures.lines import label_ends
from carefunds_sim.report.figures.response_panels import SHOWN, response_strokes
from carefunds_sim.report.figures.style import (
    QUIET,
    NotebookFigure,
    Stroke,
    add_caption,
    in_house_style,
)
from carefunds_sim.report.responses import (
    differences_of,
    factor_words,
    in_unit,
    leaders,
    levels_of,
    outcome_unit,
    outcome_words,
    response_groups,
    response_words,
    source_of,
    unit_words,
)
from carefunds_sim.report.sensitivity import by_importance

COLUMNS = 4
OF_LEVELS = (
    "Means at each level of a number with 95% intervals, Student's t over replications; all levels "
    "and arrangements meet the same people, so that a change along a line is surer than its bars "
    "say."
)
OF_BINS = (
    "Means of points in each fifth of a number's range, all other numbers moving as well, with 95% "
    "intervals, Student's t over points."
)


def main_effect_figures(found: xr.Dataset) -> dict[str, Figure]:
    """Return a figure for every outcome, area and squeeze, and one of differences."""
    figures = {}
    for name, heading, part in response_groups(found):
        for of, mine in (("", levels_of(part)), ("difference_", differences_of(part))):
            if mine.sizes["response"] and mine["effect"].notnull().any():
                ranked = by_importance(mine, "effect").isel(factor=slice(SHOWN))
                figures[f"main_effects_{of}{name}"] = _drawn(ranked, found, heading)
    return figures


@in_house_style
def _drawn(part: xr.Dataset, found: xr.Dataset, heading: str) -> Figure:
    factors, unit = part.sizes["factor"], outcome_unit(part)
    rows = -(-factors // COLUMNS)
    columns = -(-factors // rows)
    size = (max(2.9 * columns + 1.6, 8.0), 2.7 * rows + 1.5)
    figure = NotebookFigure(figsize=size, layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False, sharey=True)
    names = list(factor_words([str(n) for n in part["factor"].values]).values())
    look = response_strokes(part)
    for f, axis in enumerate(axes.ravel()):
        axis.set_visible(f < factors)
        if f < factors:
            _lines(axis, part.isel(factor=f), unit, look)
            axis.set_title("\n".join(textwrap.wrap(names[f], 30)), fontsize=9, fontweight="bold")
    for row in axes:
        row[0].set_ylabel("\n".join(textwrap.wrap(unit_words(unit), 24)))
    _label(axes[0, columns - 1], part.isel(factor=columns - 1), unit, look)
    note = OF_LEVELS if found.attrs["form"] == "levels" else OF_BINS
    return add_caption(figure, title=_title(part, heading), below=f"{note} {source_of(found)}")


def _lines(axis: Axes, one: xr.Dataset, unit: str, look: dict[str, Stroke]) -> None:
    at = one["level_value"].values
    for i, label in enumerate(map(str, one["response"].values)):
        values, stroke = one["level_mean"].isel(response=i), look[label]
        mean, low, high = (in_unit(values.sel(statistic=s), unit) for s in ("mean", "low", "high"))
        axis.vlines(at, low, high, color=stroke.colour, linewidth=1, alpha=0.5)
        axis.plot(at, mean, color=stroke.colour, linestyle=stroke.dash, linewidth=1.8,
                  marker=stroke.marker, markersize=4.5)  # fmt: skip
    if (one["kind"].values == DIFFERENCE).all():
        axis.axhline(0, color=QUIET, linewidth=1)
    axis.set_xlabel(str(one["factor_unit"].values), fontsize=8)
    axis.tick_params(labelsize=8)


def _label(axis: Axes, one: xr.Dataset, unit: str, look: dict[str, Stroke]) -> None:
    """Name the lines at their ends in the last panel of the first row."""
    last = int(one["level_position"].notnull().sum()) - 1
    heights = in_unit(one["level_mean"].isel(level=last).sel(statistic="mean"), unit)
    ends = [
        (name, float(height), look[str(label)])
        for name, height, label in zip(
            response_words(one), heights, one["response"].values, strict=True
        )
        if np.isfinite(height)
    ]
    label_ends(axis, ends, at=float(one["level_value"].values[last]))


def _title(part: xr.Dataset, heading: str) -> str:
    gap = (part["kind"].values == DIFFERENCE).all()
    does = "what moves the difference most is" if gap else "what does most over its range is"
    return f"{outcome_words(part)}: {does} {leaders(part, 'effect')} ({heading})"
