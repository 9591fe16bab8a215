from __future__ import annotations

import math

import pytest
from small_tables import POPULATION

from carefunds_sim.errors import ScenarioError
from carefunds_sim.published.table import as_number, read

ROWS = [("E06000101", "Upton, City of", "26900"), ("E06000102", "Lowton", "13450")]


def cells(found):
    return [row.cells[:3] for row in found.rows[:2]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_every_form_that_spreadsheets_write_is_read(put, encoding, delimiter, ending):
    text = POPULATION.replace('"Upton, City of"', "*").replace(",", delimiter)
    text = text.replace("*", '"Upton, City of"').replace("\n", ending)
    assert cells(read(put("made.csv", text, encoding))) == ROWS


def test_letters_beyond_ascii_are_read_in_windows_encoding(put):
    text = "Council;Spend (£000)\nSt\u2019 Möre;5\n"
    assert read(put("made.csv", text, "cp1252")).rows[0].cells[0] == "St\u2019 Möre"


def test_titles_above_blank_rows_and_notes_below_are_passed_over(table):
    found = table(f"Table 1: residents\nsep=,\n,,,,\n\n{POPULATION}\n,,,\nSource: made up\n")
    assert found.line == 5
    assert cells(found) == ROWS
    assert [row.line for row in found.rows] == [6, 7, 8, 11]
    assert not found.faults


def test_a_quoted_line_break_keeps_later_lines_right(table):
    found = table('Code,"Name\nof it",65-74\nX1,"A\nB",5\nX2,C,6\n')
    assert [row.line for row in found.rows] == [3, 5]


def test_a_comma_without_quotes_is_a_fault_with_its_line(table):
    found = table("Code,Name,65-74\nX1,Upton, City of,5\nX2,C,6\n")
    (fault,) = found.faults
    assert (fault.line, "must have 3 cells" in fault.message) == (2, True)
    assert "put quotes round" in fault.message


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1234", 1234), (" 1,234 ", 1234), ("1 234 567", 1234567), ("1\u00a0234", 1234),
        ("£1,234.50", 1234.5), ("0", 0), ("1,23", None), ("1.234,5", None), ("-3", None),
        ("12%", None), ("1E+05", None), ("", None), ("nan", None), ("..", None),
    ],
)  # fmt: skip
def test_numbers_are_read_strictly(cell, number):
    assert as_number(cell) == number


@pytest.mark.parametrize("cell", ["*", "..", "", "[c]", "N/A"])
def test_a_suppressed_number_is_told_as_such(table, cell):
    found = table(f"Code,Name,65-74\nX1,Upton,{cell}\n")
    assert math.isnan(found.number(found.rows[0], 2))
    (fault,) = found.faults
    assert fault.message == (
        f"column '65-74' is needed, and is missing or suppressed (got '{cell}')"
    )


def test_a_missing_column_is_told_with_what_it_may_be_called(table):
    found = table("Code,Nmae,65-74\nX1,Upton,5\n")
    assert found.needed("name") is None
    (fault,) = found.faults
    assert "must have a column 'name'" in fault.message
    assert "did you mean 'name'?" in fault.message


def test_a_column_given_twice_is_a_fault(table):
    found = table("Code,Name,code,65-74\nX1,Upton,X1,5\n")
    assert found.column("code") == 0
    assert "one column 'code' (got 2)" in found.faults[0].message


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "the file is empty"),
        (b"  \n", "the file is empty"),
        (b"PK\x03\x04rest", "got an Excel workbook"),
        (b"\xd0\xcf\x11\xe0rest", "got an Excel workbook"),
        (b"Code,Na\x81me\n", "must be text in UTF-8"),
        (b"a,b\n1,2\n", "must have a heading with a column"),
        (b'Code,"Name\n1,2\n', "not a proper CSV file"),
    ],
)
def test_a_file_without_a_table_says_what_is_wrong(put, raw, said):
    put("made.csv", "")
    path = put("made.csv", "")
    path.write_bytes(raw)
    with pytest.raises(ScenarioError, match=said):
        read(path)


def test_no_file_and_a_folder_are_told(put):
    put("made.csv", "")
    with pytest.raises(ScenarioError, match="there is no such file"):
        read(put("made.csv", "").with_name("none.csv"))
    with pytest.raises(ScenarioError, match="this is a folder"):
        read(put("made.csv", "").absolute().parent)


def test_a_heading_alone_is_a_fault(table):
    assert "must have rows below" in table("Code,Name,65-74\n").faults[0].message


def test_a_broken_quote_below_is_a_fault(table):
    found = table('Code,Name,65-74\nX1,"Upton,5\nX2,C,6\n')
    assert any("not proper CSV" in fault.message for fault in found.faults)
