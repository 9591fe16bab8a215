"""Everybody who may come forward: rates, shares, and that nobody depends on anybody else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from carefunds_sim.model import people as people_module
from carefunds_sim.model.draws import uniforms
from carefunds_sim.model.people import Census, StreamDraw, draw_people
from carefunds_sim.model.plan import People
from carefunds_sim.model.resolve import mixed_share
from carefunds_sim.vocabulary import Purpose

FALSE_ALARM = 0.001
ONE_COMMISSIONER = np.ones(1)
LIVES = ("arrival_day", "band", "dependency", "presentation", "funding", "first_need", "thinning")


def a_stream(code: int = 0, *, days: int = 200, per_day: float = 20.0) -> StreamDraw:
    """Return a stream of three bands and two services."""
    return StreamDraw(
        code=code,
        key=1000 + code,
        rate=np.tile(np.array([0.5, 0.3, 0.2]) * per_day, (days, 1)),
        mixed=np.ones(days),
        dependency=np.array([[0.7, 0.2, 0.1], [0.5, 0.3, 0.2], [0.2, 0.4, 0.4]]),
        hip_fracture=np.array([0.1, 0.2, 0.4]),
        self_funded=np.array([0.2, 0.3, 0.4]),
        first=np.array([[1.0, 0.0], [0.6, 0.4], [0.0, 1.0]]),
    )


def drawn(*streams: StreamDraw, seed: int = 1, replication: int = 0) -> People:
    return draw_people(
        (seed, replication), [[stream] for stream in streams], None, ONE_COMMISSIONER
    )


def fits(count: float, of: float, share: float) -> bool:
    """Tell whether a count fits a share; a right program fails in a thousand."""
    return bool(stats.binomtest(int(count), int(of), share).pvalue > FALSE_ALARM)


def test_people_come_as_a_poisson_process_at_the_stated_rate() -> None:
    people = drawn(a_stream(days=400))
    expected = 400 * 20.0
    assert abs(len(people.number) - expected) < 3.3 * np.sqrt(expected)
    gaps = np.diff(people.arrival_day)
    assert stats.kstest(gaps * 20.0, "expon").pvalue > FALSE_ALARM
    assert (gaps >= 0.0).all()
    assert people.arrival_day[-1] < 400.0


def test_what_need_adds_may_be_independent() -> None:
    """Of 100 people a day half have the stream's mix, the others are independent."""
    stream = a_stream(per_day=100.0)
    people = drawn(stream._replace(mixed=np.full(200, 0.5)))
    oldest = people.dependency[people.band == 2]
    for dependency, share in enumerate([0.5 + 0.5 * 0.2, 0.5 * 0.4, 0.5 * 0.4]):
        assert fits((oldest == dependency).sum(), len(oldest), share)


def test_the_share_that_is_as_dependent_follows_need() -> None:
    """Need of 1.25 adds a fifth of all who come, of whom a quarter are as dependent."""
    need = np.array([1.0, 1.25, 0.8])
    assert mixed_share(need, 0.25) == pytest.approx([1.0, 1.0 - 0.2 * 0.75, 1.0])
    assert mixed_share(need, 1.0) == pytest.approx(np.ones(3))


def test_people_follow_a_rate_that_changes_from_day_to_day() -> None:
    stream = a_stream(days=100)
    rate = stream.rate.copy()
    rate[:50] *= 3.0
    rate[60:70] = 0.0
    people = drawn(stream._replace(rate=rate))
    days = people.arrival_day
    assert not ((days >= 60.0) & (days < 70.0)).any()
    assert fits((days < 50.0).sum(), len(days), 3000.0 / 3800.0)


def test_bands_dependency_and_other_attributes_have_the_stated_shares() -> None:
    people = drawn(a_stream(days=500))
    number = len(people.number)
    for band, share in enumerate((0.5, 0.3, 0.2)):
        assert fits((people.band == band).sum(), number, share)
    stream = a_stream()
    for band in range(3):
        own = people.band == band
        for dependency in range(3):
            share = stream.dependency[band, dependency]
            assert fits((people.dependency[own] == dependency).sum(), own.sum(), share)
        assert fits(people.presentation[own].sum(), own.sum(), stream.hip_fracture[band])
        assert fits(people.funding[own].sum(), own.sum(), stream.self_funded[band])
    some_help = people.dependency == 1
    assert fits(people.first_need[some_help].sum(), some_help.sum(), 0.4)
    assert (people.first_need[people.dependency == 0] == 0).all()
    assert (people.first_need[people.dependency == 2] == 1).all()


def test_commissioners_have_the_stated_shares() -> None:
    share = np.array([0.5, 0.2, 0.3])
    people = draw_people((1, 0), [[a_stream(days=300)]], None, share)
    for commissioner in range(3):
        count = (people.commissioner == commissioner).sum()
        assert fits(count, len(people.number), share[commissioner])


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), days=st.integers(20, 80), more=st.integers(1, 100))
def test_a_longer_run_has_the_same_people_first(seed: int, days: int, more: int) -> None:
    short, long = (drawn(a_stream(days=length), seed=seed) for length in (days, days + more))
    count = len(short.number)
    assert len(long.number) >= count
    for name in People._fields:
        np.testing.assert_array_equal(getattr(short, name), getattr(long, name)[:count])


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), per_day=st.floats(0.1, 30))
def test_another_stream_changes_nobody_in_the_first(seed: int, per_day: float) -> None:
    alone = drawn(a_stream(0), seed=seed)
    together = drawn(a_stream(0), a_stream(1, per_day=per_day), seed=seed)
    own = together.stream == 0
    for name in People._fields:
        np.testing.assert_array_equal(getattr(alone, name), getattr(together, name)[own])


@settings(max_examples=10, deadline=None)
@given(factor=st.floats(1.1, 3))
def test_more_people_a_day_are_the_same_people_sooner_and_then_others(factor: float) -> None:
    few, many = drawn(a_stream(per_day=10.0)), drawn(a_stream(per_day=10.0 * factor))
    count = len(few.number)
    for name in ("number", "band", "dependency", "funding", "first_need", "thinning"):
        np.testing.assert_array_equal(getattr(few, name), getattr(many, name)[:count])
    assert (many.arrival_day[:count] <= few.arrival_day).all()


def test_another_seed_or_replication_has_other_people() -> None:
    here = drawn(a_stream())
    for other in (drawn(a_stream(), seed=2), drawn(a_stream(), replication=1)):
        assert not np.isin(here.arrival_day, other.arrival_day).any()


def test_people_are_in_order_of_arrival_and_numbered_within_their_stream() -> None:
    people = drawn(a_stream(0), a_stream(1))
    assert (np.diff(people.arrival_day) >= 0.0).all()
    for code in (0, 1):
        np.testing.assert_array_equal(
            people.number[people.stream == code], np.arange((people.stream == code).sum())
        )


def test_who_comes_follows_from_their_own_draws_and_nothing_else() -> None:
    """The same people told with plain arrays, all at once and one attribute at a time."""
    stream = a_stream(code=3, days=60)
    stream = stream._replace(rate=stream.rate * np.linspace(0.5, 2.0, 60)[:, None])
    people = drawn(stream, seed=5, replication=2)
    numbers = np.arange(len(people.number))

    def chance(purpose: Purpose) -> np.ndarray:
        return uniforms(5, 2, 1003, numbers, int(purpose))

    def chosen(purpose: Purpose, weights: np.ndarray) -> np.ndarray:
        cumulative = np.cumsum(weights, axis=1)
        return (chance(purpose)[:, None] * cumulative[:, -1:] >= cumulative).sum(axis=1)

    reached = np.cumsum(-np.log(chance(Purpose.GAP)))
    through = np.concatenate([[0.0], np.cumsum(stream.rate.sum(axis=1))])
    days = np.interp(reached, through, np.arange(61.0))
    band = chosen(Purpose.AGE_BAND, stream.rate[days.astype(np.int64)])
    dependency = chosen(Purpose.DEPENDENCY, stream.dependency[band])
    expected = {
        "arrival_day": days,
        "number": numbers,
        "band": band,
        "dependency": dependency,
        "presentation": chance(Purpose.PRESENTATION) < stream.hip_fracture[band],
        "funding": chance(Purpose.FUNDING) < stream.self_funded[band],
        "first_need": chosen(Purpose.FIRST_NEED, stream.first[dependency]),
        "thinning": chance(Purpose.THINNING),
    }
    for name, column in expected.items():
        np.testing.assert_array_equal(getattr(people, name), column, err_msg=name)


def test_it_does_not_matter_how_many_are_drawn_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    census = a_census([[40.0, 30.0, 20.0], [9.0, 8.0, 7.0]])
    made = []
    for at_once in (7, 1000, people_module.AT_ONCE):
        monkeypatch.setattr(people_module, "AT_ONCE", at_once)
        made.append(draw_people((1, 0), [[a_stream()]], census, np.array([0.4, 0.6])))
    for name in People._fields:
        for other in made[1:]:
            np.testing.assert_array_equal(getattr(made[0], name), getattr(other, name))


@pytest.mark.parametrize("name", People._fields)
def test_every_column_is_a_plain_array_that_can_be_compiled_for(name: str) -> None:
    people = draw_people((1, 0), [[a_stream()]], a_census([[5.0] * 3] * 2), ONE_COMMISSIONER)
    column = getattr(people, name)
    assert column.dtype == (np.float64 if name in ("arrival_day", "thinning") else np.int64)
    assert column.flags.c_contiguous


def test_nobody_comes_where_nobody_is_expected() -> None:
    people = drawn(a_stream(per_day=0.0))
    assert [len(column) for column in people] == [0] * len(People._fields)


def a_census(numbers: list[list[float]]) -> Census:
    return Census(
        code=1,
        keys=np.arange(2000, 2006).reshape(2, 3),
        numbers=np.array(numbers),
        band=np.array([[0.6, 0.3, 0.1], [0.3, 0.4, 0.3], [0.1, 0.3, 0.6]]),
        self_funded=np.array([0.0, 1.0]),
    )


def test_every_place_of_the_first_day_is_a_person_rounded_without_losing_the_total() -> None:
    numbers = [[3.4, 3.4, 3.4], [0.3, 0.3, 0.3]]
    people = draw_people((1, 0), [[a_stream()]], a_census(numbers), ONE_COMMISSIONER)
    inside = people.starts_in >= 0
    assert (people.arrival_day[inside] == 0.0).all()
    assert (people.stream[inside] == 1).all()
    for service, row in enumerate(numbers):
        there = people.starts_in == service
        assert there.sum() == round(sum(row))
        for dependency, expected in enumerate(row):
            assert abs((there & (people.dependency == dependency)).sum() - expected) < 1.0


@settings(max_examples=30, deadline=None)
@given(row=st.lists(st.floats(0, 500), min_size=3, max_size=3))
def test_rounding_a_service_to_whole_people_is_never_out_by_one_in_all(row: list[float]) -> None:
    people = draw_people((1, 0), [[a_stream()]], a_census([row, [0.0] * 3]), ONE_COMMISSIONER)
    assert abs((people.starts_in == 0).sum() - sum(row)) <= 0.5 + 1e-6
    assert not (people.starts_in == 1).any()


def test_those_of_the_first_day_need_what_they_have_and_private_services_hold_self_funders() -> (
    None
):
    people = draw_people((1, 0), [[a_stream()]], a_census([[50, 50, 50]] * 2), ONE_COMMISSIONER)
    inside = people.starts_in >= 0
    np.testing.assert_array_equal(people.first_need[inside], people.starts_in[inside])
    assert (people.funding[people.starts_in == 0] == 0).all()
    assert (people.funding[people.starts_in == 1] == 1).all()


def test_one_more_in_a_service_on_the_first_day_is_nobody_else_elsewhere() -> None:
    def residents(first: float) -> People:
        census = a_census([[first, 4.0, 4.0], [9.0, 8.0, 7.0]])
        people = draw_people((1, 0), [], census, np.array([0.4, 0.6]))
        elsewhere = (people.starts_in == 1) | (people.dependency > 0)
        return People(*(column[elsewhere] for column in people))

    for few, more in zip(residents(3.0), residents(7.0), strict=True):
        np.testing.assert_array_equal(few, more)


@pytest.mark.parametrize("name", LIVES)
def test_a_census_changes_nobody_who_comes_later(name: str) -> None:
    alone = drawn(a_stream())
    after = draw_people((1, 0), [[a_stream()]], a_census([[5.0] * 3] * 2), ONE_COMMISSIONER)
    np.testing.assert_array_equal(getattr(alone, name), getattr(after, name)[after.stream == 0])
