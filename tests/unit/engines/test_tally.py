"""Days are counted over true intervals, and months cut them without loss."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carefunds_sim.engines.person import NEW, OUTSIDE
from carefunds_sim.engines.tally import Level, Levels, Tally
from carefunds_sim.model.record import Names
from carefunds_sim.vocabulary import BodyKind

CHANGES = st.lists(st.tuples(st.floats(0, 50), st.integers(-3, 5)), max_size=20)
NAMES = Names(
    services=("ward", "care"),
    streams=("arrivals", "census"),
    bodies=("north", "south", "council", "self"),
    body_kinds=(BodyKind.NHS, BodyKind.NHS, BodyKind.COUNCIL, BodyKind.SELF),
    funds=("north", "south", "council"),
)


def test_a_level_adds_up_over_the_days_it_lasts() -> None:
    level = Level()
    level.change(2, 1.0)  # nothing for a day, then two
    level.change(1, 4.0)  # three days of two, then three
    assert level.close(6.0) == 2 * 3.0 + 3 * 2.0
    assert level.now == 3


def test_a_closing_starts_again_from_nothing_with_the_level_as_it_stands() -> None:
    level = Level()
    level.change(2, 0.0)
    level.close(10.0)
    assert level.close(10.5) == 2 * 0.5
    assert level.close(10.5) == 0.0


@given(changes=CHANGES, cuts=st.lists(st.floats(0, 60), max_size=5))
def test_the_months_together_have_the_days_of_the_whole(
    changes: list[tuple[float, int]], cuts: list[float]
) -> None:
    """The integral of a step function, however often it is closed on the way."""
    whole, cut = Level(), Level()
    moments = sorted(
        [(day, 0, by) for day, by in changes] + [(day, 1, 0) for day in cuts],
    )
    total = 0.0
    for day, is_closing, by in moments:
        if is_closing:
            total += cut.close(day)
        else:
            whole.change(by, day)
            cut.change(by, day)
    total += cut.close(60.0)
    expected = sum(by * (60.0 - day) for day, by in changes)
    assert whole.close(60.0) == pytest.approx(expected, abs=1e-9)
    assert total == pytest.approx(expected, abs=1e-9)


def test_a_table_of_levels_keeps_each_of_them_apart() -> None:
    levels = Levels(2, 3)
    levels.change(1, 0.0, 0, 2)
    levels.change(2, 5.0, 1, 0)
    levels.change_to(5.0, 8.0, 1, 0)
    np.testing.assert_array_equal(levels.now(), [[0, 0, 1], [5, 0, 0]])
    days = levels.close(10.0)
    np.testing.assert_array_equal(days, [[0, 0, 10.0], [2 * 3.0 + 5 * 2.0, 0, 0]])


def test_a_move_is_counted_by_where_people_come_from_and_where_they_go() -> None:
    tally = Tally(NAMES)
    tally.count_move(NEW, OUTSIDE)
    tally.count_move(OUTSIDE, 0)
    tally.count_move(0, 1)
    tally.count_move(1, len(NAMES.services))
    tally.count_move(1, len(NAMES.services) + 1)
    counted = np.argwhere(tally.close(30.0)["moves"])
    froms, tos = NAMES.along("origin"), NAMES.along("destination")
    assert [(froms[origin], tos[destination]) for origin, destination in counted] == [
        ("new people", "in no service"),
        ("in no service", "ward"),
        ("ward", "care"),
        ("care", "need nothing more"),
        ("care", "have died"),
    ]


def test_a_tally_returns_the_months_counts_and_starts_the_next_from_nothing() -> None:
    tally = Tally(NAMES)
    tally.count("starts", 1)
    tally.count("starts", 1)
    tally.count("deaths")
    tally.count("wait_days_ended", 0, by=2.5)
    tally.occupied.change(1, 3.0, 0, 2)
    month = tally.close(30.0)
    assert month["starts"].tolist() == [0.0, 2.0]
    assert month["deaths"] == 1.0
    assert month["wait_days_ended"].tolist() == [2.5, 0.0]
    assert month["occupied_days"][0, 2] == 27.0
    following = tally.close(61.0)
    assert following["starts"].sum() == following["deaths"] == 0.0
    assert following["occupied_days"][0, 2] == 31.0
    assert month["starts"].tolist() == [0.0, 2.0], "a month that is closed does not change"


def test_use_is_counted_by_home_commissioner() -> None:
    tally = Tally(NAMES)
    tally.units.change(4.0, 0.0, 1, 1)
    assert tally.close(10.0)["unit_days_by_commissioner"].tolist() == [[0, 0], [0, 40.0]]
