"""Ties are settled by what happens and to whom, never by who was scheduled first."""

from __future__ import annotations

from collections.abc import Generator
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carefunds_sim.engines.clock import After, Clock
from carefunds_sim.vocabulary import Moment

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
