"""What is chance between points that share their people."""

from __future__ import annotations

import numpy as np
import pytest

from carefunds_sim.analysis.responses import noise_share

POINTS, REPLICATIONS = 400, 20


def chance(*shape: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape)


def test_known_noise_is_recovered():
    truth = 2.0 * chance(POINTS, 1, seed=2)
    values = truth + 3.0 * chance(POINTS, REPLICATIONS, seed=3)
    between = values.mean(axis=1).var(ddof=1)
    mean, low, high = noise_share(values)
    assert low < 9.0 / REPLICATIONS / between < high
    assert mean == pytest.approx(9.0 / REPLICATIONS / (4 + 9.0 / REPLICATIONS), rel=0.15)


def test_what_all_points_share_is_no_noise_between_them():
    values = chance(POINTS, 1) + 100.0 * chance(1, REPLICATIONS, seed=4)
    np.testing.assert_allclose(noise_share(values), 0.0, atol=1e-20)


def test_noise_that_neighbouring_points_share_is_recovered_too():
    """Points of one half share their noise, so that there are only two independent fields."""
    truth = chance(POINTS, 1, seed=5)
    half = (np.arange(POINTS) % 2)[:, np.newaxis]
    shares = []
    for seed in range(200):
        one, other = chance(2, 1, 5, seed=seed)
        values = truth + np.where(half, one, other)
        shares.append(noise_share(values)[0] * values.mean(axis=1).var(ddof=1))
    # The means of both halves differ by noise of variance 2/5; a point's variance is a quarter.
    assert np.mean(shares) == pytest.approx(0.1 * POINTS / (POINTS - 1), rel=0.15)


def test_nothing_but_noise_is_about_one():
    assert noise_share(chance(POINTS, REPLICATIONS))[0] == pytest.approx(1.0, rel=0.15)


@pytest.mark.parametrize("values", [np.ones((5, 4)), np.arange(5.0)[:, np.newaxis]])
def test_it_is_not_known_without_variation_or_with_one_replication(values):
    assert np.isnan(noise_share(values)).all()
