"""The command that analyses stored results."""

from __future__ import annotations

import json

import numpy as np
import pytest
from typer.testing import CliRunner
from unit.analysis.sweeps import sweep_dataset

from carefunds_sim.cli.app import app
from carefunds_sim.dataset.store import save


@pytest.fixture
def folder(tmp_path):
    """A folder with a stored sweep of two numbers, one of which matters."""
    where = np.array([[a, b] for a in (0.0, 0.5, 1.0) for b in (0.0, 1.0)])
    values = 100 * where[:, :1, np.newaxis] + np.random.default_rng(1).random((6, 2, 5))
    save(
        sweep_dataset(where, {"delayed_days": values}, method="full_factorial"),
        tmp_path / "swept" / "results.nc",
    )
    return tmp_path / "swept"


def call(*words):
    return CliRunner().invoke(app, ["analyse", *map(str, words)])


def test_it_prints_tables_and_writes_beside_the_results(folder):
    done = call(folder)
    assert done.exit_code == 0, (done.stderr, done.exception)
    assert "What does each number do along its range?" in done.stdout
    written = {path.name for path in (folder / "analysis").iterdir()}
    made = ("main_effects", "replications", "differences", "best_where", "regret", "satisficing",
            "prim")  # fmt: skip
    files = {f"{name}.{kind}" for name in made for kind in ("csv", "nc")}
    assert written == {"analysis.txt", "figures", *files}


def test_decisions_are_asked_with_thresholds(folder):
    done = call(folder, "satisficing", "prim", "--threshold", "delayed_days <= 60", "--json")
    told = json.loads(done.stdout)
    assert done.stderr == ""
    shares = [row["value"] for row in told["analyses"]["satisficing"]["rows"]
              if row["measure"] == "share"]  # fmt: skip
    assert shares == pytest.approx([2 / 3, 2 / 3])
    limits = [row for row in told["analyses"]["prim"]["rows"] if row["measure"] == "low"]
    assert {row["factor"] for row in limits} == {"f0"}
    assert max(row["value"] for row in limits) == 17.5
    unfit = call(folder, "ladder")
    assert unfit.exit_code == 2
    assert "the sweep does not move 'squeeze.council.fall'" in unfit.stderr


def test_json_is_one_object_and_nothing_else(folder, tmp_path):
    done = call(folder / "results.nc", "main_effects", "--json", "-o", tmp_path / "out")
    told = json.loads(done.stdout)
    assert done.stderr == ""
    assert list(told["analyses"]) == ["main_effects"]
    assert (tmp_path / "out" / "main_effects.csv").is_file()
    rows = told["analyses"]["main_effects"]["rows"]
    label = "town/separate/deep_cut"
    effect = {r["factor"]: r["value"] for r in rows
              if r["measure"] == "effect" and r["response"] == label}  # fmt: skip
    assert effect["f0"] == pytest.approx(100, abs=2)
    assert effect["f1"] == pytest.approx(0, abs=2)


@pytest.mark.parametrize(
    ("words", "said"),
    [(("sobol",), "needs a sweep by saltelli"), (("sobl",), "no analysis is called 'sobl'"),
     (("--outcome", "delayed_day"), "no outcome is called 'delayed_day'")],
)  # fmt: skip
def test_what_does_not_fit_is_code_2_and_nothing_is_written(folder, words, said):
    done = call(folder, *words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert not (folder / "analysis").exists()


def test_missing_results_are_code_2(tmp_path):
    done = call(tmp_path / "nowhere")
    assert done.exit_code == 2
    assert "no results at" in done.stderr
