"""What each body bears a year: its cost, its overhead, and what it gets from other bodies."""

from __future__ import annotations

import xarray as xr

MONTHS = 12
GBP = {"units": "GBP a year", "kind": "outcome"}


def by_body(dataset: xr.Dataset) -> xr.Dataset:
    """Return yearly money of each body, dims (scenario, replication, body); NaN without money.

    ``cost`` holds the body's part of the ``overhead``; ``transfers`` are received less paid;
    ``net_cost`` is the cost less the transfers. Bodies of one kind add up to the outcomes
    ``cost_nhs``, ``net_cost_nhs`` and so on.
    """
    length = _years(dataset["monthly_cost"])
    overhead = dataset["monthly_overhead"].sum("month", min_count=1) / length
    services = dataset["monthly_cost"].sum(["month", "service"], min_count=1) / length
    received = dataset["monthly_transfers"].sum(["month", "transfer"], min_count=1) / length
    cost = services + overhead
    found = {
        "cost": (cost, "Cost"),
        "overhead": (overhead, "Of which overhead"),
        "transfers": (received, "Transfers received less paid"),
        "net_cost": (cost - received, "Cost after transfers"),
    }
    return xr.Dataset(
        {name: each.assign_attrs(GBP, long_name=title) for name, (each, title) in found.items()},
        attrs=dataset.attrs,
    )


def _years(monthly: xr.DataArray) -> xr.DataArray:
    """Return how many years of twelve months a scenario has."""
    known = monthly.notnull().any([dim for dim in monthly.dims if dim not in ("scenario", "month")])
    return known.sum("month") / MONTHS
