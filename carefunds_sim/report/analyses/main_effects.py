"""What each number does along its range: effects, means, and what it does moved alone."""

from __future__ import annotations

import textwrap

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from carefunds_sim.analysis.main_effects import FILLING, LEVELLED, main_effects
from carefunds_sim.analysis.responses import DIFFERENCE
from carefunds_sim.report.analyses import sensitivity
from carefunds_sim.report.analyses.analysis import Analysis
from carefunds_sim.report.analyses.words import (
    difference_words,
    factor_words,
    in_unit,
    outcome_unit,
)
from carefunds_sim.report.figures.labels import label_ends
from carefunds_sim.report.figures.style import QUIET, NotebookFigure, Stroke
from carefunds_sim.report.tables import Table
from carefunds_sim.report.wording import percent, unit_words

COLUMNS = 4
OF_LEVELS = (
    "Means at each level of a number with 95% intervals, Student's t over replications; all levels "
    "and arrangements meet the same people, so that a change along a line is surer than its bars "
    "say."
)
OF_BINS = (
    "Means of points in each fifth of a number's range, all other numbers moving as well, with 95% "
    "intervals, Student's t over points."
)
TORNADO = (
    "Change from the files' own values when one number alone moves to the low end (pale) or the "
    "high end (dark) of its levels; the ends' values stand beside the bars. Whiskers: 95% "
    "intervals of paired differences over replications."
)


def _has_levels(found: xr.Dataset) -> bool:
    return bool(found.attrs["form"] == "levels")


def _is_alone(found: xr.Dataset) -> bool:
    """Return whether every number moved alone."""
    return '"one_at_a_time"' in str(found.attrs["design"])


def tables(found: xr.Dataset) -> list[Table]:
    """Return what the whole range of every factor does to every response."""
    title = "Effect of the whole range"
    if _has_levels(found):
        return sensitivity.tables_of(found, "effect", title, _cell, {})
    explained = {"Explained (R2)": lambda one, _unit: percent(float(one["r_squared"]))}
    return sensitivity.tables_of(
        found, "effect", f"{title}, slope of a regression", _cell, explained
    )


def _cell(one: xr.Dataset, unit: str) -> str:
    return sensitivity.unmoved_words(one, "effect") or difference_words(one["effect"], unit)


def caveats(found: xr.Dataset) -> list[str]:
    """Say how effects were worked out, and how far they may be trusted."""
    if not _has_levels(found):
        how = (
            "The design fills the space, so an effect is the slope of a linear regression on all "
            "factors, times the whole range, with a bootstrap interval over points. Where R2 is "
            "low the effect is no straight line, or hangs on others: look at the means along the "
            "range."
        )
        return [how, sensitivity.RANGES, sensitivity.SAME_PEOPLE]
    how = (
        "Means at each level; an effect is the highest level less the lowest, paired within "
        "replications, with Student's t over replications."
    )
    alone = "One at a time: nothing is said of what numbers do together, away from the files' own."
    return [how, *([alone] if _is_alone(found) else []), sensitivity.RANGES]


def figures(found: xr.Dataset) -> dict[str, Figure]:
    """Return a figure for every outcome, area and squeeze, and one of differences."""
    made = {}
    if _is_alone(found):
        does = "does most when moved alone"
        made = sensitivity.figures_of(found, "tornado", "effect", _tornado, does=does, note=TORNADO)
    note = OF_LEVELS if _has_levels(found) else OF_BINS
    for kind, only, does in (
        ("main_effects", sensitivity.levels_of, "does most over its range"),
        (
            "main_effects_difference",
            sensitivity.differences_from_baseline,
            "moves the difference most",
        ),
    ):
        made |= sensitivity.figures_of(
            found, kind, "effect", _draw, does=does, note=note, only=only
        )
    return made


def _draw(part: xr.Dataset) -> Figure:
    """Return a figure with a small panel for each factor."""
    factors = part.sizes["factor"]
    rows = -(-factors // COLUMNS)
    columns = -(-factors // rows)
    size = (max(2.9 * columns + 1.6, 8.0), 2.7 * rows + 1.5)
    figure = NotebookFigure(figsize=size, layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False, sharey=True)
    names = list(factor_words(part["factor"].values).values())
    for f, axis in enumerate(axes.ravel()):
        axis.set_visible(f < factors)
        if f < factors:
            _lines(axis, part.isel(factor=f))
            axis.set_title("\n".join(textwrap.wrap(names[f], 30)), fontsize=9, fontweight="bold")
    for row in axes:
        row[0].set_ylabel("\n".join(textwrap.wrap(unit_words(outcome_unit(part)), 24)))
    _label(axes[0, columns - 1], part.isel(factor=columns - 1))
    return figure


def _lines(axis: Axes, one: xr.Dataset) -> None:
    at, unit = one["level_value"].values, outcome_unit(one)
    for i, stroke in enumerate(sensitivity.response_strokes(one)):
        values = one["level_mean"].isel(response=i)
        mean, low, high = (in_unit(values.sel(statistic=s), unit) for s in ("mean", "low", "high"))
        axis.vlines(at, low, high, color=stroke.colour, linewidth=1, alpha=0.5)
        axis.plot(at, mean, color=stroke.colour, linestyle=stroke.dash, linewidth=1.8,
                  marker=stroke.marker, markersize=4.5)  # fmt: skip
    if (one["kind"].values == DIFFERENCE).all():
        axis.axhline(0, color=QUIET, linewidth=1)
    axis.set_xlabel(str(one["factor_unit"].values), fontsize=8)
    axis.tick_params(labelsize=8)


def _label(axis: Axes, one: xr.Dataset) -> None:
    """Name the lines at their ends in the last panel of the first row."""
    last = int(one["level_position"].notnull().sum()) - 1
    heights = in_unit(one["level_mean"].isel(level=last).sel(statistic="mean"), outcome_unit(one))
    named = zip(
        sensitivity.response_words(one),
        map(float, heights),
        sensitivity.response_strokes(one),
        strict=True,
    )
    ends = [end for end in named if np.isfinite(end[1])]
    label_ends(axis, ends, at=float(one["level_value"].values[last]))


def _tornado(part: xr.Dataset) -> Figure:
    return sensitivity.factor_rows(part, _bars, width=3.7, row=0.4)


def _bars(axis: Axes, one: xr.Dataset, stroke: Stroke) -> None:
    at, unit = np.arange(one.sizes["factor"]), outcome_unit(one)
    last = one["level_position"].notnull().sum("level") - 1
    for level, alpha, shift in ((last * 0, 0.4, -0.18), (last, 1.0, 0.18)):
        change = one["change"].isel(level=level)
        width = in_unit(change.sel(statistic="mean"), unit)
        reach = sensitivity.whiskers(change) * (1e-6 if unit == "GBP a year" else 1.0)
        axis.barh(at + shift, width, height=0.34, color=stroke.colour, alpha=alpha, linewidth=0)
        sensitivity.draw_whiskers(axis, width, at + shift, reach)
        values = one["level_value"].isel(level=level).values
        for y, size, far, value in zip(at, width, reach.T, values, strict=True):
            _value(axis, (size, y + shift), far, value)
    axis.axvline(0, color=QUIET, linewidth=0.8)
    axis.grid(visible=False, axis="y")
    axis.set_xlabel(f"Change, {unit_words(unit)}", fontsize=9)
    axis.margins(x=0.22)
    axis.locator_params(axis="x", nbins=5)


def _value(axis: Axes, end: tuple[float, float], far: np.ndarray, value: float) -> None:
    """Write the value of a number beyond the whisker of its bar."""
    if not np.isfinite(end[0]):
        return
    right = end[0] >= 0
    x = end[0] + np.nan_to_num(far[1] if right else -far[0])
    words = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    axis.annotate(
        words, (x, end[1]), (3 if right else -3, 0), textcoords="offset points",
        va="center", ha="left" if right else "right", fontsize=7,
        bbox={"facecolor": "white", "alpha": 0.75, "linewidth": 0, "pad": 0.6},
    )  # fmt: skip


ANALYSIS = Analysis(
    "main_effects", "What does each number do along its range?",
    lambda dataset, asked: main_effects(dataset, [*asked.outcomes], seed=asked.seed),
    tables, caveats, figures, designs=(*LEVELLED, *FILLING),
)  # fmt: skip
