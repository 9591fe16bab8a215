"""The pages of reference say what the code says, all of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from reference.written import PAGES, REFERENCE, commands, commands_page
from reference_pages.files import holds
from reference_pages.parts import renewed
from reference_pages.stocks import stock_tables
from typer.testing import CliRunner

import carefunds_sim
from carefunds_sim.cli.app import app
from carefunds_sim.dataset.build import VARIABLES
from carefunds_sim.scenario.schema.models import MODELS, json_schema
from carefunds_sim.scenario.stock_flow import View
from carefunds_sim.scenario.stock_views import arrows
from carefunds_sim.scenario.stocks import PARTS

RENEW = "run: python -m pytest tests/reference --write-reference"
WIDE = {"COLUMNS": "200", "TERMINAL_WIDTH": "200"}


@pytest.mark.parametrize("name", PAGES)
def test_the_committed_page_is_in_step_with_the_code(name: str) -> None:
    assert (REFERENCE / name).read_text(encoding="utf-8") == PAGES[name](), RENEW


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_option_that_the_help_tells_is_on_the_page(name: str) -> None:
    page = commands_page({name: commands()[name]}).split(f"## carefunds {name}")[1]
    told = CliRunner().invoke(app, [name, "--help"], env=WIDE).output
    options = set(re.findall(r"^  (?:-\w, )?(--[\w-]+)", told, re.MULTILINE)) - {"--help"}
    options |= set(re.findall(r"^  --[\w-]+ / (--[\w-]+)", told, re.MULTILINE))
    options |= set(re.findall(r"^  (-\w), --(?!help)", told, re.MULTILINE))
    shown = re.findall(r"^\| `(-[^`]+)`", page, re.MULTILINE)
    assert options == {option for row in shown for option in row.split(", ")}


def test_every_variable_of_a_dataset_is_on_the_page() -> None:
    listed = re.findall(r"^\| `(\w+)`", PAGES["outcomes.md"](), re.MULTILINE)
    assert sorted(listed) == sorted(VARIABLES)


@pytest.mark.parametrize("kind", MODELS)
def test_every_key_of_a_kind_of_file_is_on_the_page(kind: str) -> None:
    listed = set(re.findall(r"^\| `(\w+)`", PAGES["scenario-files.md"](), re.MULTILINE))
    parts = json_schema(kind)["$defs"].values()
    forms = [form for part in parts for form in (part, *part.get("anyOf", ()))]
    keys = {key for form in forms for key in form.get("properties", ())}
    above_the_tables = {"value", "unit", "range", "role", "the_rest"}
    assert keys - {"extends", "evidence"} - above_the_tables <= listed


def test_a_quantity_is_told_by_its_bounds_and_unit() -> None:
    parts = json_schema("area")["$defs"]
    keys = parts["Flexing"]["properties"]
    assert holds(keys["floor"], parts) == "number, at least 0, at most 1; unit: share"
    assert holds(parts["Pot"]["properties"]["split"], parts).startswith(
        "the whole, by name: number"
    )


def test_the_page_of_the_python_interface_lists_it_whole() -> None:
    page = (REFERENCE / "python.md").read_text(encoding="utf-8")
    listed = re.findall(r"^::: carefunds_sim\.(\w+)$", page, re.MULTILINE)
    assert sorted(listed) == [*carefunds_sim.__all__]


def test_a_page_without_marks_has_no_part_to_renew(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("no part to renew", "utf-8")
    with pytest.raises(ValueError, match="no part to renew"):
        renewed(tmp_path / "page.md", "tables")


def test_the_page_of_stocks_has_a_row_for_each_part_and_link() -> None:
    text = stock_tables()
    assert len(re.findall(r'^\| <a id="', text, re.MULTILINE)) == len(PARTS)
    for arrow in arrows(View.COMPLETE):
        assert f"| [{PARTS[arrow.cause].label}](#{arrow.cause}) |" in text
