"""Marks with their intervals in rows, one for each arrangement."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from carefunds_sim.report.figures.style import GRID, LABEL_POINTS, Stroke

OUTERMOST = 0.38
"""How far from the middle of its row the outermost mark lies."""


def offsets(number: int) -> np.ndarray:
    """Return where marks that share a row lie within it."""
    return np.linspace(-OUTERMOST, OUTERMOST, number) if number > 1 else np.zeros(1)


def draw_marks(
    axis: Axes, found: xr.DataArray, look: Mapping[str, Stroke], *,
    names: Sequence[str], hollow: np.ndarray | None = None,
) -> None:  # fmt: skip
    """Draw a mark and an interval for each scenario in each row.

    ``found`` has shape (scenario, row, statistic), ``names`` say which scenario is which, and
    ``hollow``, of shape (scenario, row), which marks are not filled.
    """
    rows = np.arange(found.shape[1])
    open_marks = np.zeros(found.shape[:2], dtype=bool) if hollow is None else hollow
    for name, values, empty, offset in zip(
        names, found.values, open_marks, offsets(len(names)), strict=True
    ):
        stroke, at = look[name], rows + offset
        axis.hlines(at, values[:, 1], values[:, 2], color=stroke.colour, linewidth=1.4, alpha=0.7)
        for filled in (True, False):
            shown = np.where(empty != filled, values[:, 0], np.nan)
            axis.plot(
                shown, at, linestyle="none", marker=stroke.marker, markersize=6, clip_on=False,
                color=stroke.colour, markerfacecolor=stroke.colour if filled else "white",
                label=name if filled else None,
            )  # fmt: skip


def label_rows(axes: Sequence[Axes], words: Sequence[str]) -> None:
    """Name the rows at the left, and draw a line between each two of them."""
    names = [textwrap.fill(w, 30) for w in words]
    axes[0].set_yticks(range(len(words)), names, fontsize=LABEL_POINTS)
    axes[0].set_ylim(len(words) - 0.5, -0.5)
    for axis in axes:
        for row in range(len(words) - 1):
            axis.axhline(row + 0.5, color=GRID, linewidth=0.8)
        axis.grid(visible=False, axis="y")


def rows_height(rows: int, marks: int) -> float:
    """Return the height in inches that so many rows of so many marks need."""
    return rows * max(0.5, 0.12 * marks + 0.1) + 0.8


def add_legend(figure: Figure, axes: Sequence[Axes], *others: Line2D) -> None:
    """Say beside the panels which mark is whose, and what ``others`` stand for."""
    found: dict[str, Artist] = {}
    for axis in axes:
        for handle, label in zip(*axis.get_legend_handles_labels(), strict=True):
            found.setdefault(label, handle)
    if len(found) < 2:
        found = {}
    found |= {str(other.get_label()): other for other in others}
    if found:
        figure.legend(
            [*found.values()], [*found], loc="outside right center", frameon=False,
            fontsize=LABEL_POINTS,
        )  # fmt: skip


def share_x_limits(axes: Sequence[Axes]) -> None:
    """Give all panels the same ends, so that they can be compared."""
    ends = [axis.get_xlim() for axis in axes if axis.get_lines()]
    for axis in axes:
        axis.set_xlim(min(low for low, _ in ends), max(high for _, high in ends))
