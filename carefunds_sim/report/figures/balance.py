"""What each fund overspends or leaves."""

from __future__ import annotations

import xarray as xr
from matplotlib.figure import Figure

from carefunds_sim.analysis.funds import balances
from carefunds_sim.analysis.intervals import mean_and_interval
from carefunds_sim.report.figures.alternatives import lines_told
from carefunds_sim.report.figures.rows import line_rows
from carefunds_sim.report.figures.series import spread_in_words
from carefunds_sim.report.figures.style import finish, styled
from carefunds_sim.report.tallies import CLEAR, tallied
from carefunds_sim.report.wording import label


@styled
def budget_balance(dataset: xr.Dataset) -> Figure | None:
    """Spending less budget of each fund, year by year: a row for each fund."""
    balance = balances(dataset)["balance"] / 1e6
    funds = [fund for fund in balance["fund"].values if balance.sel(fund=fund).notnull().any()]
    if not funds:
        return None
    rows = {label(str(fund)): balance.sel(fund=fund, drop=True) for fund in funds}
    figure = line_rows(dataset, rows, level=0.0)
    for axis in figure.axes[-_columns(figure) :]:
        axis.set_xlabel("Year reported")
    last = {w: mean_and_interval(v.isel(year=-1)).dropna("scenario", how="all")
            for w, v in rows.items()}  # fmt: skip
    over = tallied(last, more="over", less="under")
    return finish(
        figure, dataset, title=f"Spending against budget in the last year: {over}",
        note="Each fund's spending less its budget, GBP million a year: above zero is an "
        f"overspend, below an underspend; {spread_in_words(dataset)}. A line ends where a fund's "
        "money went to another fund. Each row has a scale of its own. Care that people pay for "
        f"themselves is in no fund. {CLEAR}",
        shown=lines_told(dataset, rows, unit="GBP million a year"),
    )  # fmt: skip


def _columns(figure: Figure) -> int:
    grid = figure.axes[0].get_gridspec()
    return 1 if grid is None else int(grid.ncols)
