"""Delayed discharges over time, split by what people wait for or by whom they are attributed to."""

from __future__ import annotations

import xarray as xr
from matplotlib.figure import Figure

from carefunds_sim.analysis.delays import delayed_by, largest_labels
from carefunds_sim.analysis.years import daily, month_days, since_first
from carefunds_sim.report.figures.alternatives import lines_told
from carefunds_sim.report.figures.rows import line_rows
from carefunds_sim.report.figures.series import is_yearly, spread_in_words, yearly_mean
from carefunds_sim.report.figures.style import finish, styled
from carefunds_sim.report.tallies import CLEAR, tallied
from carefunds_sim.report.wording import label

MOST_REASONS = 4
WORDS = {"reason": "by reason", "responsible": "by responsible body"}


@styled
def delay_by_responsible_over_time(dataset: xr.Dataset) -> Figure | None:
    """People delayed, by the body their delay is attributed to: a row for each body."""
    return _drawn(dataset, "responsible", most=3,
                  what="by the body that the official return attributes the delay to")  # fmt: skip


@styled
def delay_reasons_over_time(dataset: xr.Dataset) -> Figure | None:
    """People delayed, by official reason: a row for each of the largest reasons."""
    return _drawn(dataset, "reason", most=MOST_REASONS,
                  what="by official reason, the largest reasons first")  # fmt: skip


def _drawn(dataset: xr.Dataset, split: str, *, most: int, what: str) -> Figure | None:
    delayed = delayed_by(dataset, split)
    kept = largest_labels(delayed, split, most=most)
    if not kept:
        return None
    people = yearly_mean(delayed / month_days(dataset))
    rows = {label(name): people.sel({split: name}, drop=True) for name in kept}
    figure = line_rows(dataset, rows)
    when = "Mean of the last twelve months" if is_yearly(dataset) else "Monthly means"
    return finish(
        figure, dataset,
        title=_title(delayed.sel({split: kept}), split),
        note=f"People delayed at a moment, {what}. {when}, acute and non-acute beds; "
        f"{spread_in_words(dataset)}. Each row has a scale of its own. {CLEAR}",
        shown=lines_told(dataset, rows, unit="people"),
    )  # fmt: skip


def _title(delayed: xr.DataArray, split: str) -> str:
    by_year = daily(delayed)
    if by_year.sizes["year"] == 1:
        return f"People whose discharge is delayed, {WORDS[split]}"
    grown = since_first(by_year)
    rows = {label(str(n)): grown.sel({split: n}) for n in delayed[split].values}
    found = tallied(rows, more="more", less="fewer")
    return f"People delayed {WORDS[split]}, last year against first: {found}"
