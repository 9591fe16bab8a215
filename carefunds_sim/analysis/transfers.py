"""Money that changes hands between bodies without buying care."""

from __future__ import annotations

import xarray as xr

from carefunds_sim.analysis.years import MONTHS


def transfers(dataset: xr.Dataset) -> xr.DataArray:
    """Return yearly transfers by kind and by kind of body, GBP: received (+) or paid (-).

    Dimensions are (scenario, replication, transfer, body_kind). What one body receives by a
    charge or a risk share another pays; grants come from outside.
    """
    return _by_kind(_a_year(dataset["monthly_transfers"]))


def overheads(dataset: xr.Dataset) -> xr.DataArray:
    """Return the arrangement's yearly overhead by the kind of body that bears it, GBP."""
    return _by_kind(_a_year(dataset["monthly_overhead"]))


def _a_year(account: xr.DataArray) -> xr.DataArray:
    years = account["month"].size / MONTHS
    return (account.sum("month", min_count=1) / years).assign_attrs(units="GBP a year")


def _by_kind(found: xr.DataArray) -> xr.DataArray:
    return found.groupby("body_kind").sum("body", min_count=1).assign_attrs(found.attrs)
