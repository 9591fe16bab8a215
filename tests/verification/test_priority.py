"""The head start of hospital discharges against the theory of priority queues."""

from __future__ import annotations

import numpy as np
import pytest
from verification.comparison import Verify
from verification.priority import STREAMS, head_start, rows, two_streams, waits

from carefunds_sim.engines import simulate
from carefunds_sim.model.resolve import make_plan

THIRD = STREAMS["a third go first"]
ENGINES = pytest.mark.parametrize("engine", ["compiled", "simpy"])


@pytest.mark.parametrize("case", STREAMS)
def test_an_endless_head_start_is_the_priority_queue_of_theory(case: str, verify: Verify) -> None:
    verify("priority", rows(case, replications=40, years=2))


@pytest.mark.slow
@pytest.mark.parametrize("case", STREAMS)
def test_an_endless_head_start_is_the_priority_queue_for_long(case: str, verify: Verify) -> None:
    verify("priority", rows(case, replications=60, years=5))


def test_without_a_head_start_both_streams_wait_alike_and_order_leaves_the_mean_as_it_is() -> None:
    scenario = two_streams(*THIRD, years=3)
    alike = waits(simulate(scenario, trace=True))
    with head_start(3.0):
        ahead = waits(simulate(scenario, trace=True))
    discharges, referrals = alike
    assert alike[discharges] == pytest.approx(alike[referrals], rel=0.2)
    assert ahead[discharges] < 0.7 * alike[discharges]
    assert ahead[referrals] > alike[referrals]
    mean = {name: np.average(list(found.values()), weights=THIRD)
            for name, found in (("alike", alike), ("ahead", ahead))}  # fmt: skip
    assert mean["ahead"] == pytest.approx(mean["alike"], rel=0.1)


@ENGINES
def test_a_head_start_beats_those_who_joined_less_than_it_before_and_nobody_else(
    engine: str,
) -> None:
    """Whenever somebody starts, nobody left in the queue has an earlier place in it."""
    days = 2.0
    scenario = two_streams(*THIRD, years=2, warmup_months=0)
    with head_start(days):
        run = simulate(scenario, trace=True, engine=engine)
    people = make_plan(scenario, seed=run.seed, replication=0).people
    queue: dict[int, float] = {}
    overtaken = 0
    for event in run.events:
        person = event.entity_id
        if event.event_type == "queue":
            from_hospital = people.stream[person] == 0
            queue[person] = event.time - (days if from_hospital else 0.0)
        elif event.event_type == "resource_use" and person in queue:
            place = queue.pop(person)
            assert all(place <= other for other in queue.values())
            overtaken += any(people.arrival_day[other] < event.time - days for other in queue)
    assert overtaken
