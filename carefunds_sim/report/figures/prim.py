"""Where it goes wrong: coverage and density of boxes, and the limits of the one chosen."""

from __future__ import annotations

import textwrap

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from carefunds_sim.report.decision_remarks import box_found
from carefunds_sim.report.decision_words import box_words, factor_phrase, value_words
from carefunds_sim.report.figures.style import (
    GRID,
    QUIET,
    TEXT,
    NotebookFigure,
    add_caption,
    in_house_style,
)
from carefunds_sim.report.responses import source_of

SHADES = ("#BFDCF5", "#6BACE6", "#2073BC", "#12436D", "#801650", "#F46A25")
"""From no limited factor to five or more."""

NOTE = (
    "Left: each box on the way from all points (right end) inwards, by how many numbers it "
    "limits; coverage is the share of all cases inside, density the share of the inside that is"
    " cases. Right: the chosen box on the ranges of the design, with its limits."
)


def prim_figures(found: xr.Dataset) -> dict[str, Figure]:
    """Return a picture for every case."""
    made = {}
    for i in range(found.sizes["case"]):
        words = f"prim_{found['case'].values[i]}"
        name = "".join(c if c.isalnum() or c in "-_" else "_" for c in words)
        made[name] = _drawn(found.isel(case=i), found)
    return made


@in_house_style
def _drawn(one: xr.Dataset, found: xr.Dataset) -> Figure:
    box = one.isel(step=int(one["chosen"]))
    names = [name for _, name in box_words(box)]
    height = max(4.4, 0.55 * len(names) + 2.6)
    figure = NotebookFigure(figsize=(11.0, height), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(1.0, 1.25))
    _trajectory(left, one)
    _limits(right, box, names)
    return add_caption(figure, title=box_found(one), below=f"{NOTE} {source_of(found)}")


def _trajectory(axis: Axes, one: xr.Dataset) -> None:
    known = np.isfinite(one["coverage"].values)
    coverage, density = one["coverage"].values[known], one["density"].values[known]
    number = np.minimum(one["restricted"].values[known].astype(int), len(SHADES) - 1)
    axis.plot(coverage, density, color=GRID, linewidth=1, zorder=1)
    for count in np.unique(number):
        here = number == count
        more = " or more" if count == len(SHADES) - 1 else ""
        words = f"{count}{more} limited" if count else "all points"
        axis.plot(
            coverage[here], density[here], linestyle="none", marker="o", markersize=6,
            color=SHADES[count], markeredgecolor=QUIET, label=words, clip_on=False,
        )  # fmt: skip
    chosen = int(one["chosen"])
    axis.plot(coverage[chosen], density[chosen], marker="o", markersize=13, color=TEXT,
              markerfacecolor="none", linestyle="none", label="chosen", clip_on=False)  # fmt: skip
    axis.set(xlim=(0, 1.02), ylim=(0, 1.05), xlabel="Coverage", ylabel="Density")
    axis.legend(frameon=False, fontsize=9, loc="lower left")


def _limits(axis: Axes, box: xr.Dataset, names: list[str]) -> None:
    """Draw each limited factor's range with the part inside the box."""
    rows = np.arange(len(names))
    for row, name in zip(rows, names, strict=True):
        one = box.sel(factor=name)
        bottom, top = float(one["factor_low"]), float(one["factor_high"])
        ends = [float(one["low"]), float(one["high"])]
        inside = [(end - bottom) / (top - bottom) if np.isfinite(end) else edge
                  for end, edge in zip(ends, (0.0, 1.0), strict=True)]  # fmt: skip
        axis.barh(row, 1.0, height=0.34, color=GRID)
        axis.barh(row, inside[1] - inside[0], left=inside[0], height=0.34, color="#2073BC")
        unit, near = str(one["factor_unit"].values), (top - bottom) / 20
        for at, value in zip(inside, ends, strict=True):
            if np.isfinite(value):
                words = value_words(value, "share" if unit == "share" else "", near=near)
                axis.text(at, row - 0.24, words, ha="center", va="bottom", fontsize=9)
        for at, value, side in ((0.0, bottom, "left"), (1.0, top, "right")):
            words = value_words(value, "share" if unit == "share" else "", near=near)
            axis.text(at, row + 0.24, words, ha=side, va="top", fontsize=8, color=QUIET)
    labels = [_label(box, name) for name in names]
    axis.set_yticks(rows, labels, fontsize=9)
    axis.set_ylim(max(len(names), 3) - 0.4, -0.6)
    axis.tick_params(axis="y", length=0)
    axis.set_xlim(-0.02, 1.02)
    axis.set_xticks([])
    axis.spines[["bottom", "left"]].set_visible(False)
    axis.grid(visible=False)
    if not names:
        axis.text(0.5, 0.0, "no limit is sure", ha="center", color=QUIET)


def _label(box: xr.Dataset, name: str) -> str:
    unit = str(box["factor_unit"].sel(factor=name).values)
    words = factor_phrase(name) if unit == "share" else f"{factor_phrase(name)}, {unit}"
    return "\n".join(textwrap.wrap(words, 24))
