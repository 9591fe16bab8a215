"""``carefunds new-area`` as a person meets it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from carefunds_sim.cli.app import app

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "new-area.md"
GUIDE = PAGE.read_text(encoding="utf-8")
TABLES = dict(re.findall(r"`(\w+\.csv)`:?\n\n```text\n(.*?)```", GUIDE, re.DOTALL))
COMMAND = next(line for line in GUIDE.splitlines() if line.startswith("carefunds new-area"))


@pytest.fixture
def call(tmp_path, monkeypatch):
    """Call the command in a folder that holds the guide's tables."""
    monkeypatch.chdir(tmp_path)
    for name, text in TABLES.items():
        Path(name).write_text(text, encoding="utf-8")
    return lambda *words: CliRunner().invoke(app, list(words))


def words(command):
    return [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', command)][1:]


def test_the_guides_example_makes_the_area_and_says_all_it_did(call):
    done = call(*words(COMMAND))
    assert done.exit_code == 0, done.stderr
    assert "Written: upton.yaml" in done.stdout
    for said in (
        "From population", "From delays", "From spend", "From prices", "services.acute.capacity",
        "Published delayed days", "All else is as in", "Numbers of the area: ",
        "carefunds validate", "--years 2",
    ):  # fmt: skip
        assert said in done.stdout, said


def test_the_file_validates_and_runs_as_the_command_suggests(call):
    done = call(*words(COMMAND))
    validate, run = re.findall(r"^  (carefunds .*)$", done.stdout, re.MULTILINE)
    assert call(*words(validate)).exit_code == 0
    ran = call(
        *words(run),
        "--replications",
        "1",
        "--workers",
        "1",
        "--years",
        "1",
        "--scale",
        "0.05",
        "--quiet",
    )
    assert ran.exit_code == 0, ran.stderr
    assert "delay" in ran.stdout.casefold()


def test_the_example_file_in_the_guide_is_what_is_written(call):
    call(*words(COMMAND))
    written = Path("upton.yaml").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
    assert shown in written


def test_the_guides_loop_makes_an_area_for_every_council(call, capsys):
    (example,) = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    exec(example, {})
    assert "49,950 residents" in capsys.readouterr().out
    done = call("validate", "areas/E06000101.yaml", "areas/E06000102.yaml")
    assert done.exit_code == 0, done.stderr


def test_bad_tables_are_told_with_lines_and_leave_nothing(call):
    table = Path("population.csv")
    table.write_text(table.read_text(encoding="utf-8").replace("16,300", "many"), encoding="utf-8")
    before = sorted(path.name for path in Path().iterdir())
    done = call(*words(COMMAND))
    assert done.exit_code == 2
    assert re.search(r"^population.csv:\d+: column '75-84' must be a number", done.stderr)
    assert sorted(path.name for path in Path().iterdir()) == before


def test_an_unknown_council_is_told_with_the_nearest(call):
    done = call("new-area", "--council", "Uptown", "--population", "population.csv")
    assert done.exit_code == 2
    assert "did you mean 'Upton" in done.stderr
