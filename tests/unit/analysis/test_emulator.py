"""Emulators of functions that are known, with and without noise."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import qmc

from carefunds_sim.analysis.emulator import Emulators, fit
from carefunds_sim.analysis.emulator_terms import ACTIVE
from carefunds_sim.errors import CarefundsError


def positions(runs, inputs, seed=1):
    return qmc.LatinHypercube(inputs, rng=np.random.default_rng(seed)).random(runs)


def terms_of(emulator):
    return {tuple(term) for term in emulator.choice.terms.tolist()}


def test_a_quadratic_is_recovered_far_from_the_runs():
    def quadratic(x):
        return 3 + 2 * x[:, 1] - 4 * x[:, 3] ** 2 + 5 * x[:, 1] * x[:, 3]

    x, new = positions(200, 8), positions(500, 8, seed=2)
    emulator = fit(x, quadratic(x), np.zeros(200))
    np.testing.assert_allclose(emulator.predict(new)[0], quadratic(new), atol=1e-3)
    assert set(emulator.active) == {1, 3}
    assert terms_of(emulator) == {(1, -1), (3, -1), (3, 3), (1, 3)}


@pytest.mark.parametrize("share", [0.05, 0.5])
def test_held_out_runs_are_covered_as_often_as_said(share):
    def curved(x):
        return np.exp(2 * x[:, 0]) + 3 * np.sin(4 * x[:, 1]) * x[:, 2] + x[:, 3]

    rng, x, new = np.random.default_rng(3), positions(300, 20), positions(2000, 20, seed=4)
    noise = (share * curved(x).std()) ** 2 * rng.gamma(2, 0.5, size=2300)
    chance = np.sqrt(noise) * rng.standard_normal(2300)
    emulator = fit(x, curved(x) + chance[:300], noise[:300])
    found = emulator.check(new, curved(new) + chance[300:], noise[300:])
    assert 0.92 < found["within_2"] < 0.99
    assert found["within_3"] > 0.985
    assert 0.85 < found["standardised"] < 1.15
    assert found["rmse"] < 1.3 * np.hypot(share, 0.12) * curved(x).std()


def test_the_nugget_is_what_weak_inputs_do():
    slopes = np.full(40, 0.15)
    slopes[:2] = 4.0, -3.0
    x, rng = positions(500, 40), np.random.default_rng(5)
    noise = np.full(500, 0.2**2)
    y = x @ slopes + 0.2 * rng.standard_normal(500)
    emulator = fit(x, y, noise)
    outside = np.delete(slopes, emulator.active)
    assert len(outside) >= 40 - ACTIVE
    assert emulator.nugget == pytest.approx((outside**2).sum() / 12, rel=0.3)


def test_runs_with_more_noise_count_less():
    x, rng = positions(200, 5), np.random.default_rng(6)
    noise = np.where(np.arange(200) % 2, 4.0, 1e-4)
    y = x[:, 0] + np.sqrt(noise) * rng.standard_normal(200)
    mean, _ = fit(x, y, noise).predict(x)
    np.testing.assert_allclose(mean, x[:, 0], atol=0.02)


def test_an_outlier_does_not_bend_the_rest():
    x = positions(200, 5)
    y = 2 * x[:, 0] + 0.01 * np.random.default_rng(7).standard_normal(200)
    wrong = y.copy()
    wrong[[17, 90]] = 1000.0, np.nan
    emulator = fit(x, wrong, np.full(200, 1e-4))
    np.testing.assert_allclose(emulator.predict(x)[0], 2 * x[:, 0], atol=0.02)


def test_no_more_inputs_than_allowed():
    x = positions(300, 30)
    emulator = fit(x, x.sum(axis=1), np.zeros(300))
    assert len(emulator.active) == ACTIVE
    assert emulator.nugget == pytest.approx((30 - ACTIVE) / 12, rel=0.35)


@pytest.mark.parametrize("value", [0.0, 5.0, 1e-9, -1e9])
def test_a_constant_output_is_predicted_with_next_to_no_variance(value):
    mean, variance = fit(positions(50, 4), np.full(50, value), np.zeros(50)).predict(
        positions(9, 4, seed=2)
    )
    np.testing.assert_allclose(mean, value)
    assert (variance > 0).all()
    assert (np.sqrt(variance) <= 1e-6 * max(abs(value), 1)).all()


@pytest.mark.parametrize("runs", [10, 11, 25])
def test_few_runs_and_inputs_that_move_together_make_no_nonsense(runs):
    x = positions(runs, 30)
    x[:, 1], x[:, 2], x[:, 3] = x[:, 0], 1 - x[:, 0], 0.5
    y = np.where(x[:, 0] > 0.8, 1.0, 0.0)
    mean, variance = fit(x, y, np.zeros(runs)).predict(positions(100, 30, seed=2))
    assert np.isfinite(mean).all()
    assert (np.isfinite(variance) & (variance > 0)).all()
    with pytest.raises(CarefundsError, match="10 finished runs"):
        fit(x[:9], y[:9], np.zeros(9))


def test_some_emulators_predict_what_all_of_them_do():
    x = positions(150, 6)
    y = np.stack([x[:, 0] + np.sin(6 * x[:, 1]), np.zeros(150), x[:, 2] ** 2], axis=1)
    y[3, 0], y[8, 2] = np.nan, 50.0
    emulators, some = Emulators.fit(x, y, np.full((150, 3), 1e-4)), np.array([2, 0])
    new = positions(40, 6, seed=2)
    for found in (emulators.predict(new, some), emulators.only(some).predict(new)):
        np.testing.assert_array_equal(found[0], emulators.predict(new)[0][:, some])
