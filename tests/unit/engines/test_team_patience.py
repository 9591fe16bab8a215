"""Whose patience with a team ends does without its work."""

from __future__ import annotations

from typing import Any

import pytest

from carefunds_sim.engines import simulate
from carefunds_sim.model.record import Run
from carefunds_sim.scenario.load import load_scenario
from carefunds_sim.scenario.scenario import resolve

ASSUMED = {"kind": "assumed", "why": "a number of this test"}


def assessed(engine: str, **team: Any) -> Run:
    """Return a run in which everybody is assessed by a team of one that is far too small."""
    lesson = load_scenario("blocking", years=1, warmup_months=0, start="empty").as_dict()
    area = lesson["area"]
    area["services"]["hospital"]["capacity"] = {"value": 500.0, **ASSUMED}
    area["services"]["intermediate_care"] |= {"arranged": True, "kind": "unlimited"}
    del area["services"]["intermediate_care"]["capacity"]
    area["services"]["team"] = {
        "title": "Team", "kind": "team", "capacity": {"value": 1.0, **ASSUMED},
        "stay_days": {"value": {"independent": 4.0}, **ASSUMED}, **team,
    }  # fmt: skip
    area["stages"] = {
        "assessment": {
            "title": "Assessment", "team": "team", "reason": "assessment",
            "from_hospital": {"value": {"intermediate_care": 1.0}, **ASSUMED},
        }
    }  # fmt: skip
    return simulate(resolve(lesson), seed=1, replication=0, engine=engine)


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
def test_nobody_waits_longer_than_their_patience(engine: str) -> None:
    team = -1
    for_ever = assessed(engine)
    a_week = assessed(engine, patience={"value": 7.0, **ASSUMED})
    gave_up = a_week.values["second_choices"][:, team].sum()
    started = a_week.values["starts"][:, team].sum()
    assert for_ever.values["second_choices"].sum() == 0.0
    assert gave_up > started > 0.0
    waited = a_week.values["wait_days_ended"][:, team].sum()
    assert waited / started <= 7.0
    longest = 7.0 * (gave_up + started) + 31.0
    assert a_week.values["waiting_days"][:, team].sum() <= longest
    care = a_week.names.services.index("intermediate_care")
    assert a_week.values["starts"][:, care].sum() > 2 * for_ever.values["starts"][:, care].sum()
