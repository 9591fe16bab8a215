"""Lines over time with their intervals, one for each arrangement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import matplotlib.dates
import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from carefunds_sim.analysis.intervals import mean_and_interval
from carefunds_sim.report.figures.style import LABEL_POINTS, TEXT, Stroke, label_ends
from carefunds_sim.report.scenario_names import names_within

MONTHS = 12
FEW = 5


def yearly_mean(monthly: xr.DataArray) -> xr.DataArray:
    """Return the mean of the twelve months that end with each month, where there are twelve.

    Years hide the seasons and most of the chance; a series shorter than two years stays monthly.
    """
    if monthly.sizes["month"] < 2 * MONTHS:
        return monthly
    return monthly.rolling(month=MONTHS).mean().isel(month=slice(MONTHS - 1, None))


def is_yearly(dataset: xr.Dataset) -> bool:
    """Whether ``yearly_mean`` averages a series of this dataset."""
    return dataset.sizes["month"] >= 2 * MONTHS


def draw_lines(
    axis: Axes, group: xr.Dataset, values: xr.DataArray, look: Mapping[str, Stroke], *,
    bands: bool = True,
) -> None:  # fmt: skip
    """Draw a line for each scenario of a group, and how far its replications spread.

    ``values`` has a ``month``, or a ``year`` whose points are all marked.
    """
    when, monthly = values[along(values)].values, along(values) == "month"
    for i, name in enumerate(names_within(group)):
        mine, stroke = values.isel(scenario=i), look[name]
        if bands:
            draw_spread(axis, when, mine, stroke)
        mean = mine.mean("replication").values
        axis.plot(
            when, mean, color=stroke.colour, linestyle=stroke.dash, linewidth=2,
            marker=stroke.marker, markersize=5,
            markevery=(3 + 2 * i, max(1, len(when) // 6)) if monthly else 1,
        )  # fmt: skip
    axis.margins(x=0.01)
    if monthly:
        _years_below(axis)
    else:
        axis.set_xlim(when[0] - 0.1, when[-1] + 0.1)
        axis.xaxis.set_major_locator(MaxNLocator(integer=True))


def along(values: xr.DataArray) -> str:
    """Return the dimension along which lines run."""
    return "month" if "month" in values.dims else "year"


def draw_spread(axis: Axes, at: np.ndarray, values: xr.DataArray, stroke: Stroke) -> None:
    """Draw the 95% interval as a band, or each replication as a hair where they are few.

    With two or three replications the interval is so wide that its band hides everything else.
    """
    if values.sizes["replication"] < FEW:
        for replication in values.transpose("replication", ...).values:
            axis.plot(at, replication, color=stroke.colour, linewidth=0.7, alpha=0.35)
        return
    found = mean_and_interval(values)
    low, high = (found.sel(statistic=statistic).values for statistic in ("low", "high"))
    axis.fill_between(at, low, high, color=stroke.colour, alpha=0.12, linewidth=0)


def spread_in_words(dataset: xr.Dataset) -> str:
    """Return what ``draw_spread`` shows."""
    if dataset.sizes["replication"] < FEW:
        return "thin lines are the single replications"
    return "bands are 95% intervals of the mean over replications, cut off where they reach far"


def _years_below(axis: Axes) -> None:
    """Mark years, as few as can be read."""
    dates: Any = matplotlib.dates
    locator = dates.AutoDateLocator(minticks=3, maxticks=6)
    axis.xaxis.set_major_locator(locator)
    axis.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator))


def fit_to_lines(axes: Iterable[Axes]) -> None:
    """Let the lines decide how much is shown: a band of few replications may reach far outside.

    At most as much again as the lines take is shown above and below them.
    """
    shared = list(axes)
    ends = [line.get_ydata() for axis in shared for line in axis.get_lines()]
    heights = np.concatenate([np.asarray(end, dtype=float) for end in ends])
    low, high = float(np.nanmin(heights)), float(np.nanmax(heights))
    room = (high - low) or abs(high) or 1.0
    bottom, top = shared[0].get_ylim()
    shared[0].set_ylim(max(bottom, low - room), min(top, high + room))


def label_lines(
    axis: Axes, group: xr.Dataset, values: xr.DataArray, look: Mapping[str, Stroke]
) -> None:
    """Name each line at its end, after the axis has its final limits.

    A line that ends early has its name where it ends.
    """
    mean, when = values.mean("replication"), values[along(values)].values
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
