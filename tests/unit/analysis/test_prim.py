"""Scenario discovery finds boxes that are there, and tells those that are chance."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
import xarray as xr
from scipy import stats
from scipy.stats import qmc
from unit.analysis.sweeps import sweep_dataset

from carefunds_sim.analysis.box import everything, paste, peel
from carefunds_sim.analysis.prim import prim
from carefunds_sim.errors import CarefundsError


def sweep(where: np.ndarray) -> xr.Dataset:
    """Factors stand from 10 to 20."""
    return sweep_dataset(where, {"delayed_days": np.ones((len(where), 1, 2))}, method="sobol")


def cases(flags: np.ndarray) -> xr.DataArray:
    return xr.DataArray(flags, dims="point")


@pytest.fixture(scope="module")
def where() -> np.ndarray:
    return np.asarray(qmc.LatinHypercube(6, seed=np.random.default_rng(4)).random(1000))


@pytest.fixture
def corner(where):
    """A box of three limits among six factors: about an eighth of the points."""
    return (where[:, 0] > 0.6) & (where[:, 1] < 0.5) & (where[:, 2] > 0.4)


def test_a_box_that_is_there_is_found_in_natural_units(where, corner):
    found = prim(sweep(where), cases(corner), alpha=0.02)
    one = found.isel(step=int(found["chosen"]))
    assert one["low"].values == pytest.approx(
        [16, np.nan, 14, *[np.nan] * 3], abs=0.25, nan_ok=True
    )
    assert one["high"].values == pytest.approx([np.nan, 15, *[np.nan] * 4], abs=0.25, nan_ok=True)
    assert float(one["coverage"]) > 0.9
    assert float(one["density"]) > 0.9
    assert int(one["restricted"]) == 3
    assert float(one["p_low"].max()) < 1e-6
    assert found["reproduced"].values.tolist()[:3] == [[1, 1]] * 3
    assert (found["reproduced"].values[3:] < 0.8).all()


def test_coverage_density_and_mass_are_counted(where, corner):
    found = prim(sweep(where), cases(corner))
    first = found.isel(step=0)
    assert (float(first["coverage"]), float(first["mass"])) == (1, 1)
    assert float(first["density"]) == pytest.approx(corner.mean())
    for step in found["step"].values:
        one = found.isel(step=step)
        low, high = one["low"].fillna(-np.inf).values, one["high"].fillna(np.inf).values
        inside = ((10 + 10 * where >= low) & (10 + 10 * where <= high)).all(axis=1)
        assert float(one["mass"]) == pytest.approx(inside.mean())
        assert float(one["density"]) == pytest.approx(corner[inside].mean())
        assert float(one["coverage"]) == pytest.approx(corner[inside].sum() / corner.sum())
    assert (np.diff(found["density"][found["kind"] == "peel"]) > 0).all()


def test_quasi_p_is_the_binomial_chance_without_the_limit(where, corner):
    found = prim(sweep(where), cases(corner), step=12).isel(step=12)
    values = 10 + 10 * where
    low, high = found["low"].fillna(-np.inf).values, found["high"].fillna(np.inf).values
    inside = ((values >= low) & (values <= high)).all(axis=1)
    free = low.copy()
    free[0] = -np.inf
    wider = ((values >= free) & (values <= high)).all(axis=1)
    test = stats.binomtest(int(corner[inside].sum()), int(inside.sum()), corner[wider].mean(),
                           alternative="greater")  # fmt: skip
    assert float(found["p_low"][0]) == pytest.approx(test.pvalue)


def test_cases_by_chance_keep_no_sure_limit(where):
    """Peeling finds something in anything; a box around nothing is not reproduced."""
    noise = np.random.default_rng(8).random(1000) < 0.3
    found = prim(sweep(where), cases(noise))
    one = found.isel(step=int(found["chosen"]))
    assert float(one["density"]) < 0.45
    assert (found["reproduced"].min("by") < 0.9).all()


def test_noisy_cases_still_show_the_box(where, corner):
    rng = np.random.default_rng(2)
    noisy = np.where(rng.random(1000) < 0.1, ~corner, corner)
    found = prim(sweep(where), cases(noisy))
    one = found.isel(step=int(found["chosen"]))
    limited = np.isfinite(one["low"]) | np.isfinite(one["high"])
    assert limited.values[:3].all()
    assert float(one["density"]) > 0.7


def test_levels_of_a_grid_are_cut_between():
    grid = np.stack(np.meshgrid(np.linspace(0, 1, 5), np.linspace(0, 1, 3)), axis=-1).reshape(-1, 2)
    found = prim(sweep(grid), cases(grid[:, 0] > 0.5), resamples=2)
    one = found.isel(step=int(found["chosen"]))
    assert float(one["low"][0]) == pytest.approx(16.25)
    assert float(one["density"]) == float(one["coverage"]) == 1.0
    assert np.isnan(one["low"][1])


def test_pasting_takes_back_what_peeling_took_too_much_of():
    values = np.linspace(0, 1, 200)[:, np.newaxis]
    inside = (values[:, 0] > 0.3) & (values[:, 0] < 0.7)
    box = peel(values, inside, alpha=0.3, least=0.05)[-1]
    tight = box.with_limit(0, 0, 0.45)
    noisy = inside.copy()
    noisy[100] = False
    grown = paste(tight, values, noisy, alpha=0.05)
    assert grown[-1].low[0] < 0.45
    assert noisy[grown[-1].holds(values)].mean() > noisy[tight.holds(values)].mean()
    assert paste(everything(1), values, inside, alpha=0.1) == []


def test_whose_cases_are_asked_about_has_to_be_said():
    values = np.stack([np.ones((40, 3)), np.linspace(0, 2, 40)[:, np.newaxis] * np.ones(3)], axis=1)
    made = sweep_dataset(np.linspace(0, 1, 40)[:, np.newaxis], {"delayed_days": values})
    made["delayed_days"][3] = np.nan
    with pytest.raises(CarefundsError, match="say whose cases"):
        prim(made, "delayed_days <= separate")
    found = prim(made, "delayed_days <= separate", scenario="town/aligned/deep_cut", resamples=2)
    assert float(found["low"][int(found["chosen"]), 0]) == pytest.approx(15, abs=0.52)
    assert int(found["points_left_out"]) == 1
    assert found.attrs["cases"] == "delayed_days <= separate"
    with pytest.raises(CarefundsError, match="none of 39 points is of interest"):
        prim(made, "delayed_days <= separate", scenario="town/separate/deep_cut")
    with pytest.raises(CarefundsError, match="step must be from 0"):
        prim(made, "delayed_days <= 1", scenario="town/aligned/deep_cut", step=99)


@pytest.mark.slow
def test_the_trajectory_is_that_of_the_exploratory_modelling_workbench(where, corner):
    """Same peels, coverage, density and limits, step by step."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pd = pytest.importorskip("pandas")
        theirs = pytest.importorskip("ema_workbench.analysis.prim")
        noisy = np.where(np.random.default_rng(2).random(1000) < 0.05, ~corner, corner)
        frame = pd.DataFrame(10 + 10 * where, columns=[f"f{i}" for i in range(6)])
        box = theirs.Prim(frame, noisy, threshold=0.1, peel_alpha=0.05).find_box()
        theirs = box.peeling_trajectory
    ours = prim(sweep(where), cases(noisy), resamples=0)
    ours = ours.isel(step=(ours["kind"] == "peel").values)
    number = ours.sizes["step"]
    assert number > 15
    for name in ("coverage", "density", "mass"):
        np.testing.assert_allclose(ours[name], theirs[name][:number], rtol=1e-12)
    for i in range(number):
        limits = box.box_lims[i].to_numpy()
        mine = np.stack([ours["low"][i], ours["high"][i]])
        limited = np.isfinite(mine)
        np.testing.assert_allclose(mine[limited], limits[limited], rtol=1e-9)
        for j, name in enumerate(frame.columns):
            if not limited[:, j].any():
                continue
            p = np.stack([ours["p_low"][i, j], ours["p_high"][i, j]])
            np.testing.assert_allclose(p[limited[:, j]], np.array(box.qp[i][name])[limited[:, j]],
                                       rtol=1e-6)  # fmt: skip
