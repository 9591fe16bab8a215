"""The compiled engine's event queue: whatever is scheduled or cancelled, the first comes first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carefunds_sim.engines.compiled import event_queue
from carefunds_sim.engines.compiled.memory import FIRST_PERSONS, Memory
from carefunds_sim.model.compiling import compiled
from carefunds_sim.model.conditions import first_conditions
from carefunds_sim.model.resolve import make_plan
from carefunds_sim.scenario.load import load_scenario

has_event_before = compiled(event_queue.has_event_before)
first_event = compiled(event_queue.first_event)

DAYS = 365
SLOTS = 12


def a_memory() -> Memory:
    queue = load_scenario("one_queue", years=1, warmup_months=0)
    plan = make_plan(queue, seed=1, replication=0)
    return Memory(plan, first_conditions(plan), traced=False)


def take_first(memory: Memory, time: float, order: int) -> tuple[float, int] | None:
    """Take out and return what comes before a time and an order."""
    if not has_event_before(memory.world, time, order):
        return None
    first, its_order, slot = first_event(memory.world)
    event_queue.cancel(memory.world, slot)
    return first, its_order


def drained(memory: Memory, time: float = float(DAYS)) -> list[tuple[float, int]]:
    events = []
    while event := take_first(memory, time, -1):
        events.append(event)
    return events


ORDERS = st.integers(0, 9).map(lambda moment: event_queue.order_of(moment, 7))
# Whole days and halves make many events meet at one instant, and at the border of two days.
TIMES = st.integers(0, 2 * DAYS - 1).map(lambda half_days: half_days / 2.0)
EVENTS = st.tuples(st.integers(0, SLOTS - 1), TIMES, ORDERS)


@given(st.lists(st.one_of(EVENTS, st.integers(0, SLOTS - 1)), max_size=80))
def test_everybody_has_their_latest_event_and_they_come_in_order(
    doings: list[tuple[int, float, int] | int],
) -> None:
    memory, due = a_memory(), {}
    for doing in doings:
        if isinstance(doing, int):
            event_queue.cancel(memory.world, doing)
            due.pop(doing, None)
        else:
            slot, time, order = doing
            event_queue.schedule(memory.world, slot, time, order)
            due[slot] = (time, order)
    assert drained(memory) == sorted(due.values())


@given(st.lists(st.lists(EVENTS, max_size=6), min_size=1, max_size=30))
def test_events_that_follow_others_come_in_order_too(
    rounds: list[list[tuple[int, float, int]]],
) -> None:
    """What is scheduled while time passes lies after the moment at which it is scheduled."""
    memory = a_memory()
    due: dict[int, tuple[float, int]] = {}
    now = 0.0
    for events in rounds:
        for slot, days, order in events:
            time = min(now + days / 10.0, DAYS - 0.25)
            event_queue.schedule(memory.world, slot, time, order)
            due[slot] = (time, order)
        first = take_first(memory, float(DAYS), -1)
        assert first == (min(due.values()) if due else None)
        if first is not None:
            now = first[0]
            places = memory.tables["event_at"]
            gone = [slot for slot in due if places[slot] == event_queue.NOWHERE]
            assert [due.pop(slot) for slot in gone] == [first]


def test_what_comes_after_the_end_of_the_run_never_comes() -> None:
    memory = a_memory()
    event_queue.schedule(memory.world, 0, DAYS + 1.5, 1)
    event_queue.schedule(memory.world, 1, 3.5, 1)
    event_queue.schedule(memory.world, 1, float("inf"), 1)
    assert drained(memory) == []


def test_at_one_instant_the_order_decides() -> None:
    memory = a_memory()
    event_queue.schedule(memory.world, 0, 4.0, 5)
    assert take_first(memory, 4.0, 5) is None
    assert take_first(memory, 4.0, 6) == (4.0, 5)


@pytest.mark.parametrize("times", [1, 3])
def test_more_room_changes_nothing_of_what_is_to_come(times: int) -> None:
    memory = a_memory()
    for slot in range(SLOTS):
        event_queue.schedule(memory.world, slot, 20.0 - slot, slot)
    for _ in range(times):
        memory.make_room_for_persons()
    late = FIRST_PERSONS * 2**times - 1
    event_queue.schedule(memory.world, late, 0.5, late)
    expected = [(0.5, late), *((20.0 - slot, slot) for slot in reversed(range(SLOTS)))]
    assert drained(memory) == expected
