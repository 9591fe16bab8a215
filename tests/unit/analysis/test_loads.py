"""What services were open, in use and asked for."""

from __future__ import annotations

import numpy as np
import pytest

from carefunds_sim.analysis.loads import loads


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
