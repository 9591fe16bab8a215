"""Which arrangement is best where."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from scipy.stats import qmc
from unit.analysis.sweeps import sweep_dataset

from carefunds_sim.analysis.best_where import best_where, classes_of, information


def winners(best: xr.DataArray) -> np.ndarray:
    """Return the index of the best scenario at each point, -1 where that is not known."""
    flags = best.transpose("point", "scenario").values
    return np.where(flags.any(axis=1), flags.argmax(axis=1), -1)


def quarters(points: int = 64, noise: float = 0.1, factors: int = 4) -> xr.Dataset:
    """Return three arrangements: the first two factors decide who is best, the others nothing."""
    rng = np.random.default_rng(1)
    where = qmc.Sobol(factors, seed=7).random(points)
    left, low = where[:, 0] < 0.5, where[:, 1] < 0.5
    mean = np.stack([np.where(left, 0, 2), np.where(left, 2, np.where(low, 0, 3)),
                     np.where(left, 3, np.where(low, 2, 0))], axis=1)  # fmt: skip
    chance = noise * rng.normal(size=(points, 3, 8)) + rng.normal(size=(1, 1, 8))
    return sweep_dataset(where, {"delayed_days": 100 + mean[..., np.newaxis] + chance},
                         method="sobol")  # fmt: skip


def test_the_map_is_found_and_clear():
    sweep = quarters()
    found = best_where(sweep, "delayed_days")
    where = sweep["position"].values
    expected = np.where(where[:, 0] < 0.5, 0, np.where(where[:, 1] < 0.5, 1, 2))
    assert winners(found["best"]).tolist() == expected.tolist()
    assert found["clear"].sum() == 64
    assert found["share_best"].values.tolist() == [0.5, 0.25, 0.25]
    assert found["share_clear"].equals(found["share_best"])
    assert found["share_unbeaten"].equals(found["share_best"])


def test_the_two_factors_that_decide_are_the_axes():
    found = best_where(quarters(), "delayed_days")
    assert found["axes"].values.tolist() == [["f0", "f1"]]
    tells = found["information"].isel(group=0)
    assert (tells[:2] > found["information_by_chance"].isel(group=0)[:2]).all()
    assert (abs(tells[2:]) < 0.15).all()
    assert float(tells[0]) < float(found["information_of_axes"][0]) < 1
    assert (found["information_of_axes"] > found["axes_by_chance"]).all()


def test_where_chance_decides_no_axes_stand_out():
    rng = np.random.default_rng(4)
    out = 0
    for seed in range(20):
        values = rng.normal(size=(64, 3, 4))
        sweep = sweep_dataset(rng.random((64, 4)), {"delayed_days": values})
        found = best_where(sweep, "delayed_days", seed=seed)
        out += int((found["information_of_axes"] > found["axes_by_chance"]).item())
    assert out <= 4  # expected one; more than four has a chance of 3 in 1,000


def test_axes_that_settle_everything_tell_all():
    found = best_where(quarters(256), "delayed_days")
    assert float(found["information_of_axes"][0]) == pytest.approx(1.0)


def test_what_knowing_tells_is_a_share_of_entropy():
    winner = np.array([0, 0, 1, 1])
    assert information(winner, np.array([0, 0, 1, 1])) == pytest.approx(1.0)
    assert information(winner, np.array([0, 1, 0, 1])) == pytest.approx(0.0)
    assert np.isnan(information(np.zeros(4, dtype=int), winner))
    # half of the winner's one bit: H(W|C) = 3/4 H(1/3) = 0.6887 bits
    assert information(winner, np.array([0, 1, 1, 1])) == pytest.approx(0.3113, abs=1e-4)


def test_levels_of_a_grid_stay_as_they_are():
    grid = np.repeat(np.array([1.0, 5.0, 9.0]), 40)[:, np.newaxis]
    assert np.unique(classes_of(grid)).tolist() == [0, 1, 2]
    even = classes_of(np.linspace(0, 1, 120)[:, np.newaxis])
    assert np.bincount(even[:, 0]).tolist() == [30, 30, 30, 30]


def test_twins_are_never_clear():
    sweep = quarters()
    values = sweep["delayed_days"]
    values[:, 1] = values[:, 0].values
    found = best_where(sweep, "delayed_days")
    tied = values[:, 0].mean("replication") < values[:, 2].mean("replication")
    assert not found["clear"].values[tied.values].any()
    assert (found["best"].sum("scenario") == 1).all()


def test_with_two_rivals_alike_the_best_is_seldom_clear():
    rng = np.random.default_rng(2)
    values = rng.normal(size=(3000, 2, 6))
    sweep = sweep_dataset(np.linspace(0, 1, 3000)[:, np.newaxis], {"delayed_days": values})
    found = best_where(sweep, "delayed_days")
    assert float(found["share_clear"].sum()) == pytest.approx(0.05, abs=0.015)


def test_each_area_and_squeeze_has_its_own_best():
    values = np.array([3.0, 1.0, 5.0, 9.0])[np.newaxis, :, np.newaxis] + np.array([0.0, 0.1, 0.3])
    values = np.repeat(values, 5, axis=0)
    labels = ["town/separate/none", "town/pooled/none", "city/separate/none", "city/pooled/none"]
    sweep = sweep_dataset(np.linspace(0, 1, 10).reshape(5, 2), {"delayed_days": values},
                          scenarios=labels)  # fmt: skip
    found = best_where(sweep, "delayed_days")
    assert found["share_best"].values.tolist() == [0, 1, 1, 0]
    np.testing.assert_allclose(found["margin"].isel(point=0, statistic=0), [2, -2, -4, 4])
    assert found["information"].isnull().all()


def test_a_point_without_runs_of_one_rival_is_not_judged():
    sweep = quarters()
    sweep["delayed_days"][3, 2] = np.nan
    found = best_where(sweep, "delayed_days")
    assert found["judged"].values.tolist() == [63, 63, 63]
    assert winners(found["best"])[3] == -1


def test_one_arrangement_alone_beats_nobody():
    found = best_where(quarters().isel(scenario=[0]), "delayed_days")
    assert found["share_best"].item() == 1.0
    assert found["share_clear"].item() == 0.0
    assert found["margin"].isnull().all()
