"""The rules of a person's way, with their edges."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carefunds_sim.model.rules import pathway
from carefunds_sim.vocabulary import Dependency

NEVER = pathway.NEVER
SHARES = st.floats(0, 1)


def test_the_hazard_that_uses_up_its_allowance_first_strikes() -> None:
    assert pathway.first_to_strike((1.0, 1.0, 1.0), (0.1, 0.5, 0.2)) == (2.0, 1)


def test_of_hazards_that_strike_together_the_first_wins() -> None:
    assert pathway.first_to_strike((1.0, 2.0), (0.5, 1.0)) == (2.0, 0)


def test_hazards_without_a_rate_never_strike() -> None:
    assert pathway.first_to_strike((1.0, 0.0), (0.0, 0.0)) == (NEVER, -1)
    assert pathway.first_to_strike((0.0, 3.0), (0.0, 1.0)) == (3.0, 1)


def test_an_allowance_that_is_used_up_strikes_at_once() -> None:
    assert pathway.first_to_strike((5.0, 0.0), (1.0, 0.001)) == (0.0, 1)


@pytest.mark.parametrize(
    ("level", "weight", "lowest", "chance"),
    [
        (1.0, 3.0, 0.05, 1.0),  # an open bar refuses nobody
        (0.5, 1.0, 0.05, 0.5),
        (0.5, 0.5, 0.05, 0.75),  # a light weight is spared
        (0.5, 1.8, 0.05, 0.1),  # a heavy one is hit
        (0.2, 1.8, 0.05, 0.05),  # but never below the lowest
        (0.5, 0.0, 0.05, 1.0),
        (0.0, 1.0, 0.0, 0.0),
    ],
)
def test_the_bar_lets_each_group_pass_by_its_weight(
    level: float, weight: float, lowest: float, chance: float
) -> None:
    assert pathway.acceptance_chance(level, weight, lowest) == pytest.approx(chance)


@given(level=SHARES, weight=st.floats(0, 5), lowest=SHARES)
def test_the_chance_of_passing_the_bar_is_a_chance_not_below_the_lowest(
    level: float, weight: float, lowest: float
) -> None:
    assert lowest <= pathway.acceptance_chance(level, weight, lowest) <= 1.0


@given(low=SHARES, high=SHARES, weight=st.floats(0, 5))
def test_a_lower_bar_never_refuses_more(low: float, high: float, weight: float) -> None:
    low, high = sorted((low, high))
    strict, lenient = (pathway.acceptance_chance(level, weight, 0.05) for level in (low, high))
    assert strict <= lenient


def test_stays_are_cut_short_only_above_the_threshold_and_by_chance() -> None:
    def cut(occupied: float, u: float) -> bool:
        return pathway.cut_short(occupied, 100.0, above=0.95, u=u, chance=0.3)

    assert cut(96.0, 0.29)
    assert not cut(95.0, 0.29)
    assert not cut(96.0, 0.3)
    assert not pathway.cut_short(50.0, 0.0, above=float("inf"), u=0.1, chance=0.0)


def test_rehabilitation_helps_one_step_by_chance_and_the_independent_not_at_all() -> None:
    assert pathway.improved(Dependency.MUCH_HELP, 0.29, 0.3) == Dependency.SOME_HELP
    assert pathway.improved(Dependency.SOME_HELP, 0.29, 0.3) == Dependency.INDEPENDENT
    assert pathway.improved(Dependency.SOME_HELP, 0.3, 0.3) == Dependency.SOME_HELP
    assert pathway.improved(Dependency.INDEPENDENT, 0.0, 1.0) == Dependency.INDEPENDENT


def test_decline_goes_one_step_and_no_further_than_the_worst() -> None:
    steps = [pathway.declined(dependency) for dependency in Dependency]
    assert steps == [Dependency.SOME_HELP, Dependency.MUCH_HELP, Dependency.MUCH_HELP]


def test_a_head_start_moves_hospital_discharges_ahead_and_nobody_else() -> None:
    assert pathway.queue_place(10.0, from_hospital=True, head_start_days=3.0) == 7.0
    assert pathway.queue_place(10.0, from_hospital=False, head_start_days=3.0) == 10.0


@pytest.mark.parametrize(
    ("start", "end", "ready", "notice", "days"),
    [
        (10.0, 15.0, 10.0, 2.0, 3.0),
        (10.0, 11.0, 10.0, 2.0, 0.0),  # over before the notice is
        (10.0, 12.0, 10.0, 2.0, 0.0),
        (14.0, 16.0, 10.0, 2.0, 2.0),  # the notice ran out during an earlier stage
        (11.0, 15.0, 10.0, 2.0, 3.0),
        (10.0, 15.0, 10.0, 0.0, 5.0),
    ],
)
def test_delayed_days_are_chargeable_after_the_notice(
    start: float, end: float, ready: float, notice: float, days: float
) -> None:
    assert pathway.chargeable_days(start, end, ready, notice) == days
