"""The one-queue lesson against Erlang's formula C and against a recursion of every wait."""

from __future__ import annotations

import numpy as np
import pytest
from verification.event_times import holds, reported_days, waits
from verification.fit import collected, misfits
from verification.queues import erlang_c, first_come_first_served

from carefunds_sim.engines import simulate
from carefunds_sim.model.draws import uniforms
from carefunds_sim.model.resolve import make_plan
from carefunds_sim.model.rules.variates import stay_days
from carefunds_sim.scenario.load import load_scenario
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.vocabulary import Purpose, StayFamily

PER_DAY, STAY_DAYS, BEDS = 2.5, 9.0, 25
FALSE_ALARM = 0.01  # of each test as a whole, four measures together


def measure(scenario: Scenario, replication: int) -> dict[str, float]:
    """Run once and return what theory speaks of."""
    run = simulate(scenario, replication=replication, trace=True)
    first, last = reported_days(scenario)
    value = run.values
    started = [hold for hold in holds(run.events, "hospital") if hold.start >= first]
    waited = [wait for wait in waits(run.events, "hospital") if wait.start >= first]
    return {
        "chance_of_waiting": len(waited) / len(started),
        "mean_wait": value["wait_days_ended"].sum() / value["waits_ended"].sum(),
        "mean_queue": value["waiting_days"].sum() / (last - first),
        "occupied": value["occupied_days"].sum() / (last - first),
    }


def check_against_erlang(replications: int, years: int) -> None:
    """Compare with Erlang C; a theory with one bed more must be rejected by the same test."""
    scenario = load_scenario("one_queue", years=years)
    samples = collected([measure(scenario, number) for number in range(replications)])
    right = erlang_c(PER_DAY, STAY_DAYS, BEDS)._asdict()
    assert not misfits(samples, right, false_alarm=FALSE_ALARM)
    one_bed_more = erlang_c(PER_DAY, STAY_DAYS, BEDS + 1)._asdict()
    rejected = misfits(samples, one_bed_more, false_alarm=FALSE_ALARM)
    assert "chance_of_waiting" in rejected


def test_waits_and_occupancy_follow_erlang_c_and_one_bed_more_would_be_noticed() -> None:
    check_against_erlang(replications=12, years=3)


@pytest.mark.slow
def test_waits_and_occupancy_follow_erlang_c_over_many_replications() -> None:
    check_against_erlang(replications=60, years=10)


@pytest.mark.parametrize("replication", [0, 1])
def test_every_start_is_that_of_first_come_first_served_with_the_same_stays(
    replication: int,
) -> None:
    scenario = load_scenario("one_queue", start="empty", warmup_months=0, years=3)
    run = simulate(scenario, replication=replication, trace=True)
    people = make_plan(scenario, seed=run.seed, replication=replication).people
    chances = uniforms(run.seed, replication, 0, people.number, Purpose.STAY, spell=1)
    stays = [stay_days(u, StayFamily.EXPONENTIAL, STAY_DAYS, 0.0) for u in chances]
    expected = first_come_first_served(people.arrival_day.tolist(), stays, BEDS)
    held = holds(run.events, "hospital")
    started = [expected[hold.person] for hold in held]
    np.testing.assert_allclose([hold.start for hold in held], started, rtol=0, atol=1e-9)
    last = reported_days(scenario)[1]
    assert len(held) == sum(start < last for start in expected)
    assert waits(run.events, "hospital"), "nobody waited: the test would prove nothing"
