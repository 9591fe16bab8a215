"""What each fund had, spent, and had left or lacked; what bodies bear, and pay each other."""

from __future__ import annotations

import xarray as xr

from carefunds_sim.analysis.years import MONTHS, a_year, reported_months, yearly


def balances(dataset: xr.Dataset) -> xr.Dataset:
    """Return ``budget``, ``spend`` and ``balance`` of each fund in each year, in GBP.

    Dimensions are (scenario, replication, year, fund). The balance is what was spent beyond the
    budget; negative is an underspend. A year in which a fund neither had nor spent anything is
    NaN: it did not exist, or all its money had gone to a pool.
    """
    budget, spend = yearly(dataset["monthly_budget"]), yearly(dataset["monthly_spend"])
    alive = (budget != 0) | (spend != 0)
    return _balanced(budget.where(alive), spend.where(alive))


def total_balance(found: xr.Dataset) -> xr.Dataset:
    """Return the same of all funds together."""
    total = found[["budget", "spend"]].sum("fund", min_count=1)
    return _balanced(total["budget"], total["spend"])


def _balanced(budget: xr.DataArray, spend: xr.DataArray) -> xr.Dataset:
    found = xr.Dataset({"budget": budget, "spend": spend, "balance": spend - budget})
    for name in found:
        found[name].attrs["units"] = "GBP a year"
    return found


def transfers(dataset: xr.Dataset) -> xr.DataArray:
    """Return yearly transfers by kind and by kind of body, GBP: received (+) or paid (-).

    Dimensions are (scenario, replication, transfer, body_kind). What one body receives by a
    charge or a risk share another pays; grants come from outside.
    """
    return _by_kind(dataset["monthly_transfers"])


def overheads(dataset: xr.Dataset) -> xr.DataArray:
    """Return the arrangement's yearly overhead by the kind of body that bears it, GBP."""
    return _by_kind(dataset["monthly_overhead"])


def _by_kind(account: xr.DataArray) -> xr.DataArray:
    found = a_year(account).groupby("body_kind").sum("body", min_count=1)
    return found.assign_attrs(units="GBP a year")


def money_by_body(dataset: xr.Dataset) -> xr.Dataset:
    """Return yearly money of each body, dims (scenario, replication, body); NaN without money.

    ``cost`` holds the body's part of the ``overhead``; ``transfers`` are received less paid;
    ``net_cost`` is the cost less the transfers. Bodies of one kind add up to the outcomes
    ``cost_nhs``, ``net_cost_nhs`` and so on.
    """
    length = reported_months(dataset["monthly_cost"]).sum("month") / MONTHS
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
        {
            name: values.assign_attrs(units="GBP a year", kind="outcome", long_name=title)
            for name, (values, title) in found.items()
        },
        attrs=dataset.attrs,
    )
