"""The price of separation: how far arrangements stay from the best split of the same money."""

from __future__ import annotations

import json
from typing import Any

import xarray as xr

from carefunds_sim.analysis.contrasts import differences
from carefunds_sim.analysis.intervals import mean_and_interval
from carefunds_sim.analysis.years import MONTHS

NEAR = 0.01
"""How near to a limit is at it, as a share of the room between both."""


def aim_of(dataset: xr.Dataset) -> dict[str, Any]:
    """Return what a best split was searched for, and how."""
    aim: dict[str, Any] = json.loads(dataset.attrs["aim"])
    return aim


def price_of_separation(dataset: xr.Dataset) -> xr.Dataset:
    """Return every outcome of every scenario less that of the best split, pair by pair.

    Dimensions are (scenario, ..., statistic) as of ``differences``. What is positive could be had
    less of with the same money; since no search finds the very best, the true price in the
    objective is at least as large, up to the interval. What is negative an arrangement does better
    than any split that was found, which stands still while arrangements move.
    """
    return differences(dataset, baseline=str(dataset.attrs["best"]))


def advantage_seen(dataset: xr.Dataset) -> xr.DataArray:
    """Return the best split's advantage with the people of each sample; (sample, statistic).

    That of the search is flattered by chance, since the best of many was taken there; that of the
    choice a little, as the best of few; that of the comparison is not.
    """
    return mean_and_interval(dataset["advantage"], dim="run")


def yearly_budgets(dataset: xr.Dataset) -> xr.DataArray:
    """Return all funds' budgets together in each scenario, GBP a year; (scenario)."""
    total = dataset["monthly_budget"].sum("fund", min_count=1).mean("month") * MONTHS
    return total.mean("replication").assign_attrs(units="GBP a year")


def capacity_at_start(dataset: xr.Dataset) -> xr.DataArray:
    """Return what either split opens in the first month; (split, service), NaN where unlimited."""
    labels = [dataset.attrs["today"], dataset.attrs["best"]]
    opened = dataset["monthly_capacity"].isel(month=0).mean("replication").sel(scenario=labels)
    found = opened.drop_vars("scenario").rename(scenario="split")
    finite = found.where(abs(found) < float("inf"))
    return finite.assign_coords(split=dataset["split"]).drop_vars("month")


def at_limits(dataset: xr.Dataset) -> tuple[list[str], list[str]]:
    """Return the titles of the services that the best split gives the least, and the most, it may.

    Where there are any, the limits decide how far the split goes.
    """
    money = dataset["split_money"].isel(split=-1)
    room = dataset["split_limit"].diff("limit").isel(limit=0, drop=True)
    least, most = (
        dataset["service_title"].values[
            (abs(money - dataset["split_limit"].sel(limit=end)) < NEAR * room).values
        ]
        for end in ("low", "high")
    )
    return [*map(str, least)], [*map(str, most)]
