"""Outcomes and differences up a ladder of one factor, with tipping points."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from carefunds_sim.report.decision_remarks import ladder_found
from carefunds_sim.report.decision_words import axis_words
from carefunds_sim.report.decisions import parts
from carefunds_sim.report.figures.decision_panels import file_name, percent_axis
from carefunds_sim.report.figures.lines import label_ends
from carefunds_sim.report.figures.style import (
    QUIET,
    NotebookFigure,
    Stroke,
    add_caption,
    in_house_style,
    strokes,
)
from carefunds_sim.report.responses import (
    in_unit,
    outcome_unit,
    outcome_words,
    source_of,
    unit_words,
)
from carefunds_sim.report.scenario_names import names_within

NOTE = (
    "Left: means over replications; their intervals overlap since all arrangements share good "
    "and bad luck. Right: the difference from the baseline, pair by pair, with bands so wide that "
    "all levels together raise a false alarm once in twenty studies; a large mark on the zero line "
    "is a tipping point, with its 95% interval. All points meet the same people."
)


def ladder_figures(found: xr.Dataset) -> dict[str, Figure]:
    """Return a picture for every outcome, area and squeeze."""
    look = strokes(found)
    return {
        file_name("ladder", group): _drawn(group, found, look, where)
        for where, group in parts(found)
        if group["outcome_mean"].notnull().any()
    }


@in_house_style
def _drawn(group: xr.Dataset, found: xr.Dataset, look: dict[str, Stroke], where: str) -> Figure:
    unit = outcome_unit(group)
    figure = NotebookFigure(figsize=(13.0, 5.4), layout="constrained")
    left, right = figure.subplots(1, 2)
    for axis, name in ((left, "outcome_mean"), (right, "difference")):
        _lines(axis, group, name, look, unit)
        axis.set_xlabel(axis_words(str(found.attrs["factor"]), str(found.attrs["factor_unit"])))
        percent_axis(axis.xaxis, str(found.attrs["factor_unit"]))
    left.set_ylabel(f"{outcome_words(group)}, {unit_words(unit)}")
    right.set_ylabel("Difference from the baseline")
    right.axhline(0.0, color=QUIET, linewidth=1.2)
    _tipping_points(right, group, look)
    for axis, name in ((left, "outcome_mean"), (right, "difference")):
        _label(axis, group, name, look, unit)
    return add_caption(figure, title=ladder_found(group, where), below=f"{NOTE} {source_of(found)}")


def _lines(
    axis: Axes, group: xr.Dataset, variable: str, look: dict[str, Stroke], unit: str
) -> None:
    levels = group["level"].values
    for i, name in enumerate(names_within(group)):
        one, stroke = group[variable].isel(scenario=i), look[name]
        if one.isnull().all():
            continue
        mean, low, high = (in_unit(one.sel(statistic=s), unit) for s in ("mean", "low", "high"))
        if variable == "difference":
            axis.fill_between(levels, low, high, color=stroke.colour, alpha=0.13, linewidth=0)
        axis.plot(levels, mean, color=stroke.colour, linestyle=stroke.dash, linewidth=2,
                  marker=stroke.marker, markersize=5)  # fmt: skip
    axis.margins(x=0.01)


def _tipping_points(axis: Axes, group: xr.Dataset, look: dict[str, Stroke]) -> None:
    first, last = group["level"].values[[0, -1]]
    for i, name in enumerate(names_within(group)):
        point, low, high = map(float, group["tipping_point"].isel(scenario=i).values)
        if not np.isfinite(point):
            continue
        colour = look[name].colour
        ends = np.clip([low, high], first, last)
        axis.plot(ends, [0, 0], color=colour, linewidth=5, alpha=0.45, solid_capstyle="butt")
        axis.plot([point], [0], marker=look[name].marker, markersize=11, color=colour,
                  markeredgecolor="white", linestyle="none", zorder=6)  # fmt: skip


def _label(
    axis: Axes, group: xr.Dataset, variable: str, look: dict[str, Stroke], unit: str
) -> None:
    last = in_unit(group[variable].sel(statistic="mean").isel(level=-1), unit)
    ends = [
        (name, float(height), look[name])
        for name, height in zip(names_within(group), last, strict=True)
        if np.isfinite(height)
    ]
    label_ends(axis, ends, at=group["level"].values[-1])
