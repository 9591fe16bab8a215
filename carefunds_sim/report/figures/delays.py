"""Delayed discharges over time."""

from __future__ import annotations

import xarray as xr
from matplotlib.figure import Figure

from carefunds_sim.report.figures.series import (
    draw_lines,
    fit_to_lines,
    is_yearly,
    label_lines,
    month_days,
    spread_in_words,
    yearly_mean,
)
from carefunds_sim.report.figures.style import finish, panels, strokes, styled
from carefunds_sim.report.tables import groups


@styled
def delayed_over_time(dataset: xr.Dataset) -> Figure | None:
    """People whose discharge is delayed, by arrangement, a panel for each squeeze."""
    if not (dataset["delayed_days"] > 0).any():
        return None
    figure, axes = panels(dataset)
    look = strokes(dataset)
    drawn = []
    for axis, group in zip(axes[0], groups(dataset), strict=True):
        days = group["monthly_delayed_days"].sum(["setting", "reason"], min_count=1)
        people = yearly_mean(days / month_days(group))
        draw_lines(axis, group, people, look)
        drawn.append((axis, group, people))
    fit_to_lines(axes[0])
    axes[0, 0].set_ylim(bottom=0)
    axes[0, 0].set_ylabel("People delayed at a moment")
    for axis, group, people in drawn:
        label_lines(axis, group, people, look)
    shown = "Mean of the last twelve months" if is_yearly(dataset) else "Monthly means"
    return finish(
        figure, dataset,
        title="People whose discharge from hospital is delayed, by funding arrangement",
        note=f"{shown}, acute and non-acute beds; {spread_in_words(dataset)}. All "
        "arrangements meet the same people and chances, so that the gap between two lines is "
        "surer than either of them.",
    )  # fmt: skip
