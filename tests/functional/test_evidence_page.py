"""The page of evidence says what the files say, all of it and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from carefunds_sim.report.evidence import evidence_page
from carefunds_sim.report.wording import value_words
from carefunds_sim.scenario.catalogue import find
from carefunds_sim.scenario.files import read_part
from carefunds_sim.scenario.scenario import quantities_of

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "evidence.md"


@pytest.fixture(scope="module")
def page() -> str:
    return evidence_page()


def section(page: str, name: str) -> str:
    (found,) = re.findall(rf"^### {name}\n(.*?)(?=^##|\Z)", page, re.MULTILINE | re.DOTALL)
    return str(found)


def test_the_committed_page_is_in_step_with_the_files(page: str) -> None:
    command = "carefunds evidence -o docs/reference/evidence.md"
    assert PAGE.read_text(encoding="utf-8") == page, f"run: {command}"


@pytest.mark.parametrize(
    ("kind", "name"), [("area", "typical_council"), ("arrangement", "pooled"), ("squeeze", "none")]
)
def test_a_file_that_stands_alone_is_listed_whole(page: str, kind: str, name: str) -> None:
    numbers = quantities_of(kind, read_part(kind, find(kind, name)).model)
    listed = re.findall(r"^\| `([^`]+)`", section(page, name), re.MULTILINE)
    assert listed == [path.removeprefix(f"{kind}.") for path, _ in numbers]


def test_a_file_that_extends_another_is_listed_by_its_differences(page: str) -> None:
    found = section(page, "county")
    assert "Extends typical_council" in found
    assert "`commissioners`" in found
    assert "`money.home_wait_cost`" not in found


def test_every_source_that_is_named_is_listed(page: str) -> None:
    named = set(re.findall(r"\]\(#([a-z0-9_]+)\)", page))
    anchors = set(re.findall(r'<a id="([a-z0-9_]+)">', page))
    headings = set(re.findall(r"^### (\w+)$", page, re.MULTILINE))
    assert named <= anchors | headings


def test_every_row_has_as_many_cells_as_its_table(page: str) -> None:
    for block in re.findall(r"(?:^\|.*\n)+", page, re.MULTILINE):
        cells = {len(re.split(r"(?<!\\)\|", row)) for row in block.splitlines()}
        assert len(cells) == 1, block[:200]


def test_values_lose_no_digit() -> None:
    assert value_words({"a": 0.0453, "b": {"c": 26900.0}}) == "a 0.0453, b (c 26900)"
    assert value_words([-0.07915, 1.0]) == "-0.07915, 1"
