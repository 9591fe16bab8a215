"""The event log: its columns, and which numbered place a person uses."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from carefunds_sim.engines.event_log import EventLog, Note
from carefunds_sim.model.record import Event
from carefunds_sim.vocabulary import DelayReason, Dependency

SERVICES = ("ward", "home")
WARD, HOME = range(2)


def test_lines_have_the_columns_that_animation_tools_read() -> None:
    log = EventLog(SERVICES, kept=True)
    log.note(7, Note.ARRIVAL, 1.5)
    assert log.events == [Event(7, "arrival_departure", "arrival", 1.5, 0)]
    assert Event._fields == ("entity_id", "event_type", "event", "time", "resource_id")


def test_the_lowest_free_place_is_used_from_one_on() -> None:
    log = EventLog(SERVICES, kept=True)
    for person in (10, 11, 12):
        log.note(person, Note.USE, 0.0, WARD)
    log.note(11, Note.USE_END, 1.0, WARD)
    log.note(10, Note.USE_END, 2.0, WARD)
    for person in (13, 14, 15):
        log.note(person, Note.USE, 3.0, WARD)
    numbers = [event.resource_id for event in log.events]
    assert numbers == [1, 2, 3, 2, 1, 1, 2, 4]


def test_each_service_numbers_its_own_places_and_a_person_may_hold_several() -> None:
    log = EventLog(SERVICES, kept=True)
    log.note(1, Note.USE, 0.0, HOME)
    log.note(1, Note.USE, 1.0, WARD)
    log.note(1, Note.USE_END, 2.0, HOME)
    assert [event.resource_id for event in log.events] == [1, 1, 1]


def test_those_who_queue_use_no_place() -> None:
    log = EventLog(SERVICES, kept=True)
    log.note(1, Note.WAITING, 0.0, WARD)
    assert log.events[0].resource_id == 0


def test_lines_say_in_words_what_happened() -> None:
    log = EventLog(SERVICES, kept=True)
    log.note(1, Note.WAITING, 0.0, HOME)
    log.note(1, Note.NOW_IS, 1.0, int(Dependency.SOME_HELP))
    log.note(1, Note.WAS_DELAYED, 3.0, int(DelayReason.HOUSING), 2.5)
    log.note(1, Note.DEATH, 4.0)
    assert [event.event for event in log.events] == [
        "waiting for home", "now is: some help", "was delayed 2.50 days: housing", "deaths",
    ]  # fmt: skip


def test_a_log_that_is_not_kept_keeps_nothing() -> None:
    log = EventLog(SERVICES, kept=False)
    log.note(1, Note.USE, 0.0, WARD)
    log.note(1, Note.USE_END, 1.0, WARD)
    assert log.events == []


@given(st.lists(st.integers(0, 9), max_size=60))
def test_nobody_shares_a_place_and_none_is_numbered_beyond_the_most_in_use(
    people: list[int],
) -> None:
    """Each person named uses a place if they have none, else leaves it."""
    log = EventLog(SERVICES, kept=True)
    inside: dict[int, int] = {}
    most = 0
    for day, person in enumerate(people):
        kind = Note.USE_END if person in inside else Note.USE
        log.note(person, kind, float(day), WARD)
        number = log.events[-1].resource_id
        if kind is Note.USE:
            assert number not in inside.values()
            inside[person] = number
        else:
            assert inside.pop(person) == number
        most = max(most, len(inside))
        assert number <= most
