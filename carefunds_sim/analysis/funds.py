"""What each fund had, spent, and had left or lacked, year by year."""

from __future__ import annotations

import xarray as xr

from carefunds_sim.analysis.years import yearly


def balances(dataset: xr.Dataset) -> xr.Dataset:
    """Return ``budget``, ``spend`` and ``balance`` of each fund in each year, in GBP.

    Dimensions are (scenario, replication, year, fund). The balance is what was spent beyond the
    budget; negative is an underspend. A year in which a fund neither had nor spent anything is
    NaN: it did not exist, or all its money had gone to a pool.
    """
    budget, spend = yearly(dataset["monthly_budget"]), yearly(dataset["monthly_spend"])
    alive = (budget != 0) | (spend != 0)
    return _balanced(budget.where(alive), spend.where(alive))


def altogether(found: xr.Dataset) -> xr.Dataset:
    """Return the same of all funds together."""
    total = found[["budget", "spend"]].sum("fund", min_count=1)
    return _balanced(total["budget"], total["spend"])


def _balanced(budget: xr.DataArray, spend: xr.DataArray) -> xr.Dataset:
    found = xr.Dataset({"budget": budget, "spend": spend, "balance": spend - budget})
    for name in found:
        found[name].attrs["units"] = "GBP a year"
    return found
