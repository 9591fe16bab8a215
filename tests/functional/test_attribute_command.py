"""The command that tells which rules, or which loops, make a difference."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from carefunds_sim.cli.app import app
from carefunds_sim.dataset.store import open_results

SHORT = ["--years", "1", "--scale", "0.02", "--workers", "1", "--replications", "1"]
ENDS = [f"typical_council/{name}/deep_cut" for name in ("separate", "integrated_teams")]
LOOPS = ["--by", "loops", "--loop", "acute_first"]


@pytest.fixture
def call(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def invoked(*words):
        monkeypatch.setattr("sys.argv", ["carefunds", "attribute", *words])
        return CliRunner().invoke(app, ["attribute", *words])

    return invoked


def test_it_prints_tables_that_add_up_and_writes_a_folder(call, tmp_path):
    done = call(*ENDS, *SHORT, "--outcome", "delayed_days", "-o", "out")
    assert done.exit_code == 0, (done.stderr, done.exception)
    assert "Delayed days: from separate to integrated teams (bed days a year)" in done.stdout
    assert "different scenarios x 1 replications" in done.stderr
    written = {path.relative_to(tmp_path / "out").as_posix() for path in tmp_path.rglob("*.*")}
    assert written >= {"summary.txt", "contributions.csv", "results.nc",
                       "figures/delayed_days.png", "figures/delayed_days.svg"}  # fmt: skip
    assert open_results(tmp_path / "out").attrs["command"].startswith("carefunds attribute ")


def test_json_is_one_object_and_nothing_else(call):
    done = call(ENDS[0], *LOOPS, *SHORT, "--json")
    told = json.loads(done.stdout)
    assert done.stderr == ""
    assert (told["by"], told["complete"], told["replications"]) == ("loops", True, 1)
    rows = [row for row in told["contributions"] if row["outcome"] == "delayed_days"]
    mean = {(row["measure"], row["part"]): row["mean"] for row in rows}
    whole = mean["nobody", ""] + mean["contribution", "acute_first"]
    assert whole == pytest.approx(mean["everybody", ""])


@pytest.mark.parametrize(
    "words",
    [
        ENDS[:1],
        [*ENDS, ENDS[0]],
        [ENDS[0], "typical_council/integrated_teams/none"],
        [*ENDS, "--outcome", "happiness"],
        [*ENDS, "--by", "magic"],
        [*ENDS, "--by", "loops", "--loop", "no_such"],
        [ENDS[0], ENDS[0]],
    ],
)
def test_bad_input_is_code_2_and_nothing_is_written(call, tmp_path, words):
    done = call(*words, *SHORT)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert not list(tmp_path.iterdir())
