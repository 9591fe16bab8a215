"""What the figures of decisions share: names of files, axes in percent, bars by arrangement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from carefunds_sim.report.figures.style import Stroke
from carefunds_sim.report.scenario_names import names_within


def file_name(kind: str, group: xr.Dataset) -> str:
    """Return the name of a figure's file: what it shows, of which outcome, area and squeeze."""
    outcome = [str(group["outcome"].values)] if "outcome" in group.coords else []
    words = [kind, *outcome, str(group["area"].values[0]), str(group["squeeze"].values[0])]
    return "".join(c if c.isalnum() or c in "-_" else "_" for c in "_".join(filter(None, words)))


def percent_axis(side: Any, unit: str) -> None:
    """Show shares as percentages."""
    if unit == "share":
        side.set_major_formatter(PercentFormatter(1.0, decimals=0))


def rows_by_arrangement(axis: Axes, group: xr.Dataset) -> np.ndarray:
    """Return a row for each arrangement, the first on top, named at the left."""
    names = names_within(group)
    rows = np.arange(len(names))
    axis.set_yticks(rows, names)
    axis.set_ylim(len(names) - 0.4, -0.6)
    axis.grid(visible=False, axis="y")
    return rows


def bars(
    axis: Axes, group: xr.Dataset, width: Sequence[float], look: dict[str, Stroke], *,
    alpha: float = 0.85,
) -> None:  # fmt: skip
    """Draw a bar for each arrangement in its colour."""
    colours = [look[name].colour for name in names_within(group)]
    axis.barh(np.arange(len(width)), width, height=0.55, color=colours, alpha=alpha)


def whisker(axis: Axes, row: float, low: float, high: float, colour: str) -> None:
    """Draw an interval across a bar."""
    if np.isfinite([low, high]).all():
        axis.plot([low, high], [row, row], color=colour, linewidth=1.6, marker="|", markersize=7)
