"""The log of a run: what it holds, and that it is there however the run ends."""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from carefunds_sim.cli.app import app
from carefunds_sim.experiments.executors.task import Failure, Study
from carefunds_sim.scenario.load import load_scenario
from carefunds_sim.version import __version__

SHORT = ["--years", "1", "--replications", "2", "--workers", "1"]
RUN = ["run", "one_queue", "-o", "out", *SHORT]
PACKAGE = logging.getLogger("carefunds_sim")


@pytest.fixture
def call(tmp_path, monkeypatch):
    """Call the command in an empty folder; afterwards logging is as it was before."""
    monkeypatch.chdir(tmp_path)
    found = (PACKAGE.level, list(PACKAGE.handlers))
    yield lambda *words: CliRunner().invoke(app, list(words))
    assert (PACKAGE.level, list(PACKAGE.handlers)) == found


@pytest.fixture
def nothing_else(monkeypatch):
    """Leave out what takes longest: the files whose writing is logged."""
    monkeypatch.setattr("carefunds_sim.report.folder.write", lambda *_, **__: [])


def read():
    return Path("out", "run.log").read_text(encoding="utf-8")


def test_it_says_what_ran_on_what_and_how_long(call):
    assert call("compare", "one_queue", "blocking", "-o", "out", *SHORT).exit_code == 0
    log = read()
    hashes = [load_scenario(n, years=1, replications=2).hash for n in ("one_queue", "blocking")]
    for said in (
        "new run: carefunds", f"carefunds_sim {__version__}, commit", "processors",
        "4 runs of 2 scenarios, seed 1, engine compiled, workers 1",
        f"scenario 0: one_queue, hash {hashes[0]}", f"scenario 1: blocking, hash {hashes[1]}",
        "4 of 4 runs have an answer", "exit code 0",
    ):  # fmt: skip
        assert said in log
    for step in (
        "making the compiled engine ready", "making runs", "gathering the dataset",
        "drawing figures", "writing report.html", "writing outcomes.csv", "writing results.nc",
    ):  # fmt: skip
        assert re.search(rf"{step}: \d+\.\d\d s\n", log)
    assert all(re.match(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ [A-Z]+ ", line)
               for line in log.splitlines())  # fmt: skip


@pytest.mark.usefixtures("nothing_else")
def test_another_run_is_added(call):
    call(*RUN)
    first = read()
    call(*RUN)
    assert read().startswith(first)
    assert read().count("==== new run") == 2


@pytest.mark.usefixtures("nothing_else")
def test_a_warning_is_logged_once(call):
    call("run", "blocking_with_step", "-o", "out", *SHORT)
    assert read().count("WARNING") == 1
    assert "cannot cope" in read()


@pytest.mark.usefixtures("nothing_else")
def test_more_is_logged_and_shown_where_asked(call):
    call("--log-level", "debug", *RUN)
    assert "DEBUG scenario 0, replication 1 is finished" in read()


def test_messages_on_the_screen_are_on_stderr_only(call):
    done = call("--log-level", "info", "run", "one_queue", "--json", *SHORT)
    assert json.loads(done.stdout)["replications"] == 2
    assert "INFO: making runs" in done.stderr
    assert "DEBUG" not in done.stderr
    assert call("--log-level", "error", "run", "one_queue", "--json", *SHORT).stderr == ""
    assert call("--log-level", "loud", *RUN).exit_code == 2


@pytest.mark.usefixtures("nothing_else")
def test_a_failed_run_is_logged_with_its_place(call, monkeypatch):
    made = Study.run

    def one_broken(self, task, tick):
        broken = task.replication == 1
        return Failure(task, "lost a pound") if broken else made(self, task, tick)

    monkeypatch.setattr(Study, "run", one_broken)
    assert call(*RUN).exit_code == 3
    assert "ERROR scenario 0, replication 1 failed: lost a pound" in read()
    assert "exit code 3" in read()


def test_a_study_of_which_nothing_is_left_has_a_log(call, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Study, "run", interrupted)
    assert call(*RUN).exit_code == 3
    assert "WARNING interrupted" in read()
    assert "interrupted before the first run was finished" in read()
    assert "exit code 3" in read()


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [(KeyboardInterrupt(), 3, "ERROR interrupted"),
     (OSError("no room"), 2, "ERROR no room"),
     (ZeroDivisionError("by zero"), 1, "ZeroDivisionError: by zero")],
)  # fmt: skip
def test_what_goes_wrong_while_writing_is_logged(call, monkeypatch, error, code, said):
    def broken(*_, **__):
        raise error

    monkeypatch.setattr("carefunds_sim.report.summary.results", broken)
    assert call(*RUN).exit_code == code
    assert said in read()
    assert f"exit code {code}" in read()


@pytest.mark.usefixtures("nothing_else")
def test_refused_input_adds_nothing(call, tmp_path):
    call(*RUN)
    before = read()
    words = ["compare", "one_queue", "blocking", "--baseline", "blockng", "-o", "out", *SHORT]
    assert call(*words).exit_code == 2
    assert read() == before
    assert call("best", "one_queue", "-o", "other").exit_code == 2
    assert not (tmp_path / "other").exists()


def test_a_log_that_cannot_be_opened_ends_the_study_before_it_begins(call, tmp_path):
    (tmp_path / "out" / "run.log").mkdir(parents=True)
    done = call(*RUN)
    assert done.exit_code == 2
    assert "run.log" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.usefixtures("nothing_else")
def test_a_log_that_finds_no_room_is_said_once_and_the_study_goes_on(call, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "run.log").symlink_to("/dev/full")
    done = call(*RUN)
    assert done.exit_code == 0, done.stderr
    assert " ".join(done.stderr.split()).count("run.log cannot be written") == 1
    assert "Mean wait" in done.stdout
