"""Months as years, and what changes from the first year to the last."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from carefunds_sim.analysis.years import daily, loads, since_first, yearly


@pytest.fixture
def monthly() -> xr.DataArray:
    months = np.arange("2011-01", "2013-01", dtype="datetime64[M]").astype("datetime64[ns]")
    values = np.array([np.repeat([31.0, 62.0], 12), np.repeat([31.0, 93.0], 12)])
    return xr.DataArray(values, coords={"month": months}, dims=("replication", "month"))


def test_a_year_is_the_sum_of_twelve_reported_months(monthly):
    found = yearly(monthly)
    assert found["year"].values.tolist() == [1, 2]
    assert found.transpose("replication", "year").values.tolist() == [[372, 744], [372, 1116]]


def test_a_year_without_a_known_month_is_not_zero(monthly):
    found = yearly(monthly.where(monthly["month.year"] == 2011))
    assert found.isel(year=1).isnull().all()


def test_days_spent_become_people(monthly):
    found = daily(monthly).isel(replication=0)
    assert found.values == pytest.approx([372 / 365, 744 / 366])


def test_only_known_months_count_for_the_mean_of_a_day(monthly):
    found = daily(monthly.where(monthly["month"].dt.month == 1)).isel(replication=0)
    assert found.values == pytest.approx([1.0, 2.0])


def test_a_change_is_taken_within_each_replication(monthly):
    found = since_first(yearly(monthly))
    mean, low, high = found.values
    assert mean == pytest.approx((372 + 744) / 2)
    assert low < 0 < high


def test_one_year_has_no_change(monthly):
    assert since_first(yearly(monthly.isel(month=slice(12)))).isnull().all()


def test_use_is_units_in_use_over_units_open(study):
    found = loads(study).isel(scenario=0, replication=0).sel(service="home_care", year=1)
    year = study.isel(scenario=0, replication=0, month=slice(0, 12)).sel(service="home_care")
    days = year["month"].dt.days_in_month
    open_days = float((year["monthly_capacity"] * days).sum())
    used = float(year["monthly_unit_days"].sum())
    assert found["utilisation"].item() == pytest.approx(used / open_days)
    assert found["capacity"].item() == pytest.approx(open_days / 365)


def test_the_offered_load_is_a_share_of_the_years_capacity(study):
    study["monthly_offered_load"][:] = 30.0
    study["monthly_capacity"].loc[{"service": "care_home"}] = 20.0
    found = loads(study)["offered_share"].sel(service="care_home")
    assert found.values == pytest.approx(np.full(found.shape, 1.5))


def test_a_service_without_limit_has_no_capacity(study):
    assert loads(study)["capacity"].sel(service="going_without").isnull().all()


def test_a_closed_month_does_not_count(study):
    study["monthly_capacity"].loc[{"service": "home_care"}] = 10.0
    study["monthly_capacity"].loc[{"service": "home_care", "month": study["month"][:6]}] = 0.0
    found = loads(study)["capacity"].sel(service="home_care", year=1)
    assert found.values == pytest.approx(np.full(found.shape, 10.0))
