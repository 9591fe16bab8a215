"""How many replications a result needs."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats
from unit.analysis.sweeps import sweep_dataset

from carefunds_sim.analysis.intervals import mean_and_interval
from carefunds_sim.analysis.replications import (
    half_width_share,
    precision,
    replications_needed,
)
from carefunds_sim.analysis.stopping_rule import first_lasting, look_ahead
from carefunds_sim.errors import CarefundsError

PAIR = "town/aligned/deep_cut less town/separate/deep_cut"


@pytest.fixture
def made():
    """Hard replications are hard for both arrangements, so that their difference is sure."""
    chance = np.random.default_rng(1)
    shared, own = chance.standard_normal((2, 1, 12)), 0.2 * chance.standard_normal((2, 2, 12))
    level = np.array([100.0, 90.0])[:, np.newaxis]
    return sweep_dataset(np.zeros((2, 1)), {"delayed_days": level + 5 * shared + own})


def smallest(spread: float, wanted: float) -> int:
    n = 3
    while stats.t.ppf(0.975, n - 1) * spread / math.sqrt(n) > wanted:
        n += 1
    return n


def of(found, name, response, **where):
    return found[name].sel(response=response, **where).isel(outcome=0, point=0).values


def test_the_number_is_the_smallest_that_is_precise_enough(made):
    found = replications_needed(made, ["delayed_days"], half_width=1.0)
    for scenario in made["scenario"].values:
        spread = made["delayed_days"].sel(scenario=scenario, point=0).values.std(ddof=1)
        assert of(found, "needed", scenario, statistic="mean") == smallest(spread, 1.0)
        low, high = (of(found, "needed", scenario, statistic=s) for s in ("low", "high"))
        ends = [spread * math.sqrt(11 / stats.chi2.ppf(p, 11)) for p in (0.975, 0.025)]
        assert [low, high] == [smallest(end, 1.0) for end in ends]


def test_a_large_number_is_still_the_smallest(made):
    found = replications_needed(made, ["delayed_days"], half_width=0.1)
    scenario = "town/separate/deep_cut"
    spread = made["delayed_days"].sel(scenario=scenario, point=0).values.std(ddof=1)
    assert of(found, "needed", scenario, statistic="mean") == pytest.approx(
        smallest(spread, 0.1), abs=1
    )


def test_a_difference_needs_fewer_where_people_are_the_same(made):
    found = replications_needed(made, ["delayed_days"], share=0.01)
    assert of(found, "wanted", PAIR) == pytest.approx(
        0.01 * made["delayed_days"][0, 0].mean().item()
    )
    few, many = (of(found, "needed", r, statistic="mean") for r in (PAIR, "town/separate/deep_cut"))
    assert few < 5
    assert many > 5 * few


def test_what_has_been_run_may_be_enough(made):
    found = replications_needed(made, ["delayed_days"], half_width=0.5)
    gap = made["delayed_days"][0, 1] - made["delayed_days"][0, 0]
    within = []
    for n in range(1, 13):
        _, low, high = mean_and_interval(gap[:n]).values
        within.append(bool((high - low) / 2 <= 0.5))
    number = first_lasting(within)
    assert number is not None
    assert of(found, "enough", PAIR) == number
    assert np.isnan(of(found, "enough", "town/separate/deep_cut"))


def test_a_comparison_is_told_as_well(study):
    found = replications_needed(study, ["delayed_days"], share=0.05)
    assert found["needed"].dims == ("outcome", "response", "statistic")
    assert (found["needed"].sel(statistic="mean") >= 3).all()


def test_two_replications_tell_nothing(made):
    found = replications_needed(made.isel(replication=[0, 1]), ["delayed_days"], share=0.05)
    assert found["needed"].isnull().all()


@pytest.mark.parametrize("asked", [{}, {"share": 0.1, "half_width": 1.0}, {"share": 0.0}])
def test_one_thing_is_asked(made, asked):
    with pytest.raises(CarefundsError, match="give either share or half_width"):
        replications_needed(made, ["delayed_days"], **asked)


def series(seed, spread):
    """Whole numbers from 100 on, the same on any machine."""
    state, found = seed, []
    for _ in range(200):
        state = (1103515245 * state + 12345) % 2**31
        found.append(100.0 + (state >> 16) % spread)
    return np.array(found)


def needed(values, share):
    precise = [half_width_share(values[np.newaxis, : n + 1])[0] <= share
               for n in range(len(values))]  # fmt: skip
    return first_lasting(precise)


# As sim-tools 1.3.0 (Monks, Heather and Harper) finds with its ReplicationsAlgorithm.
SIM_TOOLS = [
    (1, 20, 0.05, 4), (1, 60, 0.05, 36), (1, 60, 0.1, 6), (1, 200, 0.05, 136),
    (3, 20, 0.05, 3), (3, 60, 0.05, 30), (3, 60, 0.1, 5), (3, 200, 0.05, 94),
    (6, 20, 0.05, 8), (6, 60, 0.05, 26), (6, 60, 0.1, 12), (6, 200, 0.05, 137),
    (9, 20, 0.05, 7), (9, 60, 0.05, 31), (9, 60, 0.1, 10), (9, 200, 0.05, 112),
]  # fmt: skip


@pytest.mark.parametrize(("seed", "spread", "share", "number"), SIM_TOOLS)
def test_the_number_is_that_of_a_published_implementation(seed, spread, share, number):
    assert needed(series(seed, spread), share) == number


def test_the_half_width_is_that_of_students_t():
    values = np.array([[10.0, 12.0, 14.0], [5.0, 5.0, 5.0]])
    half = stats.t.ppf(0.975, 2) * stats.sem(values[0])
    np.testing.assert_allclose(half_width_share(values), [half / 12.0, 0.0])


def test_a_failed_run_is_left_out_and_two_values_say_nothing():
    values = np.array([[10.0, np.nan, 12.0, 14.0], [10.0, np.nan, np.nan, 14.0]])
    share = half_width_share(values)
    assert share[0] == half_width_share(values[:1, [0, 2, 3]])[0]
    assert np.isnan(share[1])


def test_precision_by_chance_is_not_kept():
    kept = [False, False, True, True, False, *[True] * 6]
    assert first_lasting(kept) == 6
    assert first_lasting(kept[:-1]) is None


def test_three_replications_are_the_least():
    assert first_lasting([True] * 8) == 3
    assert first_lasting([True] * 7) is None


@pytest.mark.parametrize(("number", "further"), [(3, 5), (100, 5), (119, 5), (120, 6), (400, 20)])
def test_the_look_ahead_grows_with_the_number(number, further):
    assert look_ahead(number) == further
    before = [False] * (number - 1) if number > 3 else [True, True]
    assert first_lasting(before + [True] * (further + 1)) == number
    assert first_lasting(before + [True] * further) is None


def test_a_study_tells_how_precise_means_and_paired_differences_are(study):
    found = precision(study, "delayed_days")
    assert len(found["scenarios"]) == 8
    assert len(found["differences"]) == 6
    mine = study["delayed_days"].sel(scenario="town/pooled/none").values
    base = study["delayed_days"].sel(scenario="town/separate/none").values
    (gap,) = (d for d in found["differences"] if d["scenario"] == "town/pooled/none")
    half = stats.t.ppf(0.975, 2) * stats.sem(mine - base)
    assert gap["compared_with"] == "town/separate/none"
    assert gap["half_width"] == pytest.approx(half)
    assert gap["share"] == pytest.approx(half / base.mean())


def test_what_is_not_known_is_none(study):
    study["delayed_days"].loc[{"scenario": "town/pooled/none"}] = np.nan
    found = precision(study, "delayed_days")
    (mine,) = (s for s in found["scenarios"] if s["scenario"] == "town/pooled/none")
    assert mine == {"scenario": "town/pooled/none", "mean": None, "half_width": None,
                    "share": None}  # fmt: skip


def test_one_scenario_has_no_differences(study):
    assert precision(study.isel(scenario=[0]), "bed_days")["differences"] == []
