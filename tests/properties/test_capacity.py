"""Capacity that falls, networks that lock, and what nobody may do."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from properties.networks import Part, scenario_of, service, stream
from verification.event_times import holds, levels

from carefunds_sim.engines import simulate
from carefunds_sim.errors import GridlockError
from carefunds_sim.scenario.load import load_scenario

SEEDS = st.integers(0, 2**32 - 1)
STEP_DAY = 150.0


def with_step(seed: int, day: float, capacity: float) -> Any:
    scenario = load_scenario("one_queue", years=1, warmup_months=0, start="empty", seed=seed)
    return scenario.with_value(
        "area.services.hospital.capacity_steps", [{"day": day, "capacity": capacity}]
    )


@settings(max_examples=6, deadline=None)
@given(seed=SEEDS, beds=st.integers(0, 15))
def test_capacity_that_falls_evicts_nobody_and_nobody_starts_until_enough_have_left(
    seed: int, beds: int
) -> None:
    """People there on the day stay as long as they would have; starts wait for room."""
    usual = simulate(with_step(seed, STEP_DAY, 25.0), trace=True).events
    fewer = simulate(with_step(seed, STEP_DAY, float(beds)), trace=True).events
    before = [event for event in usual if event.time < STEP_DAY]
    assert [event for event in fewer if event.time < STEP_DAY] == before
    ends = {hold.person: hold.end for hold in holds(usual, "hospital")}
    present = [hold for hold in holds(fewer, "hospital") if hold.start < STEP_DAY < hold.end]
    assume(len(present) > beds)
    assert all(hold.end == ends[hold.person] for hold in present)
    times, counts = levels(fewer, ["hospital"])
    started = np.diff(counts[:, 0], prepend=0) > 0
    late = started & (times > STEP_DAY)
    assert (counts[late, 0] <= beds).all()
    assert late.any() == (beds > 0)


@settings(max_examples=5, deadline=None)
@given(seed=SEEDS, more=st.integers(1, 10))
def test_capacity_that_rises_is_used_at_once_by_those_who_wait(seed: int, more: int) -> None:
    scenario = with_step(seed, STEP_DAY, 10.0 + more).with_value(
        "area.services.hospital.capacity", 10.0
    )
    events = simulate(scenario, trace=True).events
    at_once = [hold for hold in holds(events, "hospital") if hold.start == STEP_DAY]
    assert len(at_once) == more


@settings(max_examples=6, deadline=None)
@given(seed=SEEDS, first=st.integers(1, 5), second=st.integers(1, 5))
def test_nobody_ever_starts_above_capacity(seed: int, first: int, second: int) -> None:
    scenario = load_scenario("blocking", years=1, warmup_months=0, start="full", seed=seed)
    beds = {"hospital": 20.0 + first, "intermediate_care": 10.0 + second}
    scenario = scenario.with_values(
        {f"area.services.{name}.capacity": number for name, number in beds.items()}
    )
    _, counts = levels(simulate(scenario, trace=True).events, list(beds))
    assert (counts.max(axis=0) == list(beds.values())).all()


def loop(share: float = 0.9, **more: Any) -> Part:
    """Return two services of one place each that send most people on to each other."""
    return {
        "streams": {"to_first": stream(0.5, "first"), "to_second": stream(0.5, "second")},
        "services": {
            "first": service(3.0, 1.0, onward={"independent": {"second": share}}, **more),
            "second": service(3.0, 1.0, onward={"independent": {"first": share}}, **more),
            "elsewhere": service(3.0),
        },
    }


def loop_of_one(share: float) -> Part:
    """Return a service whose people mostly need another stay in it."""
    return {
        "streams": {"arrivals": stream(0.5, "only")},
        "services": {"only": service(3.0, 1.0, onward={"independent": {"only": share}})},
    }


def test_a_closed_loop_of_full_services_is_named_and_never_runs_on_in_silence() -> None:
    with pytest.raises(GridlockError, match="everybody in first, second waits"):
        simulate(scenario_of(loop()))


def test_a_service_that_waits_for_itself_is_a_closed_loop_too() -> None:
    with pytest.raises(GridlockError, match="everybody in only waits"):
        simulate(scenario_of(loop_of_one(0.9)))


@pytest.mark.parametrize("area", [loop(1.0), loop_of_one(1.0)], ids=["of two", "of one"])
def test_a_loop_that_nobody_ever_leaves_is_named_in_words(area: Part) -> None:
    with pytest.raises(GridlockError):
        simulate(scenario_of(area))


@pytest.mark.parametrize(
    "way_out",
    [
        {"second_choice": "elsewhere", "patience": 5.0},
        {"hazards": {"death": {"independent": 1.0}}},
    ],
    ids=["a second choice after patience", "a chance of death"],
)
def test_a_loop_with_a_way_out_runs(way_out: Part) -> None:
    run = simulate(scenario_of(loop(**way_out)))
    assert run.values["starts"].sum() > 0.0


def test_a_full_service_that_waits_for_a_place_nobody_holds_up_is_no_gridlock() -> None:
    """The hospital is full of people who wait, but those they wait for go home in the end."""
    area = {
        "streams": {"arrivals": stream(2.0, "hospital")},
        "services": {
            "hospital": service(1.0, 2.0, onward={"independent": {"care": 1.0}}),
            "care": service(40.0, 1.0),
        },
    }
    run = simulate(scenario_of(area))
    assert run.values["waiting_days"].sum() > 0.0
