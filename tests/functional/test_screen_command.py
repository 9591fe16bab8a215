"""The command that finds which numbers drive the results."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from carefunds_sim.cli.app import app
from carefunds_sim.experiments import screening
from carefunds_sim.scenario.factor import factors_of

SHORT = ["--trajectories", "1", "--years", "1", "--scale", "0.02", "--workers", "1"]


@pytest.fixture
def call(tmp_path, monkeypatch):
    """Call the command in an empty folder, with three numbers to move instead of hundreds."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(screening, "factors_of", lambda scenarios: factors_of(scenarios)[:3])
    return lambda *words: CliRunner().invoke(app, ["screen", *words])


def test_it_prints_tables_and_writes_a_folder(call, tmp_path):
    done = call(*SHORT, "-o", "out")
    assert done.exit_code == 0, (done.stderr, done.exception)
    assert "Effect on delayed days a year" in done.stdout
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert written == {"summary.txt", "screening.md", "screening.csv", "figures"}


def test_json_is_one_object_and_nothing_else(call):
    done = call(*SHORT, "--replications", "1", "--json")
    told = json.loads(done.stdout)
    assert done.stderr == ""
    assert (told["trajectories"], told["replications"], told["complete"]) == (1, 1, True)
    assert len(told["effects"]) == 3 * 6


@pytest.mark.parametrize("words", [("no_such",), ("four_arrangements",), ("--trajectories", "0")])
def test_bad_input_is_code_2_and_nothing_is_written(call, tmp_path, words):
    done = call(*words)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert not list(tmp_path.iterdir())
