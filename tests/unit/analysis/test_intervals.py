"""Resampled replications."""

from __future__ import annotations

import numpy as np
import pytest

from carefunds_sim.analysis.intervals import bootstrap_ends, bootstrap_weights, weighted_means


def test_resampled_means_spread_as_the_mean_does():
    values = np.random.default_rng(5).normal(size=8)
    drawn = np.array(list(weighted_means(values, bootstrap_weights(8, resamples=20_000))))
    assert drawn.std() == pytest.approx(values.std(ddof=1) / np.sqrt(8), rel=0.02)
    assert drawn.mean() == pytest.approx(values.mean(), abs=0.01)


def test_the_same_seed_draws_the_same_and_nobody_else_is_disturbed():
    state = np.random.get_state()[1].copy()  # noqa: NPY002 - that it is not touched
    assert np.array_equal(
        bootstrap_weights(5, resamples=9, seed=3), bootstrap_weights(5, resamples=9, seed=3)
    )
    assert not np.array_equal(
        bootstrap_weights(5, resamples=9, seed=3), bootstrap_weights(5, resamples=9, seed=4)
    )
    assert np.array_equal(state, np.random.get_state()[1])  # noqa: NPY002


def test_what_is_missing_weighs_nothing():
    values = np.array([[1.0, 3.0, np.nan], [np.nan, np.nan, 5.0]])
    row = np.array([[0.25, 0.25, 0.5], [0.5, 0.5, 0.0]])
    first, second = weighted_means(values, row)
    assert first.tolist() == [2.0, 5.0]
    assert second[0] == 2.0
    assert np.isnan(second[1])


def test_one_replication_cannot_be_resampled():
    drawn = np.array(list(weighted_means(np.ones((2, 1)), bootstrap_weights(1)))).reshape(0, 2)
    assert np.isnan(bootstrap_ends(drawn)).all()


def test_an_interval_may_be_open():
    drawn = np.array([1.0] * 900 + [np.inf] * 100)
    assert bootstrap_ends(drawn).tolist() == [1.0, np.inf]
