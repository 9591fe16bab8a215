"""Agreed targets against what was achieved."""

from __future__ import annotations

import json

import numpy as np
import pytest
import xarray as xr

from carefunds_sim.analysis.agreement import achievements


def study(targets: list[dict[str, object]]) -> xr.Dataset:
    text = json.dumps({"arrangement": {"agreement": {"targets": targets}}})
    return xr.Dataset(
        {"delayed_days": (("scenario", "replication"), [[100.0, 200.0], [90.0, 190.0]])},
        coords={
            "scenario": ["a/separate/none", "a/pooled/none"],
            "area": ("scenario", ["a", "a"]),
            "arrangement": ("scenario", ["separate", "pooled"]),
            "squeeze": ("scenario", ["none", "none"]),
            "scenario_text": ("scenario", ["{}", text]),
        },
        attrs={"baseline": "separate"},
    )


def target(outcome: str) -> dict[str, object]:
    return {"outcome": outcome, "change": {"value": -0.1}}


def test_a_change_is_taken_within_each_replication() -> None:
    (found,) = achievements(study([target("delayed_days")]))
    assert (found.scenario, found.compared_with) == ("a/pooled/none", "a/separate/none")
    assert found.agreed == -0.1
    assert found.mean == pytest.approx((-0.10 - 0.05) / 2)
    assert found.low < found.mean < found.high


def test_an_outcome_that_is_not_reported_is_not_achieved() -> None:
    (found,) = achievements(study([target("happiness")]))
    assert np.isnan([found.mean, found.low, found.high]).all()


def test_without_targets_nothing_is_said() -> None:
    assert achievements(study([])) == []
