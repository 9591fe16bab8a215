"""Differences that change their sign over the years, which a mean over all years hides.

The paired difference is taken in each year. A year is clear where an interval leaves out zero that
is wide enough for all years of one comparison together to raise a false alarm once in twenty times
(Bonferroni).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import xarray as xr

from carefunds_sim.analysis.contrasts import baselines, paired, size_of, verdict_of
from carefunds_sim.analysis.intervals import level_for_each, mean_and_interval
from carefunds_sim.analysis.worlds import is_most, lasting_turn, over_worlds, worlds_of
from carefunds_sim.analysis.years import MONTHS, month_days
from carefunds_sim.dataset.places import Place

Monthly = Callable[[xr.Dataset], xr.DataArray]
KEPT = ("scenario", "replication", "month")


def sign_changes(dataset: xr.Dataset, outcome: str) -> xr.Dataset | None:
    """Return an outcome's paired differences from the baseline year by year, and where they turn.

    Returns
    -------
    xarray.Dataset or None
        ``difference`` (scenario, year, statistic), with intervals that hold for all years together;
        ``sign`` (scenario, year): -1 clearly lower, 1 clearly higher, 0 not clear, NaN without an
        interval; ``turns`` (scenario, year): whether a year is clear and the last clear one before
        had the other sign. ``year`` is named as people do: 2010-11. None where the outcome is not
        known by month, or there are no two years, no two replications or no baseline.
    """
    pairs, by_year = baselines(dataset), outcome_by_year(dataset, outcome)
    if not pairs or by_year is None or dataset.sizes["replication"] < 2:
        return None
    found = mean_and_interval(paired(by_year, pairs), level=level_for_each(by_year.sizes["year"]))
    sign = verdict_of(found)
    turned = np.apply_along_axis(_turned, 1, sign.to_numpy())
    return xr.Dataset(
        {"difference": found, "sign": sign, "turns": (sign.dims, turned)},
        coords={"scenario": list(pairs), "year": by_year["year"]},
    )


YEARLY = "yearly_"
"""How an outcome by year is called where a dataset keeps it so, in place of monthly accounts."""


def outcome_by_year(dataset: xr.Dataset, outcome: str) -> xr.DataArray | None:
    """Return a yearly outcome in each whole year, (scenario, year, replication).

    None where it is known neither by year nor by month, or there are no two years.
    """
    if f"{YEARLY}{outcome}" in dataset:
        return dataset[f"{YEARLY}{outcome}"].transpose("scenario", "year", "replication")
    monthly = by_month(dataset, outcome)
    whole = 0 if monthly is None else monthly.sizes["month"] // MONTHS
    if monthly is None or whole < 2:
        return None
    months = monthly.transpose("scenario", "month", "replication").to_numpy()[:, : whole * MONTHS]
    return xr.DataArray(
        months.reshape(len(months), whole, MONTHS, -1).sum(axis=2),
        dims=("scenario", "year", "replication"),
        coords={"scenario": monthly["scenario"].values, "year": _names(monthly, whole)},
    )


def years_over_worlds(dataset: xr.Dataset, outcome: str) -> xr.Dataset | None:
    """Return an outcome's differences year by year over worlds, and where each world's sign turns.

    As ``over_worlds`` does, by (scenario, year), with ``turns`` (scenario, world): the first year
    from which the sign is the other one for two years at least, -1 where there is none, and
    ``turn`` (scenario), whether there is one in most worlds. A year has a sign where the difference
    exceeds what matters over the whole period. None as for ``outcome_by_year``.
    """
    pairs, by_year = baselines(dataset), outcome_by_year(dataset, outcome)
    if not pairs or by_year is None:
        return None
    gaps = paired(by_year, pairs).assign_coords(world=dataset["world"].variable)
    found = over_worlds(gaps, size_of(dataset, dataset[outcome], pairs))
    there = found["difference"].transpose("scenario", "world", "year")
    sign = np.sign(there.where(abs(there) > found["size"], 0.0).to_numpy())
    found["turns"] = (there.dims[:2], np.apply_along_axis(lasting_turn, 2, sign))
    worlds = found["worlds"].max("year")
    found["turn"] = worlds.copy(data=is_most((found["turns"] >= 0).sum("world"), worlds))
    return found


def scenarios_changing_sign(dataset: xr.Dataset, outcome: str) -> set[str]:
    """Return the scenarios whose difference in an outcome turns; over worlds, in most of them."""
    if worlds_of(dataset):
        over = years_over_worlds(dataset, outcome)
        turned = None if over is None else over["turn"]
    else:
        found = sign_changes(dataset, outcome)
        turned = None if found is None else found["turns"].any("year")
    return set() if turned is None else {str(s) for s in turned["scenario"].values[turned.values]}


def by_month(dataset: xr.Dataset, outcome: str) -> xr.DataArray | None:
    """Return a yearly outcome month by month, (scenario, replication, month), if it is known."""
    if outcome not in BY_MONTH:
        return None
    try:
        found = BY_MONTH[outcome](dataset)
    except KeyError:  # a dataset without monthly accounts, such as a sweep's
        return None
    return found.sum([dim for dim in found.dims if dim not in KEPT], min_count=1)


def _of(name: str) -> Monthly:
    return lambda dataset: dataset[f"monthly_{name}"]


def _in(place: Place) -> Monthly:
    """Return the days that people spend in services of one sort."""
    return lambda d: d["monthly_occupied_days"].where(d["service_place"] == place)


def _per_1000(dataset: xr.Dataset) -> xr.DataArray:
    days = dataset["monthly_delayed_days"].sum(["setting", "reason"], min_count=1)
    residents = dataset["monthly_residents"].sum("age_band", min_count=1)
    length = month_days(dataset)
    return 1000 * days / ((residents * length).sum("month", min_count=1) / length.sum())


def _cost(*kinds: str) -> Monthly:
    """Return what bodies of some kinds bear, with their part of the overhead."""

    def cost(dataset: xr.Dataset) -> xr.DataArray:
        borne = dataset["monthly_cost"].sum("service", min_count=1) + dataset["monthly_overhead"]
        return borne.where(dataset["body_kind"].isin(kinds))

    return cost


def _net_cost(kind: str) -> Monthly:
    """Return the same after transfers."""

    def cost(dataset: xr.Dataset) -> xr.DataArray:
        received = dataset["monthly_transfers"].sum("transfer", min_count=1)
        return _cost(kind)(dataset) - received.where(dataset["body_kind"] == kind)

    return cost


BY_MONTH: dict[str, Monthly] = {
    "delayed_days": _of("delayed_days"),
    "delayed_days_per_1000": _per_1000,
    "unmet_need_days": _in(Place.WITHOUT_CARE),
    "refused": _of("refused"),
    "bed_days": _in(Place.HOSPITAL),
    "escalation_bed_days": _of("escalation_days"),
    "emergency_admissions": _of("admissions"),
    "care_home_admissions": _of("care_home_admissions"),
    "deaths": _of("deaths"),
    "cost_total": _cost("nhs", "council", "self"),
    "cost_nhs": _cost("nhs"),
    "cost_council": _cost("council"),
    "cost_self": _cost("self"),
    "net_cost_nhs": _net_cost("nhs"),
    "net_cost_council": _net_cost("council"),
}
"""The outcomes that are sums of monthly accounts, and of which."""


def _turned(signs: np.ndarray) -> np.ndarray:
    """Return at which years a clear sign is the other one than the last clear sign before."""
    found, before = np.zeros(len(signs), dtype=bool), 0.0
    for year, sign in enumerate(np.nan_to_num(signs)):
        found[year] = sign * before < 0
        before = sign or before
    return found


def _names(monthly: xr.DataArray, number: int) -> list[str]:
    """Return what each year is called: 2010-11, or 2010 where it begins in January."""
    first = monthly["month"].dt.year.to_numpy()[::MONTHS][:number].tolist()
    if int(monthly["month"].dt.month[0]) == 1:
        return [str(year) for year in first]
    return [f"{year}-{(year + 1) % 100:02d}" for year in first]
