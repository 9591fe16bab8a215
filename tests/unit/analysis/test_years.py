"""Months as years, and what changes from the first year to the last."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from carefunds_sim.analysis.years import daily, since_first, yearly


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
