"""How many people are where at a moment, and how many move from where to where in a year."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr

from carefunds_sim.dataset.places import IN_NO_SERVICE, Place

PEOPLE = "people_in_"
"""What the outcomes of ``people_in_places`` begin with, before the word of the place."""

ACCOUNTS = ("monthly_people", "monthly_occupied_days", "monthly_delayed_days",
            "monthly_waiting_days")  # fmt: skip


def people_in_places(dataset: xr.Dataset) -> xr.Dataset | None:
    """Return the mean number of people in each place over the period, an outcome for each place.

    The delayed are in hospital too, but counted apart here: places add up to everybody who is in
    a service or waits in the emergency department. Dims (scenario, replication). None where the
    dataset does not say what sort of place a service is, or has no monthly accounts.
    """
    if "service_place" not in dataset.coords or any(name not in dataset for name in ACCOUNTS):
        return None
    days = _days(dataset)
    people = {place: value / days for place, value in _person_days(dataset).items()}
    found = {
        f"{PEOPLE}{place}": value.assign_attrs(
            units="people", long_name=f"people in {place}", kind="outcome"
        )
        for place, value in people.items()
    }
    return xr.Dataset(found, attrs=dataset.attrs)


def moves_between_places(dataset: xr.Dataset) -> xr.DataArray | None:
    """Return people a year who move from one sort of place to another.

    Dims (scenario, replication, origin, destination); those in no service wait in the emergency
    department, which counts as the hospital here. None where a dataset has no moves, or does not
    say what sort of place a service is.
    """
    if "moves" not in dataset or "service_place" not in dataset.coords:
        return None
    places = dict(zip(map(str, dataset["service"].values), dataset["service_place"].values.tolist(),
                      strict=True))  # fmt: skip
    sorts = places | {IN_NO_SERVICE: Place.HOSPITAL.value}
    return _summed(_summed(dataset["moves"], "origin", sorts), "destination", sorts)


def _days(dataset: xr.Dataset) -> xr.DataArray:
    """Return the days of the months that a run has, shape (scenario, replication)."""
    has = dataset["monthly_people"].notnull()
    days: xr.DataArray = (has * dataset["month"].dt.days_in_month).sum("month")
    return days.where(days > 0)


def _person_days(dataset: xr.Dataset) -> dict[Place, xr.DataArray]:
    """Return the days that people spend in each place that the area has."""
    in_services = dataset["monthly_occupied_days"].sum(["month", "dependency"])
    sorts = dataset["service_place"]
    found: dict[Place, xr.DataArray] = {
        place: in_services.where(sorts == place, 0.0).sum("service")
        for place in Place
        if place is not Place.TEAM and (sorts == place).any()
    }
    if Place.HOSPITAL not in found:
        return found
    delayed = (
        dataset["monthly_delayed_days"].sel(setting="acute", drop=True).sum(["month", "reason"])
    )
    waiting = dataset["monthly_waiting_days"].sel(waiting_place="emergency_department", drop=True)
    found[Place.HOSPITAL] = found[Place.HOSPITAL] - delayed
    found |= {
        Place.DELAYED: delayed,
        Place.EMERGENCY_DEPARTMENT: waiting.sum(["month", "service"]),
    }
    return {place: found[place] for place in Place if place in found}


def _summed(moves: xr.DataArray, dim: str, sorts: Mapping[str, str]) -> xr.DataArray:
    """Sum over what is of one sort; what is of none keeps its own name."""
    words = np.array([sorts.get(str(name), str(name)) for name in moves[dim].values])
    parts = {
        word: moves.isel({dim: np.flatnonzero(words == word)}).sum(dim, skipna=False)
        for word in dict.fromkeys(words.tolist())
    }
    joined = xr.concat(list(parts.values()), dim=dim).assign_coords({dim: list(parts)})
    return joined.transpose(*moves.dims)
