"""Where an arrangement is not good enough: boxes of points, what they hold, their limits."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from carefunds_sim.analysis.prim import boxes_of_scenarios
from carefunds_sim.report.analyses.analysis import SPACE_FILLING, Analysis, Request
from carefunds_sim.report.analyses.decisions import thresholds
from carefunds_sim.report.analyses.words import (
    FALLS,
    factor_phrase,
    file_name,
    source_of,
    value_words,
)
from carefunds_sim.report.figures import style
from carefunds_sim.report.tables import Table
from carefunds_sim.report.wording import MISSING, percent

FOUND_AGAIN = 0.5
"""In what share of random halves of the points a limit has to be found again to be named."""

COLUMNS = ("", "Quasi-p", "Found again, by coverage", "by density")
SHADES = ("#BFDCF5", "#6BACE6", "#2073BC", "#12436D", "#801650", "#F46A25")
"""From no limited factor to five or more."""

NOTE = (
    "Left: each box on the way from all points (right end) inwards, by how many numbers it "
    "limits; coverage is the share of all cases inside, density the share of the inside that is"
    " cases. Right: the chosen box on the ranges of the design, with its limits."
)


def analyse(dataset: xr.Dataset, request: Request) -> xr.Dataset:
    """Return the boxes in which each arrangement misses each threshold asked for."""
    return boxes_of_scenarios(dataset, thresholds(dataset, request), seed=request.seed)


def tables(found: xr.Dataset) -> list[Table]:
    """Return the box of each case: what it holds, and its limits in natural units."""
    return [_table(one) for one in _cases(found)]


def _cases(found: xr.Dataset) -> list[xr.Dataset]:
    return [found.isel(case=i) for i in range(found.sizes["case"])]


def _chosen(one: xr.Dataset) -> xr.Dataset:
    """Return the box chosen of a case."""
    return one.isel(step=int(one["chosen"]))


def _table(one: xr.Dataset) -> Table:
    box = _chosen(one)
    coverage, mass, density = (percent(float(box[n])) for n in ("coverage", "mass", "density"))
    head = (
        f"{one['of'].values} misses '{one['threshold'].values}': {coverage} of these cases in "
        f"{mass} of the points, of which {density} are cases (of all points "
        f"{percent(float(one['density'][0]))}); where"
    )
    rows = []
    for words, factor in limits(box):
        p = np.nanmax([box[end].sel(factor=factor) for end in ("p_low", "p_high")])
        again = one["reproduced"].sel(factor=factor).values
        rows.append((words, f"{p:.2g}", *map(percent, map(float, again))))
    return Table(head, COLUMNS, tuple(rows or [("nothing sure", MISSING, MISSING, MISSING)]))


def limits(box: xr.Dataset) -> Iterator[tuple[str, str]]:
    """Yield each limit of a box in words, and the factor that it is of.

    ``box`` holds ``low`` and ``high`` by factor and what is known of the factors.
    """
    for i, name in enumerate(map(str, box["factor"].values)):
        low, high = float(box["low"][i]), float(box["high"][i])
        if np.isfinite(low) or np.isfinite(high):
            unit = str(box["factor_unit"].values[i])
            near = float(box["factor_high"][i] - box["factor_low"][i]) / 20
            yield _limit(name, unit, low, high, near), name


def _limit(name: str, unit: str, low: float, high: float, near: float) -> str:
    ends = [value_words(end, unit, near=near) for end in (low, high)]
    verb = "by " if name in FALLS else "is "
    between = f"between {ends[0]} and {ends[1]}"
    one = f"more than {ends[0]}" if np.isfinite(low) else f"less than {ends[1]}"
    return f"{factor_phrase(name)} {verb}{between if np.isfinite([low, high]).all() else one}"


def caveats(found: xr.Dataset) -> list[str]:
    """Say where each arrangement misses each threshold, and where that cannot be said."""
    left_out = int(found["points_left_out"].max())
    return [
        *(f"{finding(one)}." for one in _cases(found)),
        *(f"{case}: {why}." for case, why in json.loads(found.attrs["not_found"]).items()),
        *([f"{left_out} points without runs are left out."] if left_out else []),
        "A search finds a box in anything. Believe a limit that is found again in most of the "
        f"{found.attrs['resamples']} random halves of the points; a quasi-p value is no p value, "
        "since the limit was chosen to look good.",
        "A case is a mean over replications that misses the threshold; with few replications many "
        "a case is chance, and a box cannot show: compare what is clear under satisficing.",
        "Coverage is the share of all cases that the box holds, density the share of the points in "
        "it that are cases.",
    ]


def finding(one: xr.Dataset) -> str:
    """Say where a threshold is missed."""
    box = _chosen(one)
    what = f"{one['of'].values} misses '{one['threshold'].values}'"
    everywhere = percent(float(one["density"][0]))
    found = dict(limits(box))
    again = one["reproduced"].sel(factor=[*found.values()]).values
    if not found or (again < FOUND_AGAIN).any():
        return f"{what} at {everywhere} of the points; no number shows surely where"
    return (
        f"{what} mostly where {' and '.join(found)}: {percent(float(box['coverage']))} of its "
        f"cases, {percent(float(box['density']))} of the points there ({everywhere} of all)"
    )


@style.in_house_style
def figures(found: xr.Dataset) -> dict[str, Figure]:
    """Return a figure for every case."""
    return {file_name("prim", str(one["case"].values)): _draw(one) for one in _cases(found)}


def _draw(one: xr.Dataset) -> Figure:
    box = _chosen(one)
    names = [name for _, name in limits(box)]
    height = max(4.4, 0.55 * len(names) + 2.6)
    figure = style.NotebookFigure(figsize=(11.0, height), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(1.0, 1.25))
    _trajectory(left, one)
    _limits(right, box, names)
    return style.add_caption(figure, title=finding(one), below=f"{NOTE} {source_of(one)}")


def _trajectory(axis: Axes, one: xr.Dataset) -> None:
    known = np.isfinite(one["coverage"].values)
    coverage, density = one["coverage"].values[known], one["density"].values[known]
    number = np.minimum(one["restricted"].values[known].astype(int), len(SHADES) - 1)
    axis.plot(coverage, density, color=style.GRID, linewidth=1, zorder=1)
    for count in np.unique(number):
        here = number == count
        more = " or more" if count == len(SHADES) - 1 else ""
        words = f"{count}{more} limited" if count else "all points"
        axis.plot(
            coverage[here], density[here], linestyle="none", marker="o", markersize=6,
            color=SHADES[count], markeredgecolor=style.QUIET, label=words, clip_on=False,
        )  # fmt: skip
    chosen = int(one["chosen"])
    axis.plot(coverage[chosen], density[chosen], marker="o", markersize=13, color=style.TEXT,
              markerfacecolor="none", linestyle="none", label="chosen", clip_on=False)  # fmt: skip
    axis.set(xlim=(0, 1.02), ylim=(0, 1.05), xlabel="Coverage", ylabel="Density")
    axis.legend(frameon=False, fontsize=9, loc="lower left")


def _limits(axis: Axes, box: xr.Dataset, names: list[str]) -> None:
    """Draw each limited factor's range with the part inside the box."""
    for row, name in enumerate(names):
        _range(axis, row, box.sel(factor=name))
    axis.set_yticks(range(len(names)), [_label(box, name) for name in names], fontsize=9)
    axis.set_ylim(max(len(names), 3) - 0.4, -0.6)
    axis.tick_params(axis="y", length=0)
    axis.set_xlim(-0.02, 1.02)
    axis.set_xticks([])
    axis.spines[["bottom", "left"]].set_visible(False)
    axis.grid(visible=False)
    if not names:
        axis.text(0.5, 0.0, "no limit is sure", ha="center", color=style.QUIET)


def _range(axis: Axes, row: int, one: xr.Dataset) -> None:
    bottom, top = float(one["factor_low"]), float(one["factor_high"])
    unit = "share" if str(one["factor_unit"].values) == "share" else ""
    ends = [float(one["low"]), float(one["high"])]
    inside = [(end - bottom) / (top - bottom) if np.isfinite(end) else edge
              for end, edge in zip(ends, (0.0, 1.0), strict=True)]  # fmt: skip
    axis.barh(row, 1.0, height=0.34, color=style.GRID)
    axis.barh(row, inside[1] - inside[0], left=inside[0], height=0.34, color="#2073BC")
    near = (top - bottom) / 20
    for at, value in zip(inside, ends, strict=True):
        if np.isfinite(value):
            words = value_words(value, unit, near=near)
            axis.text(at, row - 0.24, words, ha="center", va="bottom", fontsize=9)
    for at, value, side in ((0.0, bottom, "left"), (1.0, top, "right")):
        words = value_words(value, unit, near=near)
        axis.text(at, row + 0.24, words, ha=side, va="top", fontsize=8, color=style.QUIET)


def _label(box: xr.Dataset, name: str) -> str:
    unit = str(box["factor_unit"].sel(factor=name).values)
    words = factor_phrase(name) if unit == "share" else f"{factor_phrase(name)}, {unit}"
    return "\n".join(textwrap.wrap(words, 24))


ANALYSIS = Analysis(
    "prim", "Where is an arrangement not good enough?",
    analyse, tables, caveats, figures, designs=SPACE_FILLING,
)  # fmt: skip
