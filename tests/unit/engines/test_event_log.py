"""The event log: its columns, and which numbered place a person uses."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from carefunds_sim.engines.event_log import (
    ARRIVAL_DEPARTURE,
    QUEUE,
    RESOURCE_USE,
    RESOURCE_USE_END,
    EventLog,
)
from carefunds_sim.model.record import Event


def test_lines_have_the_columns_that_animation_tools_read() -> None:
    log = EventLog(kept=True)
    log.note(7, ARRIVAL_DEPARTURE, "arrival", 1.5)
    assert log.events == [Event(7, "arrival_departure", "arrival", 1.5, 0)]
    assert Event._fields == ("entity_id", "event_type", "event", "time", "resource_id")


def test_the_lowest_free_place_is_used_from_one_on() -> None:
    log = EventLog(kept=True)
    for person in (10, 11, 12):
        log.note(person, RESOURCE_USE, "ward", 0.0)
    log.note(11, RESOURCE_USE_END, "ward", 1.0)
    log.note(10, RESOURCE_USE_END, "ward", 2.0)
    for person in (13, 14, 15):
        log.note(person, RESOURCE_USE, "ward", 3.0)
    numbers = [event.resource_id for event in log.events]
    assert numbers == [1, 2, 3, 2, 1, 1, 2, 4]


def test_each_service_numbers_its_own_places_and_a_person_may_hold_several() -> None:
    log = EventLog(kept=True)
    log.note(1, RESOURCE_USE, "home", 0.0)
    log.note(1, RESOURCE_USE, "ward", 1.0)
    log.note(1, RESOURCE_USE_END, "home", 2.0)
    assert [event.resource_id for event in log.events] == [1, 1, 1]


def test_those_who_queue_use_no_place() -> None:
    log = EventLog(kept=True)
    log.note(1, QUEUE, "waiting for ward", 0.0)
    assert log.events[0].resource_id == 0


def test_a_log_that_is_not_kept_keeps_nothing() -> None:
    log = EventLog(kept=False)
    log.note(1, RESOURCE_USE, "ward", 0.0)
    log.note(1, RESOURCE_USE_END, "ward", 1.0)
    assert log.events == []


@given(st.lists(st.integers(0, 9), max_size=60))
def test_nobody_shares_a_place_and_none_is_numbered_beyond_the_most_in_use(
    people: list[int],
) -> None:
    """Each person named uses a place if they have none, else leaves it."""
    log = EventLog(kept=True)
    inside: dict[int, int] = {}
    most = 0
    for day, person in enumerate(people):
        kind = RESOURCE_USE_END if person in inside else RESOURCE_USE
        log.note(person, kind, "ward", float(day))
        number = log.events[-1].resource_id
        if kind == RESOURCE_USE:
            assert number not in inside.values()
            inside[person] = number
        else:
            assert inside.pop(person) == number
        most = max(most, len(inside))
        assert number <= most
