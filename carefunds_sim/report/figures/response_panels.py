"""A panel for each response of a sweep: arrangements first, then their differences."""

from __future__ import annotations

import textwrap

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from carefunds_sim.analysis.differences_from_baseline import DIFFERENCE
from carefunds_sim.report.figures.style import OTHERS, STANDARD, TEXT, NotebookFigure, Stroke
from carefunds_sim.report.responses import factor_words, response_words

SHOWN = 12
"""How many factors a figure shows."""


def response_strokes(part: xr.Dataset) -> dict[str, Stroke]:
    """Return how each response is drawn: as its arrangement is everywhere."""
    found: dict[str, Stroke] = {}
    others = [str(a) for a in dict.fromkeys(part["arrangement"].values) if str(a) not in STANDARD]
    spare = {name: OTHERS[i % len(OTHERS)] for i, name in enumerate(others)}
    looks = {**spare, **STANDARD}
    for label, arrangement in zip(part["response"].values, part["arrangement"].values, strict=True):
        found[str(label)] = looks[str(arrangement)]
    return found


def response_grid(
    part: xr.Dataset, *, width: float, height: float, share_y: bool = False
) -> tuple[Figure, list[Axes]]:
    """Return a figure with a titled panel for each response, differences on a row of their own."""
    gaps = part["kind"].values == DIFFERENCE
    levels, differences = int((~gaps).sum()), int(gaps.sum())
    columns = max(levels, differences)
    rows = 1 + bool(differences and levels)
    size = (max(width * columns, 7.0), height * rows + 1.3)
    figure = NotebookFigure(figsize=size, layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False, sharey=share_y)
    start = 0 if share_y else columns - differences  # shared labels stand at the left
    used = [*axes[0, :levels], *axes[-1, start : start + differences]]
    for axis in axes.ravel():
        axis.set_visible(any(axis is one for one in used))
    for axis, name in zip(used, response_words(part), strict=True):
        axis.set_title(name, fontweight="bold")
    return figure, used


def short_names(part: xr.Dataset, *, width: int = 26) -> list[str]:
    """Return the factors of a group in few words, in lines of at most ``width`` letters."""
    words = factor_words([str(name) for name in part["factor"].values])
    return ["\n".join(textwrap.wrap(word, width)) for word in words.values()]


def draw_whiskers(axis: Axes, end: np.ndarray, at: np.ndarray, reach: np.ndarray) -> None:
    """Draw intervals at the ends of bars, cased in white so that they show on dark bars."""
    for colour, width, cap in (("white", 2.6, 3.0), (TEXT, 0.9, 2.0)):
        axis.errorbar(end, at, xerr=reach, fmt="none", ecolor=colour, elinewidth=width,
                      capsize=cap, capthick=width)  # fmt: skip


def whiskers(values: xr.DataArray) -> np.ndarray:
    """Return how far an interval reaches below and above the mean; (2, ...)."""
    mean, low, high = (values.sel(statistic=s).to_numpy() for s in ("mean", "low", "high"))
    return np.asarray(np.maximum(np.stack([mean - low, high - mean]), 0.0))
