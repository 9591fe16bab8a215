"""How well a model meets published facts: target, model, interval, verdict."""

from __future__ import annotations

from calendar import month_name
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr

from carefunds_sim.analysis.intervals import mean_and_interval
from carefunds_sim.errors import CarefundsError, did_you_mean
from carefunds_sim.scenario.schema.study import PublishedFact

APRIL = 4
MONTH_NAMES = [name.lower() for name in month_name]

Compute = Callable[[xr.Dataset, Mapping[str, str]], xr.DataArray]


@dataclass(frozen=True)
class FactFit:
    """One fact and what the model shows of it: mean over replications, with its 95% interval."""

    name: str
    target: PublishedFact
    mean: float
    low: float
    high: float

    @property
    def is_met(self) -> bool:
        """Whether the model's mean lies within the fact's interval."""
        low, high = self.target.interval
        return low <= self.mean <= high

    @property
    def might_be_met(self) -> bool:
        """Whether the interval of the model's mean reaches into that of the fact."""
        low, high = self.target.interval
        return self.low <= high and self.high >= low


def fit_of_facts(dataset: xr.Dataset, targets: Mapping[str, PublishedFact]) -> list[FactFit]:
    """Return what runs of one scenario show of every fact.

    Raises
    ------
    CarefundsError
        A target asks for a measure that there is not, or in another unit.
    """
    values = measured_facts(dataset, targets)
    found = mean_and_interval(values).isel(scenario=0).transpose("target", "statistic").values
    rows = zip(targets.items(), found, strict=True)
    return [FactFit(name, target, *map(float, row)) for (name, target), row in rows]


def measured_facts(dataset: xr.Dataset, targets: Mapping[str, PublishedFact]) -> xr.DataArray:
    """Return what runs show of every fact; dims (target, scenario, replication)."""
    for name, target in targets.items():
        unit = find_measure(target.measure).unit
        if target.unit != unit:
            raise CarefundsError(f"targets.{name}.unit must be '{unit}' (got '{target.unit}')")
    rows = [measured(dataset, t.measure, t.of, t.years) for t in targets.values()]
    return xr.concat(rows, dim="target", coords="minimal", compat="override").assign_coords(
        target=list(targets)
    )


def misfits(values: np.ndarray, targets: Mapping[str, PublishedFact]) -> np.ndarray:
    """Return how far values are from their facts, in standard deviations; shape (targets)."""
    value, deviation = np.array([(t.value, t.standard_deviation) for t in targets.values()]).T
    return np.asarray((values - value) / deviation)


@dataclass(frozen=True)
class Measure:
    """One measure: its unit, the dimensions it can be asked for, and how it is worked out."""

    unit: str
    dims: tuple[str, ...]
    compute: Compute


def measured(
    dataset: xr.Dataset, name: str, of: Mapping[str, str], years: tuple[int, int]
) -> xr.DataArray:
    """Return a measure over financial years (each by the year it begins in), both included.

    ``of`` says of which setting, reason, service, body or month; dims are (scenario, replication).

    Raises
    ------
    CarefundsError
        No such measure, nothing of this kind, or not all of these years are there.
    """
    measure = find_measure(name)
    unknown = sorted(set(of) - set(measure.dims))
    if unknown:
        known = ", ".join(measure.dims) or "nothing"
        raise CarefundsError(f"'{name}' is by {known} (got {', '.join(unknown)})")
    year = _financial_year(dataset)
    chosen = dataset.isel(month=(year >= years[0]) & (year <= years[1]))
    if chosen.sizes["month"] != 12 * (years[1] - years[0] + 1):
        raise CarefundsError(f"the runs do not hold all of {years[0]} to {years[1]}")
    return measure.compute(chosen, of)


def measured_by_year(dataset: xr.Dataset, name: str, of: Mapping[str, str]) -> xr.DataArray:
    """Return a measure for each whole financial year; dims (year, scenario, replication)."""
    months = _financial_year(dataset)
    years = [int(year) for year in dict.fromkeys(months) if (months == year).sum() == 12]
    rows = [measured(dataset, name, of, (year, year)) for year in years]
    return xr.concat(rows, dim="year", coords="minimal", compat="override").assign_coords(
        year=years
    )


def _financial_year(dataset: xr.Dataset) -> np.ndarray:
    """Return the year in which each month's financial year begins."""
    return np.asarray((dataset["month"].dt.year - (dataset["month"].dt.month < APRIL)).values)


def find_measure(name: str) -> Measure:
    """Return a measure by its name."""
    if name not in MEASURES:
        raise CarefundsError(f"no measure is called '{name}'{did_you_mean(name, MEASURES)}")
    return MEASURES[name]


def _total(dataset: xr.Dataset, account: str, of: Mapping[str, str]) -> xr.DataArray:
    """Sum a monthly account over months and over all that is not asked for."""
    values = dataset[f"monthly_{account}"]
    part = values.sel({dim: word for dim, word in of.items() if dim in values.dims})
    rest = [dim for dim in part.dims if dim not in ("scenario", "replication")]
    return part.sum(rest)


def _years(dataset: xr.Dataset) -> float:
    return dataset.sizes["month"] / 12


def _days(dataset: xr.Dataset) -> float:
    return float(dataset["month"].dt.days_in_month.sum())


def _resident_years(dataset: xr.Dataset) -> xr.DataArray:
    """Return residents aged 65 and over, times years."""
    by_month = dataset["monthly_residents"].sum("age_band")
    length = dataset["month"].dt.days_in_month
    return (by_month * length).sum("month") / _days(dataset) * _years(dataset)


def _rate(account: str, per: float) -> Compute:
    return lambda d, of: per * _total(d, account, of) / _resident_years(d)


def _ratio(part: str, whole: str, per: float = 1) -> Compute:
    return lambda d, of: per * (_total(d, part, of) / _total(d, whole, of))


def _percentage(account: str) -> Compute:
    return lambda d, of: 100 * _total(d, account, of) / _total(d, account, {})


def _change(of_year: Compute) -> Compute:
    """Return how a measure of the last year differs from that of the first, in per cent."""

    def compute(dataset: xr.Dataset, of: Mapping[str, str]) -> xr.DataArray:
        first, last = dataset.isel(month=slice(12)), dataset.isel(month=slice(-12, None))
        return 100 * (of_year(last, of) / of_year(first, of) - 1)

    return compute


def _hospital_balance(dataset: xr.Dataset, _of: Mapping[str, str]) -> xr.DataArray:
    """Return a hospital trust's surplus over the years as a share of what acute care costs.

    A trust earns about what acute care costs; its standing deficit moves in each year's last month.
    """
    stands = dataset["monthly_hospital_deficit"]
    grown = stands.isel(month=-1) - stands.isel(month=0)
    return -100 * grown / _total(dataset, "cost", {"service": "acute"})


def _days_without_benefit(dataset: xr.Dataset, _of: Mapping[str, str]) -> xr.DataArray:
    """Days in acute beds of no acute benefit, for each that the official count sees."""
    acute = {"setting": "acute"}
    official = _total(dataset, "delayed_days", acute)
    return (official + _total(dataset, "undeclared_days", acute)) / official


def _in_service(dataset: xr.Dataset, of: Mapping[str, str]) -> xr.DataArray:
    return 1000 * _occupied(dataset, of) / (_resident_years(dataset) / _years(dataset))


def _occupied(dataset: xr.Dataset, of: Mapping[str, str]) -> xr.DataArray:
    return _total(dataset, "occupied_days", of) / _days(dataset)


def _used(dataset: xr.Dataset, of: Mapping[str, str]) -> xr.DataArray:
    """Units in use over units open."""
    open_units = dataset["monthly_capacity"].sel(of) * dataset["month"].dt.days_in_month
    return 100 * _total(dataset, "unit_days", of) / open_units.sum("month")


def _month_over_year(dataset: xr.Dataset, of: Mapping[str, str]) -> xr.DataArray:
    """Beds with a delayed person in one calendar month, over the mean of all months."""
    delayed = dataset["monthly_delayed_days"].sum(("setting", "reason"))
    beds = delayed / dataset["month"].dt.days_in_month
    number = MONTH_NAMES.index(of["calendar_month"])
    wanted = (dataset["month"].dt.month == number).values
    return beds.isel(month=wanted).mean("month") / beds.mean("month")


PER_1000 = "per 1,000 residents 65+ a year"
MEASURES: dict[str, Measure] = {
    "delayed_days_per_1000": Measure(
        f"bed days {PER_1000}", ("setting", "reason"), _rate("delayed_days", 1000)
    ),
    "change_of_delays": Measure(
        "% from the first year to the last",
        ("setting", "reason"),
        _change(_rate("delayed_days", 1000)),
    ),
    "change_of_admissions": Measure(
        "% from the first year to the last", (), _change(lambda d, of: _total(d, "admissions", of))
    ),
    "change_of_use": Measure(
        "% from the first year to the last",
        ("service",),
        _change(lambda d, of: _total(d, "unit_days", of)),
    ),
    "hospital_balance": Measure("% of what acute care costs", (), _hospital_balance),
    "share_of_delays": Measure(
        "% of delayed days", ("setting", "reason"), _percentage("delayed_days")
    ),
    "share_by_responsible": Measure(
        "% of delayed days", ("responsible",), _percentage("delayed_days_by_responsible")
    ),
    "days_without_benefit": Measure("times the official acute count", (), _days_without_benefit),
    "delays_in_month": Measure("times the mean of the year", ("calendar_month",), _month_over_year),
    "admissions_per_1000": Measure(f"admissions {PER_1000}", (), _rate("admissions", 1000)),
    "hip_fractures_per_100000": Measure(
        "admissions per 100,000 residents 65+ a year",
        (),
        lambda d, _of: _rate("admissions", 100_000)(d, {"presentation": "hip_fracture"}),
    ),
    "occupied_per_1000": Measure("people per 1,000 residents 65+", ("service",), _in_service),
    "people_in_service": Measure("people", ("service",), _occupied),
    "mean_stay": Measure("days", ("presentation",), _ratio("stay_days_ended", "stays_ended")),
    "readmitted": Measure("% of stays", (), _ratio("readmissions_30d", "stays_ended", 100)),
    "used": Measure("% of units open", ("service",), _used),
    "wait": Measure("days", ("service",), _ratio("wait_days_ended", "waits_ended")),
    "starts_per_1000": Measure(f"people {PER_1000}", ("service",), _rate("starts", 1000)),
    "stay_in_service": Measure("days", ("service",), _ratio("occupied_days", "starts")),
    "care_home_admissions_per_100000": Measure(
        "people per 100,000 residents 65+ a year", (), _rate("care_home_admissions", 100_000)
    ),
    "at_home_after_91_days": Measure(
        "% of people", (), _ratio("reabled_at_home", "reabled_followed", 100)
    ),
    "attendances_per_resident": Measure(
        "attendances per resident 65+ a year", (), _rate("attendances", 1)
    ),
    "spend_per_head": Measure("GBP per resident 65+ a year", ("service", "body"), _rate("cost", 1)),
}
