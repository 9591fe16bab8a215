"""Differences from the baseline, point by point."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from unit.analysis.sweeps import sweep_dataset

from carefunds_sim.analysis.contrasts import differences, paired_differences


def made(gap: np.ndarray, spread: float = 1.0, replications: int = 10) -> xr.Dataset:
    """Return two arrangements, the second by ``gap`` (point) higher, chance shared and own."""
    rng = np.random.default_rng(3)
    shared = rng.normal(0, 50, (1, 1, replications))
    own = spread * rng.normal(size=(len(gap), 2, replications))
    values = 100 + shared + own
    values[:, 1] += gap[:, np.newaxis]
    return sweep_dataset(np.linspace(0, 1, len(gap))[:, np.newaxis], {"delayed_days": values})


def test_differences_are_clear_though_levels_are_not():
    found = paired_differences(made(np.array([-20.0, 0.0, 20.0, 20.0])), "delayed_days")
    assert found["verdict"].sel(scenario="town/aligned/deep_cut").values.tolist()[::2] == [-1, 1]
    share = found["share"].isel(scenario=0)
    assert share.sel(verdict_kind="higher") == 0.5
    assert float(share.sum()) == 1.0
    assert float(found["false_alarms"][0]) == pytest.approx(0.2)


def test_it_is_what_contrasts_say_at_each_point():
    sweep = made(np.array([1.0, 2.0]))
    found = paired_differences(sweep, "delayed_days")["difference"]
    for point in (0, 1):
        alone = differences(sweep.isel(point=point))["delayed_days"]
        np.testing.assert_allclose(found.isel(point=point), alone.transpose("scenario", ...))


def test_where_nothing_differs_one_in_twenty_points_is_a_false_alarm():
    found = paired_differences(made(np.zeros(2000), replications=6), "delayed_days")
    clear = 1 - float(found["share"].isel(scenario=0).sel(verdict_kind="not clear"))
    assert clear == pytest.approx(0.05, abs=0.015)


def test_a_point_that_was_not_run_is_not_judged():
    sweep = made(np.array([-20.0, 20.0]))
    sweep["delayed_days"][1, 0] = np.nan
    found = paired_differences(sweep, "delayed_days")
    assert int(found["judged"][0]) == 1
    assert found["share"].isel(scenario=0).values.tolist() == [1.0, 0.0, 0.0]


def test_without_replications_nothing_is_judged():
    found = paired_differences(made(np.array([1.0])).isel(replication=[0]), "delayed_days")
    assert int(found["judged"][0]) == 0
    assert found["share"].isnull().all()


def test_a_comparison_has_one_point(study):
    assert paired_differences(study, "delayed_days")["difference"].shape == (1, 6, 3)
