"""Money that changes hands between bodies without buying care."""

from __future__ import annotations

import xarray as xr

from carefunds_sim.analysis.years import a_year


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
