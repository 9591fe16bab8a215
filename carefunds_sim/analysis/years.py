"""Monthly accounts as years of twelve reported months, and what services were open and used."""

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


def reported_months(account: xr.DataArray) -> xr.DataArray:
    """Return which months each scenario reports; (scenario, month)."""
    known: xr.DataArray = account.notnull()
    return known.any([dim for dim in known.dims if dim not in ("scenario", "month")])


def month_days(monthly: xr.Dataset | xr.DataArray) -> xr.DataArray:
    """Return the calendar days of each month."""
    return monthly["month"].dt.days_in_month


def loads(dataset: xr.Dataset) -> xr.Dataset:
    """Return units open, units in use and the offered load of each service in each year.

    ``capacity`` and ``used`` are means over days, (scenario, replication, year, service);
    ``utilisation`` is the one over the other. ``offered`` is the estimate made before the run
    from the first year's arrivals, and ``offered_share`` what it is of the year's capacity.
    Services without a limit, and services that are closed, are NaN throughout.
    """
    days = month_days(dataset)
    open_units = dataset["monthly_capacity"]
    limited = open_units.where(np.isfinite(open_units) & (open_units > 0))
    known = limited.notnull()
    length = yearly(days.where(known))
    capacity = yearly(limited * days) / length
    used = yearly(dataset["monthly_unit_days"].where(known)) / length
    offered = yearly((dataset["monthly_offered_load"] * days).where(known)) / length
    found = {"capacity": capacity, "used": used, "utilisation": used / capacity}
    return xr.Dataset({**found, "offered": offered, "offered_share": offered / capacity})
