"""The made-up sweeps of the tests are what a sweep would be."""

from __future__ import annotations

import json

import numpy as np
import xarray as xr
from unit.analysis.sweeps import sweep_dataset

from carefunds_sim.analysis.contrasts import baselines
from carefunds_sim.dataset.build import outcome_names
from carefunds_sim.dataset.store import open_results, save


def test_it_has_the_shape_of_a_sweep_and_is_kept(tmp_path):
    values = np.arange(2 * 3 * 4, dtype=float).reshape(2, 3, 4)
    values[1, 2, 3] = np.nan
    positions = np.array([[0.0, 1.0], [0.5, 0.5]])
    made = sweep_dataset(positions, {"delayed_days": values}, method="morris", levels=4)
    assert outcome_names(made) == ["delayed_days"]
    assert dict(made.sizes) == {"point": 2, "scenario": 3, "replication": 4, "factor": 2}
    assert made["value"].values.tolist() == [[10, 20], [15, 15]]
    assert int(made["completed"].sum()) == made["completed"].size - 1
    assert json.loads(made.attrs["design"]) == {"method": "morris", "levels": 4}
    assert set(baselines(made).values()) == {"town/separate/deep_cut"}
    xr.testing.assert_identical(open_results(save(made, tmp_path / "results.nc")), made)
