"""Whether queues have settled by the end of a study, and which scenarios have nothing to show.

A mean over the years describes a state only where there is one. Where a queue still grows in the
last year, the mean depends on when the study stops, and a longer study shows longer waits.
"""

from __future__ import annotations

import xarray as xr

from carefunds_sim.analysis.intervals import mean_and_interval
from carefunds_sim.analysis.years import MONTHS, reported_months

YEARS = ("first", "before_last", "last")
LEAST_YEARS = 2
"""Growth from year to year shows from the second year on; months show only the season."""

LEAST_RISE = 1.0
"""Least rise in a year, in people at a time, worth reporting: one more who waits all year."""

LEAST_SHARE = 0.1
"""Least rise as a share of the year before: at a tenth a year a queue doubles in seven years."""

LEAST_MULTIPLE = 2.0
"""Or how many times as long as in the first year the queue has become. A queue in front of too few
places grows by the same number every year, which is an ever smaller share of what it was."""


def stability(dataset: xr.Dataset) -> xr.Dataset:
    """Return how many people wait in the first, the last but one and the last year, and growth.

    A year is twelve reported months of a scenario, counted from its own first month.

    Returns
    -------
    xr.Dataset
        ``waiting`` (scenario, service, year, statistic): people who wait at a time, by the service
        that they wait for; ``delayed`` (scenario, year, statistic): people whose discharge is
        delayed, at a time. ``waiting_rise`` and ``delayed_rise`` (..., statistic) is the last year
        less the one before, taken within each replication. ``waiting_grows`` and ``delayed_grows``
        say that the rise is clearly above zero and worth reporting. ``capacity`` and ``load``
        (scenario, service) are units open and units wanted in the last year; ``overloaded`` that
        more are wanted than are open, people wait, and no one is refused or gives up;
        ``asked_in_vain`` that people ask for a service that never has any capacity. Of each
        scenario: ``reported_months``, ``finished`` runs, and ``nobody_came``.
    """
    months = reported_months(dataset["monthly_waiting_days"])
    waiting = dataset["monthly_waiting_days"].sum("waiting_place", min_count=1)
    delayed = dataset["monthly_delayed_days"].sum(["setting", "reason"], min_count=1)
    queues = _grown("waiting", waiting, months)
    found = queues | _grown("delayed", delayed, months) | _room(dataset, months, queues["waiting"])
    found["reported_months"] = months.sum("month")
    found["finished"] = dataset["completed"].sum("replication")
    found["nobody_came"] = _is_empty(dataset)
    return xr.Dataset(found, attrs=dataset.attrs)


def _year(months: xr.DataArray, name: str) -> xr.DataArray:
    """Return which months are in a scenario's first, last but one or last year."""
    place = months.cumsum("month") - 1
    years = months.sum("month") // MONTHS
    wanted = {"first": years * 0, "before_last": years - 2, "last": years - 1}[name]
    return months & (place // MONTHS == wanted) & (wanted >= 0)


def _grown(name: str, days: xr.DataArray, months: xr.DataArray) -> dict[str, xr.DataArray]:
    """Return person-days a month as people at a time in three years, and whether they grow."""
    at = {year: _people(days, _year(months, year)) for year in YEARS}
    rise = mean_and_interval(at["last"] - at["before_last"])
    means = xr.concat([mean_and_interval(at[year]) for year in YEARS], dim="year")
    means = means.assign_coords(year=list(YEARS)).transpose(..., "year", "statistic")
    grows = (rise.sel(statistic="low", drop=True) > 0) & _is_material(rise, at)
    return {
        name: means.assign_attrs(units="people"),
        f"{name}_rise": rise.assign_attrs(units="people"),
        f"{name}_grows": grows,
    }


def _people(days: xr.DataArray, year: xr.DataArray) -> xr.DataArray:
    """Return the mean number of people at a time over the months of a year."""
    length = days["month"].dt.days_in_month.where(year).sum("month", min_count=1)
    return days.where(year).sum("month", min_count=1).drop_attrs() / length


def _is_material(rise: xr.DataArray, at: dict[str, xr.DataArray]) -> xr.DataArray:
    """Return whether a rise is more than a person, much of what there was, and no mere return.

    A queue that is not clearly longer than in the first year has only been shorter in between.
    """
    mean = rise.sel(statistic="mean", drop=True)
    since = mean_and_interval(at["last"] - at["first"]).sel(statistic="low", drop=True)
    before, first, last = (at[y].mean("replication") for y in ("before_last", "first", "last"))
    much = (mean > LEAST_SHARE * before) | (last > LEAST_MULTIPLE * first)
    return (mean > LEAST_RISE) & (since > 0) & much


def _is_empty(dataset: xr.Dataset) -> xr.DataArray:
    """Return in which scenarios no one came, asked for anything or started anywhere."""
    total = sum(
        dataset[f"monthly_{name}"].sum(["replication", "month", along])
        for name, along in (("arrivals", "stream"), ("requests", "service"), ("starts", "service"))
    )
    came: xr.DataArray = total > 0  # type: ignore[assignment]
    return ~came & dataset["completed"].any("replication")


def _room(
    dataset: xr.Dataset, months: xr.DataArray, waiting: xr.DataArray
) -> dict[str, xr.DataArray]:
    """Return what is open and what is wanted in the last year, and where that cannot do."""
    last = _year(months, "last")
    monthly = {
        name: dataset[f"monthly_{name}"].where(last).mean(["replication", "month"])
        for name in ("capacity", "offered_load", "refused", "second_choices")
    }
    wait = waiting.sel(year="last", statistic="mean", drop=True) > LEAST_RISE
    none_leave = monthly["refused"] + monthly["second_choices"] == 0
    requests = dataset["monthly_requests"].sum(["replication", "month"])
    open_ever = dataset["monthly_capacity"].max(["replication", "month"])
    return {
        "capacity": monthly["capacity"],
        "load": monthly["offered_load"],
        "overloaded": (monthly["offered_load"] >= monthly["capacity"]) & wait & none_leave,
        "asked_in_vain": (open_ever == 0) & (requests > 0),
    }
