"""Spending against budget."""

from __future__ import annotations

import xarray as xr
from matplotlib.figure import Figure

from carefunds_sim.analysis.funds import balances, total_balance
from carefunds_sim.analysis.intervals import mean_and_interval
from carefunds_sim.report.figures.alternatives import lines_told
from carefunds_sim.report.figures.rows import line_rows
from carefunds_sim.report.figures.series import spread_in_words
from carefunds_sim.report.figures.style import finish, styled
from carefunds_sim.report.tallies import CLEAR, tally

HEIGHT = 4.2


@styled
def spend_against_budget(dataset: xr.Dataset) -> Figure | None:
    """Spending of all funds together as a share of their budgets, year by year."""
    found = total_balance(balances(dataset))
    if not (found["budget"] > 0).any():
        return None
    share = 100 * found["spend"] / found["budget"]
    figure = line_rows(dataset, {"Spending as % of budget": share}, level=100, height=HEIGHT)
    for axis in figure.axes:
        axis.set_xlabel("Year reported")
    over = tally(mean_and_interval(found["balance"].mean("year")), more="above", less="below")
    return finish(
        figure, dataset, title=f"Spending against the budgets of all funds, all years: {over}",
        note="Each year's spending over its budget, 100 = on budget; "
        f"{spread_in_words(dataset)}. Care that people pay for themselves is in neither. {CLEAR}",
        shown=lines_told(dataset, {"": share}, unit="spending as % of budget"),
    )  # fmt: skip
