"""Elementary effects along trajectories of functions whose effects are known."""

from __future__ import annotations

import numpy as np
import pytest
from SALib.sample import morris as sampled
from unit.analysis.sweeps import sweep_dataset

from carefunds_sim.analysis.morris import CLEAR, elementary_effects, morris
from carefunds_sim.errors import CarefundsError


def sweep(function, *, factors=3, trajectories=8, noise=0.0, replications=2, levels=4):
    names = [f"f{i}" for i in range(factors)]
    problem = {"num_vars": factors, "names": names, "bounds": [[0.0, 1.0]] * factors}
    where = np.asarray(sampled.sample(problem, trajectories, num_levels=levels, seed=4))
    chance = np.random.default_rng(6).standard_normal((len(where), 1, replications))
    values = np.array([function(u) for u in where])[:, np.newaxis, np.newaxis] + noise * chance
    return sweep_dataset(
        where, {"delayed_days": values}, method="morris", trajectories=trajectories, levels=levels
    )


def of(found, name):
    return found[name].isel(outcome=0, response=0)


def test_a_linear_function_has_its_slopes_and_no_spread():
    found = morris(sweep(lambda u: 2 * u[0] - 5 * u[1]), ["delayed_days"])
    for statistic in ("mean", "low", "high"):
        np.testing.assert_allclose(of(found, "mu_star").sel(statistic=statistic), [2, 5, 0])
        np.testing.assert_allclose(of(found, "mu").sel(statistic=statistic), [2, -5, 0])
        np.testing.assert_allclose(
            of(found, "sigma").sel(statistic=statistic), 0.0, rtol=0, atol=1e-12
        )
    np.testing.assert_allclose(of(found, "effect_noise_share")[:2], 0.0)
    assert int(of(found, "used")) == 8


def test_what_is_worked_out_here_is_what_salib_says():
    made = sweep(lambda u: np.exp(u[0]) * u[1] + u[2] ** 3, trajectories=20)
    found = morris(made, ["delayed_days"])
    where = made["position"].values.reshape(20, 4, 3)
    effect = elementary_effects(where, made["delayed_days"].values[:, 0].reshape(20, 4, 2))
    effect = effect.mean(axis=2)
    np.testing.assert_allclose(of(found, "mu").sel(statistic="mean"), effect.mean(axis=0))
    np.testing.assert_allclose(of(found, "sigma").sel(statistic="mean"), effect.std(0, ddof=1))
    assert (of(found, "mu_star").sel(statistic="high") > of(found, "mu_star")[:, 0]).all()


def test_noise_alone_shows_as_chance():
    found = morris(sweep(lambda _: 0.0, noise=1.0, trajectories=400), ["delayed_days"])
    np.testing.assert_allclose(of(found, "chance"), of(found, "mu_star")[:, 0], rtol=0.1)
    np.testing.assert_allclose(of(found, "effect_noise_share"), 1.0, rtol=0.25)
    assert not (of(found, "mu_star")[:, 0] > CLEAR * of(found, "chance")).any()
    assert float(of(found, "noise_share")[0]) == pytest.approx(1.0, rel=0.25)


def test_known_noise_has_its_share_of_an_effect():
    found = morris(
        sweep(lambda u: 3 * u[0], noise=1.0, trajectories=400, replications=4), ["delayed_days"]
    )
    step = 2 / 3
    noise = 2 / step**2 / 4
    assert float(of(found, "effect_noise_share")[0]) == pytest.approx(noise / (9 + noise), rel=0.1)


def test_positions_worked_out_from_values_may_be_rounded():
    made = sweep(lambda u: u[0] + u[1] * u[2])
    exact = morris(made, ["delayed_days"])
    made["position"] = made["position"] + 1e-15 * (made["point"] % 3)
    np.testing.assert_allclose(morris(made, ["delayed_days"])["mu"], exact["mu"])


def test_a_trajectory_with_a_failed_run_is_left_out_and_counted():
    made = sweep(lambda u: u[0] * u[1])
    made["delayed_days"][5, 0, 1] = np.nan
    found = morris(made, ["delayed_days"])
    assert (int(of(found, "used")), int(of(found, "dropped"))) == (7, 1)
    assert found["mu_star"].notnull().all()
    made["delayed_days"][:] = np.nan
    with pytest.raises(CarefundsError, match="too few trajectories are finished"):
        morris(made, ["delayed_days"])


def test_points_that_are_no_trajectories_are_refused():
    made = sweep(lambda u: u[0])
    with pytest.raises(CarefundsError, match="a multiple of 4 points"):
        morris(made.isel(point=slice(7)), ["delayed_days"])
    made["position"][1] = made["position"][0]
    with pytest.raises(CarefundsError, match="move every factor once"):
        morris(made, ["delayed_days"])


def test_the_global_generator_is_untouched():
    made = sweep(lambda u: u[0] * u[1])
    np.random.seed(9)  # noqa: NPY002 - that this state stays untouched is what is tested
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    one = morris(made, ["delayed_days"], seed=0)
    np.testing.assert_array_equal(before, np.random.get_state()[1])  # noqa: NPY002
    np.testing.assert_array_equal(one["mu_star"], morris(made, ["delayed_days"], seed=0)["mu_star"])
    assert (one["sigma"] != morris(made, ["delayed_days"], seed=1)["sigma"]).any()
