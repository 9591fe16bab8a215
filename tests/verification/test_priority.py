"""The head start of hospital discharges against the theory of priority queues."""

from __future__ import annotations

import numpy as np
import pytest
from verification.event_times import Interval, holds, reported_days
from verification.fit import collected, misfits
from verification.queues import erlang_c
from verification.written import stream

from carefunds_sim.engines import month_end, simulate
from carefunds_sim.model.conditions import Conditions, first_conditions
from carefunds_sim.model.plan import Plan
from carefunds_sim.model.resolve import make_plan
from carefunds_sim.scenario.load import load_scenario
from carefunds_sim.scenario.scenario import Scenario

FROM_HOSPITAL, FROM_HOME = 0.8, 1.7
STAY_DAYS, BEDS = 9.0, 25
FALSE_ALARM = 0.01  # of each test as a whole


def two_streams(**run: object) -> Scenario:
    """Return the one-queue lesson with two streams that compete for its beds."""
    return load_scenario("one_queue", **run).with_value(
        "area.streams",
        {
            "discharges": stream(FROM_HOSPITAL, "hospital"),
            "referrals": stream(FROM_HOME, "hospital", origin="community"),
        },
    )


def give_head_start(monkeypatch: pytest.MonkeyPatch, days: float) -> None:
    """Let every discharge be so many days ahead, as money's conditions would."""

    def conditions(plan: Plan) -> Conditions:
        first = first_conditions(plan)
        return first._replace(head_start=np.full_like(first.head_start, days))

    monkeypatch.setattr(month_end, "first_conditions", conditions)


def mean_waits(scenario: Scenario, replication: int) -> dict[str, float]:
    """Run once and return the mean wait of each stream and of both."""
    run = simulate(scenario, replication=replication, trace=True)
    people = make_plan(scenario, seed=run.seed, replication=replication).people
    first = reported_days(scenario)[0]
    started = [hold for hold in holds(run.events, "hospital") if hold.start >= first]
    waits = {code: [_wait(hold, people.arrival_day) for hold in started
                    if people.stream[hold.person] == code] for code in (0, 1)}  # fmt: skip
    return {
        "discharges": float(np.mean(waits[0])),
        "referrals": float(np.mean(waits[1])),
        "all": float(np.mean(waits[0] + waits[1])),
    }


def _wait(hold: Interval, arrival_day: np.ndarray) -> float:
    return max(0.0, hold.start - float(arrival_day[hold.person]))


def priority_theory() -> dict[str, float]:
    """Return mean waits under non-preemptive priority with one exponential stay (Cobham 1954)."""
    queue = erlang_c(FROM_HOSPITAL + FROM_HOME, STAY_DAYS, BEDS)
    first = 1.0 - FROM_HOSPITAL * STAY_DAYS / BEDS
    both = 1.0 - (FROM_HOSPITAL + FROM_HOME) * STAY_DAYS / BEDS
    residual = queue.chance_of_waiting * STAY_DAYS / BEDS
    return {
        "discharges": residual / first,
        "referrals": residual / (first * both),
        "all": queue.mean_wait,
    }


def test_an_endless_head_start_is_the_priority_queue_of_theory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    give_head_start(monkeypatch, 1e6)
    rows = [mean_waits(two_streams(years=3), number) for number in range(14)]
    samples, theory = collected(rows), priority_theory()
    assert not misfits(samples, theory, false_alarm=FALSE_ALARM)
    alike = dict.fromkeys(theory, theory["all"])
    assert "discharges" in misfits(samples, alike, false_alarm=FALSE_ALARM)


def test_without_a_head_start_both_streams_wait_alike_and_order_leaves_the_mean_as_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scenario = two_streams(years=3)
    alike = mean_waits(scenario, 0)
    give_head_start(monkeypatch, 3.0)
    ahead = mean_waits(scenario, 0)
    assert alike["discharges"] == pytest.approx(alike["referrals"], rel=0.2)
    assert ahead["discharges"] < 0.7 * alike["discharges"]
    assert ahead["referrals"] > alike["referrals"]
    assert ahead["all"] == pytest.approx(alike["all"], rel=0.1)


def test_a_head_start_beats_those_who_joined_less_than_it_before_and_nobody_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whenever somebody starts, nobody left in the queue has an earlier place in it."""
    days = 2.0
    give_head_start(monkeypatch, days)
    scenario = two_streams(years=2, warmup_months=0)
    run = simulate(scenario, trace=True)
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
