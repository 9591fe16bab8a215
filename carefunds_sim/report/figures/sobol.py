"""Sobol indices as bars: in all and alone, with intervals, and the share that is chance."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from carefunds_sim.report.figures.response_panels import (
    SHOWN,
    draw_whiskers,
    response_grid,
    response_strokes,
    short_names,
    whiskers,
)
from carefunds_sim.report.figures.style import QUIET, Stroke, add_caption, in_house_style
from carefunds_sim.report.responses import (
    leaders,
    levels_of,
    outcome_words,
    response_groups,
    source_of,
)
from carefunds_sim.report.sensitivity import by_importance
from carefunds_sim.report.wording import percent

NOTE = (
    "Pale bars: share of the variance between points that a number has a part in (ST, printed); "
    "dark bars: the share it makes alone (S1). Whiskers: 95% bootstrap intervals over base points. "
    "Noise: the share of that variance which is chance of the replications."
)


def sobol_figures(found: xr.Dataset) -> dict[str, Figure]:
    """Return a figure for every outcome, area and squeeze."""
    return {
        f"sobol_{name}": _drawn(by_importance(part, "ST").isel(factor=slice(SHOWN)), found, heading)
        for name, heading, part in response_groups(found)
        if part["ST"].notnull().any()
    }


@in_house_style
def _drawn(part: xr.Dataset, found: xr.Dataset, heading: str) -> Figure:
    factors = part.sizes["factor"]
    figure, axes = response_grid(part, width=3.3, height=0.42 * factors + 0.9, share_y=True)
    look = response_strokes(part)
    widest = float(part[["ST", "S1"]].to_array().max())
    least = max(float(part["S1"].min()), -0.5)
    for i, axis in enumerate(axes):
        one = part.isel(response=i)
        _bars(axis, one, look[str(one["response"].values)])
        axis.tick_params(axis="y", labelsize=9)
        axis.set_xlim(min(1.05 * least, 0.0), widest * 1.2)
        axis.set_xlabel(
            f"Share of the variance (noise {percent(min(_noise(one), 1.0))})", fontsize=9
        )
    axes[0].set_yticks(np.arange(factors), short_names(part))
    axes[0].set_ylim(factors - 0.5, -0.5)
    return add_caption(figure, title=_title(part, heading), below=f"{NOTE} {source_of(found)}")


def _bars(axis: Axes, one: xr.Dataset, stroke: Stroke) -> None:
    at = np.arange(one.sizes["factor"])
    for name, alpha, height, shift in (("ST", 0.35, 0.72, 0.16), ("S1", 1.0, 0.3, -0.2)):
        mean = one[name].sel(statistic="mean").values
        axis.barh(at, mean, height=height, color=stroke.colour, alpha=alpha, linewidth=0)
        draw_whiskers(axis, mean, at + shift, whiskers(one[name]))
    ends = one["ST"].sel(statistic="high").values
    for y, mean, end in zip(at, one["ST"].sel(statistic="mean").values, ends, strict=True):
        if np.isfinite(mean):
            axis.annotate(f"{mean:.2f}", (end, y + 0.16), (3, 0), textcoords="offset points",
                          va="center", fontsize=8)  # fmt: skip
    axis.axvline(0, color=QUIET, linewidth=0.8)
    axis.grid(visible=False, axis="y")


def _noise(one: xr.Dataset) -> float:
    return float(one["noise_share"].sel(statistic="mean"))


def _title(part: xr.Dataset, heading: str) -> str:
    first = leaders(levels_of(part), "ST")
    return (
        f"{outcome_words(part)}: what makes the largest part of the variance is {first} ({heading})"
    )
