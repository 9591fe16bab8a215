"""Means along each factor's range, in designs with levels and in designs without."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from unit.analysis.sweeps import sweep_dataset

from carefunds_sim.analysis.main_effects import main_effects
from carefunds_sim.errors import CarefundsError


def made(where, function, *, method, noise=0.0, replications=6, **design):
    where = np.asarray(where, dtype=float)
    chance = np.random.default_rng(8)
    shared = chance.standard_normal((1, 1, replications))
    own = noise * chance.standard_normal((len(where), 1, replications))
    values = np.array([function(u) for u in where])[:, np.newaxis, np.newaxis] + shared + own
    return sweep_dataset(where, {"delayed_days": values}, method=method, **design)


ALONE = [[0.5, 0.5], [0.0, 0.5], [1.0, 0.5], [0.5, 0.0], [0.5, 0.25], [0.5, 1.0]]
GRID = [[a, b] for a in (0.0, 1.0) for b in (0.0, 0.5, 1.0)]


def of(found, name):
    return found[name].isel(outcome=0, response=0)


def test_one_at_a_time_compares_with_the_base_point_pair_by_pair():
    dataset = made(ALONE, lambda u: 4 * u[0] - u[1], method="one_at_a_time")
    found = main_effects(dataset, ["delayed_days"])
    assert found.attrs["form"] == "levels"
    np.testing.assert_allclose(of(found, "effect"), [[4] * 3, [-1] * 3])
    np.testing.assert_allclose(of(found, "change")[0, :, 0], [-2, 0, 2, np.nan])
    np.testing.assert_allclose(of(found, "change")[1, :, 0], [0.5, 0.25, 0, -0.5])
    np.testing.assert_allclose(found["level_value"], [[10, 15, 20, np.nan], [10, 12.5, 15, 20]])
    base = dataset["delayed_days"].values[0, 0].mean()
    assert float(of(found, "level_mean")[0, 1, 0]) == pytest.approx(base)


def test_a_factorial_takes_the_mean_over_all_else():
    dataset = made(GRID, lambda u: 4 * u[0] + u[1] + 2 * u[0] * u[1], method="full_factorial")
    found = main_effects(dataset, ["delayed_days"])
    # With the other factor at its mean of a half, the slopes are 4 + 1 and 1 + 1.
    np.testing.assert_allclose(of(found, "effect")[:, 0], [5, 2])
    np.testing.assert_allclose(of(found, "change")[1, :, 0], [-1, 0, 1], atol=1e-12)


def test_intervals_are_those_of_paired_differences():
    dataset = made(ALONE, lambda u: u[0], method="one_at_a_time", noise=0.3)
    values = dataset["delayed_days"].values[:, 0]
    gap = values[2] - values[1]
    low, high = stats.t.interval(0.95, 5, loc=gap.mean(), scale=stats.sem(gap))
    found = of(main_effects(dataset, ["delayed_days"]), "effect")[0]
    np.testing.assert_allclose(found, [gap.mean(), low, high])


def test_a_replication_with_a_failed_point_is_left_out_of_its_level():
    dataset = made(GRID, lambda u: u[0], method="full_factorial", noise=0.3)
    dataset["delayed_days"][0, 0, 2] = np.nan
    found = of(main_effects(dataset, ["delayed_days"]), "level_mean")
    kept = np.delete(dataset["delayed_days"].values[:3, 0], 2, axis=1)
    assert float(found[0, 0, 0]) == pytest.approx(kept.mean())


def test_a_space_filling_design_has_bins_and_a_regression():
    where = stats.qmc.LatinHypercube(3, rng=np.random.default_rng(1)).random(200)
    dataset = made(where, lambda u: 6 * u[0] - 3 * u[1], method="latin_hypercube", noise=0.1)
    found = main_effects(dataset, ["delayed_days"])
    assert found.attrs["form"] == "bins"
    np.testing.assert_allclose(of(found, "effect")[:, 0], [6, -3, 0], atol=0.1)
    assert (of(found, "effect")[:2, 1] * of(found, "effect")[:2, 2] > 0).all()
    low, high = of(found, "effect")[2, 1:].values
    assert low < 0.05
    assert high > -0.05
    weight = np.array([6, -3, 0]) / np.sqrt(45)
    np.testing.assert_allclose(of(found, "src")[:, 0], weight, atol=0.03)
    assert float(of(found, "r_squared")) > 0.99
    np.testing.assert_allclose(of(found, "level_mean")[0, :, 0].diff("level"), 1.2, atol=0.6)
    np.testing.assert_allclose(found["level_value"][0], [11, 13, 15, 17, 19], atol=0.2)


def test_the_bootstrap_of_a_regression_has_the_width_that_theory_gives():
    where = np.random.default_rng(3).random((300, 2))
    dataset = made(where, lambda u: u[0], method="sobol", noise=1.0, replications=1)
    found = of(main_effects(dataset, ["delayed_days"], resamples=2000), "effect")
    theory = stats.linregress(where[:, 0], dataset["delayed_days"].values[:, 0, 0]).stderr
    assert float(found[0, 2] - found[0, 1]) == pytest.approx(2 * 1.96 * theory, rel=0.15)


def test_too_few_points_for_a_regression_are_refused():
    dataset = made(ALONE, lambda u: u[0], method="csv")
    with pytest.raises(CarefundsError, match="too few for a regression"):
        main_effects(dataset, ["delayed_days"])


def test_trajectories_are_refused():
    dataset = made(ALONE, lambda u: u[0], method="morris", levels=4)
    with pytest.raises(CarefundsError, match="this one is by morris"):
        main_effects(dataset, ["delayed_days"])


def test_points_that_leave_a_number_alone_are_left_out_of_a_regression():
    where = np.random.default_rng(4).random((60, 2))
    dataset = made(where, lambda u: 2 * u[0] + u[1], method="csv", noise=0.01)
    dataset["position"][7, 1] = np.nan
    found = main_effects(dataset, ["delayed_days"])
    assert found.attrs["points_used"] == 59
    np.testing.assert_allclose(of(found, "effect")[:, 0], [2, 1], atol=0.05)
