"""Good enough by every threshold, and at how many points."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from unit.analysis.sweeps import sweep_dataset

from carefunds_sim.analysis.satisficing import (
    Threshold,
    excess,
    missed,
    parse_threshold,
    satisficing,
)
from carefunds_sim.errors import CarefundsError

DAYS = np.array([[10.0, 8.0], [10.0, 12.0], [10.0, 11.0], [10.0, 9.0]])


def made(method: str = "csv", noise: float = 0.0, replications: int = 6) -> xr.Dataset:
    chance = noise * np.random.default_rng(1).normal(size=(4, 2, replications))
    days = DAYS[..., np.newaxis] + np.arange(replications) + chance
    cost = 100 * np.ones((4, 2, replications))
    cost[3, 1] = 150
    return sweep_dataset(np.linspace(0, 1, 4)[:, np.newaxis],
                         {"delayed_days": days, "cost_total": cost}, method=method)  # fmt: skip


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("delayed_days <= separate", Threshold("delayed_days", "<=", 1.0, "separate")),
        ("cost_total<1.02 care_trust", Threshold("cost_total", "<", 1.02, "care_trust")),
        ("refused > 1e3", Threshold("refused", ">", 1000.0)),
        ("refused >= -.5", Threshold("refused", ">=", -0.5)),
        ("refused < 2 x town/separate/none", Threshold("refused", "<", 2.0, "town/separate/none")),
    ],
)
def test_thresholds_are_told_in_words(words, expected):
    assert parse_threshold(words) == expected
    assert parse_threshold(str(expected)) == expected


@pytest.mark.parametrize(
    "words", ["delayed_days", "delayed_days = 3", "a <= ", "<= 3", "a <= 1..2"]
)
def test_other_words_are_refused(words):
    with pytest.raises(CarefundsError, match="write a threshold like"):
        parse_threshold(words)


def test_a_threshold_may_be_a_number_or_another_arrangement():
    sweep = made()
    gap = excess(sweep, parse_threshold("delayed_days <= separate")).mean("replication")
    np.testing.assert_allclose(gap, DAYS - 10)
    gap = excess(sweep, parse_threshold("delayed_days >= 12")).mean("replication")
    np.testing.assert_allclose(gap, 12 - DAYS - 2.5)


def test_every_threshold_has_to_be_met():
    found = satisficing(made(), ["delayed_days <= separate", "cost_total <= 1.2 separate"])
    assert found["meets"].values.T.tolist() == [[1, 1, 1, 1], [1, 0, 0, 0]]
    assert found["met"].sel(threshold="delayed_days <= separate").values[:, 1].tolist() == [
        1,
        0,
        0,
        1,
    ]
    assert found["share"].sel(statistic="mean").values.tolist() == [1.0, 0.25]
    same = satisficing(made(), {"delayed_days": ("<=", "separate"),
                                "cost_total": ("<=", 120)})  # fmt: skip
    assert same["share"].equals(found["share"])


def test_being_equal_is_enough_only_where_it_says_so():
    assert satisficing(made(), ["cost_total < separate"])["share"][0, 0] == 0
    assert satisficing(made(), ["cost_total <= separate"])["share"][0, 0] == 1


def test_what_is_not_clear_lies_between_clear_and_possible():
    found = satisficing(made(noise=3.0), ["delayed_days <= separate"])
    share = found["share"].sel(scenario="town/aligned/deep_cut")
    clear, possible = (float(found[n][1]) for n in ("share_clear", "share_possible"))
    assert clear < possible
    assert clear <= float(share[0]) <= possible
    assert float(share[1]) <= float(share[0]) <= float(share[2])


def test_points_are_resampled_only_where_they_are_a_sample():
    fixed = satisficing(made(), ["delayed_days <= separate"])["share"][1]
    drawn = satisficing(made("sobol"), ["delayed_days <= separate"])["share"][1]
    assert fixed.values.tolist() == [0.5, 0.5, 0.5]
    assert float(drawn[1]) < 0.5 < float(drawn[2])


def test_a_point_without_runs_is_not_judged():
    sweep = made()
    sweep["cost_total"][0, 1] = np.nan
    found = satisficing(sweep, ["delayed_days <= separate", "cost_total <= 120"])
    assert found["judged"].values.tolist() == [4, 3]
    assert found["share"].sel(statistic="mean").values.tolist() == [1.0, 0.0]


def test_nonsense_is_refused():
    with pytest.raises(CarefundsError, match="did you mean 'separate'"):
        satisficing(made(), ["delayed_days <= seperate"])
    with pytest.raises(CarefundsError, match="one threshold at least"):
        satisficing(made(), [])
    with pytest.raises(CarefundsError, match="compare by <="):
        satisficing(made(), {"delayed_days": ("==", 3)})


def test_cases_that_miss_a_threshold_are_known_or_not():
    sweep = made()
    sweep["delayed_days"][2, 1] = np.nan
    found = missed(sweep, parse_threshold("delayed_days <= separate"))
    np.testing.assert_equal(found.values[:, 1], [0, 1, np.nan, 0])
    assert found.values[:, 0].tolist() == [0, 0, 0, 0]
