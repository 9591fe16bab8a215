"""Spending against budget."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from carefunds_sim.report.figures.series import draw_spread, fit_to_lines, spread_in_words
from carefunds_sim.report.figures.style import (
    Stroke,
    finish,
    label_ends,
    panels,
    strokes,
    styled,
)
from carefunds_sim.report.tables import groups, names_within


@styled
def spend_against_budget(dataset: xr.Dataset) -> Figure | None:
    """Spending of all funds together as a share of their budgets, year by year."""
    budget = _by_year(dataset, "monthly_budget")
    if not (budget > 0).any():
        return None
    share = 100 * _by_year(dataset, "monthly_spend") / budget
    figure, axes = panels(dataset)
    look = strokes(dataset)
    drawn = []
    for axis, group in zip(axes[0], groups(dataset), strict=True):
        mine = share.sel(scenario=group["scenario"])
        _lines(axis, group, mine, look)
        drawn.append((axis, group, mine))
    fit_to_lines(axes[0])
    for axis, group, mine in drawn:
        last = mine.mean("replication").isel(year=-1).values
        ends = zip(names_within(group), map(float, last), strict=True)
        label_ends(
            axis, [(name, height, look[name]) for name, height in ends if height == height],
            at=int(mine["year"].values[-1]),
        )  # fmt: skip
    axes[0, 0].set_ylabel("Spending as % of budget")
    return finish(
        figure, dataset, title="Spending of all funds against their budgets",
        note="Each year's spending over its budget, 100 = on budget; "
        f"{spread_in_words(dataset)}. Care that people pay for themselves is in neither.",
    )  # fmt: skip


def _by_year(dataset: xr.Dataset, account: str) -> xr.DataArray:
    """Return the sum over funds for each year of twelve reported months, numbered from 1."""
    monthly = dataset[account].sum("fund", min_count=1)
    year = np.arange(monthly.sizes["month"]) // 12 + 1
    return monthly.assign_coords(year=("month", year)).groupby("year").sum("month", min_count=1)


def _lines(axis: Axes, group: xr.Dataset, share: xr.DataArray, look: dict[str, Stroke]) -> None:
    year = share["year"].values
    for i, name in enumerate(names_within(group)):
        mine, stroke = share.isel(scenario=i), look[name]
        draw_spread(axis, year, mine, stroke)
        mean = mine.mean("replication").values
        axis.plot(year, mean, color=stroke.colour, linestyle=stroke.dash, linewidth=2,
                  marker=stroke.marker, markersize=5)  # fmt: skip
    axis.axhline(100, color="#8A8A8A", linewidth=1)
    axis.xaxis.set_major_locator(MaxNLocator(integer=True))
    axis.set_xlabel("Year reported")
