"""Quantities moved through their ranges: what stays true, and what each kind of value does."""

from __future__ import annotations

import math
from typing import Any

import pytest

from carefunds_sim.scenario.load import load_experiment, load_scenario
from carefunds_sim.scenario.motion import SPLITS, can_move, moved, position
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.scenario.schema.quantity import Quantity

ENDS = (0.0, 1.0)
ACUTE = "area.services.acute"


@pytest.fixture(scope="module")
def scenarios() -> tuple[Scenario, ...]:
    return load_experiment("screening").scenarios


@pytest.fixture(scope="module")
def quantities(scenarios: tuple[Scenario, ...]) -> dict[str, Quantity[Any]]:
    return {p: q for s in scenarios for p, q in s.quantities() if can_move(p, q)}


def leaves(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [number for part in value.values() for number in leaves(part)]
    return [n for part in value for n in leaves(part)] if isinstance(value, list) else [value]


def test_nearly_all_that_may_vary_can_move(scenarios: tuple[Scenario, ...]) -> None:
    for scenario in scenarios:
        varied = [(p, q) for p, q in scenario.quantities() if q.role.word != "constant"]
        stuck = [path for path, quantity in varied if not can_move(path, quantity)]
        assert stuck == []


@pytest.mark.parametrize("to", [0.0, 1 / 3, 2 / 3, 1.0])
def test_a_scenario_with_everything_moved_is_valid(
    scenarios: tuple[Scenario, ...], to: float
) -> None:
    for scenario in scenarios:
        everything = {p: moved(p, q, to) for p, q in scenario.quantities() if can_move(p, q)}
        assert scenario.with_values(everything).warnings == ()


def test_every_number_stays_in_its_range(quantities: dict[str, Quantity[Any]]) -> None:
    for path, quantity in quantities.items():
        low, high = quantity.range or (0.0, 0.0)
        for to in ENDS:
            assert all(low <= number <= high for number in leaves(moved(path, quantity, to))), path


def test_the_file_s_own_position_gives_the_file_s_own_value(
    quantities: dict[str, Quantity[Any]],
) -> None:
    for path, quantity in quantities.items():
        again = leaves(moved(path, quantity, position(path, quantity)))
        assert again == pytest.approx(list(quantity.numbers()), abs=1e-12), path


def test_one_number_goes_from_end_to_end(quantities: dict[str, Quantity[Any]]) -> None:
    quantity = quantities[f"{ACUTE}.capacity"]
    assert quantity.range is not None
    low, high = quantity.range
    assert [moved("capacity", quantity, to) for to in (0.0, 0.5, 1.0)] == [
        low, (low + high) / 2, high,
    ]  # fmt: skip


def test_a_mapping_keeps_its_proportions(quantities: dict[str, Quantity[Any]]) -> None:
    quantity = quantities[f"{ACUTE}.stay_days"]
    for to in ENDS:
        ratios = [
            new / old
            for new, old in zip(leaves(moved("stay_days", quantity, to)), quantity.numbers(),
                                strict=True)
        ]  # fmt: skip
        assert max(ratios) == pytest.approx(min(ratios))
    assert min(leaves(moved("stay_days", quantity, 0.0))) == pytest.approx(quantity.range[0])  # type: ignore[index]


def test_growth_is_raised_by_one_amount(quantities: dict[str, Quantity[Any]]) -> None:
    quantity = quantities["squeeze.council.by_year"]
    changes = [
        new - old
        for new, old in zip(leaves(moved("by_year", quantity, 1.0)), quantity.numbers(),
                            strict=True)
    ]  # fmt: skip
    assert max(changes) == pytest.approx(min(changes))
    assert max(changes) > 0


@pytest.mark.parametrize(("to", "odds"), [(0.0, 0.5), (0.5, 1.0), (1.0, 2.0)])
def test_a_row_of_routes_tilts_towards_its_first(
    quantities: dict[str, Quantity[Any]], to: float, odds: float
) -> None:
    path = f"{ACUTE}.onward"
    before = quantities[path].value
    for dependency, row in moved(path, quantities[path], to).items():
        old = next(row for key, row in before.items() if key.word == dependency)
        first, *others = old
        ratio = (row[first] / (1 - row[first])) / (old[first] / (1 - old[first]))
        assert ratio == pytest.approx(odds)
        kept = {row[name] / old[name] for name in others}
        assert max(kept) == pytest.approx(min(kept))


def test_rows_that_sum_to_one_go_on_doing_so(quantities: dict[str, Quantity[Any]]) -> None:
    rows = 0
    for path, quantity in quantities.items():
        nested = isinstance(quantity.value, dict) and any(
            isinstance(part, dict) for part in quantity.value.values()
        )
        if quantity.unit == "share" and (nested or path.rsplit(".", 1)[-1] in SPLITS):
            for to in ENDS:
                after = moved(path, quantity, to)
                new = list(after.values()) if nested else [after]
                old = list(quantity.value.values()) if nested else [quantity.value]
                for one, other in zip(new, old, strict=True):
                    assert math.fsum(one.values()) == pytest.approx(math.fsum(other.values())) or (
                        math.fsum(other.values()) < 1 and math.fsum(one.values()) <= 1
                    )
                    rows += 1
    assert rows > 20


def test_what_is_constant_does_not_move() -> None:
    scenario = load_scenario("typical_council/separate/deep_cut")
    paths = dict(scenario.quantities())
    assert not can_move("area.commissioners", paths["area.commissioners"])
    assert not can_move(f"{ACUTE}.paid_by", paths[f"{ACUTE}.paid_by"])
