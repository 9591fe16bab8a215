"""A service's places: order of the queue, changes of capacity, and nobody slipping past."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from carefunds_sim.engines.clock import Clock
from carefunds_sim.engines.places import Places, Request
from carefunds_sim.vocabulary import Moment


@dataclass
class Someone:
    id: int


@pytest.fixture
def clock() -> Clock:
    return Clock()


def ask(places: Places, person: int, *, joined: float = 0.0, ahead: float = 0.0,
        units: float = 1.0) -> Request:  # fmt: skip
    """Queue for units, at a place that a head start may bring forward."""
    return Request(places, Someone(person), units, (joined - ahead, joined))  # type: ignore[arg-type]


def started(*requests: Request) -> list[bool]:
    return [request.started for request in requests]


def test_a_request_starts_at_once_when_there_is_room(clock: Clock) -> None:
    places = Places(clock, 2.0)
    assert started(ask(places, 1), ask(places, 2), ask(places, 3)) == [True, True, False]
    assert places.used == 2.0
    assert len(places.waiting) == 1


def test_those_who_joined_first_start_first_whatever_their_order_of_asking(clock: Clock) -> None:
    places = Places(clock, 0.0)
    late, early = ask(places, 1, joined=5.0), ask(places, 2, joined=3.0)
    places.change_limit(1.0)
    assert started(late, early) == [False, True]


def test_a_head_start_brings_a_request_forward(clock: Clock) -> None:
    places = Places(clock, 0.0)
    from_home, discharge = ask(places, 1, joined=3.0), ask(places, 2, joined=5.0, ahead=2.5)
    places.change_limit(1.0)
    assert started(from_home, discharge) == [False, True]


def test_of_equal_places_in_the_queue_the_earlier_to_join_and_then_the_lower_number_starts(
    clock: Clock,
) -> None:
    places = Places(clock, 0.0)
    ahead = ask(places, 1, joined=5.0, ahead=2.0)
    before = ask(places, 3, joined=3.0)
    same = ask(places, 2, joined=3.0)
    order = [request.person.id for request in places.waiting]
    assert order == [2, 3, 1]
    places.change_limit(2.0)
    assert started(ahead, before, same) == [False, True, True]


def test_the_first_in_the_queue_is_not_passed_by_one_who_needs_less(clock: Clock) -> None:
    places = Places(clock, 4.0)
    places.occupy(3.0)
    large, small = ask(places, 1, units=2.0), ask(places, 2, joined=1.0, units=1.0)
    assert started(large, small) == [False, False]
    assert not places.has_room(1.0)
    places.leave(1.0)
    assert started(large, small) == [True, False]
    places.leave(1.0)
    assert started(small) == [True]


def test_capacity_below_what_is_used_evicts_nobody_and_starts_nobody_until_enough_have_left(
    clock: Clock,
) -> None:
    places = Places(clock, 3.0)
    places.occupy(3.0)
    places.change_limit(1.0)
    waits = ask(places, 1)
    assert places.used == 3.0
    places.leave(1.0)
    places.leave(1.0)
    assert started(waits) == [False]
    places.leave(1.0)
    assert started(waits) == [True]


def test_more_capacity_starts_as_many_as_fit(clock: Clock) -> None:
    places = Places(clock, 0.0)
    requests = [ask(places, person, joined=float(person)) for person in range(4)]
    places.change_limit(3.0)
    assert started(*requests) == [True, True, True, False]


def test_hours_that_add_up_to_the_limit_but_for_rounding_fit(clock: Clock) -> None:
    places = Places(clock, 0.3)
    requests = [ask(places, person, units=0.1) for person in range(3)]
    assert started(*requests) == [True, True, True]
    assert started(ask(places, 4, units=0.1)) == [False]


def test_a_wait_that_ends_otherwise_leaves_the_queue_and_holds_nothing(clock: Clock) -> None:
    places = Places(clock, 1.0)
    places.occupy(1.0)
    gives_up, next_one = ask(places, 1), ask(places, 2, joined=1.0)
    gives_up.end_with(Moment.END_OF_PATIENCE)
    assert gives_up.value is Moment.END_OF_PATIENCE
    assert not gives_up.started
    places.leave(1.0)
    assert started(next_one) == [True]


def test_a_wait_that_has_ended_with_a_start_cannot_end_otherwise(clock: Clock) -> None:
    places = Places(clock, 1.0)
    request = ask(places, 1)
    request.end_with(Moment.DEATH)
    assert request.started


def test_places_without_limit_have_room_for_everybody(clock: Clock) -> None:
    places = Places(clock, float("inf"))
    assert all(started(*(ask(places, person) for person in range(100))))
    assert places.has_room(1e9)


def test_places_are_left_and_cannot_be_got(clock: Clock) -> None:
    with pytest.raises(NotImplementedError, match="left, not got"):
        Places(clock, 1.0)._do_get(None)
