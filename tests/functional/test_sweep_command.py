"""``carefunds sweep``, ``merge`` and ``pack``: what they say, what they write, how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import carefunds_sim as cf
from carefunds_sim import engines
from carefunds_sim.cli.app import app
from carefunds_sim.errors import SimulationError

FILE = """\
kind: sweep
name: small
title: A small sweep
areas: [typical_council]
arrangements: [separate, pooled]
squeezes: [deep_cut]
baseline: separate
factors: [squeeze.council.fall, area.behaviour.refill]
design: {method: sobol, points: POINTS, seed: 1}
run: {years: 1, scale: 0.02, replications: 2}
"""
TABLE = """\
kind: sweep
name: table
title: A table of points
areas: [typical_council]
arrangements: [separate]
squeezes: [deep_cut]
baseline: separate
factors: [area.services.home_care.capacity]
design: {method: csv, file: points.csv}
run: {years: 1, scale: 0.02, replications: 1}
"""


@pytest.fixture
def file(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return written(tmp_path, points=4)


def written(folder: Path, *, points: int) -> Path:
    path = folder / "small.yaml"
    path.write_text(FILE.replace("POINTS", str(points)), encoding="utf-8")
    return path


def said(*words: str):
    return CliRunner().invoke(app, [*words])


def test_a_dry_run_tells_what_it_would_take_and_writes_nothing(file, tmp_path):
    done = said("sweep", str(file), "--dry-run", "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert (found["points"], found["factors"], found["tasks"], found["runs"]) == (4, 2, 8, 16)
    assert found["seconds_a_run"] > 0
    assert found["hours"] > 0
    assert 0 < found["gigabytes"] < 0.01
    assert [path.name for path in tmp_path.iterdir()] == ["small.yaml"]
    told = said("sweep", str(file), "--dry-run").stdout
    assert "4 points over 2 factors, 2 scenarios, 2 replications: 8 tasks, 16 runs" in told
    assert "Nothing was run or written." in told


def test_it_runs_tells_what_it_found_and_goes_on_after_a_break(file, tmp_path):
    done = said("sweep", str(file), "--workers", "1")
    assert done.exit_code == 0, done.output
    assert "pooled  " in done.stdout
    assert "4 points over 2 factors (sobol), 2 replications" in done.stdout
    assert "8 of 8 tasks are finished" in done.stderr
    assert "carefunds analyse results" in done.stderr
    again = said("sweep", str(file), "--workers", "1", "--json")
    state = json.loads(again.stdout)
    assert (state["before"], state["made"], state["left"]) == (8, 0, 0)
    written(tmp_path, points=8)
    refused = said("sweep", str(file), "--workers", "1")
    assert refused.exit_code == 2
    assert "number of points: 4 in the store, 8 now" in refused.stderr
    grown = said("sweep", str(file), "--workers", "1", "--extend", "--json")
    assert json.loads(grown.stdout)["made"] == 8


def test_shards_are_made_put_together_and_packed(file, tmp_path):
    folder = tmp_path / "out"
    for number in (1, 2):
        done = said("sweep", str(file), "--shard", f"{number}/2", "-o", str(folder), "-q",
                    "--workers", "1")  # fmt: skip
        assert done.exit_code == 0, done.output
    merged = said("merge", str(folder))
    assert merged.exit_code == 0
    assert "2 shards put together: 8 of 8 tasks" in merged.stdout
    packed = said("pack", str(folder))
    assert packed.exit_code == 0
    from_file, from_store = cf.open_results(folder / "results.nc"), cf.open_results(folder)
    assert from_file.identical(from_store)


def test_a_merge_of_some_shards_says_what_is_missing(file, tmp_path):
    folder = tmp_path / "out"
    said("sweep", str(file), "--shard", "1/2", "-o", str(folder), "-q", "--workers", "1")
    merged = said("merge", str(folder))
    assert merged.exit_code == 3
    assert "4 are missing" in merged.stdout
    packed = said("pack", str(folder))
    assert packed.exit_code == 3
    assert "4 of 8 tasks are not made yet" in packed.stdout
    assert cf.open_results(folder / "results.nc").attrs["incomplete"] == 1
    (folder / "results.nc").unlink()
    (folder / "sweep.ledger").unlink()
    for command in (["pack"], ["export"], ["analyse"]):
        refused = said(*command, str(folder))
        assert refused.exit_code == 3
        assert "sweep.ledger is missing" in " ".join(refused.stderr.split())
    assert not (folder / "results.nc").exists()
    nothing = said("merge", str(tmp_path))
    assert nothing.exit_code == 2
    assert "no shards" in nothing.stderr


def test_a_point_that_cannot_be_run_is_told_and_the_code_says_so(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "table.yaml").write_text(TABLE, encoding="utf-8")
    points = "area.services.home_care.capacity\n9000\n9999\n8000\n"
    (tmp_path / "points.csv").write_text(points, encoding="utf-8")
    simulate = engines.simulate

    def failing(scenario, **named):
        if scenario.area.services["home_care"].capacity.value == 9999:
            raise SimulationError("nobody can move")
        return simulate(scenario, **named)

    monkeypatch.setattr(engines, "simulate", failing)
    done = said("sweep", "table.yaml", "--workers", "1")
    assert done.exit_code == 3, done.output
    assert "1 of 3 tasks FAILED, the first at point 1" in done.stdout
    assert "nobody can move" in done.stdout
    assert "--retry-failed" in done.stderr
    found = cf.open_results(tmp_path / "results" / "table")["delayed_days"]
    assert found.isnull().values.ravel().tolist() == [False, True, False]
    monkeypatch.setattr(engines, "simulate", simulate)
    again = said("sweep", "table.yaml", "--workers", "1", "--retry-failed", "--json")
    assert json.loads(again.stdout)["made"] == 1
    assert again.exit_code == 0


def test_every_fault_of_a_file_is_named_and_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    bad = FILE.replace("POINTS", "5").replace("area.behaviour.refill", "area.behaviour.refil")
    (tmp_path / "bad.yaml").write_text(bad.replace("baseline: separate", "baseline: none_such"))
    done = said("sweep", "bad.yaml")
    assert done.exit_code == 2
    assert "did you mean 'area.behaviour.refill'" in done.stderr
    assert "baseline" in done.stderr
    assert "bad.yaml:9: design.points must be a power of two" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["bad.yaml"]


@pytest.mark.parametrize("shard", ["3/2", "two"])
def test_a_shard_that_is_none_is_bad_input(file, shard):
    done = said("sweep", str(file), "--shard", shard)
    assert done.exit_code == 2
    assert "such as 2/8" in done.stderr
