"""What each fund had, spent, and had left."""

from __future__ import annotations

import pytest

from carefunds_sim.analysis.funds import altogether, balances


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
    together = altogether(found).sel(scenario="town/separate/none")
    parts = found["spend"].sel(scenario="town/separate/none", fund=["nhs", "council"])
    assert together["spend"].values == pytest.approx(parts.sum("fund").values)
