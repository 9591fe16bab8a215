"""Monthly accounts as years of twelve reported months."""

from __future__ import annotations

import numpy as np
import xarray as xr

from carefunds_sim.analysis.intervals import mean_and_interval

MONTHS = 12


def yearly(monthly: xr.DataArray) -> xr.DataArray:
    """Return the sum of each twelve reported months along ``year``, numbered from 1.

    A year without any month that is known is NaN.
    """
    year = np.arange(monthly.sizes["month"]) // MONTHS + 1
    return monthly.assign_coords(year=("month", year)).groupby("year").sum("month", min_count=1)


def a_year(monthly: xr.DataArray) -> xr.DataArray:
    """Return the sum over all reported months for each year of twelve."""
    total = monthly.sum("month", min_count=1) / (monthly.sizes["month"] / MONTHS)
    return total.assign_attrs(monthly.attrs)


def daily(monthly: xr.DataArray) -> xr.DataArray:
    """Return the mean of a day in each reported year: days spent become people, for instance."""
    return yearly(monthly) / yearly(month_days(monthly).where(monthly.notnull()))


def since_first(by_year: xr.DataArray) -> xr.DataArray:
    """Return the last year's value less the first's, with a 95% interval.

    The difference is taken within each replication; with one year only it is not known.
    """
    first, last = (by_year.isel(year=year, drop=True) for year in (0, -1))
    return mean_and_interval((last - first).where(by_year.sizes["year"] > 1))


def month_days(monthly: xr.Dataset | xr.DataArray) -> xr.DataArray:
    """Return the calendar days of each month."""
    return monthly["month"].dt.days_in_month
