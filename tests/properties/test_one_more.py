"""One more bed, one more person: nothing changes but what follows from it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from properties.networks import scenario_of, service, stream
from verification.event_times import holds, waits

from carefunds_sim.engines import simulate
from carefunds_sim.engines.simpy_engine import simulate_simpy
from carefunds_sim.model.plan import People, Plan
from carefunds_sim.model.record import Event
from carefunds_sim.model.resolve import make_plan
from carefunds_sim.scenario.load import compose, load_scenario
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.vocabulary import Loop

SEEDS = st.integers(0, 2**32 - 1)
SHORT = {"years": 1, "warmup_months": 0, "start": "empty"}
NEW = 10**6  # the number of the person who is added, whom no stream has


def one_more(scenario: Scenario, name: str) -> Scenario:
    capacity = scenario.area.services[name].capacity
    assert capacity
    return scenario.with_value(f"area.services.{name}.capacity", capacity.value + 1.0)


def until(events: list[Event], day: float) -> list[Event]:
    return [event for event in events if event.time < day]


def stays(events: list[Event], name: str) -> dict[int, float]:
    """Return the days of each person's completed stay in a service that people use once."""
    held = holds(events, name)
    return {hold.person: hold.end - hold.start for hold in held if np.isfinite(hold.end)}


@settings(max_examples=6, deadline=None)
@given(seed=SEEDS)
def test_one_more_bed_changes_nothing_before_somebody_would_have_waited_for_it(seed: int) -> None:
    scenario = load_scenario("one_queue", **SHORT, seed=seed)
    fewer = simulate(scenario, trace=True).events
    more = simulate(one_more(scenario, "hospital"), trace=True).events
    waited = waits(fewer, "hospital")
    assume(waited)
    first = waited[0].start
    assert until(fewer, first) == until(more, first)
    assert fewer != more


@settings(max_examples=6, deadline=None)
@given(seed=SEEDS)
def test_one_more_bed_lengthens_nobodys_wait_and_changes_nobodys_stay(seed: int) -> None:
    """First come, first served, with the same arrivals and stays: more beds delay nobody."""
    scenario = load_scenario("one_queue", **SHORT, seed=seed)
    fewer = simulate(scenario, trace=True).events
    more = simulate(one_more(scenario, "hospital"), trace=True).events
    starts = {hold.person: hold.start for hold in holds(more, "hospital")}
    for hold in holds(fewer, "hospital"):
        assert starts[hold.person] <= hold.start + 1e-9
    here, there = stays(fewer, "hospital"), stays(more, "hospital")
    both = here.keys() & there.keys()
    assert len(both) > 500
    assert all(here[person] == pytest.approx(there[person], abs=1e-9) for person in both)


@settings(max_examples=4, deadline=None)
@given(seed=SEEDS)
def test_one_more_place_further_on_changes_nothing_before_somebody_is_blocked(seed: int) -> None:
    scenario = load_scenario("blocking", **SHORT, seed=seed)
    fewer = simulate(scenario, trace=True).events
    more = simulate(one_more(scenario, "intermediate_care"), trace=True).events
    blocked = waits(fewer, "intermediate_care")
    first = blocked[0].start if blocked else float("inf")
    assert until(fewer, first) == until(more, first)
    here, there = stays(fewer, "intermediate_care"), stays(more, "intermediate_care")
    both = here.keys() & there.keys()
    assert all(here[person] == pytest.approx(there[person], abs=1e-9) for person in both)
    discharged = stays(fewer, "hospital").keys() & stays(more, "hospital").keys()
    goes_on, still_goes_on = (
        {hold.person for hold in holds(events, "intermediate_care")} & discharged
        for events in (fewer, more)
    )
    assert goes_on == still_goes_on


@settings(max_examples=5, deadline=None)
@given(seed=SEEDS, more=st.integers(1, 6))
def test_more_capacity_never_lengthens_the_mean_wait(seed: int, more: int) -> None:
    scenario = load_scenario("one_queue", **SHORT, seed=seed)
    beds = scenario.area.services["hospital"].capacity
    assert beds
    larger = scenario.with_value("area.services.hospital.capacity", beds.value + more)
    waited = [
        simulate(each).values["waiting_days"].sum(axis=(1, 2)).cumsum()
        for each in (scenario, larger)
    ]
    assert (waited[1] <= waited[0] + 1e-9).all()


def with_one_more_person(plan: Plan, day: float) -> tuple[Plan, int]:
    """Return the plan with somebody like the first person of the first stream; and their row."""
    people = plan.people
    row = int(np.searchsorted(people.arrival_day, day))
    model = int(np.flatnonzero(people.stream == 0)[0])
    extra = People(*(column[model] for column in people))._replace(arrival_day=day, number=NEW)
    joined = (np.insert(column, row, value) for column, value in zip(people, extra, strict=True))
    return replace(plan, people=People(*joined)), row


def of_others(events: list[Event], extra: int) -> list[tuple[int, str, str, float]]:
    """Return what happened to everybody but one person, by their rows without that one.

    Numbered places are left out: the extra person has one too.
    """
    return [
        (event.entity_id - (event.entity_id > extra), *event[1:4])
        for event in events
        if event.entity_id != extra
    ]


def everybody(events: list[Event]) -> list[tuple[int, str, str, float]]:
    return of_others(events, 10**9)


@settings(max_examples=6, deadline=None)
@given(seed=SEEDS, day=st.floats(0.0, 300.0))
def test_one_more_person_changes_nothing_for_others_where_nobody_waits(
    seed: int, day: float
) -> None:
    scenario = scenario_of(
        {
            "streams": {"arrivals": stream(2.0, "ward")},
            "services": {
                "ward": service(6.0, onward={"independent": {"care": 0.5}}),
                "care": service(30.0, hazards={"death": {"independent": 2.0}}),
            },
        },
        seed=seed,
    )
    plan = make_plan(scenario, seed=seed, replication=0)
    larger, extra = with_one_more_person(plan, day)
    alone, together = (simulate_simpy(each, trace=True)[1] for each in (plan, larger))
    assert len(together) > len(alone)
    assert of_others(together, extra) == everybody(alone)


@settings(max_examples=5, deadline=None)
@given(seed=SEEDS, day=st.floats(30.0, 300.0))
def test_one_more_person_hastens_nobody_in_a_queue_and_changes_nobodys_stay(
    seed: int, day: float
) -> None:
    plan = make_plan(load_scenario("one_queue", **SHORT), seed=seed, replication=0)
    larger, extra = with_one_more_person(plan, day)
    alone, together = (simulate_simpy(each, trace=True)[1] for each in (plan, larger))
    before = everybody(until(alone, day))
    assert of_others(until(together, day), extra) == before
    starts = {hold.person: hold.start for hold in holds(alone, "hospital")}
    for hold in holds(together, "hospital"):
        if hold.person != extra:
            assert hold.start >= starts[hold.person - (hold.person > extra)] - 1e-9
    here, there = stays(alone, "hospital"), stays(together, "hospital")
    for person, days in there.items():
        row = person - (person > extra)
        if person != extra and row in here:
            assert days == pytest.approx(here[row], abs=1e-9)


def test_one_more_person_changes_nothing_for_others_in_a_council_with_plenty() -> None:
    """In the whole model: where nothing is scarce, nobody's life depends on anybody else's."""
    scenario = compose(
        "typical_council",
        "separate",
        "none",
        run={"scale": 0.1, "years": 2, "warmup_months": 0},
        switched_off=[Loop.OVERSPEND_CUTS, Loop.REALLOCATION, Loop.FREED_BEDS_REFILL],
    )
    plenty = {
        f"area.services.{name}.capacity": 10.0 * each.capacity.value
        for name, each in scenario.area.services.items()
        if each.capacity
    }
    plan = make_plan(scenario.with_values(plenty), seed=1, replication=0)
    larger, extra = with_one_more_person(plan, 100.5)
    alone, together = (simulate_simpy(each, trace=True)[1] for each in (plan, larger))
    assert any(event.entity_id == extra for event in together)
    assert of_others(together, extra) == everybody(alone)
