"""Spending against budget: of all funds together, and of each fund."""

from __future__ import annotations

import xarray as xr
from matplotlib.figure import Figure

from carefunds_sim.analysis.funds import balances, total_balance
from carefunds_sim.analysis.intervals import mean_and_interval
from carefunds_sim.report.figures.captions import CLEAR, describe_lines, sign_counts, tally
from carefunds_sim.report.figures.lines import line_rows, spread_words
from carefunds_sim.report.figures.style import finish, in_house_style
from carefunds_sim.report.wording import label

YEARS = "Year reported"


@in_house_style
def spend_against_budget(dataset: xr.Dataset) -> Figure | None:
    """Spending of all funds together as a share of their budgets, year by year."""
    found = total_balance(balances(dataset))
    if not (found["budget"] > 0).any():
        return None
    share = 100 * found["spend"] / found["budget"]
    figure = line_rows(dataset, {"Spending as % of budget": share}, level=100, height=4.2)
    for axis in figure.axes:
        axis.set_xlabel(YEARS)
    over = tally(mean_and_interval(found["balance"].mean("year")), more="above", less="below")
    return finish(
        figure, dataset, title=f"Spending against the budgets of all funds, all years: {over}",
        note="Each year's spending over its budget, 100 = on budget; "
        f"{spread_words(dataset)}. Care that people pay for themselves is in neither. {CLEAR}",
        shown=describe_lines(dataset, {"": share}, unit="spending as % of budget"),
    )  # fmt: skip


@in_house_style
def budget_balance(dataset: xr.Dataset) -> Figure | None:
    """Spending less budget of each fund, year by year: a row for each fund."""
    balance = balances(dataset)["balance"] / 1e6
    funds = [fund for fund in balance["fund"].values if balance.sel(fund=fund).notnull().any()]
    if not funds:
        return None
    rows = {label(str(fund)): balance.sel(fund=fund, drop=True) for fund in funds}
    figure = line_rows(dataset, rows, level=0.0)
    columns = len(figure.axes) // len(rows)
    for axis in figure.axes[-columns:]:
        axis.set_xlabel(YEARS)
    last = {w: mean_and_interval(v.isel(year=-1)).dropna("scenario", how="all")
            for w, v in rows.items()}  # fmt: skip
    over = sign_counts(last, more="over", less="under")
    return finish(
        figure, dataset, title=f"Spending against budget in the last year: {over}",
        note="Each fund's spending less its budget, GBP million a year: above zero is an "
        f"overspend, below an underspend; {spread_words(dataset)}. A line ends where a fund's "
        "money went to another fund. Each row has a scale of its own. Care that people pay for "
        f"themselves is in no fund. {CLEAR}",
        shown=describe_lines(dataset, rows, unit="GBP million a year"),
    )  # fmt: skip
