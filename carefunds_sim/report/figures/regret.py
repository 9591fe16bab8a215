"""Regret by arrangement: the largest over all points, the mean, and what holds when checked."""

from __future__ import annotations

import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from carefunds_sim.report.decision_remarks import regret_found
from carefunds_sim.report.decisions import parts
from carefunds_sim.report.figures.decision_panels import (
    bars,
    file_name,
    rows_by_arrangement,
    whisker,
)
from carefunds_sim.report.figures.style import (
    TEXT,
    NotebookFigure,
    Stroke,
    add_caption,
    in_house_style,
    strokes,
)
from carefunds_sim.report.responses import (
    in_unit,
    outcome_unit,
    source_of,
    unit_words,
)
from carefunds_sim.report.scenario_names import names_within

NOTE = (
    "Regret: how much higher an arrangement's mean is than the lowest of all at the same point."
    " Bars: the largest over all points, with 95% intervals over replications; hollow marks: "
    "the same, measured by replications that had no part in the choice of the point and of the "
    "best, which is too small on average as the bar is too large; filled marks: the mean over "
    "points."
)


def regret_figures(found: xr.Dataset) -> dict[str, Figure]:
    """Return a picture for every outcome, area and squeeze."""
    look = strokes(found)
    return {
        file_name("regret", group): _drawn(group, found, look, where)
        for where, group in parts(found)
        if group["summary_regret"].notnull().any()
    }


@in_house_style
def _drawn(group: xr.Dataset, found: xr.Dataset, look: dict[str, Stroke], where: str) -> Figure:
    unit = outcome_unit(group)
    figure = NotebookFigure(
        figsize=(9.0, 0.62 * group.sizes["scenario"] + 2.3), layout="constrained"
    )
    axis = figure.subplots()
    largest = group["summary_regret"].sel(summary="max")
    bars(axis, group, in_unit(largest.sel(statistic="mean"), unit).tolist(), look)
    _marks(axis, group, unit, look)
    rows_by_arrangement(axis, group)
    axis.set_xlim(left=0)
    axis.set_xlabel(f"Regret, {unit_words(unit)}")
    return add_caption(figure, title=regret_found(group, where), below=f"{NOTE} {source_of(found)}")


def _marks(axis: Axes, group: xr.Dataset, unit: str, look: dict[str, Stroke]) -> None:
    for row, name in enumerate(names_within(group)):
        one, marker = group.isel(scenario=row), look[name].marker
        largest = in_unit(one["summary_regret"].sel(summary="max"), unit)
        whisker(axis, row, float(largest[1]), float(largest[2]), TEXT)
        checked = max(float(in_unit(one["checked_regret"].sel(summary="max"), unit)), 0.0)
        mean = float(in_unit(one["summary_regret"].sel(summary="mean", statistic="mean"), unit))
        for at, face in ((checked, "white"), (mean, TEXT)):
            axis.plot([at], [row], linestyle="none", marker=marker, color=TEXT, zorder=5,
                      markerfacecolor=face, markersize=6, clip_on=False)  # fmt: skip
