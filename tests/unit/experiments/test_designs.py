"""Designs: where points lie, that more of them keep the earlier ones, and that they repeat."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from carefunds_sim.analysis.design import unit_problem
from carefunds_sim.errors import CarefundsError
from carefunds_sim.experiments.designs import design_of
from carefunds_sim.scenario.load import compose
from carefunds_sim.scenario.sweep_design import SweepDesign, sweep_design

CAPACITY = "area.services.acute.capacity"
STAY = "area.services.acute.stay_days"
ROUTES = "area.services.acute.onward"
THREE = (CAPACITY, STAY, ROUTES)

EXTENDED: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"method": "sobol", "points": 8}, {"points": 32}),
    ({"method": "latin_hypercube", "points": 5}, {"batches": 3}),
    ({"method": "morris", "trajectories": 2}, {"trajectories": 5}),
    ({"method": "saltelli", "base_points": 4}, {"base_points": 8}),
    ({"method": "saltelli", "base_points": 4, "second_order": True}, {"base_points": 8}),
]


@pytest.fixture(scope="module")
def scenarios():
    return [compose("typical_council", name, "deep_cut") for name in ("separate", "pooled")]


@pytest.fixture(scope="module")
def sweep(scenarios) -> SweepDesign:
    return sweep_design(scenarios, THREE, method="sobol", points=8)


def chosen(sweep: SweepDesign, **settings: Any):
    """The points of a sweep with another plan."""
    return design_of(replace(sweep, plan=sweep.plan.model_validate(settings)))


def positions(sweep: SweepDesign, values: np.ndarray) -> np.ndarray:
    return np.array(
        [[f.position(v) for f, v in zip(sweep.factors, row, strict=True)] for row in values]
    )


@pytest.mark.parametrize(("fewer", "more"), EXTENDED)
def test_more_points_keep_the_earlier_ones_bit_for_bit(sweep, fewer, more) -> None:
    some, all_of_them = chosen(sweep, **fewer), chosen(sweep, **{**fewer, **more})
    assert len(some.values) < len(all_of_them.values)
    assert np.array_equal(some.values, all_of_them.values[: len(some.values)])


@pytest.mark.parametrize("settings", [fewer for fewer, _ in EXTENDED])
def test_chance_comes_from_the_seed_alone(sweep, settings) -> None:
    np.random.seed(3)  # noqa: NPY002 - the global state is what must stay as it is
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    one, again = chosen(sweep, **settings), chosen(sweep, **settings)
    assert np.array_equal(before, np.random.get_state()[1])  # noqa: NPY002
    other = chosen(sweep, **settings, seed=2)
    assert np.array_equal(one.values, again.values)
    assert not np.array_equal(one.values, other.values)
    assert (one.settings["seed"], other.settings["seed"]) == (1, 2)


@pytest.mark.parametrize("settings", [{**fewer, **more} for fewer, more in EXTENDED])
def test_points_lie_within_the_ranges(sweep, settings) -> None:
    found = positions(sweep, chosen(sweep, **settings).values)
    assert found.min() >= -1e-12
    assert found.max() <= 1 + 1e-12


def test_a_hypercube_has_one_point_in_each_part_of_every_range(sweep) -> None:
    found = positions(sweep, chosen(sweep, method="latin_hypercube", points=10, batches=2).values)
    for batch in (found[:10], found[10:]):
        for column in batch.T:
            assert sorted((column * 10).astype(int)) == list(range(10))


def test_a_trajectory_moves_each_factor_once_by_half_the_levels(sweep) -> None:
    found = positions(sweep, chosen(sweep, method="morris", trajectories=6).values)
    steps = np.diff(found.reshape(6, 4, 3), axis=1)
    assert np.allclose(np.abs(steps).max(axis=2), 2 / 3)
    assert np.allclose(np.abs(steps).sum(axis=2), 2 / 3)
    assert np.allclose(np.abs(steps).sum(axis=1), 2 / 3)


def test_morris_and_saltelli_are_read_by_salib(sweep) -> None:
    """A sum with known effects: 1, 2 and 3 over the whole ranges."""
    from SALib.analyze import morris, sobol

    at = positions(sweep, chosen(sweep, method="morris", trajectories=10).values)
    effects = morris.analyze(unit_problem(3), at, at @ [1.0, 2.0, 3.0], seed=1)
    assert effects["mu_star"].data == pytest.approx([1, 2, 3])
    at = positions(sweep, chosen(sweep, method="saltelli", base_points=1024).values)
    shares = sobol.analyze(unit_problem(3), at @ [1.0, 2.0, 3.0], calc_second_order=False, seed=1)
    assert shares["S1"] == pytest.approx(np.array([1, 4, 9]) / 14, abs=0.01)


@pytest.mark.parametrize(("second_order", "rows"), [(False, 5), (True, 8)])
def test_a_base_point_of_saltelli_makes_so_many_rows(sweep, second_order, rows) -> None:
    found = chosen(sweep, method="saltelli", base_points=4, second_order=second_order)
    assert found.values.shape == (4 * rows, 3)
    assert found.settings == {"base_points": 4, "second_order": second_order, "seed": 1}


def test_one_at_a_time_begins_with_the_files(scenarios) -> None:
    items = [CAPACITY, {"path": "squeeze.council.fall", "levels": [0, 0.1, 0.2]}]
    found = design_of(sweep_design(scenarios, items, method="one_at_a_time"))
    own = [336.0, pytest.approx(0.31, abs=0.001)]
    low, high = 250.0, 420.0
    assert found.values.tolist() == [
        own, [low, own[1]], [high, own[1]], [336.0, 0.0], [336.0, 0.1], [336.0, 0.2],
    ]  # fmt: skip
    assert found.settings == {}


def test_a_full_factorial_has_every_level_with_every_other(scenarios) -> None:
    items = [{"path": "squeeze.council.fall", "levels": [0.1, 0.3]}, CAPACITY]
    found = design_of(sweep_design(scenarios, items, method="full_factorial", levels=3))
    assert found.values.tolist() == [
        [0.1, 250.0], [0.1, 335.0], [0.1, 420.0], [0.3, 250.0], [0.3, 335.0], [0.3, 420.0],
    ]  # fmt: skip


def test_a_full_factorial_beyond_reason_is_refused(scenarios) -> None:
    sweep = sweep_design(scenarios, [{"role": "uncertain"}], method="full_factorial", levels=2)
    with pytest.raises(CarefundsError, match="take fewer levels or factors"):
        design_of(sweep)


def test_a_table_of_one_s_own_is_taken_as_it_is(scenarios) -> None:
    rows = [[300.0, 1.0], [500.0, 1.1], [float("nan"), 1.0]]
    found = design_of(sweep_design(scenarios, [CAPACITY, STAY], table=rows))
    assert np.array_equal(found.values, rows, equal_nan=True)
    assert found.method == "csv"
