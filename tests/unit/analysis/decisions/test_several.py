"""Several outcomes or cases side by side, kept whole when stored."""

from __future__ import annotations

import json

import numpy as np
import pytest
import xarray as xr
from unit.analysis.sweeps import sweep_dataset

from carefunds_sim.analysis.decisions.best import best_where
from carefunds_sim.analysis.decisions.drivers import classed
from carefunds_sim.analysis.decisions.objective import natural_values
from carefunds_sim.analysis.decisions.several import discovered, each_outcome
from carefunds_sim.dataset.store import open_results, save
from carefunds_sim.errors import CarefundsError


def sweep() -> xr.Dataset:
    x = np.linspace(0, 1, 60)
    days = np.stack([np.ones(60), 2 * x, 1.6 * (1 - x), 3 * np.ones(60)], axis=1)
    chance = np.array([0.0, 0.01, 0.02])
    return sweep_dataset(np.stack([x, x[::-1] ** 2], axis=1),
                         {"delayed_days": days[..., np.newaxis] + chance,
                          "cost_total": 4 - days[..., np.newaxis] + chance})  # fmt: skip


def test_outcomes_stand_side_by_side():
    made = sweep()
    found = each_outcome(made, ["delayed_days", "cost_total"], lambda o: best_where(made, o))
    alone = best_where(made, "cost_total")
    assert found["best"].sel(outcome="cost_total", drop=True).equals(alone["best"])
    assert found["units"].values.tolist() == ["bed days a year", "GBP a year"]
    assert found.attrs["points"] == 60


def test_boxes_of_every_scenario_are_kept_whole(tmp_path):
    found = discovered(sweep(), ["delayed_days <= separate"])
    assert [str(of).split("/")[1] for of in found["of"].values] == ["aligned", "pooled"]
    assert set(json.loads(found.attrs["not_found"])) == {
        "town/separate/deep_cut, delayed_days <= separate",
        "town/care_trust/deep_cut, delayed_days <= separate",
    }
    xr.testing.assert_identical(open_results(save(found, tmp_path / "prim.nc")), found)
    with pytest.raises(CarefundsError, match="none of 60 points is of interest"):
        discovered(sweep(), ["delayed_days <= 100"])


def test_what_a_table_leaves_to_the_files_is_what_they_say():
    made = sweep()
    made["value"][0] = np.nan
    assert natural_values(made)[0].tolist() == [15, 15]
    made["factor_own"][1] = np.nan
    values = natural_values(made)
    assert np.isnan(values[0, 1])
    assert set(classed(values)[:, 1]) == set(range(3))
    assert int(discovered(made, ["delayed_days <= separate"])["points_left_out"][0]) == 1
