"""People in places, and moves between them, add up to what the accounts say."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from carefunds_sim import compare, load_scenario, run
from carefunds_sim.analysis.places import PEOPLE, moves_between_places, people_in_places
from carefunds_sim.dataset.places import DIED, NEED_NOTHING, NEW_PEOPLE, Place, places_of

SMALL = {"scale": 0.05, "years": 2, "warmup_months": 2}


@pytest.fixture(scope="module")
def council() -> xr.Dataset:
    names = [f"typical_council/{arrangement}/deep_cut" for arrangement in ("separate", "pooled")]
    scenarios = [load_scenario(name, **SMALL) for name in names]
    return compare(scenarios, replications=2, baseline="separate")


def test_services_of_the_shipped_area_are_the_places_that_their_titles_say() -> None:
    places = places_of(load_scenario("typical_council/separate/none").area.services)
    assert places["acute"] is Place.HOSPITAL
    assert places["discharge_assessment"] is Place.TEAM
    assert {places[n] for n in ("intermediate_beds", "home_based_care", "reablement")} == {
        Place.INTERMEDIATE_CARE
    }
    assert {places[n] for n in ("residential", "nursing", "self_funded_care_home")} == {
        Place.CARE_HOME
    }
    assert {places[n] for n in ("home_care", "self_funded_home_care", "community_nursing")} == {
        Place.CARE_AT_HOME
    }
    assert places["recovering_at_home"] is Place.AT_HOME
    assert places["informal_care"] is Place.WITH_FAMILY
    assert places["without_care"] is Place.WITHOUT_CARE


def test_people_in_places_are_all_who_are_in_services_or_in_a_and_e(council: xr.Dataset) -> None:
    people = people_in_places(council)
    assert people is not None
    days = council["month"].dt.days_in_month.sum()
    waiting = council["emergency_department_wait_days"] * 2 / days
    everybody = council["in_service"].sum("service") + waiting
    np.testing.assert_allclose(people.to_array().sum("variable"), everybody)
    np.testing.assert_allclose(people[f"{PEOPLE}{Place.WITHOUT_CARE}"], council["unmet_need"])
    delayed = council["delayed_days_acute"] * 2 / days
    np.testing.assert_allclose(people[f"{PEOPLE}{Place.DELAYED}"], delayed)


def test_a_run_that_is_missing_has_nobody_anywhere_known(council: xr.Dataset) -> None:
    fewer = council.copy()
    for name, variable in fewer.data_vars.items():
        if variable.dtype.kind == "f":
            fewer[name] = variable.where(fewer["replication"] != 1)
    people = people_in_places(fewer)
    assert people is not None
    assert people.isel(replication=1).to_array().isnull().all()
    assert people.isel(replication=0).to_array().notnull().all()


def test_moves_between_places_are_the_moves_between_their_services(council: xr.Dataset) -> None:
    moves = moves_between_places(council)
    assert moves is not None
    np.testing.assert_allclose(moves.sum(["origin", "destination"]), council["moves"].sum(
        ["origin", "destination"]))  # fmt: skip
    into = moves.sel(destination=DIED).sum("origin")
    np.testing.assert_allclose(into, council["deaths"])
    gone = council["moves"].sel(destination=NEED_NOTHING).sum("origin")
    np.testing.assert_allclose(moves.sel(destination=NEED_NOTHING).sum("origin"), gone)
    new = council["monthly_arrivals"].sum(["month", "stream"]) / 2
    np.testing.assert_allclose(moves.sel(origin=NEW_PEOPLE).sum("destination"), new)
    between = council["moves"].sel(origin="residential", destination="nursing")
    within = moves.sel(origin=Place.CARE_HOME, destination=Place.CARE_HOME)
    assert (within >= between).all()


def test_an_old_dataset_does_not_say() -> None:
    found = run(load_scenario("one_queue", years=1), replications=1)
    assert people_in_places(found.drop_vars("service_place")) is None
    assert moves_between_places(found.drop_vars("service_place")) is None
    assert moves_between_places(found.drop_vars("moves")) is None


def test_a_run_without_delays_has_everybody_in_the_one_service() -> None:
    found = run(load_scenario("one_queue", years=1), replications=1)
    people = people_in_places(found)
    assert people is not None
    assert set(people) == {
        f"{PEOPLE}{p}" for p in (Place.HOSPITAL, Place.DELAYED, Place.EMERGENCY_DEPARTMENT)
    }
    np.testing.assert_allclose(people[f"{PEOPLE}{Place.HOSPITAL}"], found["in_service"][..., 0])
