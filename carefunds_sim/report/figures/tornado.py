"""What each number does alone, from one end of its range to the other."""

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

NOTE = (
    "Change from the files' own values when one number alone moves to the low end (pale) or the "
    "high end (dark) of its levels; the ends' values stand beside the bars. Whiskers: 95% "
    "intervals of paired differences over replications."
)


def tornado_figures(found: xr.Dataset) -> dict[str, Figure]:
    """Return a figure for every outcome, area and squeeze of a one-at-a-time sweep."""
    return {
        f"tornado_{name}": _drawn(
            by_importance(part, "effect").isel(factor=slice(SHOWN)), found, heading
        )
        for name, heading, part in response_groups(found)
        if part["effect"].notnull().any()
    }


@in_house_style
def _drawn(part: xr.Dataset, found: xr.Dataset, heading: str) -> Figure:
    factors, unit = part.sizes["factor"], outcome_unit(part)
    figure, axes = response_grid(part, width=3.7, height=0.4 * factors + 0.9, share_y=True)
    look = response_strokes(part)
    for i, axis in enumerate(axes):
        one = part.isel(response=i)
        _bars(axis, one, unit, look[str(one["response"].values)])
        axis.set_xlabel(f"Change, {unit_words(unit)}", fontsize=9)
        axis.margins(x=0.22)
        axis.tick_params(axis="y", labelsize=9)
        axis.locator_params(axis="x", nbins=5)
    axes[0].set_yticks(np.arange(factors), short_names(part))
    axes[0].set_ylim(factors - 0.5, -0.5)
    return add_caption(figure, title=_title(part, heading), below=f"{NOTE} {source_of(found)}")


def _bars(axis: Axes, one: xr.Dataset, unit: str, stroke: Stroke) -> None:
    at = np.arange(one.sizes["factor"])
    last = one["level_position"].notnull().sum("level") - 1
    for level, alpha, shift in ((last * 0, 0.4, -0.18), (last, 1.0, 0.18)):
        change = one["change"].isel(level=level)
        width = in_unit(change.sel(statistic="mean"), unit)
        reach = whiskers(change) * (1e-6 if unit == "GBP a year" else 1.0)
        axis.barh(at + shift, width, height=0.34, color=stroke.colour, alpha=alpha, linewidth=0)
        draw_whiskers(axis, width, at + shift, reach)
        for y, size, far, value in zip(
            at, width, reach.T, one["level_value"].isel(level=level).values, strict=True
        ):
            _value(axis, (size, y + shift), far, value)
    axis.axvline(0, color=QUIET, linewidth=0.8)
    axis.grid(visible=False, axis="y")


def _value(axis: Axes, end: tuple[float, float], far: np.ndarray, value: float) -> None:
    """Write the value of a number beyond the whisker of its bar."""
    if not np.isfinite(end[0]):
        return
    right = end[0] >= 0
    x = end[0] + np.nan_to_num(far[1] if right else -far[0])
    told = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    axis.annotate(
        told, (x, end[1]), (3 if right else -3, 0), textcoords="offset points",
        va="center", ha="left" if right else "right", fontsize=7,
        bbox={"facecolor": "white", "alpha": 0.75, "linewidth": 0, "pad": 0.6},
    )  # fmt: skip


def _title(part: xr.Dataset, heading: str) -> str:
    first = leaders(levels_of(part), "effect")
    return f"{outcome_words(part)}: what does most when moved alone is {first} ({heading})"
