"""Elementary effects: which numbers matter, and which of them depend on others."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from carefunds_sim.analysis.morris import CLEAR, morris
from carefunds_sim.report.analyses import sensitivity
from carefunds_sim.report.analyses.analysis import Analysis
from carefunds_sim.report.analyses.words import in_unit, outcome_unit
from carefunds_sim.report.figures.labels import spread
from carefunds_sim.report.figures.style import QUIET, Stroke
from carefunds_sim.report.tables import Table
from carefunds_sim.report.wording import MISSING, as_unit, unit_words

NAMED = 5
"""How many factors of a panel are named."""

GAP = 0.13
"""How far names are apart, as a share of a panel's height."""

NOTE = (
    "Effect: what moving a number over its whole range does, each from several places. On the "
    "dotted line spread equals size: numbers near or above it bend or hang on others. "
    "Whiskers: 95% bootstrap intervals of mu* over trajectories. Hollow: not more than "
    f"{CLEAR:g} times what chance alone would show."
)


def tables(found: xr.Dataset) -> list[Table]:
    """Return mean size and spread of the elementary effects of every factor."""
    feet = {"Noise between points": sensitivity.noise, "Trajectories used": sensitivity.used}
    return sensitivity.tables_of(found, "mu_star", "Elementary effects: mu*, sigma", _cell, feet)


def _cell(one: xr.Dataset, unit: str) -> str:
    """Return mu* with its interval and sigma, in brackets when chance alone may have made it."""
    mean, low, high = one["mu_star"].values
    unmoved = sensitivity.unmoved_words(one, "mu_star")
    if unmoved or not np.isfinite(mean):
        return unmoved or MISSING
    size, *ends, sigma = (as_unit(float(v), unit) for v in (mean, low, high, one["sigma"][0]))
    words = f"{size} ({ends[0]} to {ends[1]})\nsigma {sigma}"
    return words if mean > CLEAR * float(one["chance"]) else f"[{words}]"


def caveats(found: xr.Dataset) -> list[str]:
    """Say what drives each outcome, and what mu* and sigma are."""
    return [
        *sensitivity.leading_factors(found, "mu_star", "matters most"),
        "mu* is the mean size of what moving a number does, for its whole range; sigma is how much "
        "that differs from place to place: large beside mu*, the effect bends or hangs on others.",
        f"In brackets: not more than {CLEAR:g} times what chance alone would show.",
        *sensitivity.left_out(found, "trajectories"), sensitivity.RANGES, sensitivity.SAME_PEOPLE,
    ]  # fmt: skip


def figures(found: xr.Dataset) -> dict[str, Figure]:
    """Return a figure for every outcome, area and squeeze."""
    return sensitivity.figures_of(
        found, "morris", "mu_star", _draw, does="moves it most", note=NOTE, shown=None
    )


def _draw(part: xr.Dataset) -> Figure:
    return sensitivity.response_grid(part, _panel, width=5.0, height=3.6)[0]


def _panel(axis: Axes, one: xr.Dataset, stroke: Stroke) -> None:
    unit = outcome_unit(one)
    size, low, high = (in_unit(one["mu_star"].sel(statistic=s), unit)
                       for s in ("mean", "low", "high"))  # fmt: skip
    height = in_unit(one["sigma"].sel(statistic="mean"), unit)
    sure = size > CLEAR * in_unit(one["chance"].fillna(0.0), unit)
    axis.hlines(height, low, high, color=stroke.colour, linewidth=1, alpha=0.5)
    for here, face in ((sure, stroke.colour), (~sure, "white")):
        axis.plot(size[here], height[here], linestyle="none", marker=stroke.marker,
                  markersize=6, color=stroke.colour, markerfacecolor=face)  # fmt: skip
    wide = float(np.nanmax(high, initial=0.0)) or 1.0
    tall = max(float(np.nanmax(height, initial=0.0)), 0.3 * wide)
    axis.plot([0, wide + tall], [0, wide + tall], color=QUIET, linestyle=":", linewidth=1)
    axis.set_xlim(-0.02 * wide, 1.08 * wide)
    axis.set_ylim(-0.05 * tall, 1.1 * tall)
    axis.set_xlabel(f"Mean size of effects (mu*), {unit_words(unit)}", fontsize=9)
    axis.set_ylabel("Spread of effects (sigma)", fontsize=9)
    _names(axis, one, size, height, stroke)


def _names(
    axis: Axes, one: xr.Dataset, size: np.ndarray, height: np.ndarray, stroke: Stroke
) -> None:
    """Name the largest effects beside the panel, each joined to its point."""
    first = [i for i in np.argsort(-np.nan_to_num(size), kind="stable")[:NAMED] if size[i] > 0]
    first.sort(key=lambda i: float(height[i]))
    low, high = axis.get_ylim()
    places = spread([float(height[i] - low) / (high - low) for i in first], gap=GAP)
    names = sensitivity.short_names(one, width=22)
    for i, place in zip(first, places, strict=True):
        axis.annotate(
            names[i], xy=(size[i], height[i]), xytext=(1.05, place), textcoords="axes fraction",
            va="center", ha="left", fontsize=8, annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": stroke.colour, "linewidth": 0.6, "alpha": 0.6,
                        "shrinkA": 0, "shrinkB": 3, "relpos": (0, 0.5)},
        )  # fmt: skip


ANALYSIS = Analysis(
    "morris", "Which numbers matter, and which of them hang on others?",
    lambda dataset, asked: morris(dataset, [*asked.outcomes], seed=asked.seed),
    tables, caveats, figures, designs=("morris",),
)  # fmt: skip
