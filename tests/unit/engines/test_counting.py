"""Days are counted over true intervals, and months cut them without loss."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carefunds_sim.engines.event_log import EventLog
from carefunds_sim.engines.places import After
from carefunds_sim.engines.simpy_world import World
from carefunds_sim.engines.steps.records import NEW, OUTSIDE
from carefunds_sim.engines.steps.tables import (
    change,
    count_move,
    month_of_run,
    month_of_service,
    occupied_at,
    units_at,
)
from carefunds_sim.model.conditions import first_conditions
from carefunds_sim.model.plan import Plan
from carefunds_sim.model.resolve import make_plan
from carefunds_sim.scenario.load import compose
from carefunds_sim.vocabulary import Moment

CHANGES = st.lists(st.tuples(st.floats(0, 50), st.integers(-3, 5)), max_size=20)


def level() -> Any:
    return SimpleNamespace(now=0.0, since=0.0, total=0.0)


def close(some_level: Any, day: float) -> float:
    """Return the total since the last closing, and start again from nothing."""
    change(some_level, 0.0, day)
    total, some_level.total = some_level.total, 0.0
    return float(total)


@pytest.fixture(scope="module")
def plan() -> Plan:
    small = {"scale": 0.01, "years": 1, "warmup_months": 0}
    return make_plan(compose("county", "separate", "none", run=small), seed=1, replication=0)


@pytest.fixture
def world(plan: Plan) -> World:
    return World(plan, first_conditions(plan), EventLog(plan.names.services, kept=False))


def pass_days(world: World, day: float) -> None:
    After(world.clock, day - world.now, Moment.MONTH, 0)
    world.clock.run()


def test_a_level_adds_up_over_the_days_it_lasts() -> None:
    beds = level()
    change(beds, 2, 1.0)  # nothing for a day, then two
    change(beds, 1, 4.0)  # three days of two, then three
    assert close(beds, 6.0) == 2 * 3.0 + 3 * 2.0
    assert beds.now == 3


def test_a_closing_starts_again_from_nothing_with_the_level_as_it_stands() -> None:
    beds = level()
    change(beds, 2, 0.0)
    close(beds, 10.0)
    assert close(beds, 10.5) == 2 * 0.5
    assert close(beds, 10.5) == 0.0


@given(changes=CHANGES, cuts=st.lists(st.floats(0, 60), max_size=5))
def test_the_months_together_have_the_days_of_the_whole(
    changes: list[tuple[float, int]], cuts: list[float]
) -> None:
    """The integral of a step function, however often it is closed on the way."""
    whole, cut = level(), level()
    moments = sorted(
        [(day, 0, by) for day, by in changes] + [(day, 1, 0) for day in cuts],
    )
    total = 0.0
    for day, is_closing, by in moments:
        if is_closing:
            total += close(cut, day)
        else:
            change(whole, by, day)
            change(cut, by, day)
    total += close(cut, 60.0)
    expected = sum(by * (60.0 - day) for day, by in changes)
    assert close(whole, 60.0) == pytest.approx(expected, abs=1e-9)
    assert total == pytest.approx(expected, abs=1e-9)


def test_tables_of_levels_keep_each_of_them_apart(world: World) -> None:
    change(occupied_at(world, 0, 2), 1.0, 0.0)
    change(occupied_at(world, 1, 0), 2.0, 5.0)
    change(units_at(world, 1, 1), 4.0, 0.0)
    pass_days(world, 10.0)
    counted = world.snapshot().counted
    occupied, units = counted["occupied_days"][0], counted["unit_days_by_commissioner"][0]
    assert np.argwhere(occupied).tolist() == [[0, 2], [1, 0]]
    assert (occupied[0, 2], occupied[1, 0]) == (10.0, 2 * 5.0)
    assert np.argwhere(units).tolist() == [[1, 1]]
    assert units[1, 1] == 40.0


def test_a_move_is_counted_by_where_people_come_from_and_where_they_go(
    plan: Plan, world: World
) -> None:
    end = world.services_size
    for origin, destination in ((NEW, OUTSIDE), (OUTSIDE, 0), (0, 1), (1, end), (1, end + 1)):
        count_move(world, origin, destination)
    counted = np.argwhere(world.snapshot().counted["moves"][0])
    names = plan.names
    froms, tos = names.along("origin"), names.along("destination")
    ward, care = names.services[:2]
    assert [(froms[origin], tos[destination]) for origin, destination in counted] == [
        ("new people", "in no service"),
        ("in no service", ward),
        (ward, care),
        (care, "need nothing more"),
        (care, "have died"),
    ]


def test_a_month_returns_its_counts_and_the_next_starts_from_nothing(world: World) -> None:
    month_of_service(world, 1).starts += 2.0
    month_of_run(world).deaths += 1.0
    month_of_service(world, 0).wait_days_ended += 2.5
    change(occupied_at(world, 0, 2), 1.0, 3.0)
    pass_days(world, 30.0)
    month = world.snapshot().counted
    world.begin_month()
    assert month["starts"][0, :2].tolist() == [0.0, 2.0]
    assert month["deaths"] == 1.0
    assert month["wait_days_ended"][0, :2].tolist() == [2.5, 0.0]
    assert month["occupied_days"][0, 0, 2] == 27.0
    pass_days(world, 61.0)
    following = world.snapshot().counted
    assert following["starts"].sum() == following["deaths"] == 0.0
    assert following["occupied_days"][0, 0, 2] == 31.0
    assert month["starts"][0, 1] == 2.0, "a month that is closed does not change"
