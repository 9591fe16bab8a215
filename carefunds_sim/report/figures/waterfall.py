"""From one end to the other, part by part."""

from __future__ import annotations

import math

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from carefunds_sim.analysis.attribution import contribution_estimates
from carefunds_sim.report.attribution import ends, heading, ordered, whole
from carefunds_sim.report.caveats import evidence_counted
from carefunds_sim.report.figures.style import (
    QUIET,
    TEXT,
    NotebookFigure,
    add_caption,
    in_house_style,
)
from carefunds_sim.report.wording import as_unit, interval, signed

MORE, LESS = "#F46A25", "#5694CA"
ROOM = 0.12
"""Share of the width that is left free beside the outermost whisker."""


@in_house_style
def waterfall(dataset: xr.Dataset, outcome: str) -> Figure | None:
    """Contributions to one outcome, each bar beginning where the one before ended.

    None where nothing could be shared out.
    """
    one = contribution_estimates(dataset).sel(outcome=outcome)
    if not math.isfinite(float(one["difference"].sel(statistic="mean"))):
        return None
    names = ordered(one)
    figure = NotebookFigure(figsize=(10, 0.42 * (len(names) + 2) + 2.0), layout="constrained")
    axis = figure.subplots()
    start, end = (float(one[name].sel(statistic="mean")) for name in ("nobody", "everybody"))
    reached = _bars(axis, one, names, start=start)
    _end(axis, 0, start)
    _end(axis, len(names) + 1, end)
    axis.plot([reached, end], [len(names) + 0.35, len(names) + 1], color=QUIET, linewidth=0.8)
    first, last = ends(dataset)
    labels = [first, *(name.replace("_", " ") for name in names), last]
    axis.set_yticks(range(len(labels)), labels)
    axis.set_ylim(len(labels) - 0.4, -0.6)
    axis.grid(visible=False, axis="y")
    unit = str(one["unit"].item())
    _words(axis, one, names, unit=unit, start=start, end=end)
    axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: as_unit(value, unit)))
    axis.set_xlabel("GBP million a year" if unit == "GBP a year" else unit)
    return add_caption(figure, title=heading(one, dataset), below=_note(dataset))


def _bars(axis: Axes, one: xr.Dataset, names: list[str], *, start: float) -> float:
    """Draw a bar and a whisker for each part; return where the last bar ends."""
    at = start
    for row, name in enumerate(names, start=1):
        mean, low, high = map(float, one["contribution"].sel(player=name).to_numpy())
        axis.plot([at, at], [row - 1 + 0.35, row - 0.35], color=QUIET, linewidth=0.8)
        axis.barh(row, mean, left=at, height=0.7, color=MORE if mean > 0 else LESS)
        if math.isfinite(low):
            axis.plot([at + low, at + high], [row, row], color=TEXT, linewidth=1.2, marker="|",
                      markersize=7)  # fmt: skip
        at += mean
    return at


def _end(axis: Axes, row: int, value: float) -> None:
    axis.plot([value], [row], marker="D", markersize=8, color=TEXT, linestyle="none")


def _words(
    axis: Axes, one: xr.Dataset, names: list[str], *, unit: str, start: float, end: float
) -> None:
    """Write every number in a column of its own, beside the bars."""
    low, high = axis.get_xlim()
    axis.set_xlim(low - ROOM * (high - low) / 2, high + ROOM * (high - low) / 2)
    parts = [tuple(map(float, one["contribution"].sel(player=n).to_numpy())) for n in names]
    found = [as_unit(start, unit), *(_told(*part, unit=unit) for part in parts), as_unit(end, unit)]
    for row, words in enumerate(found):
        axis.annotate(words, xy=(1.02, row), xycoords=("axes fraction", "data"), va="center",
                      fontsize=9, color=TEXT, annotation_clip=False)  # fmt: skip


def _told(mean: float, low: float, high: float, *, unit: str) -> str:
    ends_told = f" {interval(low, high, unit)}" if np.isfinite(low) else ""
    return "0, exactly" if mean == low == high == 0 else f"{signed(mean, unit)}{ends_told}"


def _note(dataset: xr.Dataset) -> str:
    attrs = dataset.attrs
    return (
        "Shapley values with 95% intervals, which bound each contribution, not where its bar ends. "
        f"The axis does not begin at zero. Source: carefunds_sim {attrs['package_version']}, "
        f"{dataset.sizes['scenario']} scenarios, {whole(dataset)} replications of "
        f"{attrs['years']} years, seed {attrs['seed']}, scale {float(attrs['scale']):g}; "
        f"simulated. Numbers behind it: {evidence_counted(dataset)}."
    )
