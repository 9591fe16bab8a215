"""Outcomes of every scenario, and their differences, as one table."""

from __future__ import annotations

import numpy as np
import pytest
from unit.analysis.sweeps import sweep_dataset

from carefunds_sim.analysis.responses import outcomes_and_differences
from carefunds_sim.errors import CarefundsError

PAIR = "town/aligned/deep_cut less town/separate/deep_cut"


@pytest.fixture
def made():
    values = np.random.default_rng(1).random((5, 2, 3))
    both = {"delayed_days": values, "cost_total": 10 * values}
    return sweep_dataset(np.random.default_rng(2).random((5, 2)), both)


def test_a_difference_is_taken_within_point_and_replication(made):
    made["delayed_days"][3, 0, 1] = np.nan
    found = outcomes_and_differences(made, ["cost_total", "delayed_days"])
    assert found.dims == ("outcome", "response", "point", "replication")
    mine = found.sel(outcome="delayed_days", response=PAIR).values
    values = made["delayed_days"].values
    np.testing.assert_array_equal(mine, values[:, 1] - values[:, 0])
    assert found["kind"].values.tolist() == ["scenario", "scenario", "difference"]
    assert found["compared_with"].values.tolist() == ["", "", "town/separate/deep_cut"]
    assert found["units"].values.tolist() == ["GBP a year", "bed days a year"]


def test_a_comparison_has_no_points(study):
    found = outcomes_and_differences(study, ["delayed_days"])
    assert found.dims == ("outcome", "response", "replication")
    assert found.sizes["response"] == 8 + 6


def test_a_single_arrangement_is_compared_with_nothing(made):
    assert (
        outcomes_and_differences(made.isel(scenario=[1]), ["delayed_days"]).sizes["response"] == 1
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [("delayed_day", "did you mean 'delayed_days'"), ("wait_days", "by service"),
     ("position", "no outcome is called 'position'")],
)  # fmt: skip
def test_an_unsuitable_outcome_is_refused(study, name, said):
    dataset = study.assign(position=("scenario", np.zeros(8)))
    with pytest.raises(CarefundsError, match=said.replace("?", r"\?")):
        outcomes_and_differences(
            dataset.drop_vars("position") if name == "position" else dataset, [name]
        )
