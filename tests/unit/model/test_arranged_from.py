"""A stage may meet people in other beds by a chance of its own."""

from __future__ import annotations

from typing import Any

import pytest

from carefunds_sim.engines import simulate
from carefunds_sim.scenario.load import load_scenario
from carefunds_sim.scenario.scenario import resolve


def delayed_days(engine: str, **chances: Any) -> tuple[float, float]:
    """Return delayed days in acute and in other beds, where every discharge may meet a panel."""
    lesson = load_scenario("blocking", years=1, warmup_months=0).as_dict()
    assumed = {"kind": "assumed", "why": "a number of this test"}
    services = lesson["area"]["services"]
    services["home_care"] = {
        "title": "Home care",
        "kind": "unlimited",
        "stay_days": {"value": {"independent": 30.0}, **assumed},
        "arranged": True,
    }
    for bed in ("hospital", "intermediate_care"):
        services[bed]["onward"] = {"value": {"independent": {"home_care": 1.0}}, **assumed}
    lesson["area"]["streams"]["transfers"] = lesson["area"]["streams"]["arrivals"] | {
        "per_day": {"value": 0.3, **assumed},
        "first": {"value": {"independent": {"intermediate_care": 1.0}}, **assumed},
    }
    lesson["area"]["stages"] = {
        "panel": {
            "title": "Panel",
            "days": {"value": 2.0, **assumed},
            "reason": "public_funding",
            **{key: {"value": {"home_care": chance}, **assumed} for key, chance in chances.items()},
        }
    }
    days = simulate(resolve(lesson), seed=1, replication=0, engine=engine).values["delayed_days"]
    acute, other = days.sum(axis=(0, 2))
    return float(acute), float(other)


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
def test_other_beds_have_their_own_chance(engine: str) -> None:
    acute, other = delayed_days(engine, from_hospital=0.0, from_other_beds=1.0)
    assert acute == 0.0
    assert other > 0.0


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
def test_other_beds_are_as_hospital_where_nothing_is_said(engine: str) -> None:
    acute, other = delayed_days(engine, from_hospital=1.0)
    assert acute > 0.0
    assert other > 0.0
    assert (acute, other) == delayed_days(engine, from_hospital=1.0, from_other_beds=1.0)
