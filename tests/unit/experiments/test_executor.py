"""Running tasks, here or in processes of their own."""

from __future__ import annotations

import os
from dataclasses import dataclass

import numpy as np
import pytest

from carefunds_sim.errors import ScenarioError, SimulationError
from carefunds_sim.experiments import executor
from carefunds_sim.experiments.executor import execute
from carefunds_sim.experiments.task import Failure, Study, Task, longest_first
from carefunds_sim.scenario.load import load_scenario


@pytest.fixture(scope="module")
def lesson():
    return load_scenario("one_queue", years=1, warmup_months=0)


TASKS = [Task(0, replication) for replication in range(3)]


def same(one, other):
    return all(
        np.array_equal(one.values[name], other.values[name], equal_nan=True) for name in one.values
    )


def test_any_number_of_processes_and_any_order_give_the_same_runs(lesson):
    study = Study((lesson,), 1, "simpy")
    alone = execute(study, TASKS, workers=1, progress=None)
    together = execute(study, TASKS[::-1], workers=2, progress=None)
    assert set(alone.runs) == set(together.runs) == {(0, 0), (0, 1), (0, 2)}
    assert all(same(alone.runs[place], together.runs[place]) for place in alone.runs)
    assert together.runs[0, 0].scenario is lesson


@dataclass(frozen=True)
class Trouble:
    """A study in which replication 1 goes wrong in a stated way."""

    scenarios: tuple[str, ...]
    kind: str
    parent: int

    def run(self, task, _tick):
        if task.replication == 1:
            if self.kind == "killed" and os.getpid() != self.parent:
                os._exit(9)
            if self.kind == "interrupted":
                raise KeyboardInterrupt
        return Failure(task, "made")


def test_a_killed_process_loses_only_the_run_that_killed_it():
    study = Trouble(("any",), "killed", os.getpid())
    made = execute(study, TASKS, workers=2, progress=None)
    lost = {failure.task.replication: failure.message for failure in made.failures}
    assert lost == {0: "made", 1: executor.LOST, 2: "made"}


def test_an_interrupted_study_keeps_what_is_finished():
    made = execute(Trouble(("any",), "interrupted", 0), TASKS, workers=1, progress=None)
    assert made.interrupted
    assert [failure.task.replication for failure in made.failures] == [0]


@pytest.mark.parametrize(
    ("error", "ours"), [(SimulationError("gridlock"), False), (ZeroDivisionError("x"), True)]
)
def test_a_run_that_fails_is_an_answer(monkeypatch, lesson, error, ours):
    def broken(*_args, **_options):
        raise error

    monkeypatch.setattr("carefunds_sim.engines.simulate", broken)
    made = execute(Study((lesson,), 1, "simpy"), TASKS, workers=1, progress=None)
    assert ["Traceback" in failure.traceback for failure in made.failures] == [ours] * 3
    assert str(error) in made.failures[0].message


def test_progress_only_moves_forward_and_ends_at_the_end(lesson):
    heard = []
    study = Study((lesson,), 1, "simpy")
    execute(study, TASKS, workers=1, progress=heard.append)
    shares = [at.share for at in heard]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)
    assert (heard[-1].done, heard[-1].total) == (3, 3)


def test_the_longest_runs_go_first_then_the_first_replications(lesson):
    long = lesson.with_run(years=3)
    order = [task.place for task in longest_first([lesson, long], 2)]
    assert order == [(1, 0), (1, 1), (0, 0), (0, 1)]


def test_a_scenario_error_is_not_hidden_as_a_failed_run(lesson):
    with pytest.raises(ScenarioError):
        lesson.with_run(years=0)
