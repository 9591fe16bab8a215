"""Sobol indices of functions whose indices are known."""

from __future__ import annotations

import numpy as np
import pytest
from SALib.sample import sobol as sampled
from unit.analysis.sweeps import sweep_dataset

from carefunds_sim.analysis.sobol import sobol
from carefunds_sim.errors import CarefundsError

A, B = 7.0, 0.1


def ishigami(u: np.ndarray) -> np.ndarray:
    x = np.pi * (2 * u - 1)
    return np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0])


def ishigami_indices() -> tuple[list[float], list[float], float]:
    """First-order and total indices and the variance (Saltelli et al. 2008, ch. 4)."""
    first = 0.5 * (1 + B * np.pi**4 / 5) ** 2
    second, third = A**2 / 8, 8 * B**2 * np.pi**8 / 225
    whole = first + second + third
    return (
        [first / whole, second / whole, 0.0],
        [(first + third) / whole, second / whole, third / whole],
        whole,
    )


WEIGHTS = np.array([0.0, 1.0, 4.5, 9.0])


def g(u: np.ndarray) -> np.ndarray:
    return np.prod((np.abs(4 * u - 2) + WEIGHTS) / (1 + WEIGHTS), axis=1)


def g_indices() -> tuple[np.ndarray, np.ndarray]:
    """First-order and total indices of the G function (Sobol 2001)."""
    part = 1 / 3 / (1 + WEIGHTS) ** 2
    whole = np.prod(1 + part) - 1
    total = part * np.prod(1 + part) / (1 + part)
    return part / whole, total / whole


def points(factors: int, base: int, *, second: bool = True) -> np.ndarray:
    names = [f"f{i}" for i in range(factors)]
    problem = {"num_vars": factors, "names": names, "bounds": [[0.0, 1.0]] * factors}
    return np.asarray(sampled.sample(problem, base, calc_second_order=second, seed=3))


def sweep(function, factors, base, *, second=True, noise=0.0, shared=0.0, replications=2):
    """A saltelli sweep of a function under separate budgets, twice that under aligned ones."""
    where = points(factors, base, second=second)
    chance = np.random.default_rng(5)
    size = (len(where), 1, replications)
    values = function(where)[:, np.newaxis, np.newaxis] + noise * chance.standard_normal(size)
    values = values + shared * chance.standard_normal((1, 1, replications))
    values = np.concatenate([values, 2 * values + 3], axis=1)
    return sweep_dataset(
        where, {"delayed_days": values}, method="saltelli", base_points=base, second_order=second
    )


def within(found, truth) -> bool:
    """Whether all intervals hold the truth, read half as wide again: several are looked at."""
    low, high = found.sel(statistic="low"), found.sel(statistic="high")
    spare = (high - low) / 4
    return bool(((low - spare <= truth) & (truth <= high + spare)).all())


def of(found, name):
    return found[name].sel(outcome="delayed_days", response="town/separate/deep_cut")


def test_indices_of_the_ishigami_function():
    found = sobol(sweep(ishigami, 3, 1024), ["delayed_days"])
    first, total, _ = ishigami_indices()
    assert within(of(found, "S1"), first)
    assert within(of(found, "ST"), total)
    np.testing.assert_allclose(of(found, "S1").sel(statistic="mean"), first, atol=0.03)
    np.testing.assert_allclose(of(found, "ST").sel(statistic="mean"), total, atol=0.03)
    both = of(found, "S2").isel(factor=0).sel(other="f2")
    assert within(both, total[2])
    assert np.isnan(of(found, "S2").isel(factor=2, other=0)).all()


def test_indices_of_the_g_function_without_second_order():
    found = sobol(sweep(g, 4, 1024, second=False), ["delayed_days"])
    first, total = g_indices()
    assert within(of(found, "S1"), first)
    assert within(of(found, "ST"), total)
    assert "S2" not in found


def test_indices_of_a_difference_are_those_of_its_parts_where_they_are_alike():
    found = sobol(sweep(ishigami, 3, 64), ["delayed_days"])
    assert found["kind"].values.tolist() == ["scenario", "scenario", "difference"]
    level, gap = found["ST"].isel(response=0), found["ST"].isel(response=2)
    np.testing.assert_allclose(level, gap)


def test_noise_between_points_is_told_and_its_bias_taken_off():
    noise, replications = 6.0, 4
    found = sobol(
        sweep(ishigami, 3, 1024, noise=noise, shared=50.0, replications=replications),
        ["delayed_days"],
    )
    _, total, variance = ishigami_indices()
    share = noise**2 / replications
    assert of(found, "noise_share")[0] == pytest.approx(share / (variance + share), rel=0.1)
    raw = of(found, "ST").sel(statistic="mean")
    clean = raw - of(found, "ST_bias")
    assert float(raw[2]) > total[2] + 0.05
    np.testing.assert_allclose(clean, total, atol=0.05)


def test_without_noise_there_is_no_bias():
    found = sobol(sweep(ishigami, 3, 64, shared=50.0), ["delayed_days"])
    np.testing.assert_allclose(found["ST_bias"], 0.0, atol=1e-9)
    np.testing.assert_allclose(found["S1_bias"], 0.0, atol=1e-9)


def test_a_base_point_with_a_failed_run_is_left_out_and_counted():
    made = sweep(ishigami, 3, 64)
    made["delayed_days"][10, 1, 0] = np.nan
    found = sobol(made, ["delayed_days"])
    assert found["dropped"].values.tolist() == [[0, 1, 1]]
    assert found["used"].values.tolist() == [[64, 63, 63]]
    without = made.isel(point=[i for i in range(512) if not 8 <= i < 16])
    again = sobol(without, ["delayed_days"])
    np.testing.assert_array_equal(found["S1"][0, 1], again["S1"][0, 1])


def test_what_never_varies_has_no_indices():
    made = sweep(ishigami, 3, 8)
    made["delayed_days"][:, 1] = 1.0
    found = sobol(made, ["delayed_days"])
    assert np.isnan(found["ST"].isel(response=1)).all()
    assert found["ST"].isel(response=0).notnull().all()


def test_nothing_left_is_refused():
    made = sweep(ishigami, 3, 8)
    made["delayed_days"][::8] = np.nan
    with pytest.raises(CarefundsError, match="too few base points are finished"):
        sobol(made, ["delayed_days"])


def test_another_design_is_refused(study):
    made = sweep(ishigami, 3, 8)
    made.attrs["design"] = '{"method": "sobol"}'
    with pytest.raises(CarefundsError, match=r"needs a sweep by saltelli \(this one is by sobol\)"):
        sobol(made, ["delayed_days"])
    with pytest.raises(CarefundsError, match="these results have no points"):
        sobol(study, ["delayed_days"])


@pytest.mark.parametrize("seed", [0, 1])
def test_chance_is_seeded_and_nobody_elses_is_touched(seed):
    made = sweep(ishigami, 3, 8)
    np.random.seed(9)  # noqa: NPY002 - that this state stays untouched is what is tested
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    one = sobol(made, ["delayed_days"], seed=seed)
    np.testing.assert_array_equal(before, np.random.get_state()[1])  # noqa: NPY002
    again = sobol(made, ["delayed_days"], seed=seed)
    np.testing.assert_array_equal(one["S1"], again["S1"])
