"""Little's law for every service of the typical council, from true intervals.

The event log gives every holding and every wait with its two ends, those cut off by the
reporting period included. The accounts must add up to exactly the same days.
"""

from __future__ import annotations

import numpy as np
import pytest
from verification.event_times import days_within, holds, reported_days, waits

from carefunds_sim.engines import simulate
from carefunds_sim.model.record import Run
from carefunds_sim.scenario.load import compose
from carefunds_sim.scenario.scenario import Scenario

SHORT_STAYS = ("acute", "intermediate_beds", "home_based_care", "reablement", "community_nursing")


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return compose("typical_council", "separate", "nao_decade", run={"scale": 0.1, "years": 2})


@pytest.fixture(scope="module")
def traced(scenario: Scenario) -> Run:
    return simulate(scenario, trace=True)


def test_days_in_use_by_the_accounts_are_the_days_held_by_the_log(
    scenario: Scenario, traced: Run
) -> None:
    """Units are counted where everybody uses one; hours of home care differ by person."""
    window = reported_days(scenario)
    used = traced.values["unit_days"].sum(axis=0)
    for index, name in enumerate(traced.names.services):
        if scenario.area.services[name].units_per_person is None:
            held = days_within(holds(traced.events, name), window)
            assert used[index] == pytest.approx(held, rel=1e-9), name


def test_people_in_a_service_are_those_who_hold_a_place_unless_it_is_kept_for_them(
    scenario: Scenario, traced: Run
) -> None:
    window = reported_days(scenario)
    occupied = traced.values["occupied_days"].sum(axis=(0, 2))
    for index, name in enumerate(traced.names.services):
        service = scenario.area.services[name]
        held = days_within(holds(traced.events, name), window)
        if service.kind.word == "team":
            assert occupied[index] == 0.0, name
        elif service.kept_in_hospital:
            assert 0.9 * held < occupied[index] < held, name
        else:
            assert occupied[index] == pytest.approx(held, rel=1e-9), name


def test_days_of_waiting_by_the_accounts_are_those_between_joining_and_starting(
    scenario: Scenario, traced: Run
) -> None:
    window = reported_days(scenario)
    waited = traced.values["waiting_days"].sum(axis=(0, 2))
    for index, name in enumerate(traced.names.services):
        days = days_within(waits(traced.events, name), window)
        assert waited[index] == pytest.approx(days, rel=1e-9, abs=1e-9), name
    assert (waited > 0.0).sum() >= 5, "hardly anybody waited: the test would prove little"


@pytest.mark.parametrize("name", SHORT_STAYS)
def test_mean_occupancy_is_starts_times_mean_stay(
    scenario: Scenario, traced: Run, name: str
) -> None:
    """Little's law; stays that cross an edge of the period are followed to their ends.

    What separates the two sides is the difference of the days that cross the two edges, at
    most a few stays of those present then.
    """
    window = first, last = reported_days(scenario)
    held = holds(traced.events, name)
    ended = [hold for hold in held if first <= hold.end < last]
    mean_stay = float(np.mean([hold.end - hold.start for hold in ended]))
    index = traced.names.services.index(name)
    starts = float(traced.values["starts"][:, index].sum())
    present = days_within(held, window)
    assert present == pytest.approx(starts * mean_stay, rel=0.12)


def test_the_mean_wait_for_a_hospital_bed_obeys_littles_law(traced: Run) -> None:
    """Nobody gives up waiting for a bed, so queue length is arrivals times mean wait."""
    acute = traced.names.services.index("acute")
    value = traced.values
    assert value["waits_ended"][:, acute].sum() == value["starts"][:, acute].sum()
    waited = value["waiting_days"][:, acute].sum()
    assert waited == pytest.approx(value["wait_days_ended"][:, acute].sum(), rel=0.05, abs=2.0)
