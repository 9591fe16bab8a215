"""SimPy's clock settles no tie by chance; nobody slips past in the queue for a service's places."""

from __future__ import annotations

from collections.abc import Generator
from itertools import permutations
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carefunds_sim.engines.places import After, Clock, Places, Request
from carefunds_sim.engines.steps.records import NO_PERSON
from carefunds_sim.vocabulary import Moment


@pytest.fixture
def clock() -> Clock:
    return Clock()


def ask(places: Places, person: int, *, joined: float = 0.0, ahead: float = 0.0,
        units: float = 1.0) -> Request:  # fmt: skip
    """Queue for units, at a place that a head start may bring forward."""
    wants = {"queue_place": joined - ahead, "joined": joined, "wanted": units, "granted": False}
    return Request(places, SimpleNamespace(id=person, **wants))


def change_limit(places: Places, limit: float) -> None:
    places.limit = limit
    places.serve()


def leave(places: Places, units: float) -> None:
    places.used -= units
    places.serve()


def started(*requests: Request) -> list[bool]:
    return [request.person.granted for request in requests]


def test_a_request_starts_at_once_when_there_is_room(clock: Clock) -> None:
    places = Places(clock, 2.0)
    assert started(ask(places, 1), ask(places, 2), ask(places, 3)) == [True, True, False]
    assert places.used == 2.0
    assert len(places.waiting) == 1


def test_those_who_joined_first_start_first_whatever_their_order_of_asking(clock: Clock) -> None:
    places = Places(clock, 0.0)
    late, early = ask(places, 1, joined=5.0), ask(places, 2, joined=3.0)
    change_limit(places, 1.0)
    assert started(late, early) == [False, True]


def test_a_head_start_brings_a_request_forward(clock: Clock) -> None:
    places = Places(clock, 0.0)
    from_home, discharge = ask(places, 1, joined=3.0), ask(places, 2, joined=5.0, ahead=2.5)
    change_limit(places, 1.0)
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
    change_limit(places, 2.0)
    assert started(ahead, before, same) == [False, True, True]


def test_the_first_in_the_queue_is_not_passed_by_one_who_needs_less(clock: Clock) -> None:
    places = Places(clock, 4.0)
    places.used += 3.0
    large, small = ask(places, 1, units=2.0), ask(places, 2, joined=1.0, units=1.0)
    assert started(large, small) == [False, False]
    assert places.first == 1
    assert places.in_line == 2
    leave(places, 1.0)
    assert started(large, small) == [True, False]
    leave(places, 1.0)
    assert started(small) == [True]


def test_capacity_below_what_is_used_evicts_nobody_and_starts_nobody_until_enough_have_left(
    clock: Clock,
) -> None:
    places = Places(clock, 3.0)
    places.used += 3.0
    change_limit(places, 1.0)
    waits = ask(places, 1)
    assert places.used == 3.0
    leave(places, 1.0)
    leave(places, 1.0)
    assert started(waits) == [False]
    leave(places, 1.0)
    assert started(waits) == [True]


def test_more_capacity_starts_as_many_as_fit(clock: Clock) -> None:
    places = Places(clock, 0.0)
    requests = [ask(places, person, joined=float(person)) for person in range(4)]
    change_limit(places, 3.0)
    assert started(*requests) == [True, True, True, False]


def test_hours_that_add_up_to_the_limit_but_for_rounding_fit(clock: Clock) -> None:
    places = Places(clock, 0.3)
    requests = [ask(places, person, units=0.1) for person in range(3)]
    assert started(*requests) == [True, True, True]
    assert started(ask(places, 4, units=0.1)) == [False]


def test_a_wait_that_ends_otherwise_leaves_the_queue_and_holds_nothing(clock: Clock) -> None:
    places = Places(clock, 1.0)
    places.used += 1.0
    gives_up, next_one = ask(places, 1), ask(places, 2, joined=1.0)
    gives_up.end_with(Moment.END_OF_PATIENCE)
    assert gives_up.value is Moment.END_OF_PATIENCE
    assert not gives_up.person.granted
    leave(places, 1.0)
    assert started(next_one) == [True]


def test_a_wait_that_has_ended_with_a_start_cannot_end_otherwise(clock: Clock) -> None:
    places = Places(clock, 1.0)
    request = ask(places, 1)
    request.end_with(Moment.DEATH)
    assert request.value is Moment.START
    assert request.person.granted


def test_places_without_limit_have_room_for_everybody(clock: Clock) -> None:
    places = Places(clock, float("inf"))
    assert all(started(*(ask(places, person) for person in range(100))))
    assert places.first == NO_PERSON


def test_places_are_left_and_cannot_be_got(clock: Clock) -> None:
    with pytest.raises(NotImplementedError, match="left, not got"):
        Places(clock, 1.0)._do_get(None)


Happening = tuple[Moment, int]


def run(scheduled: list[tuple[float, Moment, int]]) -> list[tuple[float, Moment, int]]:
    """Schedule moments in the given order and return them as they happen."""
    clock = Clock()
    happened: list[tuple[float, Moment, int]] = []

    def note(moment: Moment, person: int) -> None:
        happened.append((clock.now, moment, person))

    for days, moment, person in scheduled:
        timer = After(clock, days, moment, person)
        timer.callbacks.append(lambda _, moment=moment, person=person: note(moment, person))
    clock.run()
    return happened


def test_moments_at_one_instant_happen_in_the_order_of_their_kinds_then_of_people() -> None:
    at_once = [(1.0, moment, person) for moment in Moment for person in (0, 1, 10)]
    assert run(at_once[::-1]) == at_once


@pytest.mark.parametrize("order", list(permutations([Moment.START, Moment.DEATH, Moment.ARRIVAL])))
def test_the_order_of_scheduling_never_matters(order: tuple[Moment, ...]) -> None:
    happened = run([(2.0, moment, 7) for moment in order])
    assert [moment for _, moment, _ in happened] == [Moment.START, Moment.DEATH, Moment.ARRIVAL]


@given(
    st.lists(
        st.tuples(st.sampled_from([0.0, 1.0, 1.5]), st.sampled_from(Moment), st.integers(0, 5)),
        unique=True,
        max_size=20,
    )
)
def test_everything_happens_in_the_order_of_time_kind_and_person(
    scheduled: list[tuple[float, Moment, int]],
) -> None:
    assert run(scheduled) == sorted(scheduled)


def test_the_month_closes_before_anything_else_of_its_moment() -> None:
    assert min(Moment) is Moment.MONTH
    assert max(Moment) is Moment.ARRIVAL


def test_time_goes_on_by_now_plus_delay() -> None:
    clock = Clock()
    seen = []

    def steps() -> Generator[After, object, None]:
        for _ in range(3):
            yield After(clock, 0.1, Moment.END_OF_STAY, 1)
            seen.append(clock.now)

    clock.process(steps())
    clock.run()
    assert seen == [0.1, 0.1 + 0.1, 0.1 + 0.1 + 0.1]


def test_a_moment_carries_what_it_is() -> None:
    clock = Clock()
    assert After(clock, 1.0, Moment.DEATH, 3).value is Moment.DEATH
