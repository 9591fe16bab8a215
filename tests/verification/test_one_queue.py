"""One queue against Erlang's formulas B and C, fixed patience, and a recursion of every wait."""

from __future__ import annotations

import numpy as np
import pytest
from verification.comparison import Verify
from verification.event_times import holds, reported_days, waits
from verification.one_queue import IMPATIENT, PATIENT, Ward, rows, scenario_of, theory
from verification.queues import first_come_first_served
from verification.sampling import engines_alike

from carefunds_sim.engines import simulate
from carefunds_sim.model.draws import uniforms
from carefunds_sim.model.resolve import make_plan
from carefunds_sim.model.rules.variates import stay_days
from carefunds_sim.scenario.load import load_scenario
from carefunds_sim.vocabulary import Purpose, StayFamily

PER_DAY, STAY_DAYS, BEDS = 2.5, 9.0, 25


@pytest.mark.parametrize("ward", [*PATIENT, *IMPATIENT], ids=str)
def test_a_ward_follows_its_theory(ward: Ward, verify: Verify) -> None:
    alike = engines_alike(scenario_of(ward))._replace(measure=f"{ward}: SimPy accounts that differ")
    verify("one_queue", [*rows(ward, replications=80, years=10), alike])


@pytest.mark.slow
@pytest.mark.parametrize("ward", [*PATIENT, *IMPATIENT], ids=str)
def test_a_ward_follows_its_theory_over_two_thousand_years(ward: Ward, verify: Verify) -> None:
    verify("one_queue", rows(ward, replications=100, years=20))


def test_fixed_patience_without_patience_is_erlangs_loss_and_with_much_of_it_erlang_c() -> None:
    loss = theory(Ward(1.0, 9.0, 10, 0.0))
    assert loss["share turned away"] == pytest.approx(0.16796, abs=1e-5)  # B(10, 9) of the tables
    assert loss["mean queue"] == 0.0
    long, endless = theory(Ward(2.5, 9.0, 25, 400.0)), theory(Ward(2.5, 9.0, 25))
    assert long["mean queue"] == pytest.approx(endless["mean queue"], rel=1e-9)


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
def test_every_start_is_that_of_first_come_first_served_with_the_same_stays(engine: str) -> None:
    scenario = load_scenario("one_queue", start="empty", warmup_months=0, years=3)
    run = simulate(scenario, trace=True, engine=engine)
    people = make_plan(scenario, seed=run.seed, replication=0).people
    chances = uniforms(run.seed, 0, int(people.key[0]), people.number, Purpose.STAY, episode=1)
    stays = [stay_days(u, StayFamily.EXPONENTIAL, STAY_DAYS, 0.0) for u in chances]
    expected = first_come_first_served(people.arrival_day.tolist(), stays, BEDS)
    held = holds(run.events, "hospital")
    started = [expected[hold.person] for hold in held]
    np.testing.assert_allclose([hold.start for hold in held], started, rtol=0, atol=1e-9)
    last = reported_days(scenario)[1]
    assert len(held) == sum(start < last for start in expected)
    assert waits(run.events, "hospital"), "nobody waited: the test would prove nothing"
