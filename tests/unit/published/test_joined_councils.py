"""Councils joined from several tables: who joins, who does not and why, and what is measured."""

from __future__ import annotations

import math

import numpy as np
import pytest
from unit.published.joined_tables import (
    EXPLAINED_SD,
    LASTING_SD,
    PASSING_SD,
    SLOPE,
    TOGETHER,
    changed,
    write_tables,
)

from carefunds_sim.errors import ScenarioError
from carefunds_sim.published.join import join
from carefunds_sim.published.joint import divided, population_text
from carefunds_sim.scenario.load import load_population


@pytest.fixture
def files(tmp_path):
    return write_tables(tmp_path)


def joined(files):
    return join(files["delays"], files["residents"], files["unit_costs"], files["activity"])


def test_every_council_joins_by_code_and_by_name(files):
    found = joined(files)
    assert len(found.councils) == 60
    assert found.left_out == ()
    assert found.years == (2011, 2012, 2013)
    first = found.councils[0]
    assert first.figures["residential_weeks"] > first.figures["nursing_weeks"]  # D1.2 and D1.3


def test_one_left_out_says_which_and_why_with_file_and_line(files):
    changed(files["unit_costs"], "103-Town Adx UA,", "103-Town Adx UA,..")
    lines = files["unit_costs"].read_text().splitlines()
    row = next(i for i, line in enumerate(lines) if "Town Adx" in line)
    lines[row] = "103-Town Adx UA,..,500,500"
    files["unit_costs"].write_text("\n".join(lines))
    changed(files["residents"], "E00000005", "E99999999")
    found = joined(files)
    assert {place.name: place.lacks for place in found.left_out} == {
        "Town Adx": [f"has no home_care_gbp (unit_costs.csv line {row + 1})"],
        "Town Afx": ["has no row by code (residents.csv)"],
    }


def test_names_that_hold_each_other_are_taken_for_the_same_and_it_is_said(files):
    changed(files["activity"], "103-Town Adx,", "103-Town Adx on Sea,")
    assert joined(files).alike == ("Town Adx is taken for 103-Town Adx on Sea (activity.csv)",)


def test_ampersands_and_changed_codes_join(files):
    for year in (2011, 2012, 2013):
        changed(files["delays"], f"{year},E00000003,Town Adx", f"{year},E06000048,Town & Adx")
    changed(files["residents"], "E00000003", "E06000057")
    changed(files["unit_costs"], "Town Adx UA", "Town and Adx UA")
    changed(files["activity"], "Town Adx", "Town and Adx")
    assert joined(files).left_out == ()


def test_every_fault_of_every_table_is_reported_at_once(files):
    changed(files["delays"], "fy,", "what,")
    changed(files["residents"], "85+", "oldest")
    changed(files["unit_costs"], "Nursing GBP", "Nursing")
    lines = files["activity"].read_text().splitlines()
    lines[4] = lines[4].rsplit(",", 1)[0] + ",12x"
    lines.append(lines[2])
    files["activity"].write_text("\n".join(lines))
    with pytest.raises(ScenarioError) as caught:
        joined(files)
    said = {
        (fault.file.rsplit("/", 1)[-1], fault.line): fault.message for fault in caught.value.faults
    }
    assert "'year'" in said["delays.csv", 1]
    assert "aged 85 plus" in said["residents.csv", 1]
    assert "'nursing gbp'" in said["unit_costs.csv", 2]
    assert "'D1.3' must be a number" in said["activity.csv", 5]
    assert "must have 100-Town Aax once" in said["activity.csv", len(lines)]


def test_tables_without_england_or_with_few_councils_are_refused(files, tmp_path):
    text = files["delays"].read_text()
    files["delays"].write_text(
        "\n".join(line for line in text.splitlines() if "England" not in line)
    )
    with pytest.raises(ScenarioError, match="must have rows for England"):
        joined(files)
    few = tmp_path / "few"
    few.mkdir()
    with pytest.raises(ScenarioError, match=r"20 councils with every figure \(got 12\)"):
        joined(write_tables(few, councils=12))


def test_a_known_division_of_variance_is_recovered():
    random = np.random.default_rng(3)
    x = random.standard_normal((4000, 3))
    y = (0.5 * x[:, :1] + 0.6 * random.standard_normal((4000, 1))
         + 0.4 * random.standard_normal((4000, 3)) + [0.0, 1.0, 2.0])  # fmt: skip
    found = divided(x, y)
    whole = 0.25 + 0.36 + 0.16
    assert found.sd == pytest.approx(math.sqrt(whole), rel=0.03)
    assert found.explained == pytest.approx(0.25 / whole, abs=0.02)
    assert found.persists == pytest.approx(0.36 / 0.52, abs=0.03)
    assert found.next_year == pytest.approx(0.36 / 0.52, abs=0.03)
    assert found.coefficients == pytest.approx([0.5, 0, 0], abs=0.03)
    assert found.by_chance < 0.01


def test_what_is_written_has_the_known_correlation_and_is_valid(tmp_path):
    files = write_tables(tmp_path, councils=600, seed=2)
    like = load_population("england_2011_14")
    file = tmp_path / "made_up.yaml"
    file.write_text(population_text(joined(files), like, name="made_up"), encoding="utf-8")
    found = load_population(file)
    assert len(found.councils) == found.delays.councils == 600
    assert found.correlations["assessments"]["home_care_users"] == pytest.approx(TOGETHER, abs=0.08)
    assert found.numbers["assessments"].coefficient == pytest.approx(SLOPE, abs=0.12)
    explained, lasting, passing = EXPLAINED_SD**2, LASTING_SD**2, PASSING_SD**2
    assert found.delays.explained == pytest.approx(
        explained / (explained + lasting + passing), abs=0.06
    )
    assert found.delays.persists == pytest.approx(lasting / (lasting + passing), abs=0.07)
    assert found.practice.moves == like.practice.moves
