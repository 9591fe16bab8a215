"""Halving the time step, the classic test, has nothing to halve: people have no time step."""

from __future__ import annotations

import pytest
from system_dynamics.integration import (
    capacity_in_steps,
    compared,
    exact_lag,
    network,
    of_events,
)

from carefunds_sim.engines import simulate
from carefunds_sim.model.rules.steering import lagged


@pytest.mark.parametrize("engine", ["compiled", pytest.param("simpy", marks=pytest.mark.slow)])
def test_where_months_begin_changes_nobody_s_day(engine: str) -> None:
    for each in compared(engine):
        assert each.number > 1_000
        assert each.differ == 0, each


def test_a_difference_would_be_seen() -> None:
    other = network().with_value("area.streams.arrivals.per_day", 2.500001)
    _, differ = of_events(simulate(network(), trace=True), simulate(other, trace=True))
    assert differ > 1_000


@pytest.mark.parametrize("steps", [2, 30, 1_000])
def test_capacity_is_the_same_in_any_number_of_steps(steps: int) -> None:
    assert capacity_in_steps(steps) == pytest.approx(capacity_in_steps(1), rel=1e-12)


def test_what_is_seen_moves_by_monthly_shares_and_so_a_little_faster_than_its_lag() -> None:
    seen = 0.0
    for _ in range(12):
        seen = lagged(seen, 1.0, 12.0)
    assert seen == pytest.approx(1.0 - 2.718281828 ** (-12.0 / exact_lag(12.0)), rel=1e-9)
    assert 11.0 < exact_lag(12.0) < 12.0
