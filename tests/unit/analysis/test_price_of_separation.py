"""The price of separation, and how much of a winner's advantage is chance."""

from __future__ import annotations

import numpy as np
import pytest

from carefunds_sim.analysis.best_split import (
    advantage_seen,
    capacity_at_start,
    price_of_separation,
    yearly_budgets,
)


def test_the_price_is_what_others_have_more_of_pair_by_pair(split_study):
    found = price_of_separation(split_study)
    labels = ["town/separate/none", "town/pooled/none", "town/own_split/none"]
    assert found["scenario"].values.tolist() == labels
    days = split_study["delayed_days"].values
    for place in range(3):
        gap = days[place] - days[3]
        mean, low, high = found["delayed_days"].isel(scenario=place).values
        assert mean == pytest.approx(gap.mean())
        assert high - mean == pytest.approx(4.302653 * gap.std(ddof=1) / np.sqrt(3))
        assert mean - low == pytest.approx(high - mean)
        assert mean > 0


def test_what_is_worse_under_the_best_split_is_a_negative_price(split_study):
    worse = split_study.copy(deep=True)
    worse["cost_total"][3] = worse["cost_total"][0] + 5.0
    found = price_of_separation(worse)["cost_total"].sel(statistic="mean")
    assert float(found.isel(scenario=0)) == pytest.approx(-5.0)


def test_an_advantage_is_told_for_each_sample_by_the_runs_it_has(split_study):
    found = advantage_seen(split_study)
    assert found.sel(statistic="mean").values.tolist() == [10.0, 2.0, 0.0]
    low, high = found.sel(sample="search").values[1:]
    assert (low, high) == pytest.approx((10 - 12.7062, 10 + 12.7062), abs=1e-3)


def test_budgets_are_a_year_of_all_funds(split_study):
    found = yearly_budgets(split_study)
    of_all = split_study["monthly_budget"].isel(scenario=1, replication=2).sum() / 2
    assert float(found.isel(scenario=1)) == pytest.approx(
        np.mean([
            float(split_study["monthly_budget"].isel(scenario=1, replication=r).sum()) / 2
            for r in range(3)
        ])
    )  # fmt: skip
    assert float(of_all) > 0


def test_capacity_is_that_of_the_two_splits_in_the_first_month(split_study):
    found = capacity_at_start(split_study)
    first = split_study["monthly_capacity"].isel(month=0, scenario=3).mean("replication")
    assert found.sel(split="best_split").values[:-1] == pytest.approx(first.values[:-1])
    assert np.isnan(found.values[:, -1]).all()
