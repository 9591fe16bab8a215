"""Worlds: what they move and what they leave, the table's file and its faults."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from carefunds_sim.errors import ArgumentError, ScenarioError
from carefunds_sim.scenario.load import load_calibration, load_scenario
from carefunds_sim.scenario.uncertainty import UncertainNumbers
from carefunds_sim.scenario.worlds import Worlds, as_text, load_worlds, worlds_of

BEDS = "area.services.intermediate_beds.capacity"
REGARD = "arrangement.own_funds.regard"


@cache
def uncertain() -> UncertainNumbers:
    return UncertainNumbers(load_calibration("england_2010_17"))


@cache
def some(count: int = 4) -> Worlds:
    """Return worlds that put the groups anywhere, and all else by their draws."""
    numbers = uncertain().groups
    positions = np.round(np.random.default_rng(1).random((count, len(numbers))), 4)
    return Worlds("some", "england_2010_17", uncertain().hash, 5, numbers, np.arange(count),
                  positions, uncertain_numbers=uncertain())  # fmt: skip


def test_the_files_own_positions_give_the_files_own_numbers_back() -> None:
    reference = uncertain().reference
    again = reference.with_values(uncertain().settings(reference, uncertain().own()))
    known = dict(reference.quantities())
    for path, quantity in again.quantities():
        flat = [np.array(list(_numbers(q.value))) for q in (quantity, known[path])]
        assert np.allclose(*flat, rtol=0.02, atol=1e-3), path


def _numbers(value: object) -> list[float]:
    if isinstance(value, dict):
        return [number for part in value.values() for number in _numbers(part)]
    if isinstance(value, list | tuple):
        return [number for part in value for number in _numbers(part)]
    return [float(value)] if isinstance(value, int | float) else []


def test_every_corner_of_the_space_is_a_valid_scenario() -> None:
    """Where all numbers stand at an end, and at random ends."""
    rng = np.random.default_rng(3)
    for ends in (0.0, 1.0, *rng.integers(0, 2, size=(6, len(uncertain().names)))):
        at = dict(
            zip(uncertain().names, np.broadcast_to(ends, len(uncertain().names)), strict=True)
        )
        reference = uncertain().reference
        reference.with_values(uncertain().settings(reference, {k: float(v) for k, v in at.items()}))


def test_a_world_is_the_same_for_all_arrangements_and_squeezes() -> None:
    names = ("typical_council/separate/none", "typical_council/care_trust/deep_cut")
    one, other = (some().applied(load_scenario(name), 2) for name in names)
    assert one.area == other.area
    assert one.area != load_scenario(names[0]).area
    assert one.squeeze == load_scenario(names[0]).squeeze


def test_a_rule_stands_at_one_place_wherever_it_is() -> None:
    trust, separate = (
        dict(some().applied(load_scenario(f"typical_council/{name}/none"), 0).quantities())
        for name in ("care_trust", "separate")
    )
    built = "trust.built"
    assert trust[f"replaced.{built}"].value == separate[f"arrangement.{built}"].value
    untouched = dict(load_scenario("typical_council/separate/none").quantities())
    assert separate[f"arrangement.{built}"].value != untouched[f"arrangement.{built}"].value


def test_what_an_arrangement_leaves_out_is_left_out_in_every_world() -> None:
    """Separate budgets that saw each other's money would be no separate budgets."""
    names = ("own_funds.sight", "own_funds.regard", "own_funds.goodwill", "overhead.yearly_cost")
    scenario = load_scenario("typical_council/separate/none")
    known = dict(scenario.quantities())
    for replication in range(4):
        moved = dict(some().applied(scenario, replication).quantities())
        for name in names:
            assert moved[f"arrangement.{name}"].value == known[f"arrangement.{name}"].value


def test_half_of_the_worlds_have_less_of_a_rule_than_its_file_and_half_more() -> None:
    scenario = load_scenario("typical_council/care_trust/none")
    path = "arrangement.overhead.yearly_cost"
    own = dict(scenario.quantities())[path].value
    many = some(60)
    values = [dict(many.applied(scenario, r).quantities())[path].value for r in range(60)]
    assert 20 <= sum(value < own for value in values) <= 40
    assert max(values) > 2 * own


def test_what_a_study_or_an_own_area_says_stands_in_every_world() -> None:
    scenario = load_scenario("typical_council/separate/none").with_values({BEDS: 55.0, REGARD: 0.3})
    for replication in range(3):
        moved = dict(some().applied(scenario, replication).quantities())
        assert moved[BEDS].value == 55.0
        assert moved[REGARD].value == 0.3
    county = load_scenario("county/separate/none")
    moved = dict(some().applied(county, 0).quantities())
    assert moved[BEDS].value == dict(county.quantities())[BEDS].value
    assert moved["area.services.acute.stay_days"].value != dict(county.quantities())[
        "area.services.acute.stay_days"
    ].value  # fmt: skip


def test_replications_meet_worlds_in_turn_and_streams_share_one() -> None:
    assert [some().of(r) for r in range(6)] == [0, 1, 2, 3, 0, 1]
    twice = worlds_of(some(), [load_scenario("typical_council/separate/none")], streams=2)
    assert twice is not None
    assert [twice.of(r) for r in range(6)] == [0, 0, 1, 1, 2, 2]


def test_numbers_without_a_column_are_drawn_evenly_and_the_same_each_time() -> None:
    drawn = [some(400).at(world)["area.services.acute.onward"] for world in range(400)]
    assert drawn == [some(400).at(world)["area.services.acute.onward"] for world in range(400)]
    assert np.quantile(drawn, [0.25, 0.5, 0.75]) == pytest.approx([0.25, 0.5, 0.75], abs=0.08)


def test_a_table_reads_back_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(as_text(some()))
    again = load_worlds(file)
    assert again.hash == some().hash
    assert np.array_equal(again.positions, some().positions)
    assert again.numbers == some().numbers


def test_a_table_says_every_fault_at_once(tmp_path: Path) -> None:
    file = tmp_path / "wrong.csv"
    file.write_text("# name: 7\nworld,a\n0,0.5\n-1,0.5\n1,2\n2\n")
    with pytest.raises(ScenarioError) as error:
        load_worlds(file)
    said = str(error.value)
    for part in (
        ":1: there must be a line '# name:", "'# calibration:", "'# made_of:", "'# seed:",
        ":2: the first column must be 'draw'", ":4: must be a whole number from 0 (got '-1')",
        ":5: must be a position from 0 to 1 (got '2')", ":6: must have 2 cells (got 1)",
    ):  # fmt: skip
        assert part in said


def test_worlds_of_other_numbers_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "old.csv"
    file.write_text(as_text(some()).replace(some().made_of, "0123456789abcdef"))
    with pytest.raises(ScenarioError, match="make the worlds again"):
        load_worlds(file)


def test_a_study_has_worlds_where_it_asks_for_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    council, lesson = load_scenario("typical_council/pooled/none"), load_scenario("one_queue")
    assert worlds_of(None, [council]) is None
    monkeypatch.setenv("CAREFUNDS_WORLDS", "england_2010_17")
    shipped = worlds_of(None, [council])
    assert shipped is not None
    assert len(shipped) > 0
    assert worlds_of("none", [council]) is None
    assert worlds_of(None, [lesson]) is None
    with pytest.raises(ArgumentError, match="another area"):
        worlds_of(some(), [council, lesson])
