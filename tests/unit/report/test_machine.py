"""Results for other programs."""

from __future__ import annotations

import json

import pytest

from carefunds_sim.report.machine import as_json


@pytest.fixture
def found(study):
    return json.loads(as_json(study))


def test_every_scenario_and_difference_is_there(found):
    assert {"study", "scenarios", "differences"} <= set(found)
    assert len(found["scenarios"]) == 8
    assert {d["arrangement"] for d in found["differences"]} == {"aligned", "pooled", "care_trust"}
    outcome = found["scenarios"][0]["outcomes"]["delayed_days"]
    assert set(outcome) == {"mean", "low", "high", "unit"}
    assert outcome["low"] < outcome["mean"] < outcome["high"]


def test_what_the_numbers_rest_on_is_counted_by_kind(found):
    assert found["evidence"] == {"measured": 41, "derived": 23, "assumed": 18}


def test_cost_by_body_adds_up(found):
    for scenario in found["scenarios"]:
        cost = {name: scenario["outcomes"][f"cost_{name}"]["mean"]
                for name in ("nhs", "council", "self", "total")}  # fmt: skip
        assert cost["nhs"] + cost["council"] + cost["self"] == pytest.approx(cost["total"])


def test_what_is_not_known_is_null(study):
    text = as_json(study.isel(replication=[0]))
    assert "NaN" not in text
    first = json.loads(text)["scenarios"][0]["outcomes"]["delayed_days"]
    assert first["low"] is None
    assert first["mean"] is not None
