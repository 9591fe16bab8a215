"""Elementary effects: their mean size against their spread."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from carefunds_sim.analysis.screening import CLEAR
from carefunds_sim.report.figures.lines import spread
from carefunds_sim.report.figures.response_panels import (
    response_grid,
    response_strokes,
    short_names,
)
from carefunds_sim.report.figures.style import QUIET, Stroke, add_caption, in_house_style
from carefunds_sim.report.responses import (
    in_unit,
    leaders,
    levels_of,
    outcome_unit,
    outcome_words,
    response_groups,
    source_of,
    unit_words,
)
from carefunds_sim.report.sensitivity import by_importance

NAMED = 5
"""How many factors of a panel are named."""

GAP = 0.13
"""How far names are apart, as a share of a panel's height."""


def morris_figures(found: xr.Dataset) -> dict[str, Figure]:
    """Return a figure for every outcome, area and squeeze."""
    return {
        f"morris_{name}": _drawn(by_importance(part, "mu_star"), found, heading)
        for name, heading, part in response_groups(found)
        if part["mu_star"].notnull().any()
    }


@in_house_style
def _drawn(part: xr.Dataset, found: xr.Dataset, heading: str) -> Figure:
    unit = outcome_unit(part)
    figure, axes = response_grid(part, width=5.0, height=3.6)
    look = response_strokes(part)
    for i, axis in enumerate(axes):
        one = part.isel(response=i)
        _points(axis, one, unit, look[str(one["response"].values)])
        axis.set_xlabel(f"Mean size of effects (mu*), {unit_words(unit)}", fontsize=9)
        axis.set_ylabel("Spread of effects (sigma)", fontsize=9)
        _names(axis, one, unit, look[str(one["response"].values)])
    return add_caption(figure, title=_title(part, heading), below=f"{_note()} {source_of(found)}")


def _note() -> str:
    return (
        "Effect: what moving a number over its whole range does, each from several places. On the "
        "dotted line spread equals size: numbers near or above it bend or hang on others. "
        "Whiskers: 95% bootstrap intervals of mu* over trajectories. Hollow: not more than "
        f"{CLEAR:g} times what chance alone would show."
    )


def _points(axis: Axes, one: xr.Dataset, unit: str, stroke: Stroke) -> None:
    size, low, high = (in_unit(one["mu_star"].sel(statistic=s), unit)
                       for s in ("mean", "low", "high"))  # fmt: skip
    height = in_unit(one["sigma"].sel(statistic="mean"), unit)
    sure = size > CLEAR * in_unit(one["chance"].fillna(0.0), unit)
    axis.hlines(height, low, high, color=stroke.colour, linewidth=1, alpha=0.5)
    for chosen, face in ((sure, stroke.colour), (~sure, "white")):
        axis.plot(size[chosen], height[chosen], linestyle="none", marker=stroke.marker,
                  markersize=6, color=stroke.colour, markerfacecolor=face)  # fmt: skip
    wide = float(np.nanmax(high, initial=0.0)) or 1.0
    tall = max(float(np.nanmax(height, initial=0.0)), 0.3 * wide)
    axis.plot([0, wide + tall], [0, wide + tall], color=QUIET, linestyle=":", linewidth=1)
    axis.set_xlim(-0.02 * wide, 1.08 * wide)
    axis.set_ylim(-0.05 * tall, 1.1 * tall)


def _names(axis: Axes, one: xr.Dataset, unit: str, stroke: Stroke) -> None:
    """Name the largest effects beside the panel, each joined to its point."""
    size = in_unit(one["mu_star"].sel(statistic="mean"), unit)
    height = in_unit(one["sigma"].sel(statistic="mean"), unit)
    first = [i for i in np.argsort(-np.nan_to_num(size), kind="stable")[:NAMED] if size[i] > 0]
    first.sort(key=lambda i: float(height[i]))
    low, high = axis.get_ylim()
    places = spread([float(height[i] - low) / (high - low) for i in first], gap=GAP)
    names = short_names(one, width=22)
    for i, place in zip(first, places, strict=True):
        axis.annotate(
            names[i], xy=(size[i], height[i]), xytext=(1.05, place), textcoords="axes fraction",
            va="center", ha="left", fontsize=8, annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": stroke.colour, "linewidth": 0.6, "alpha": 0.6,
                        "shrinkA": 0, "shrinkB": 3, "relpos": (0, 0.5)},
        )  # fmt: skip


def _title(part: xr.Dataset, heading: str) -> str:
    first = leaders(levels_of(part), "mu_star")
    return f"{outcome_words(part)}: what moves it most is {first} ({heading})"
