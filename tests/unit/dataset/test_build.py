"""From runs to a labelled dataset."""

from __future__ import annotations

import numpy as np
import pytest

from carefunds_sim.dataset.build import Table, build, outcome_names
from carefunds_sim.dataset.entry import entry


def test_every_variable_says_what_it_is(study):
    for name, variable in study.data_vars.items():
        assert {"long_name", "definition"} <= set(variable.attrs), name
        if name != "completed":
            assert variable.attrs["units"], name


def test_monthly_accounts_stand_where_their_labels_say(make_scenario, make_run):
    of = make_scenario()
    run = make_run(of)
    found = build([of], {(0, 0): run}, replications=1)
    cell = found["monthly_cost"].sel(service="home_care", body="council").isel(month=5)
    assert cell.item() == run.values["cost"][5, 2, 1]
    assert str(found["month"].values[0]) == "2009-04-01T00:00:00.000000000"


def test_moves_are_people_a_year_over_the_whole_period(make_scenario, make_run):
    of = make_scenario()
    run = make_run(of)
    found = build([of], {(0, 0): run}, replications=1)["moves"]
    assert found.dims == ("scenario", "replication", "origin", "destination")
    cell = found.sel(origin="acute_beds", destination="home_care").item()
    assert cell == pytest.approx(run.values["moves"][:, 2, 3].sum() / 2)
    assert found.attrs["units"] == "people a year"
    assert found.attrs["kind"] == "account"


def test_a_fund_that_a_scenario_has_not_is_missing_not_zero(study):
    pool = study["monthly_spend"].sel(fund="pool", scenario="town/separate/none")
    assert pool.isnull().all()
    assert study["monthly_spend"].sel(fund="pool", scenario="town/pooled/none").notnull().all()
    assert np.isnan(study["overspend"].sel(fund="pool", scenario="town/separate/none")).all()


def test_a_run_that_is_not_there_is_missing_and_said_so(make_scenario, make_run):
    scenarios = [make_scenario("separate"), make_scenario("pooled")]
    found = build(scenarios, {(0, 0): make_run(scenarios[0])}, replications=2)
    assert found["completed"].values.tolist() == [[True, False], [False, False]]
    assert np.isnan(found["delayed_days"].values[1]).all()


def test_the_order_of_runs_changes_nothing(make_scenario, make_run):
    scenarios = [make_scenario("separate"), make_scenario("pooled")]
    runs = {(s, r): make_run(scenarios[s], r) for s in (0, 1) for r in (0, 1)}
    backwards = dict(reversed(runs.items()))
    assert build(scenarios, runs, replications=2).identical(
        build(scenarios, backwards, replications=2)
    )


def test_delayed_days_by_responsible_add_up_to_delayed_days(study):
    parts = study["monthly_delayed_days_by_responsible"].sum("responsible")
    np.testing.assert_allclose(parts, study["monthly_delayed_days"])


def test_room_is_made_for_later_replications_and_changes_nothing(make_scenario, make_run):
    of = make_scenario()
    runs = {(0, r): make_run(of, r) for r in range(5)}
    grown = Table([of], 1)
    for place, run in runs.items():
        grown.enter(place, entry(run))
    assert grown.dataset(5).identical(build([of], runs, replications=5))
    assert grown.dataset(3).identical(build([of], runs, replications=5).isel(replication=[0, 1, 2]))


@pytest.mark.parametrize("name", ["cost_total", "delayed_days_per_1000", "delayed_days_nhs"])
def test_a_network_without_money_or_residents_has_no_such_outcome(make_scenario, make_run, name):
    of = make_scenario(money=False)
    found = build([of], {(0, 0): make_run(of)}, replications=1)
    assert np.isnan(found[name].item())
    assert found["delayed_days"].notnull().all()


def test_outcomes_are_listed_apart_from_accounts(study):
    assert "delayed_days" in outcome_names(study)
    assert "wait_days" not in outcome_names(study, scalar=True)
    assert not [name for name in outcome_names(study) if name.startswith("monthly_")]
