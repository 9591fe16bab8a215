"""The ten questions of the page are answered by the commands that stand under them."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from carefunds_sim.cli.app import app

DOCS = Path(__file__).parents[2] / "docs" / "how-to"
PAGE = (DOCS / "questions.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^carefunds (.+)$", PAGE, re.MULTILINE)
SMALL = ["--scale", "0.02", "--years", "9", "--replications", "2", "--workers", "1", "--no-files"]


def test_there_are_ten_questions_and_a_command_for_each() -> None:
    asked = re.findall(r"^\*\*(\d+)\. ", PAGE, re.MULTILINE)
    assert asked == [str(number) for number in range(1, 11)]
    assert len(COMMANDS) == len(asked)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_question_is_answered(command: str) -> None:
    result = CliRunner().invoke(app, [*shlex.split(command), *SMALL])
    assert result.exit_code == 0, result.output
    assert "The answer" in result.output


def test_the_example_of_the_page_of_timetables_is_valid(tmp_path: Path) -> None:
    page = (DOCS / "timetable.md").read_text(encoding="utf-8")
    (tmp_path / "example.yaml").write_text(
        re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)[0], encoding="utf-8"
    )
    shown = CliRunner().invoke(app, ["validate", str(tmp_path / "example.yaml")])
    assert shown.exit_code == 0, shown.output
