"""Ladders of one factor, and where a difference changes its sign on them."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from unit.analysis.sweeps import sweep_dataset

from carefunds_sim.analysis.ladder import crossing, ladder, tipping_point
from carefunds_sim.errors import CarefundsError

FALL = "squeeze.council.fall"
LEVELS = np.linspace(0, 1, 9)


def made(
    gap: np.ndarray, noise: float = 0.5, *, seed: int = 0, exact: bool = True, number: int = 20
) -> xr.Dataset:
    """Return separate and aligned on a ladder from 0 to 0.4; ``gap`` (level) is their difference.

    The mean of the noise is nothing at all where it is ``exact``.
    """
    rng = np.random.default_rng(seed)
    values = 50 + 30 * LEVELS[:, np.newaxis, np.newaxis] + rng.normal(0, 10, (1, 1, number))
    chance = noise * rng.normal(size=(9, 2, number))
    values = values + chance - exact * chance.mean(axis=-1, keepdims=True)
    values[:, 1] += gap[:, np.newaxis]
    return sweep_dataset(LEVELS[:, np.newaxis], {"delayed_days": values},
                         factors={FALL: (0.0, 0.4)})  # fmt: skip


def at(found: xr.Dataset) -> xr.Dataset:
    return found.sel(scenario="town/aligned/deep_cut")


def test_a_ladder_has_outcome_and_difference_at_each_level():
    found = ladder(made(LEVELS * 4 - 1, noise=0.0), "delayed_days")
    np.testing.assert_allclose(found["level"], 0.4 * LEVELS)
    np.testing.assert_allclose(at(found)["difference"].sel(statistic="mean"), LEVELS * 4 - 1)
    assert found["difference"].sel(scenario="town/separate/deep_cut").isnull().all()
    assert (
        found["outcome_mean"].sel(statistic="low") < found["outcome_mean"].sel(statistic="high")
    ).all()


def grid(kind: str) -> xr.Dataset:
    """Return two factors: the first raises the outcome by itself, the second by a hundred."""
    if kind == "full_factorial":
        x, y = (a.ravel() for a in np.meshgrid([0, 0.5, 1], [0.0, 1.0]))
    else:
        x, y = np.array([0.5, 0.0, 1.0, 0.5, 0.5]), np.array([0.2, 0.2, 0.2, 0.0, 1.0])
    values = (x + 100 * y)[:, np.newaxis, np.newaxis] + np.zeros((1, 2, 3))
    return sweep_dataset(np.stack([x, y], axis=1), {"delayed_days": values}, method=kind,
                         factors={FALL: (0.0, 1.0), "other": (0.0, 1.0)})  # fmt: skip


@pytest.mark.parametrize(("kind", "base"), [("full_factorial", 50), ("one_at_a_time", 20)])
def test_all_else_is_alike_on_a_ladder(kind, base):
    found = ladder(grid(kind), "delayed_days")
    assert found["level"].values.tolist() == [0, 0.5, 1]
    np.testing.assert_allclose(
        found["outcome_mean"].isel(scenario=0, statistic=0), [base, base + 0.5, base + 1]
    )


def test_a_sample_is_no_ladder():
    rng = np.random.default_rng(1)
    sweep = sweep_dataset(rng.random((8, 2)), {"delayed_days": rng.random((8, 2, 3))})
    with pytest.raises(CarefundsError, match="no two points differ in 'f1' alone"):
        ladder(sweep, "delayed_days", factor="f1")
    with pytest.raises(CarefundsError, match="does not move 'f11'; did you mean"):
        ladder(sweep, "delayed_days", factor="f11")


def test_the_tipping_point_is_where_the_difference_crosses_zero():
    found = at(tipping_point(made(LEVELS * 4 - 1), "delayed_days"))
    point, low, high = found["tipping_point"].values
    assert str(found["status"].values) == "found"
    assert int(found["direction"]) == 1
    assert low < 0.1 < high
    assert point == pytest.approx(0.1)
    assert high - low < 0.08
    assert float(found["share_crossing"]) == 1.0


def test_it_may_fall_through_zero_as_well():
    found = at(tipping_point(made(2 - LEVELS * 4), "delayed_days"))
    assert int(found["direction"]) == -1
    assert float(found["tipping_point"][0]) == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("gap", "status"),
    [(-3 + LEVELS, "below"), (3 - LEVELS, "above"), (0 * LEVELS, "not clear"),
     (np.sin(LEVELS * 9) * 4, "several"), (-3 + 3.1 * LEVELS, "unconfirmed")],
)  # fmt: skip
def test_where_there_is_no_one_point_it_says_why(gap, status):
    found = at(tipping_point(made(gap, noise=0.3), "delayed_days"))
    assert str(found["status"].values) == status
    assert np.isfinite(found["tipping_point"][0]) == (status == "unconfirmed")


def test_an_unconfirmed_point_has_an_open_interval():
    found = at(tipping_point(made(-3 + 3.1 * LEVELS, noise=0.3), "delayed_days"))
    assert found["tipping_point"].sel(statistic="high") == np.inf
    assert float(found["share_crossing"]) < 0.975


def test_a_threshold_is_for_baselines_too():
    found = tipping_point(made(0 * LEVELS, noise=0.1), "delayed_days", threshold=65.0, seed=2)
    true = made(0 * LEVELS, noise=0.0)["delayed_days"].mean("replication").isel(scenario=0)
    expected = np.interp(65.0, true, 0.4 * LEVELS)
    assert found["tipping_point"].sel(statistic="mean").values == pytest.approx(expected, abs=0.01)


@pytest.mark.slow
def test_where_nothing_differs_that_is_said_nineteen_times_in_twenty():
    made_up = [made(0 * LEVELS, seed=seed, exact=False, number=6) for seed in range(300)]
    found = [str(at(tipping_point(each, "delayed_days", resamples=2))["status"].values)
             for each in made_up]  # fmt: skip
    assert found.count("not clear") / 300 == pytest.approx(0.95, abs=0.04)


def test_wiggles_that_are_chance_are_ironed_out():
    curve = np.array([-2.0, -1.0, 0.2, -0.2, 1.0])
    assert crossing(np.arange(5.0), curve, 1) == pytest.approx(2.5)
    assert crossing(np.arange(3.0), np.array([-1.0, 1.0, 2.0]), 1) == pytest.approx(0.5)
    assert crossing(np.arange(3.0), np.array([1.0, 2.0, 3.0]), 1) == -np.inf
    assert crossing(np.arange(3.0), -np.array([3.0, 2.0, 1.0]), 1) == np.inf


def test_runs_that_failed_are_left_out_as_whole_replications():
    sweep = made(LEVELS * 4 - 1, noise=0.0)
    sweep["delayed_days"][4, 1, 3] = np.nan
    found = at(tipping_point(sweep, "delayed_days"))
    assert float(found["tipping_point"][0]) == pytest.approx(0.1)
    sweep["delayed_days"][4, 1] = np.nan
    assert str(at(tipping_point(sweep, "delayed_days"))["status"].values) == "no runs"


@pytest.mark.slow
def test_intervals_hold_the_true_tipping_point_about_as_often_as_they_say():
    held = []
    for seed in range(200):
        sweep = made(LEVELS * 4 - 1.3, seed=seed, exact=False)
        found = at(tipping_point(sweep, "delayed_days", resamples=300, seed=seed))
        if str(found["status"].values) in ("found", "unconfirmed"):
            _, low, high = found["tipping_point"].values
            held.append(low <= 0.13 <= high)
    assert len(held) == 200
    assert np.mean(held) > 0.9
