"""Queues that settle and queues that grow."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from carefunds_sim.analysis.stability import stability
from carefunds_sim.experiments.compare import compare
from carefunds_sim.experiments.replicate import run
from carefunds_sim.scenario.load import load_scenario


@pytest.fixture(scope="module")
def ward():
    return load_scenario("one_queue", years=4)


def with_beds(ward, beds):
    return ward.with_value("area.services.hospital.capacity", beds).renamed(f"{beds:g} beds")


def with_waiting(study, by_year, *, apart=0.01):
    """The made-up study, with so many people waiting for home care in each of its two years.

    Replications differ in how much the second year has more than the first, by up to ``apart``.
    """
    days = study["month"].dt.days_in_month.values
    chance = np.array([-1.0, 0.0, 1.0])[: study.sizes["replication"]] * apart
    people = np.repeat(by_year, 12)[None, :] + np.outer(chance, np.repeat([0.0, 1.0], 12))
    study["monthly_waiting_days"][:] = 0.0
    place = {"service": "home_care", "waiting_place": "home"}
    study["monthly_waiting_days"].loc[place] = people * days
    return stability(study).sel(service="home_care")


def test_a_ward_with_beds_enough_settles_and_one_with_too_few_does_not(ward):
    found = stability(compare([ward, with_beds(ward, 20.0)], replications=5, workers=1))
    assert found["waiting_grows"].values.ravel().tolist() == [False, True]
    assert found["overloaded"].values.ravel().tolist() == [False, True]
    assert not found["asked_in_vain"].any()


def test_a_queue_without_places_grows_by_as_many_as_come(ward):
    found = stability(run(with_beds(ward, 0.0), replications=3, workers=1))
    assert found["asked_in_vain"].all()
    rise = float(found["waiting_rise"].sel(statistic="mean").item())
    assert rise == pytest.approx(2.5 * 365.25, rel=0.1)


def test_a_queue_that_grows_by_the_same_number_each_year_grows_however_long_it_is(ward):
    long = with_beds(ward, 20.0).with_run(years=14)
    found = stability(run(long, replications=10, workers=1)).isel(scenario=0, service=0)
    before = found["waiting"].sel(year="before_last", statistic="mean")
    assert found["waiting_rise"].sel(statistic="mean") < 0.1 * before
    assert found["waiting_grows"]


@pytest.mark.parametrize(
    ("people", "grows"),
    [
        ((10.0, 30.0), True),
        ((10.0, 10.5), False),  # less than a person
        ((100.0, 106.0), False),  # less than a tenth
        ((30.0, 10.0), False),
    ],
)
def test_a_rise_must_be_worth_telling(study, people, grows):
    found = with_waiting(study, people)
    assert (found["waiting_grows"] == grows).all()
    assert found["waiting"].sel(statistic="mean", year="last").values == pytest.approx(people[1])


def test_a_rise_that_may_be_chance_is_not_called_growth(study):
    assert not with_waiting(study, (10.0, 12.0), apart=5.0)["waiting_grows"].any()


def test_one_replication_never_shows_growth(study):
    found = with_waiting(study.isel(replication=[0]), (10.0, 30.0))
    assert not found["waiting_grows"].any()
    assert found["waiting_rise"].sel(statistic="mean").notnull().all()


def test_a_year_is_twelve_months_of_the_scenario_itself(study):
    """A scenario may begin a year later than the others of its study."""
    late = study.copy(deep=True)
    for name in ("monthly_waiting_days", "monthly_delayed_days"):
        late[name].loc[{"scenario": "town/pooled/none", "month": study["month"][:12]}] = np.nan
    found = stability(late).sel(scenario="town/pooled/none")
    assert found["reported_months"] == 12
    assert found["waiting"].sel(year="last").notnull().any()
    assert found["waiting_rise"].isnull().all()
    assert not found["waiting_grows"].any()


def test_a_scenario_without_a_finished_run_has_nothing(study):
    gone = study.copy(deep=True)
    here = {"scenario": "town/pooled/none"}
    for name, variable in gone.data_vars.items():
        gone[name].loc[here] = False if variable.dtype == bool else np.nan
    found = stability(gone).sel(here)
    assert (found["finished"], found["reported_months"]) == (0, 0)
    assert not found["nobody_came"]
    assert not found["waiting_grows"].any()


def test_nobody_comes_to_a_ward_without_arrivals(ward):
    empty = ward.with_value("area.streams.arrivals.per_day", 0.0)
    found = stability(run(empty, replications=2, workers=1))
    assert found["nobody_came"].all()
    assert not found["overloaded"].any()


def test_delays_that_double_are_said_to_grow(study):
    growing = study.copy(deep=True)
    growing["monthly_delayed_days"][:] = 10.0
    growing["monthly_delayed_days"].loc[{"month": study["month"][12:]}] = 20.0
    found = stability(growing)
    assert found["delayed_grows"].all()
    assert isinstance(found, xr.Dataset)
