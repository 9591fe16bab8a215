"""What services were open, in use and asked for, year by year."""

from __future__ import annotations

import numpy as np
import xarray as xr

from carefunds_sim.analysis.years import month_days, yearly


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
    return xr.Dataset(
        {
            "capacity": capacity,
            "used": used,
            "utilisation": used / capacity,
            "offered": offered,
            "offered_share": offered / capacity,
        }
    )
