"""The answer says first where a shared fund's sign depends on its budgeting rule alone."""

from __future__ import annotations

import json
from typing import Any

import pytest
import xarray as xr

from carefunds_sim.report import budgeting_rules
from carefunds_sim.report.budgeting_rules import depends_on_budgeting
from carefunds_sim.report.findings import Finding


def text(name: str, budgeting: str | None, **changes: Any) -> str:
    pool = {"title": name, "share": {"value": {"every_service": 0.5}}, "risk_share": "own"}
    pools = {} if budgeting is None else {"pool": pool | {"budgeting": budgeting} | changes}
    arrangement = {"name": name, "title": name, "about": name, "pools": pools}
    return json.dumps({"area": {"name": "a"}, "squeeze": {"name": "s"}, "arrangement": arrangement})


TEXTS = {
    "separate": text("separate", None),
    "pooled": text("pooled", "by_origin"),
    "pro rata": text("pro rata", "pro_rata"),
    "larger": text("larger", "pro_rata", share={"value": {"every_service": 1.0}}),
}


def finding(scenario: str, low: float, high: float) -> Finding:
    mean = (low + high) / 2
    return Finding(scenario, f"a {scenario} fund", "", mean, low, high, 100.0, "bed days a year")


@pytest.fixture
def dataset() -> xr.Dataset:
    names = list(TEXTS)
    days = xr.DataArray([0.0] * 4, dims="scenario", attrs={"long_name": "Delayed days"})
    found = xr.Dataset({"delayed_days": days}, coords={"scenario": names})
    return found.assign(scenario_text=("scenario", [TEXTS[name] for name in names]))


def said(
    dataset: xr.Dataset, monkeypatch: pytest.MonkeyPatch, *found: tuple[str, float, float]
) -> list[str]:
    made = [finding(*one) for one in found]
    monkeypatch.setattr(budgeting_rules, "findings", lambda *_: made)
    return depends_on_budgeting(dataset, "delayed_days")


def test_a_fund_that_helps_under_one_rule_and_harms_under_another_is_named(
    dataset: xr.Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    (sentence,) = said(dataset, monkeypatch, ("pooled", -30, -10), ("pro rata", 20, 40))
    assert "depends on the budgeting rule" in sentence
    assert "by origin lower by 10.0 to 30.0" in sentence
    assert "pro rata higher by 20.0 to 40.0" in sentence


@pytest.mark.parametrize("other", [(-50, -20), (-5, 5)])
def test_nothing_is_said_where_no_rule_turns_the_sign(
    dataset: xr.Dataset, monkeypatch: pytest.MonkeyPatch, other: tuple[float, float]
) -> None:
    assert not said(dataset, monkeypatch, ("pooled", -30, -10), ("pro rata", *other))


def test_funds_that_differ_in_more_than_the_rule_are_not_compared(
    dataset: xr.Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not said(dataset, monkeypatch, ("pooled", -30, -10), ("larger", 20, 40))
