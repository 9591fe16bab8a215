"""Numbers that pages name by their path are numbers of the files."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

from carefunds_sim.scenario.load import compose
from carefunds_sim.scenario.schema.study import RunSettings
from carefunds_sim.vocabulary import Loop

DOCS = Path(__file__).parents[3] / "docs"
PATHS = [
    *(path for path, _ in compose("typical_council", "pooled", "nao_decade").quantities()),
    *(f"run.{name}" for name in RunSettings.model_fields),
]


@pytest.mark.parametrize("page", ["assumptions.md", "stress.md"])
def test_every_path_is_a_number_of_the_default_scenario(page: str) -> None:
    text = (DOCS / "background" / page).read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:area|arrangement|squeeze|run)\.[\w.*]+)`", text))
    assert named
    for pattern in named:
        assert any(fnmatch(path, pattern) for path in PATHS), f"{page}: {pattern}"


def test_assumptions_are_numbered_one_by_one_and_name_loops_that_there_are() -> None:
    text = (DOCS / "background" / "assumptions.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \|(.*)\|$", text, re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, len(rows) + 1))
    for _, row in rows:
        assert row.count("|") == 3, row
        for list_of_loops in re.findall(r"loops? ((?:`\w+`(?:, )?)+)", row):
            assert set(re.findall(r"`(\w+)`", list_of_loops)) <= set(Loop.words())
