"""Delayed discharges over time."""

from __future__ import annotations

import xarray as xr
from matplotlib.figure import Figure

from carefunds_sim.analysis.years import month_days
from carefunds_sim.report.figures.alternatives import lines_told
from carefunds_sim.report.figures.rows import line_rows
from carefunds_sim.report.figures.series import is_yearly, spread_in_words, yearly_mean
from carefunds_sim.report.figures.style import finish, styled
from carefunds_sim.report.findings import headline

HEIGHT = 4.2


@styled
def delayed_over_time(dataset: xr.Dataset) -> Figure | None:
    """People whose discharge is delayed, by arrangement, a panel for each squeeze."""
    if not (dataset["delayed_days"] > 0).any():
        return None
    days = dataset["monthly_delayed_days"].sum(["setting", "reason"], min_count=1)
    people = yearly_mean(days / month_days(dataset))
    figure = line_rows(dataset, {"People delayed at a moment": people}, height=HEIGHT)
    shown = "Mean of the last twelve months" if is_yearly(dataset) else "Monthly means"
    return finish(
        figure, dataset, title=headline(dataset, "delayed_days"),
        note=f"People whose discharge from hospital is delayed. {shown}, acute and non-acute beds; "
        f"{spread_in_words(dataset)}. All arrangements meet the same people and chances, so that "
        "the gap between two lines is surer than either of them.",
        shown=lines_told(dataset, {"": people}, unit="people delayed"),
    )  # fmt: skip
