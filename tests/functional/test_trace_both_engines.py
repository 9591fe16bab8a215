"""``carefunds trace --both-engines``: what it prints, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from carefunds_sim.cli.app import app
from carefunds_sim.engines import agreement, simulate
from carefunds_sim.errors import GridlockError
from carefunds_sim.scenario.scenario import Scenario

Ends = agreement.Ending


@pytest.fixture
def call(tmp_path, monkeypatch) -> Callable[..., Result]:
    monkeypatch.chdir(tmp_path)
    words = ("trace", "one_queue", "--years", "1", "--both-engines")
    return lambda *more: CliRunner().invoke(app, [*words, *more])


def two_runs(change: Callable[[Ends], Ends]) -> Callable[..., tuple[Ends, Ends]]:
    """Return what runs SimPy alone, and makes of its run what the other engine would say."""

    def run_both(scenario: Scenario, **how: Any) -> tuple[Ends, Ends]:
        run = simulate(scenario, engine="simpy", trace=True, **how)
        return run, change(run)

    return run_both


def test_engines_that_agree_are_said_to(call, tmp_path):
    done = call()
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("the same ")
    assert "accounts of 12 months with both engines" in done.stdout
    assert not list(tmp_path.iterdir())


def test_engines_that_differ_are_shown_where_and_end_with_code_3(call, monkeypatch):
    shorter = two_runs(lambda run: replace(run, events=run.events[:100]))
    monkeypatch.setattr(agreement, "run_both", shorter)
    done = call("--seed", "5", "--replication", "2")
    assert done.exit_code == 3
    assert "Event 101 differs." in done.stdout
    assert "compiled: the log is over" in done.stdout


def test_an_error_of_one_engine_alone_is_a_difference(call, monkeypatch):
    stuck = two_runs(lambda _: GridlockError("day 31: nobody can move"))
    monkeypatch.setattr(agreement, "run_both", stuck)
    done = call()
    assert done.exit_code == 3
    assert "compiled: GridlockError: day 31: nobody can move" in done.stdout


def test_an_error_of_both_is_an_error(call, monkeypatch):
    stuck = GridlockError("day 31: nobody can move")
    monkeypatch.setattr(agreement, "run_both", lambda *_, **__: (stuck, stuck))
    done = call()
    assert done.exit_code == 3
    assert done.stderr == "day 31: nobody can move\n"


@pytest.mark.parametrize("more", [("--person", "1"), ("-o", "events.csv")])
def test_nothing_else_is_done_with_it(call, more):
    done = call(*more)
    assert done.exit_code == 2
    assert "--both-engines" in done.stderr
