"""Delayed days by what they wait for and by whom they are attributed to."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from carefunds_sim.analysis.delays import clear_leaders, delayed_by, largest_labels


def days(**reasons: list[float]) -> xr.DataArray:
    values = np.array([*reasons.values()]).T[None]
    coordinates = {"scenario": ["town"], "reason": [*reasons]}
    return xr.DataArray(values, coords=coordinates, dims=("scenario", "replication", "reason"))


def test_every_split_adds_up_to_the_same_days(study):
    whole = study["monthly_delayed_days"].sum(["setting", "reason"])
    for split in ("reason", "responsible"):
        xr.testing.assert_allclose(delayed_by(study, split).sum(split), whole)


def test_an_area_without_attribution_has_none(study):
    unknown = study.assign(
        monthly_delayed_days_by_responsible=study["monthly_delayed_days_by_responsible"] * np.nan
    )
    found = delayed_by(unknown, "responsible")
    assert found.isnull().all()
    assert largest_labels(found, "responsible", most=3) == []


def test_the_largest_come_first_and_the_least_are_left_out():
    found = days(assessment=[5, 5], housing=[90, 100], disputes=[0, 0], nursing_home=[1, 1])
    assert largest_labels(found, "reason", most=2) == ["housing", "assessment"]
    assert largest_labels(found, "reason", most=9, least_share=0.02) == ["housing", "assessment"]
    assert "disputes" not in largest_labels(found, "reason", most=9)


@pytest.mark.parametrize(
    ("housing", "leader"),
    [([90, 100, 95], "housing"), ([6, 5, 1], None), ([90], None), ([np.nan, np.nan], None)],
)
def test_a_reason_leads_only_where_no_interval_holds_zero(housing, leader):
    assessment = [5.0 + i for i in range(len(housing))]
    if np.isnan(housing).all():
        assessment = housing
    assert clear_leaders(days(assessment=assessment, housing=housing), "reason") == [leader]
