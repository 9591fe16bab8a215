"""The blocking lesson against the stationary chances of its exact Markov chain."""

from __future__ import annotations

import pytest
from verification.event_times import holds, levels, reported_days, share_of_time, waits
from verification.fit import collected, misfits
from verification.markov import ACTIVE, BLOCKED, FURTHER, OUTSIDE, Tandem, chain, stationary

from carefunds_sim.engines import simulate
from carefunds_sim.model.calendar import DAYS_PER_YEAR
from carefunds_sim.scenario.load import load_scenario
from carefunds_sim.scenario.scenario import Scenario

TANDEM = Tandem(
    arrivals_per_day=2.5,
    beds=30,
    stay_days=9.0,
    share_going_on=0.25,
    places=17,
    further_days=24.0,
    most_outside=500,
)
FALSE_ALARM = 0.01  # of each test as a whole, six measures together
HOSPITAL, INTERMEDIATE = 0, 1


def theory(tandem: Tandem) -> dict[str, float]:
    """Return the stationary means of the chain."""
    exact = chain(tandem)
    chance = stationary(exact)
    blocked, outside = exact.mean(chance, BLOCKED), exact.mean(chance, OUTSIDE)
    beds_full = exact.states[:, ACTIVE] + exact.states[:, BLOCKED] == tandem.beds
    places_full = exact.states[:, FURTHER] == tandem.places
    return {
        "beds_occupied": exact.mean(chance, ACTIVE) + blocked,
        "places_occupied": exact.mean(chance, FURTHER),
        "delayed_days_a_year": blocked * DAYS_PER_YEAR,
        "mean_wait_outside": outside / tandem.arrivals_per_day,
        "chance_of_waiting": float(chance @ beds_full),
        "chance_all_full": float(chance @ (beds_full & places_full)),
    }


def measure(scenario: Scenario, replication: int) -> dict[str, float]:
    """Run once and return what the chain speaks of."""
    run = simulate(scenario, replication=replication, trace=True)
    window = first, last = reported_days(scenario)
    value = run.values
    occupied = value["occupied_days"].sum(axis=(0, 2)) / (last - first)
    started = [hold for hold in holds(run.events, "hospital") if hold.start >= first]
    waited = [wait for wait in waits(run.events, "hospital") if wait.start >= first]
    times, counts = levels(run.events, run.names.services)
    full = (counts == (TANDEM.beds, TANDEM.places)).all(axis=1)
    return {
        "beds_occupied": occupied[HOSPITAL],
        "places_occupied": occupied[INTERMEDIATE],
        "delayed_days_a_year": value["delayed_days"].sum() / (last - first) * DAYS_PER_YEAR,
        "mean_wait_outside": (
            value["wait_days_ended"][:, HOSPITAL].sum() / value["waits_ended"][:, HOSPITAL].sum()
        ),
        "chance_of_waiting": len(waited) / len(started),
        "chance_all_full": share_of_time(times, full, window),
    }


def check_against_chain(replications: int, years: int, *, places_noticed: int) -> None:
    """Compare with the chain; the chain of a network with more places must be rejected."""
    scenario = load_scenario("blocking", years=years)
    samples = collected([measure(scenario, number) for number in range(replications)])
    assert not misfits(samples, theory(TANDEM), false_alarm=FALSE_ALARM)
    other = theory(TANDEM._replace(places=TANDEM.places + places_noticed))
    rejected = misfits(samples, other, false_alarm=FALSE_ALARM)
    assert {"delayed_days_a_year", "chance_all_full"} <= rejected.keys()


def test_the_number_kept_outside_is_cut_off_where_hardly_anybody_gets() -> None:
    exact = chain(TANDEM)
    chance = stationary(exact)
    assert chance[exact.states[:, OUTSIDE] == TANDEM.most_outside].sum() < 1e-8
    assert exact.mean(chance, ACTIVE) == pytest.approx(22.5, rel=1e-6)
    assert exact.mean(chance, FURTHER) == pytest.approx(15.0, rel=1e-6)


def test_blocking_follows_the_exact_chain_and_two_places_more_would_be_noticed() -> None:
    check_against_chain(replications=18, years=2, places_noticed=2)


@pytest.mark.slow
def test_blocking_follows_the_exact_chain_over_many_replications() -> None:
    check_against_chain(replications=60, years=10, places_noticed=1)
