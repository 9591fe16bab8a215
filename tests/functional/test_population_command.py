"""``carefunds population`` as a person meets it."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner
from unit.published.joined_tables import changed, write_tables

from carefunds_sim.cli.app import app

SHORT = ("--councils", "12", "--years", "1", "--scale", "0.02", "--workers", "1",
         "--arrangements", "separate,pooled")  # fmt: skip


@pytest.fixture
def call(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(app, ["population", *words])


def options(files):
    return [
        word for name, file in files.items() for word in (f"--{name.replace('_', '-')}", file.name)
    ]


def test_it_answers_how_often_and_where_and_writes_a_folder(call, tmp_path):
    done = call(*SHORT, "-o", "out")
    assert done.exit_code == 0, (done.stderr, done.exception)
    for said in ("How often: 12 councils", "Where", "Spread of delays", "What goes with delays"):
        assert said in done.stdout
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "summary.txt", "population.md", "councils.csv", "figures", "run.log",
    }  # fmt: skip


def test_json_is_one_object_and_the_same_seed_gives_the_same_numbers(call):
    first, second = (call(*SHORT, "--replications", "1", "--json") for _ in range(2))
    assert first.stderr == ""
    said = json.loads(first.stdout)
    assert (said["runs"], said["complete"], len(said["councils"])) == (24, True, 12)
    assert json.loads(second.stdout)["councils"] == said["councils"]


def test_tables_are_joined_checked_and_then_studied(call, tmp_path):
    files = write_tables(tmp_path, councils=30)
    done = call(*options(files), "-o", "mine.yaml")
    assert done.exit_code == 0, (done.stderr, done.exception)
    assert "Joined: 30 councils. Written: mine.yaml" in done.stdout
    assert "explain" in done.stdout
    refused = call(*options(files), "-o", "mine.yaml")
    assert refused.exit_code == 2
    assert "--force replaces it" in refused.stderr
    done = call("mine.yaml", *SHORT, "--replications", "1", "--json")
    assert {row["council"][:4] for row in json.loads(done.stdout)["councils"]} == {"Town"}


def test_bad_tables_are_code_2_with_every_fault_and_nothing_is_written(call, tmp_path):
    files = write_tables(tmp_path, councils=30)
    before = set(tmp_path.iterdir())
    changed(files["residents"], "85+", "oldest")
    changed(files["activity"], "A3.6", "A3.5")
    done = call(*options(files), "-o", "mine.yaml")
    assert done.exit_code == 2
    assert "residents.csv" in done.stderr
    assert "activity.csv" in done.stderr
    assert set(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    "words", [("nowhere",), ("--arrangements", "separate"), ("--delays", "only.csv")]
)
def test_bad_input_is_code_2(call, words):
    done = call(*words)
    assert done.exit_code == 2
    assert done.stdout == ""
