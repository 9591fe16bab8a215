"""Figures of an analysis of sensitivity: a panel for each response, factors in order."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from carefunds_sim.analysis.responses import DIFFERENCE
from carefunds_sim.report.analyses.sensitivity import (
    by_importance,
    leaders,
    levels_of,
    response_groups,
    response_words,
)
from carefunds_sim.report.analyses.words import factor_words, outcome_words, source_of
from carefunds_sim.report.figures.style import (
    OTHERS,
    STANDARD,
    TEXT,
    NotebookFigure,
    Stroke,
    add_caption,
    in_house_style,
)

SHOWN = 12
"""How many factors a figure shows."""

DrawPanel = Callable[[Axes, xr.Dataset, Stroke], None]


@in_house_style
def figures_of(
    found: xr.Dataset, kind: str, measure: str, draw: Callable[[xr.Dataset], Figure], *,
    does: str, note: str, shown: int | None = SHOWN,
) -> dict[str, Figure]:  # fmt: skip
    """Return a figure for every outcome, area and squeeze of which a measure is known.

    ``draw`` makes it of a group whose largest factors stand first. Its title names the factor that
    leads, after what that ``does``.
    """
    made = {}
    for name, heading, part in response_groups(found):
        if part[measure].notnull().any():
            figure = draw(by_importance(part, measure).isel(factor=slice(shown)))
            first = leaders(levels_of(part), measure)
            title = f"{outcome_words(part)}: what {does} is {first} ({heading})"
            made[f"{kind}_{name}"] = add_caption(
                figure, title=title, below=f"{note} {source_of(found)}"
            )
    return made


def response_strokes(part: xr.Dataset) -> list[Stroke]:
    """Return how each response is drawn: as its arrangement is everywhere."""
    arrangements = [str(a) for a in part["arrangement"].values]
    others = [name for name in dict.fromkeys(arrangements) if name not in STANDARD]
    looks = {name: OTHERS[i % len(OTHERS)] for i, name in enumerate(others)} | STANDARD
    return [looks[name] for name in arrangements]


def response_grid(
    part: xr.Dataset, draw: DrawPanel, *, width: float, height: float, share_y: bool = False
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
    for i, (axis, name) in enumerate(zip(used, response_words(part), strict=True)):
        axis.set_title(name, fontweight="bold")
        draw(axis, part.isel(response=i), response_strokes(part)[i])
    return figure, used


def factor_rows(part: xr.Dataset, draw: DrawPanel, *, width: float, row: float) -> Figure:
    """Return a figure with a panel for each response, in which each factor has a row."""
    factors = part.sizes["factor"]
    figure, axes = response_grid(part, draw, width=width, height=row * factors + 0.9, share_y=True)
    for axis in axes:
        axis.tick_params(axis="y", labelsize=9)
    axes[0].set_yticks(np.arange(factors), short_names(part))
    axes[0].set_ylim(factors - 0.5, -0.5)
    return figure


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
