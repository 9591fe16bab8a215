"""The command that finds the best split of the same money."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from carefunds_sim.cli.app import app

SHORT = ["--years", "1", "--scale", "0.02", "--workers", "1", "--replications", "2",
         "--searched", "1", "--evaluations", "10", "--arrangements", "separate"]  # fmt: skip


@pytest.fixture
def call(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(app, ["best", *words])


def test_it_says_how_long_prints_tables_and_writes_a_folder(call, tmp_path):
    done = call(*SHORT, "-o", "out")
    assert done.exit_code == 0, (done.stderr, done.exception)
    assert "runs; about" in done.stderr
    for words in ("Who gets what", "The price of separation", "own split"):
        assert words in done.stdout
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "summary.txt", "figures", "outcomes.csv", "results.nc", "run.log",
    }  # fmt: skip


def test_json_is_one_object_and_nothing_else(call):
    small = ["--years", "1", "--replications", "2", "--searched", "1", "--evaluations", "6"]
    aim = ["--objective", "emergency_department_wait_days"]
    done = call("one_pot", *aim, *small, "--workers", "1", "--json")
    told = json.loads(done.stdout)
    assert done.stderr == ""
    assert [row["service"] for row in told["split"]] == ["hospital", "care_package"]
    assert told["aim"]["objective"] == "emergency_department_wait_days"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("one_queue",), "no money to split"),
        (("typical_council/pooled/none",), "without pools"),
        (("--objective", "delay_days"), "did you mean 'delayed_days'?"),
        (("--evaluations", "0"), "--evaluations"),
    ],
)
def test_bad_input_is_code_2_and_nothing_is_written(call, tmp_path, words, said):
    done = call(*words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stdout == ""
    assert not list(tmp_path.iterdir())
