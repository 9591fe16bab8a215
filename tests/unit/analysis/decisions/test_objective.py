"""What is judged, and who its rivals are."""

from __future__ import annotations

import numpy as np
import pytest
from unit.analysis.sweeps import sweep_dataset

from carefunds_sim.analysis.decisions.objective import objective, rivals, together
from carefunds_sim.errors import CarefundsError

VALUES = np.arange(12, dtype=float).reshape(2, 3, 2)


def sweep():
    return sweep_dataset(
        np.array([[0.0], [1.0]]), {"cost_total": VALUES, "delayed_days": VALUES**2}
    )


def test_outcomes_may_be_added_at_prices():
    found = objective(sweep(), {"cost_total": 1, "delayed_days": 400})
    np.testing.assert_allclose(found.transpose("point", "scenario", "replication"),
                               VALUES + 400 * VALUES**2)  # fmt: skip
    assert found.attrs["units"] == "GBP a year"
    assert found.attrs["long_name"] == "1 x cost_total + 400 x delayed_days"


def test_a_comparison_is_one_point(study):
    assert objective(study, "delayed_days").sizes["point"] == 1


def test_what_cannot_be_judged_is_refused(study):
    with pytest.raises(CarefundsError, match="did you mean 'delayed_days'"):
        objective(study, "delayed_day")
    with pytest.raises(CarefundsError, match="is by service"):
        objective(study, "wait_days")
    with pytest.raises(CarefundsError, match="one outcome at least"):
        objective(study, {})


def test_rivals_share_area_and_squeeze(study):
    assert {name: list(who) for name, who in rivals(study).items()} == {
        "town, none": [0, 1, 2, 3],
        "town, deep_cut": [4, 5, 6, 7],
    }


def test_a_run_that_one_rival_lacks_counts_for_none_of_its_group(study):
    study["delayed_days"][1, 2] = np.nan
    found = together(objective(study, "delayed_days"), rivals(study)).isel(point=0)
    assert found.isel(scenario=slice(0, 4), replication=2).isnull().all()
    assert found.isel(scenario=slice(4, 8)).notnull().all()
