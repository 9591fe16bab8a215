"""Titles that would steer what shows them: in CSV, Excel, pages, figures and terminals."""

from __future__ import annotations

import csv
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xarray as xr
from rich.text import Text

import carefunds_sim as cf
from carefunds_sim.dataset.tidy import write_csv
from carefunds_sim.plain_text import cell, printable
from carefunds_sim.report.document import Results
from carefunds_sim.report.folder import write
from carefunds_sim.report.summary import results as words_of
from carefunds_sim.report.tables import Table
from carefunds_sim.report.text import as_text, grid

TITLE = '=cmd|x!A1 $b_{ <script>alert("1")</script> & [red] :smile: | id="x"'


@pytest.fixture(scope="module")
def results() -> xr.Dataset:
    """Results whose every title is hostile, as those of a file may be."""
    lesson = cf.load_scenario("blocking", years=1, warmup_months=0)
    values = {f"area.services.{name}.title": TITLE for name in lesson.area.services}
    hostile = lesson.with_values({"area.title": TITLE, **values}).renamed("hostile", TITLE)
    dataset = cf.run(hostile, replications=2, workers=1)
    return dataset.assign_attrs(study_title=TITLE)


@pytest.fixture(scope="module")
def folder(results: xr.Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("hostile")
    write(Results(results), made)
    return made


def test_the_page_holds_them_as_words_and_runs_nothing(folder: Path) -> None:
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "default-src &#39;none&#39;" in page
    assert "script-src" not in page
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_figures_draw_them_as_they_are(folder: Path) -> None:
    drawn = [ET.parse(file).getroot() for file in (folder / "figures").glob("*.svg")]
    words = [text for page in drawn for text in page.itertext()]
    assert drawn
    assert any("$b_{" in text for text in words)


def test_no_cell_of_a_table_is_a_formula(folder: Path) -> None:
    for file in folder.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as page:
            cells = [found for row in csv.reader(page) for found in row]
        assert not [found for found in cells if found[:1] in ("=", "+", "@")]


def test_a_table_is_written_without_formulas_and_its_numbers_stay(tmp_path: Path) -> None:
    table = pd.DataFrame({"=a": [-5.0, 2.5], "b": ["-x", "z"], "c": pd.Categorical(["@x", "y"])})
    file = write_csv(table, tmp_path / "table.csv")
    assert file.read_text() == "'=a,b,c\n-5.0,'-x,'@x\n2.5,z,y\n"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "\uff1d1", "a\x1b[2J"])
def test_a_cell_is_text_and_steers_nothing(text: str) -> None:
    assert cell(text)[:1] not in "=+-@\t\r\uff1d"
    assert cell(text).isprintable()
    assert cell(cell(text)) == cell(text)


def test_the_workbook_has_no_formula_but_its_own(folder: Path) -> None:
    [file] = folder.glob("*.xlsx")
    book = openpyxl.load_workbook(file)
    cells = [found for sheet in book for row in sheet.iter_rows() for found in row]
    assert any("$b_{" in str(found.value) for found in cells)
    assert not [found for found in cells if found.data_type == "f"]
    with zipfile.ZipFile(file) as parts:
        charts = [parts.read(name).decode() for name in parts.namelist() if "/chart" in name]
    assert not [chart for chart in charts if "cmd|x!A1</c:f>" in chart]


def test_a_terminal_is_shown_words_and_not_steered() -> None:
    table = Table("[b]Title[/]", ("[/]", ":smile:"), (("[red]x", "a\x1b[31m\x9b\u202e"),))
    shown = as_text(grid(table))
    assert "[b]Title[/]" in shown
    assert "[/]" in shown
    assert ":smile:" in shown
    assert "[red]x" in shown
    assert printable(shown, lines=True) == shown
    assert as_text(Text("a\x1b]0;xb")) == "a\\x1b]0;xb\n"


def test_results_that_others_changed_are_shown_as_words(results: xr.Dataset) -> None:
    changed = results.assign_coords(scenario=["b\x1b[2J\u202e"])
    shown = as_text(words_of(changed))
    assert r"b\x1b[2J\u202e" in shown
    assert printable(shown, lines=True) == shown
