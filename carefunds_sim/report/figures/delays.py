"""Delayed discharges: over time, by official reason, and by whom they are attributed to."""

from __future__ import annotations

import xarray as xr
from matplotlib.figure import Figure

from carefunds_sim.analysis.delays import clear_leaders, delayed_by, largest_labels
from carefunds_sim.analysis.intervals import mean_and_interval
from carefunds_sim.analysis.years import a_year, daily, month_days, since_first
from carefunds_sim.report.figures import marks
from carefunds_sim.report.figures.captions import CLEAR, describe_lines, describe_marks, sign_counts
from carefunds_sim.report.figures.lines import is_yearly, line_rows, spread_words, yearly_mean
from carefunds_sim.report.figures.style import finish, in_house_style, panels, strokes
from carefunds_sim.report.findings import headline
from carefunds_sim.report.scenario_names import groups, names_within
from carefunds_sim.report.wording import joined, label, within_sentence

LEAST_SHARE = 0.002
"""A reason is shown from this share of all delayed days."""


@in_house_style
def delayed_over_time(dataset: xr.Dataset) -> Figure | None:
    """People whose discharge is delayed, by arrangement, a panel for each squeeze."""
    if not (dataset["delayed_days"] > 0).any():
        return None
    days = dataset["monthly_delayed_days"].sum(["setting", "reason"], min_count=1)
    people = yearly_mean(days / month_days(dataset))
    figure = line_rows(dataset, {"People delayed at a moment": people}, height=4.2)
    return finish(
        figure, dataset, title=headline(dataset, "delayed_days"),
        note=f"People whose discharge from hospital is delayed. {_when(dataset)}, acute and "
        f"non-acute beds; {spread_words(dataset)}. All arrangements meet the same people and "
        "chances, so that the gap between two lines is surer than either of them.",
        shown=describe_lines(dataset, {"": people}, unit="people delayed"),
    )  # fmt: skip


@in_house_style
def delay_by_responsible_over_time(dataset: xr.Dataset) -> Figure | None:
    """People delayed, by the body their delay is attributed to: a row for each body."""
    what = "by the body that the official return attributes the delay to"
    return _over_time(dataset, "responsible", most=3, words="by responsible body", what=what)


@in_house_style
def delay_reasons_over_time(dataset: xr.Dataset) -> Figure | None:
    """People delayed, by official reason: a row for each of the largest reasons."""
    what = "by official reason, the largest reasons first"
    return _over_time(dataset, "reason", most=4, words="by reason", what=what)


def _over_time(
    dataset: xr.Dataset, split: str, *, most: int, words: str, what: str
) -> Figure | None:
    delayed = delayed_by(dataset, split)
    names = largest_labels(delayed, split, most=most)
    if not names:
        return None
    people = yearly_mean(delayed / month_days(dataset))
    rows = {label(name): people.sel({split: name}, drop=True) for name in names}
    return finish(
        line_rows(dataset, rows), dataset,
        title=_growth(delayed.sel({split: names}), split, words),
        note=f"People delayed at a moment, {what}. {_when(dataset)}, acute and non-acute beds; "
        f"{spread_words(dataset)}. Each row has a scale of its own. {CLEAR}",
        shown=describe_lines(dataset, rows, unit="people"),
    )  # fmt: skip


def _when(dataset: xr.Dataset) -> str:
    return "Mean of the last twelve months" if is_yearly(dataset) else "Monthly means"


def _growth(delayed: xr.DataArray, split: str, words: str) -> str:
    by_year = daily(delayed)
    if by_year.sizes["year"] == 1:
        return f"People whose discharge is delayed, {words}"
    growth = since_first(by_year)
    rows = {label(str(n)): growth.sel({split: n}) for n in delayed[split].values}
    found = sign_counts(rows, more="more", less="fewer")
    return f"People delayed {words}, last year against first: {found}"


@in_house_style
def delay_by_reason(dataset: xr.Dataset) -> Figure | None:
    """Delayed days a year by official reason: a mark for each arrangement with its interval."""
    delayed = delayed_by(dataset, "reason")
    reasons = largest_labels(
        delayed, "reason", most=delayed.sizes["reason"], least_share=LEAST_SHARE
    )
    if not reasons:
        return None
    days = a_year(delayed)
    found = mean_and_interval(days.sel(reason=reasons))
    most = max(group.sizes["scenario"] for group in groups(dataset))
    figure, axes = panels(dataset, height=marks.rows_height(len(reasons), most))
    for axis, group in zip(axes[0], groups(dataset), strict=True):
        mine = found.sel(scenario=group["scenario"]).transpose("scenario", "reason", "statistic")
        marks.draw_marks(axis, mine, strokes(dataset), names=names_within(group))
        axis.set_xlabel("Delayed days a year")
    marks.share_x_limits(axes[0])
    axes[0, 0].set_xlim(left=0)
    marks.label_rows(axes[0], [label(reason) for reason in reasons])
    marks.add_legend(figure, axes[0])
    rows = {label(r): found.sel(reason=r, statistic="mean", drop=True) for r in reasons}
    return finish(
        figure, dataset, title=_leading_reasons(days, reasons),
        note="Delayed days a year by official reason. Means over years; lines are 95% intervals of "
        "the mean over replications.",
        shown=describe_marks(dataset, rows, unit="delayed days a year", what="from least to most"),
    )  # fmt: skip


def _leading_reasons(days: xr.DataArray, reasons: list[str]) -> str:
    """Say in how many scenarios one reason is clearly larger than every other."""
    if len(reasons) == 1:
        return f"All delayed days are for one reason: {within_sentence(label(reasons[0]))}"
    known = int(days.notnull().any(["replication", "reason"]).sum())
    first = clear_leaders(days, "reason")
    times = {reason: first.count(reason) for reason in dict.fromkeys(filter(None, first))}
    if not times:
        return "Delayed days by official reason: none is clearly the largest"
    often = {reason: f" in {times[reason]}" if known > 1 else "" for reason in times}
    of = f" of {known} scenarios" if known > 1 else ""
    listed = joined([f"{within_sentence(label(reason))}{often[reason]}" for reason in times])
    return f"Clearly the largest reason for delay: {listed}{of}"
