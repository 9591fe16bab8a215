"""What is judged, and who its rivals are."""

from __future__ import annotations

import json

import numpy as np
import pytest
import xarray as xr
from unit.analysis.sweeps import sweep_dataset

from carefunds_sim.analysis.best_where import best_where, classes_of
from carefunds_sim.analysis.objective import (
    each_outcome,
    natural_values,
    objective,
    rivals,
    with_all_rivals,
)
from carefunds_sim.analysis.prim import boxes_of_scenarios
from carefunds_sim.dataset.store import open_results, save
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
    found = with_all_rivals(objective(study, "delayed_days"), rivals(study)).isel(point=0)
    assert found.isel(scenario=slice(0, 4), replication=2).isnull().all()
    assert found.isel(scenario=slice(4, 8)).notnull().all()


def made_up_sweep() -> xr.Dataset:
    x = np.linspace(0, 1, 60)
    days = np.stack([np.ones(60), 2 * x, 1.6 * (1 - x), 3 * np.ones(60)], axis=1)
    chance = np.array([0.0, 0.01, 0.02])
    return sweep_dataset(np.stack([x, x[::-1] ** 2], axis=1),
                         {"delayed_days": days[..., np.newaxis] + chance,
                          "cost_total": 4 - days[..., np.newaxis] + chance})  # fmt: skip


def test_outcomes_stand_side_by_side():
    made = made_up_sweep()
    found = each_outcome(made, ["delayed_days", "cost_total"], lambda o: best_where(made, o))
    alone = best_where(made, "cost_total")
    assert found["best"].sel(outcome="cost_total", drop=True).equals(alone["best"])
    assert found["units"].values.tolist() == ["bed days a year", "GBP a year"]
    assert found.attrs["points"] == 60


def test_boxes_of_every_scenario_are_kept_whole(tmp_path):
    found = boxes_of_scenarios(made_up_sweep(), ["delayed_days <= separate"])
    assert [str(of).split("/")[1] for of in found["of"].values] == ["aligned", "pooled"]
    assert set(json.loads(found.attrs["not_found"])) == {
        "town/separate/deep_cut, delayed_days <= separate",
        "town/care_trust/deep_cut, delayed_days <= separate",
    }
    xr.testing.assert_identical(open_results(save(found, tmp_path / "prim.nc")), found)
    with pytest.raises(CarefundsError, match="none of 60 points is of interest"):
        boxes_of_scenarios(made_up_sweep(), ["delayed_days <= 100"])


def test_what_a_table_leaves_to_the_files_is_what_they_say():
    made = made_up_sweep()
    made["value"][0] = np.nan
    assert natural_values(made)[0].tolist() == [15, 15]
    made["factor_own"][1] = np.nan
    values = natural_values(made)
    assert np.isnan(values[0, 1])
    assert set(classes_of(values)[:, 1]) == set(range(3))
    assert int(boxes_of_scenarios(made, ["delayed_days <= separate"])["points_left_out"][0]) == 1
