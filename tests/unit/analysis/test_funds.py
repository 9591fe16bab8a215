"""What each fund had, spent, and had left."""

from __future__ import annotations

import numpy as np
import pytest

import carefunds_sim as cf
from carefunds_sim.analysis.contrasts import estimates
from carefunds_sim.analysis.funds import (
    balances,
    money_by_body,
    overheads,
    total_balance,
    transfers,
)


def test_a_balance_is_spending_beyond_the_budget(study):
    found = balances(study).isel(scenario=0, replication=0).sel(fund="nhs", year=2)
    months = study.isel(scenario=0, replication=0, month=slice(12, 24)).sel(fund="nhs")
    spent, had = months["monthly_spend"].sum().item(), months["monthly_budget"].sum().item()
    assert found["balance"].item() == pytest.approx(spent - had)


def test_a_fund_without_money_does_not_exist(study):
    where = {"scenario": "town/pooled/none", "fund": "nhs", "month": study["month"][12:]}
    study["monthly_budget"].loc[where] = 0.0
    study["monthly_spend"].loc[where] = 0.0
    found = balances(study).sel(scenario="town/pooled/none", fund="nhs")
    assert found["balance"].sel(year=1).notnull().all()
    assert found["balance"].sel(year=2).isnull().all()


def test_a_fund_that_another_arrangement_has_is_not_known_here(study):
    found = balances(study)["balance"].sel(fund="pool")
    assert found.sel(scenario="town/separate/none").isnull().all()
    assert found.sel(scenario="town/pooled/none").notnull().all()


def test_all_funds_together_are_the_sum_of_those_that_exist(study):
    found = balances(study)
    together = total_balance(found).sel(scenario="town/separate/none")
    parts = found["spend"].sel(scenario="town/separate/none", fund=["nhs", "council"])
    assert together["spend"].values == pytest.approx(parts.sum("fund").values)


def test_transfers_of_all_kinds_are_what_the_outcome_says(study):
    found = transfers(study).sum("transfer")
    for body in ("nhs", "council"):
        outcome = study[f"transfers_net_{body}"]
        assert found.sel(body_kind=body).values == pytest.approx(outcome.values)


def test_overhead_of_all_bodies_is_what_the_outcome_says(study):
    assert overheads(study).sum("body_kind").values == pytest.approx(study["overhead"].values)


@pytest.fixture(scope="module")
def county():
    """An area in which the NHS is four bodies."""
    return cf.run(cf.load_scenario("county/pooled/deep_cut", scale=0.02, years=2), replications=2)


@pytest.mark.parametrize(
    ("name", "outcome"),
    [("cost", "cost"), ("net_cost", "net_cost"), ("transfers", "transfers_net")],
)
def test_bodies_of_one_kind_add_up_to_the_outcome(county, name, outcome):
    found = money_by_body(county)[name]
    for kind in ("nhs", "council"):
        mine = found.sel(body=county["body_kind"].values == kind).sum("body")
        assert mine.values == pytest.approx(county[f"{outcome}_{kind}"].values)


def test_each_body_has_its_own_row_and_an_interval(county):
    found = estimates(money_by_body(county))["net_cost"]
    assert [str(body) for body in found["body"].values][:4] == [
        "nhs_north", "nhs_south", "nhs_east", "nhs_west"
    ]  # fmt: skip
    assert found.dims == ("scenario", "body", "statistic")
    assert np.isfinite(found.values).all()


def test_a_network_without_money_bears_nothing_known():
    lesson = cf.run(cf.load_scenario("one_queue"), replications=1)
    assert money_by_body(lesson)["cost"].isnull().all()
