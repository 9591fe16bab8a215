"""A difference whose sign changes over the years is never reported as none."""

from __future__ import annotations

import json

import numpy as np
import pytest

from carefunds_sim.analysis.sign_changes import (
    BY_MONTH,
    by_month,
    scenarios_changing_sign,
    sign_changes,
)
from carefunds_sim.report.chapters.answer import sentences
from carefunds_sim.report.findings import at_a_glance, headline, sentence
from carefunds_sim.report.machine import as_dict
from carefunds_sim.report.tables import contrasts
from carefunds_sim.report.workbook.outcomes import differences_sheet, summary_sheet

TRUST = "town/care_trust/deep_cut"


@pytest.fixture
def turned(study):
    """A trust under which people are delayed more in the first year and less in the second."""
    monthly = study["monthly_delayed_days"]
    base = monthly.sel(scenario="town/separate/deep_cut")
    chance = np.random.default_rng(1).normal(1, 0.02, (study.sizes["replication"], 24))
    change = np.repeat([1.5, 0.5], 12) * chance
    there = {"scenario": TRUST}
    shape = (study.sizes["replication"], 24, 1, 1)
    dims = ("replication", "month", "setting", "reason")
    level = base.mean("month").transpose("replication", "setting", "reason")
    flat = np.broadcast_to(level.to_numpy()[:, None], base.transpose(*dims).shape)
    for label in ("town/separate/deep_cut", TRUST):
        of = change.reshape(shape) if label == TRUST else 1.0
        monthly.loc[{"scenario": label}] = monthly.sel(there).transpose(*dims).copy(data=flat * of)
    study["delayed_days"] = by_month(study, "delayed_days").sum("month").assign_attrs(
        study["delayed_days"].attrs) / 2  # fmt: skip
    study["delayed_days"].attrs = {"kind": "outcome", "units": "bed days a year",
                                   "long_name": "Delayed days"}  # fmt: skip
    return study


def test_months_add_up_to_the_outcome_that_they_are_of(study):
    for outcome in BY_MONTH:
        monthly = by_month(study, outcome)
        a_year = monthly.sum("month").transpose(*study[outcome].dims) / 2
        np.testing.assert_allclose(a_year, study[outcome], rtol=1e-9, err_msg=outcome)


def test_years_are_compared_together_at_one_level(turned):
    found = sign_changes(turned, "delayed_days").sel(scenario=TRUST)
    assert found["sign"].values.tolist() == [1, -1]
    assert found["turns"].values.tolist() == [False, True]
    assert scenarios_changing_sign(turned, "delayed_days") == {TRUST}
    one = turned.isel(replication=[0])
    assert sign_changes(one, "delayed_days") is None
    assert sign_changes(turned.isel(month=slice(12)), "delayed_days") is None
    assert sign_changes(turned, "mean_stay_days") is None


def test_a_change_of_sign_is_told_everywhere(turned):
    first, last = sign_changes(turned, "delayed_days")["year"].values
    words = sentence(turned, "delayed_days")
    assert f"a change of sign over the years with care_trust (higher in {first} by " in words
    assert f"lower in {last} by " in words
    assert f"turns in {last}; over all years the two cancel)" in words
    assert "a change of sign over the years in 1 of 2 with care_trust" in headline(
        turned, "delayed_days"
    )
    assert words in sentences(turned)
    glance = at_a_glance(turned, "delayed_days")
    assert any("changes sign over the years" in cell for row in glance.rows for cell in row)
    (table,) = contrasts(turned.isel(scenario=slice(4, 8)), turned)
    assert any("changes sign over the years" in cell for cell in table.rows[0])
    rows = {row["scenario"]: row for row in as_dict(turned)["differences"]
            if row["outcome"] == "delayed_days"}  # fmt: skip
    assert rows[TRUST]["changes_sign"]["turns_in"] == [last]
    assert rows["town/care_trust/none"]["changes_sign"] is None
    assert any("a change of sign" in words for words in summary_sheet(turned).sentences)
    (finding,) = [c for c in differences_sheet(turned).grids[0].columns if c.header == "Finding"]
    assert "a change of sign over the years" in finding.cells
    json.dumps(as_dict(turned))


def test_years_that_chance_alone_makes_differ_do_not_turn(study):
    assert scenarios_changing_sign(study, "delayed_days") == set()
