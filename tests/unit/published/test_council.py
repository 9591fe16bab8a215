from __future__ import annotations

import pytest
from small_tables import POPULATION

from carefunds_sim.errors import ScenarioError
from carefunds_sim.published.council import Council, find_council, required_rows, rows_of

UPTON = Council("E06000101", "Upton, City of")


@pytest.mark.parametrize(
    "asked",
    ["E06000101", "e06000101", "Upton, City of", "upton", "City of Upton", "Upton City Council",
     " Upton "],
)  # fmt: skip
def test_a_council_is_found_by_code_and_by_name_however_written(table, asked):
    assert find_council(asked, [table(POPULATION)]) == UPTON


def test_ampersand_and_london_borough_make_no_difference(table):
    made = table("Code,Name,x\nE09000001,Up & Down,1\nE09000002,City of London,1\n")
    assert find_council("London Borough of Up and Down", [made]).code == "E09000001"
    assert find_council("City of London", [made]).code == "E09000002"


def test_an_unknown_council_is_told_with_the_nearest_name(table):
    with pytest.raises(ScenarioError, match=r"made.csv:1: .*got 'Lowten'\); did you mean 'Lowton'"):
        find_council("Lowten", [table(POPULATION)])


def test_a_name_of_two_councils_is_told_with_both(table):
    made = table("Code,Name,x\nE1,Up City,1\nE2,Up County,1\n")
    with pytest.raises(ScenarioError, match=r"Up City \(E1\), Up County \(E2\)"):
        find_council("Up", [made])


def test_a_name_finds_the_code_in_another_table(put, table):
    from carefunds_sim.published.table import read

    codes = read(put("codes.csv", "Code,x\nE06000101,1\n"))
    names = table(POPULATION)
    council = find_council("Upton", [codes, names])
    assert council == UPTON
    assert [row.line for row in rows_of(council, codes)] == [2]


def test_a_name_is_no_use_among_codes_alone(table):
    with pytest.raises(ScenarioError, match="has codes only"):
        find_council("Upton", [table("Code,x\nE06000101,1\n")])


def test_a_table_of_names_alone_is_met_by_name(table):
    made = table("Council,x\nUpton,1\nLowton,2\n")
    assert [row.cells[1] for row in rows_of(UPTON, made)] == ["1"]


def test_another_councils_code_is_never_taken_for_its_name(table):
    made = table("Code,Name,x\nE99,Upton,1\n")
    assert rows_of(UPTON, made) == []


def test_a_table_without_the_council_is_a_fault(table):
    made = table("Council,x\nUptown,1\n")
    assert required_rows(UPTON, made) == []
    assert "must have a row for Upton, City of (E06000101)" in made.faults[0].message
