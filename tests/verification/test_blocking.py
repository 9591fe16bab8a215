"""Two services with blocking against the stationary chances of their exact Markov chain."""

from __future__ import annotations

import pytest
from verification.blocking import CASES, LESSON, rows, scenario_of
from verification.comparison import Verify, means
from verification.event_times import holds, levels, reported_days, share_of_time, waits
from verification.markov import ACTIVE, BLOCKED, FURTHER, OUTSIDE, Tandem, chain, stationary
from verification.sampling import engines_alike, sampled

from carefunds_sim.model.record import Run


@pytest.mark.parametrize("case", CASES)
def test_the_number_kept_outside_is_cut_off_where_hardly_anybody_gets(case: str) -> None:
    """And the chain holds as many people as come and stay: Little's law of the chain itself."""
    tandem = CASES[case]
    exact = chain(tandem)
    chance = stationary(exact)
    assert chance[exact.states[:, OUTSIDE] == tandem.most_outside].sum() < 1e-8
    active = tandem.arrivals_per_day * tandem.stay_days
    further = tandem.arrivals_per_day * tandem.share_going_on * tandem.further_days
    assert exact.mean(chance, ACTIVE) == pytest.approx(active, rel=1e-6)
    assert exact.mean(chance, FURTHER) == pytest.approx(further, rel=1e-6)


@pytest.mark.parametrize("case", CASES)
def test_blocking_follows_the_exact_chain(case: str, verify: Verify) -> None:
    alike = engines_alike(scenario_of(CASES[case]))
    alike = alike._replace(measure=f"{case}: SimPy accounts that differ")
    verify("blocking", [*rows(case, replications=80, years=10), alike])


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_blocking_follows_the_exact_chain_over_two_thousand_years(
    case: str, verify: Verify
) -> None:
    verify("blocking", rows(case, replications=100, years=20))


def chances(run: Run) -> dict[str, float]:
    """Return what only the event log tells: who waited at all, and when everything was full."""
    window = first, _ = reported_days(run.scenario)
    started = [hold for hold in holds(run.events, "hospital") if hold.start >= first]
    waited = [wait for wait in waits(run.events, "hospital") if wait.start >= first]
    times, counts = levels(run.events, run.names.services)
    full = (counts == (LESSON.beds, LESSON.places)).all(axis=1)
    return {
        "the lesson: share who wait at all": len(waited) / len(started),
        "the lesson: share of time everything is full": share_of_time(times, full, window),
    }


def chances_of_theory(tandem: Tandem) -> dict[str, float]:
    exact = chain(tandem)
    chance = stationary(exact)
    beds_full = exact.states[:, ACTIVE] + exact.states[:, BLOCKED] == tandem.beds
    places_full = exact.states[:, FURTHER] == tandem.places
    return {
        "the lesson: share who wait at all": float(chance @ beds_full),
        "the lesson: share of time everything is full": float(chance @ (beds_full & places_full)),
    }


@pytest.mark.slow
def test_who_waits_and_when_everything_is_full_follow_the_chain(verify: Verify) -> None:
    samples = sampled(scenario_of(LESSON, years=10), chances, 20, trace=True)
    verify("blocking", means(samples, chances_of_theory(LESSON)))
