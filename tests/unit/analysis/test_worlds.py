"""Counts over worlds are exact, and chance is taken off where it is known."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from scipy.stats import binomtest

from carefunds_sim.analysis.worlds import (
    bounds,
    is_most,
    lasting_turn,
    over_worlds,
    size_that_matters,
)


def gaps(of_world: list[float], streams: int = 1, chance: float = 0.0, seed: int = 1):
    """Return made-up differences: what each world brings about, and chance for each stream."""
    world = np.repeat(np.arange(len(of_world)), streams)
    noise = chance * np.random.default_rng(seed).normal(size=len(world))
    values = np.array(of_world)[world] + noise
    return xr.DataArray(values, dims="replication", coords={"world": ("replication", world)})


@pytest.mark.parametrize(("count", "of"), [(0, 8), (8, 8), (27, 30), (15, 30)])
def test_bounds_are_those_of_clopper_and_pearson(count: int, of: int) -> None:
    exact = binomtest(count, of).proportion_ci(0.95, method="exact")
    np.testing.assert_allclose(bounds(count, of), (exact.low, exact.high))


def test_most_is_nine_in_ten_of_enough_worlds() -> None:
    assert is_most([27, 26, 8, 5, 6, 0], [30, 30, 8, 5, 6, 0]).tolist() == [
        True, False, True, False, True, False,
    ]  # fmt: skip


def test_ties_and_what_does_not_matter_are_no_difference() -> None:
    found = over_worlds(gaps([0.0] * 4 + [-0.5] * 3 + [-2.0] * 13), 1.0)
    assert (found["lower"], found["higher"], found["worlds"]) == (13, 0, 20)
    assert found["verdict"] == 0
    assert not found["same"]
    assert over_worlds(gaps([0.0] * 8), 0.0)["same"]
    assert over_worlds(gaps([0.0] * 8), 0.0)["lower"] == 0


def test_chance_is_taken_off_the_spread_but_not_what_worlds_differ_in() -> None:
    own = np.random.default_rng(2).normal(-3, 1, 400)
    found = over_worlds(gaps([*own], streams=2, chance=2.0), 0.0)
    assert found["chance_removed"]
    assert float(found["difference"].std()) == pytest.approx(1.0, rel=0.15)
    raw = over_worlds(gaps([*own], streams=1, chance=2.0), 0.0)
    assert not raw["chance_removed"]
    assert float(raw["difference"].std()) == pytest.approx(np.sqrt(5), rel=0.1)


def test_a_world_without_any_difference_keeps_none() -> None:
    found = over_worlds(gaps([0.0] * 10 + [-4.0, -8.0] * 10, streams=2), 0.0)
    assert found["lower"] == 20
    assert (found["difference"] == 0).sum() == 10


def test_chance_alone_seldom_makes_a_verdict() -> None:
    found = [over_worlds(gaps([0.0] * 30, 2, 1.0, seed), 0.2) for seed in range(200)]
    assert sum(bool(each["verdict"] != 0) for each in found) <= 10


def test_runs_that_are_missing_are_left_out() -> None:
    values = gaps([-1.0] * 10, streams=2)
    values[:2] = np.nan
    values[2] = np.nan
    assert over_worlds(values, 0.0)["worlds"] == 9
    none = over_worlds(values * np.nan, 0.0)
    assert np.isnan([none["verdict"], none["p50"]]).all()
    assert none["worlds"] == 0


def test_sizes_are_shares_of_the_level_and_points_of_a_share() -> None:
    levels = gaps([100.0, 200.0, 300.0])
    assert size_that_matters(levels, "bed days a year") == pytest.approx(4.0)
    assert size_that_matters(-levels, "GBP a year") == pytest.approx(1.0)
    assert size_that_matters(levels, "share") == pytest.approx(0.005)


@pytest.mark.parametrize(
    ("signs", "turn"),
    [([-1, -1, 1, 1], 2), ([-1, 1, -1, -1], -1), ([0, 1, -1, -1, 1], 2), ([-1, -1, 1], -1),
     ([-1, 0, 0], -1)],
)  # fmt: skip
def test_a_sign_turns_only_where_it_stays_turned(signs: list[int], turn: int) -> None:
    assert lasting_turn(np.array(signs)) == turn
