"""Tidy tables."""

from __future__ import annotations

import pandas as pd
import pytest

from carefunds_sim.dataset.build import build
from carefunds_sim.dataset.tidy import tidy_monthly, tidy_outcomes, write_csv


def test_one_row_for_each_scenario_replication_and_outcome(study):
    table = tidy_outcomes(study)
    assert len(table[table["outcome"] == "delayed_days"]) == 24
    assert not table.duplicated(["scenario", "replication", "outcome", "of"]).any()
    assert table["value"].notna().all()


def test_a_value_stands_beside_its_own_words(study):
    table = tidy_outcomes(study).set_index(["arrangement", "squeeze", "replication", "outcome"])
    found = table.loc[("pooled", "deep_cut", 2, "cost_total"), "value"]
    place = {"scenario": "town/pooled/deep_cut", "replication": 2}
    assert found.item() == study["cost_total"].sel(place).item()


def test_months_add_up_to_the_years(study):
    table = tidy_monthly(study)
    sums = table[table["account"] == "delayed_days"].groupby("scenario")["value"].sum() / 2
    for label, days in sums.items():
        assert days == pytest.approx(study["delayed_days"].sel(scenario=label).mean().item())


def test_a_run_that_is_not_finished_has_no_rows(make_scenario, make_run):
    of = make_scenario()
    unfinished = build([of], {(0, 0): make_run(of)}, replications=2)
    assert set(tidy_outcomes(unfinished)["replication"]) == {0}
    assert tidy_monthly(unfinished)["value"].notna().all()


def test_numbers_survive_the_file(study, tmp_path):
    table = tidy_outcomes(study)
    file = write_csv(table, tmp_path / "o.csv")
    again = pd.read_csv(file, converters={"value": float})
    assert again["value"].tolist() == table["value"].tolist()
