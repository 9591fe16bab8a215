"""How many replications a result needs."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats
from unit.analysis.sweeps import sweep_dataset

from carefunds_sim.analysis.intervals import mean_and_interval
from carefunds_sim.analysis.replications import first_kept
from carefunds_sim.analysis.sensitivity.needed import replications_needed
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
    number = first_kept(within)
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
