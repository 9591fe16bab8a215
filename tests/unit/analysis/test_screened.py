"""Elementary effects of functions whose effects are known."""

from __future__ import annotations

import math

import numpy as np
import pytest
import xarray as xr

from carefunds_sim.analysis.morris import clear, screened
from carefunds_sim.experiments.designs import STEP, Radial


def effects(function, *, factors=3, trajectories=6, noise=0.0, replications=2):
    """The dataset of a screening of a function of positions."""
    radial = Radial.drawn(trajectories, factors, seed=1)
    chance = np.random.default_rng(2)
    found = np.empty((trajectories, factors, 1, replications))
    for place in np.ndindex(found.shape):
        trajectory, factor = place[:2]
        change = function(radial.point(trajectory, factor)) - function(
            radial.point(trajectory, None)
        )
        found[place] = (change + noise * chance.standard_normal()) / radial.step[trajectory, factor]
    dims = ("trajectory", "factor", "outcome", "replication")
    names = [f"f{i}" for i in range(factors)]
    return xr.Dataset({"effect": (dims, found)}, coords={"factor": names, "outcome": ["days"]})


def of(found, measure, factor):
    return float(found[measure].sel(factor=factor, outcome="days"))


def test_positions_stay_in_range_and_steps_are_two_thirds():
    radial = Radial.drawn(50, 7, seed=3)
    points = np.array([[radial.point(t, f) for f in range(7)] for t in range(50)])
    assert points.min() >= -1e-12
    assert points.max() <= 1 + 1e-12
    assert set(np.round(abs(radial.step), 12).ravel()) == {round(STEP, 12)}
    assert set(np.round(3 * radial.base.ravel()).astype(int)) == {0, 1, 2, 3}


def test_a_linear_function_has_its_slopes_as_effects():
    found = screened(effects(lambda u: 2 * u[0] - 5 * u[1]))
    assert list(found["factor"].values) == ["f1", "f0", "f2"]
    assert (of(found, "mu_star", "f1"), of(found, "mu", "f1")) == pytest.approx((5, -5))
    assert (of(found, "mu_star", "f0"), of(found, "sigma", "f0")) == pytest.approx((2, 0))
    assert of(found, "mu_star", "f2") == pytest.approx(0)
    assert found["importance"].values == pytest.approx([1, 0.4, 0])


def test_an_interaction_shows_in_sigma():
    found = screened(effects(lambda u: 4 * u[0] * u[1], trajectories=400))
    # The other position is even over four levels: mean 1/2, standard deviation sqrt(5)/6.
    assert of(found, "mu_star", "f0") == pytest.approx(2, abs=0.2)
    assert of(found, "sigma", "f0") == pytest.approx(4 * math.sqrt(5) / 6, abs=0.1)


def test_effects_of_either_sign_do_not_cancel():
    found = screened(effects(lambda u: (u[0] - 0.5) ** 2, trajectories=400))
    assert of(found, "mu_star", "f0") > 0.1
    assert abs(of(found, "mu", "f0")) < 0.05


def test_chance_says_what_noise_alone_would_show():
    found = screened(effects(lambda _: 0.0, noise=1.0, trajectories=2000))
    for factor in ("f0", "f1", "f2"):
        assert of(found, "chance", factor) == pytest.approx(of(found, "mu_star", factor), rel=0.1)
    assert not clear(found).any()
    assert clear(screened(effects(lambda u: 20 * u[0], noise=1.0))).sel(factor="f0").all()


def test_what_was_not_run_is_left_out():
    dataset = effects(lambda u: u[0] + u[1])
    dataset["effect"][1:, 1] = math.nan
    dataset["effect"][:, 2] = math.nan
    found = screened(dataset)
    assert set(found["factor"].values) == {"f0", "f1"}
    assert int(found["number"].sel(factor="f1", outcome="days")) == 1
    assert of(found, "mu_star", "f1") == pytest.approx(1)


def test_one_replication_says_nothing_of_chance():
    found = screened(effects(lambda u: u[0], replications=1))
    assert np.isnan(found["chance"]).all()
    assert not clear(found).any()
