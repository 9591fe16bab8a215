"""Responses of a sweep: outcomes, their differences, and what is chance between points."""

from __future__ import annotations

import numpy as np
import pytest
from unit.analysis.sweeps import sweep_dataset

from carefunds_sim.analysis.responses import noise_share, outcomes_and_differences
from carefunds_sim.errors import CarefundsError

PAIR = "town/aligned/deep_cut less town/separate/deep_cut"


@pytest.fixture
def made():
    values = np.random.default_rng(1).random((5, 2, 3))
    both = {"delayed_days": values, "cost_total": 10 * values}
    return sweep_dataset(np.random.default_rng(2).random((5, 2)), both)


def test_a_difference_is_taken_within_point_and_replication(made):
    made["delayed_days"][3, 0, 1] = np.nan
    found = outcomes_and_differences(made, ["cost_total", "delayed_days"])
    assert found.dims == ("outcome", "response", "point", "replication")
    mine = found.sel(outcome="delayed_days", response=PAIR).values
    values = made["delayed_days"].values
    np.testing.assert_array_equal(mine, values[:, 1] - values[:, 0])
    assert found["kind"].values.tolist() == ["scenario", "scenario", "difference"]
    assert found["compared_with"].values.tolist() == ["", "", "town/separate/deep_cut"]
    assert found["units"].values.tolist() == ["GBP a year", "bed days a year"]


def test_a_comparison_has_no_points(study):
    found = outcomes_and_differences(study, ["delayed_days"])
    assert found.dims == ("outcome", "response", "replication")
    assert found.sizes["response"] == 8 + 6


def test_a_single_arrangement_is_compared_with_nothing(made):
    assert (
        outcomes_and_differences(made.isel(scenario=[1]), ["delayed_days"]).sizes["response"] == 1
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [("delayed_day", "did you mean 'delayed_days'"), ("wait_days", "by service"),
     ("position", "no outcome is called 'position'")],
)  # fmt: skip
def test_an_unsuitable_outcome_is_refused(study, name, said):
    dataset = study.assign(position=("scenario", np.zeros(8)))
    with pytest.raises(CarefundsError, match=said.replace("?", r"\?")):
        outcomes_and_differences(
            dataset.drop_vars("position") if name == "position" else dataset, [name]
        )


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
