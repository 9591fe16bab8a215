"""Delay by its official reason."""

from __future__ import annotations

import xarray as xr
from matplotlib.figure import Figure

from carefunds_sim.analysis.delays import clear_leaders, delayed_by, largest_labels
from carefunds_sim.analysis.intervals import mean_and_interval
from carefunds_sim.analysis.years import a_year
from carefunds_sim.report.figures.alternatives import marks_told
from carefunds_sim.report.figures.marks import (
    draw_marks,
    name_marks,
    name_rows,
    rows_height,
    share_ends,
)
from carefunds_sim.report.figures.style import finish, panels, strokes, styled
from carefunds_sim.report.scenario_names import groups, names_within
from carefunds_sim.report.wording import joined, label, within_sentence

SHARE_SHOWN = 0.002


@styled
def delay_by_reason(dataset: xr.Dataset) -> Figure | None:
    """Delayed days a year by official reason: a mark for each arrangement with its interval."""
    delayed = delayed_by(dataset, "reason")
    kept = largest_labels(delayed, "reason", most=delayed.sizes["reason"], least_share=SHARE_SHOWN)
    if not kept:
        return None
    days = a_year(delayed)
    found = mean_and_interval(days.sel(reason=kept))
    most = max(group.sizes["scenario"] for group in groups(dataset))
    figure, axes = panels(dataset, height=rows_height(len(kept), most))
    for axis, group in zip(axes[0], groups(dataset), strict=True):
        mine = found.sel(scenario=group["scenario"]).transpose("scenario", "reason", "statistic")
        draw_marks(axis, mine, strokes(dataset), names=names_within(group))
        axis.set_xlabel("Delayed days a year")
    share_ends(axes[0])
    axes[0, 0].set_xlim(left=0)
    name_rows(axes[0], [label(reason) for reason in kept])
    name_marks(figure, axes[0])
    rows = {label(r): found.sel(reason=r, statistic="mean", drop=True) for r in kept}
    return finish(
        figure, dataset, title=_title(days, kept),
        note="Delayed days a year by official reason. Means over years; lines are 95% intervals of "
        "the mean over replications.",
        shown=marks_told(dataset, rows, unit="delayed days a year", what="from least to most"),
    )  # fmt: skip


def _title(days: xr.DataArray, kept: list[str]) -> str:
    """Say in how many scenarios one reason is clearly larger than every other."""
    if len(kept) == 1:
        return f"All delayed days are for one reason: {within_sentence(label(kept[0]))}"
    known = int(days.notnull().any(["replication", "reason"]).sum())
    first = clear_leaders(days, "reason")
    times = {reason: first.count(reason) for reason in dict.fromkeys(filter(None, first))}
    if not times:
        return "Delayed days by official reason: none is clearly the largest"
    often = {reason: f" in {times[reason]}" if known > 1 else "" for reason in times}
    of = f" of {known} scenarios" if known > 1 else ""
    told = joined([f"{within_sentence(label(reason))}{often[reason]}" for reason in times])
    return f"Clearly the largest reason for delay: {told}{of}"
