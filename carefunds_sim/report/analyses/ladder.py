"""Outcomes and differences up a ladder of one factor, with tipping points."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from carefunds_sim.analysis import ladder
from carefunds_sim.report.analyses import decisions
from carefunds_sim.report.analyses.analysis import Analysis
from carefunds_sim.report.analyses.words import (
    axis_words,
    difference_words,
    in_unit,
    outcome_unit,
    outcome_words,
    value_words,
)
from carefunds_sim.report.figures.labels import label_ends
from carefunds_sim.report.figures.style import QUIET, NotebookFigure
from carefunds_sim.report.scenario_names import names_within
from carefunds_sim.report.tables import Table
from carefunds_sim.report.wording import as_unit, unit_words

DESIGNS = ("full_factorial", "one_at_a_time", "csv")
"""Designs in which points may differ in one number alone."""

NOTE = (
    "Left: means over replications; their intervals overlap since all arrangements share good "
    "and bad luck. Right: the difference from the baseline, pair by pair, with bands so wide that "
    "all levels together raise a false alarm once in twenty studies; a large mark on the zero line "
    "is a tipping point, with its 95% interval. All points meet the same people."
)


def tables(found: xr.Dataset) -> list[Table]:
    """Return an outcome up a ladder: the baseline's mean, and differences from it."""
    made = []
    for where, group in decisions.parts(found):
        unit, names = outcome_unit(group), names_within(group)
        rows = tuple(
            (_level(found, float(level)),
             *(_cell(group.sel(level=level).isel(scenario=i), unit) for i in range(len(names))))
            for level in found["level"].values
        )  # fmt: skip
        title = f"{outcome_words(group)}, {unit_words(unit)}, up the ladder ({where})"
        made.append(Table(title, ("", *names), rows))
    return made


def _cell(one: xr.Dataset, unit: str) -> str:
    if one["difference"].isnull().all():
        return as_unit(float(one["outcome_mean"].sel(statistic="mean")), unit)
    return difference_words(one["difference"], unit)


def _level(found: xr.Dataset, level: float) -> str:
    """Return a level of a ladder in words."""
    steps = np.diff(found["level"].values)
    return value_words(level, str(found.attrs["factor_unit"]), near=float(steps.min()) / 10)


def caveats(found: xr.Dataset) -> list[str]:
    """Say where each arrangement stops being lower than its baseline, or why that is not said."""
    return [
        *(
            f"{outcome_words(group)}, {name}: {words} ({where})."
            for where, group in decisions.parts(found)
            for i, name in enumerate(names_within(group))
            if (words := _tipping(group.isel(scenario=i)))
        ),
        "A level is clear where the interval of its difference leaves out zero; these intervals "
        "are so wide that all levels together raise a false alarm once in twenty studies. A "
        "tipping point is where a monotone curve through the means crosses zero; its interval "
        "resamples whole replications.",
        decisions.SAME_PEOPLE,
    ]


def _tipping(one: xr.Dataset) -> str:
    """Say where a scenario's curve crosses, or why there is no such point; '' for a baseline.

    ``one`` is one scenario of ``tipping_point``, with the levels of the ladder.
    """
    status, levels = str(one["status"].values), one["level"].values
    if status == ladder.NOTHING:
        return ""
    if status == ladder.NOT_CLEAR:
        return f"no clear difference at any of {len(levels)} levels"
    clear = f"({int(one['clear_levels'])} of {len(levels)} levels clear)"
    if status == ladder.SEVERAL:
        return f"changes sign more than once {clear}: no one tipping point"
    if status in (ladder.BELOW, ladder.ABOVE):
        ends = " to ".join(_level(one, float(end)) for end in (levels[0], levels[-1]))
        return f"{_side(one)}; no crossing from {ends}"
    _, low, high = map(float, one["tipping_point"].values)
    ends = f"{_end(one, low, 'before the ladder')} to {_end(one, high, 'beyond the ladder')}"
    interval = "no interval" if np.isnan(low) else ends
    unconfirmed = "; only one side of it is clear" if status == ladder.UNCONFIRMED else ""
    return f"{_crossing(one)} ({interval}) {clear}{unconfirmed}"


def _crossing(one: xr.Dataset) -> str:
    turn = "stops" if int(one["direction"]) == ladder.RISING else "begins"
    return f"{turn} being lower at {_level(one, float(one['tipping_point'][0]))}"


def _end(one: xr.Dataset, end: float, beyond: str) -> str:
    return _level(one, end) if np.isfinite(end) else beyond


def _side(one: xr.Dataset) -> str:
    """Say on which side of zero a curve without a crossing lies, and at how many levels surely."""
    side = "lower" if str(one["status"].values) == ladder.BELOW else "higher"
    clear, number = int(one["clear_levels"]), one.sizes["level"]
    every = f"{side} at every level"
    return every if clear == number else f"{side} where it is clear ({clear} of {number} levels)"


def finding(group: xr.Dataset, where: str) -> str:
    """Say in few words what is found of each arrangement."""
    named = enumerate(names_within(group))
    each = [f"{name} {words}" for i, name in named if (words := _brief(group.isel(scenario=i)))]
    return f"{outcome_words(group)}: {'; '.join(each) or 'no arrangement to compare'} ({where})"


def _brief(one: xr.Dataset) -> str:
    """Return in few words what is found of an arrangement; '' for a baseline."""
    status = str(one["status"].values)
    if status in (ladder.FOUND, ladder.UNCONFIRMED):
        return _crossing(one) + ("" if status == ladder.FOUND else ", not surely")
    if status in (ladder.BELOW, ladder.ABOVE):
        return _side(one)
    unclear = {
        ladder.SEVERAL: "lower and higher by turns",
        ladder.NOT_CLEAR: "not clearly different",
    }
    return unclear.get(status, "")


def figures(found: xr.Dataset) -> dict[str, Figure]:
    """Return a figure for every outcome, area and squeeze."""
    return decisions.figures_of(
        found, "ladder", lambda group: group["outcome_mean"].notnull(), _draw,
        finding=finding, note=NOTE,
    )  # fmt: skip


def _draw(group: xr.Dataset, look: decisions.Look) -> Figure:
    unit = outcome_unit(group)
    factor, factor_unit = (str(group.attrs[name]) for name in ("factor", "factor_unit"))
    figure = NotebookFigure(figsize=(13.0, 5.4), layout="constrained")
    left, right = figure.subplots(1, 2)
    for axis, name in ((left, "outcome_mean"), (right, "difference")):
        _lines(axis, group, name, look)
        axis.set_xlabel(axis_words(factor, factor_unit))
        decisions.percent_axis(axis.xaxis, factor_unit)
    left.set_ylabel(f"{outcome_words(group)}, {unit_words(unit)}")
    right.set_ylabel("Difference from the baseline")
    right.axhline(0.0, color=QUIET, linewidth=1.2)
    _tipping_points(right, group, look)
    for axis, name in ((left, "outcome_mean"), (right, "difference")):
        last = in_unit(group[name].sel(statistic="mean").isel(level=-1), unit)
        heights = zip(names_within(group), map(float, last), strict=True)
        ends = [(words, height, look[words]) for words, height in heights if np.isfinite(height)]
        label_ends(axis, ends, at=group["level"].values[-1])
    return figure


def _lines(axis: Axes, group: xr.Dataset, variable: str, look: decisions.Look) -> None:
    levels, unit = group["level"].values, outcome_unit(group)
    for i, name in enumerate(names_within(group)):
        one, stroke = group[variable].isel(scenario=i), look[name]
        if one.isnull().all():
            continue
        mean, low, high = (in_unit(one.sel(statistic=s), unit) for s in ("mean", "low", "high"))
        if variable == "difference":
            axis.fill_between(levels, low, high, color=stroke.colour, alpha=0.13, linewidth=0)
        axis.plot(levels, mean, color=stroke.colour, linestyle=stroke.dash, linewidth=2,
                  marker=stroke.marker, markersize=5)  # fmt: skip
    axis.margins(x=0.01)


def _tipping_points(axis: Axes, group: xr.Dataset, look: decisions.Look) -> None:
    first, last = group["level"].values[[0, -1]]
    for i, name in enumerate(names_within(group)):
        point, low, high = map(float, group["tipping_point"].isel(scenario=i).values)
        if not np.isfinite(point):
            continue
        colour = look[name].colour
        ends = np.clip([low, high], first, last)
        axis.plot(ends, [0, 0], color=colour, linewidth=5, alpha=0.45, solid_capstyle="butt")
        axis.plot([point], [0], marker=look[name].marker, markersize=11, color=colour,
                  markeredgecolor="white", linestyle="none", zorder=6)  # fmt: skip


ANALYSIS = Analysis(
    "ladder", "Until which level does an arrangement stay better?",
    lambda dataset, asked: ladder.ladders_with_tipping_points(
        dataset, asked.outcomes, factor=asked.ladder, seed=asked.seed
    ),
    tables, caveats, figures, designs=DESIGNS, rivals=True, baseline=True,
)  # fmt: skip
