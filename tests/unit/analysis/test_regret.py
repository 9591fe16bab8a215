"""Regret and the choice that makes the largest of it smallest."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from unit.analysis.sweeps import sweep_dataset

from carefunds_sim.analysis.intervals import STATISTICS
from carefunds_sim.analysis.regret import regret

TRUE = np.array([[0.0, 1.0, 2.0], [5.0, 2.0, 0.0], [0.0, 2.0, 9.0], [1.0, 0.0, 1.0]])
REGRET = TRUE - TRUE.min(axis=1, keepdims=True)


def made(true: np.ndarray, noise: float, replications: int, seed: int = 0) -> xr.Dataset:
    rng = np.random.default_rng(seed)
    values = true[..., np.newaxis] + noise * rng.normal(size=(*true.shape, replications))
    values = values + rng.normal(0, 20, (1, 1, replications))
    return sweep_dataset(np.linspace(0, 1, len(true))[:, np.newaxis], {"delayed_days": values})


def plain_and_checked(found: list[xr.Dataset]) -> tuple[xr.DataArray, xr.DataArray]:
    studies = xr.concat(found, dim="study", data_vars="all", coords="minimal", compat="override")
    plain = studies["summary_regret"].sel(statistic="mean", drop=True)
    return plain.drop_vars("scenario"), studies["checked_regret"].drop_vars("scenario")


def test_regret_is_the_distance_from_the_best_at_each_point():
    found = regret(made(TRUE, 0.0, 4), "delayed_days", resamples=50)
    np.testing.assert_allclose(found["regret"], REGRET, atol=1e-12)
    summary = found["summary_regret"]
    for one in (*(summary.sel(statistic=s) for s in STATISTICS), found["checked_regret"]):
        np.testing.assert_allclose(one.sel(summary="max"), [5, 2, 9], atol=1e-12)
        np.testing.assert_allclose(one.sel(summary="mean"), REGRET.mean(axis=0), atol=1e-12)
    np.testing.assert_allclose(summary.sel(summary="p90", statistic="mean"),
                               np.quantile(REGRET, 0.9, axis=0), atol=1e-12)  # fmt: skip
    assert found["chosen"].values.tolist() == [False, True, False]
    assert found["chosen_share"].values.tolist() == [0, 1, 0]


def test_plain_regret_is_too_large_and_checked_regret_too_small():
    """Where all are alike true regret is nothing at all, and the lowest mean is chance."""
    alike = np.zeros((30, 4))
    found = [regret(made(alike, 1.0, 10, seed), "delayed_days", resamples=10) for seed in range(40)]
    plain, checked = (of.mean("study") for of in plain_and_checked(found))
    assert (plain.sel(summary="mean") > 0.25).all()
    assert (abs(checked.sel(summary="mean")) < 0.03).all()
    assert (plain.sel(summary="max") > 0.7).all()
    assert (checked.sel(summary="max") < 0.2).all()


def test_the_truth_lies_between_plain_and_checked():
    found = [regret(made(TRUE, 2.0, 10, seed), "delayed_days", resamples=2) for seed in range(200)]
    plain, checked = plain_and_checked(found)
    true = xr.DataArray([REGRET.max(axis=0), REGRET.mean(axis=0)], dims=("summary", "scenario"))
    for of, sign in ((plain, 1), (checked, -1)):
        gap = sign * (of.sel(summary=["max", "mean"]) - true)
        assert (gap.mean("study") > -3 * gap.std("study") / len(found) ** 0.5).all()


def test_prices_make_one_regret_of_several_outcomes():
    sweep = made(TRUE, 0.0, 3)
    sweep["cost_total"] = sweep["delayed_days"] * -10
    sweep["cost_total"].attrs = {"kind": "outcome", "units": "GBP a year"}
    found = regret(sweep, {"cost_total": 1, "delayed_days": 10}, resamples=10)
    np.testing.assert_allclose(found["regret"], 0, atol=1e-9)


def test_a_failed_run_counts_for_none_of_the_rivals():
    sweep = made(TRUE, 1.0, 6)
    sweep["delayed_days"][2, 0, 5] = np.nan
    sweep["delayed_days"][3, 1] = np.nan
    found = regret(sweep, "delayed_days", resamples=50)
    assert found["regret"].isel(point=3).isnull().all()
    mean = sweep["delayed_days"].isel(point=2, replication=slice(0, 5)).mean("replication")
    np.testing.assert_allclose(found["regret"].isel(point=2), mean - mean.min())
    assert found["summary_regret"].notnull().all()


def test_a_squeeze_that_is_not_run_yet_is_not_known():
    once = made(TRUE, 0.0, 4)
    labels = [f"town/{name}/{squeeze}" for squeeze in ("deep_cut", "none")
              for name in ("separate", "aligned", "pooled")]  # fmt: skip
    values = np.concatenate([once["delayed_days"], once["delayed_days"] * np.nan], axis=1)
    sweep = sweep_dataset(once["position"].values, {"delayed_days": values}, scenarios=labels)
    found = regret(sweep, "delayed_days", resamples=20)
    assert found["summary_regret"].isel(scenario=slice(3)).notnull().all()
    assert found["summary_regret"].isel(scenario=slice(3, 6)).isnull().all()
    assert found["chosen"].values.tolist() == [False, True, False, False, False, False]
    nothing = sweep.isel(scenario=slice(3, 6))
    assert regret(nothing, "delayed_days")["summary_regret"].isnull().all()


def test_one_replication_has_no_interval():
    found = regret(made(TRUE, 1.0, 1), "delayed_days")
    assert found["summary_regret"].sel(statistic="mean").notnull().all()
    assert found["summary_regret"].sel(statistic=["low", "high"]).isnull().all()
    assert found["checked_regret"].isnull().all()
    assert found["chosen_share"].isnull().all()


@pytest.mark.slow
@pytest.mark.parametrize(("noise", "replications"), [(1.0, 20), (1.0, 8), (3.0, 20), (0.3, 20)])
def test_intervals_hold_the_truth_about_as_often_as_they_say(noise, replications):
    true = 3 * np.random.default_rng(9).random((40, 4))
    gap = true - true.min(axis=1, keepdims=True)
    real = np.stack([gap.max(axis=0), gap.mean(axis=0), np.quantile(gap, 0.9, axis=0)])
    held = []
    for seed in range(100):
        sweep = made(true, noise, replications, seed)
        found = regret(sweep, "delayed_days", resamples=200, seed=seed)["summary_regret"]
        low, high = (found.sel(statistic=s).values for s in ("low", "high"))
        held.append((low <= real) & (real <= high))
    largest, mean, ninetieth = np.mean(held, axis=(0, 2))
    assert min(largest, mean) > 0.9
    assert ninetieth > 0.85  # known to be too short: an order statistic does not change smoothly
