"""Running tasks, here or in processes of their own."""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import signal
import struct
import time
from dataclasses import dataclass

import numpy as np
import pytest
from any_tasks import AnyStudy, executed

from carefunds_sim.errors import ScenarioError, SimulationError
from carefunds_sim.experiments.agenda import FixedReplications
from carefunds_sim.experiments.executors import pool
from carefunds_sim.experiments.executors.task import (
    Failure,
    Finished,
    RunResult,
    Study,
    Task,
    Watch,
)
from carefunds_sim.model.plan import Plan
from carefunds_sim.scenario.load import load_scenario


@pytest.fixture(scope="module")
def lesson():
    return load_scenario("one_queue", years=1, warmup_months=0)


TASKS = [Task(0, replication) for replication in range(3)]


def same(one, other):
    return all(np.array_equal(one[name], other[name], equal_nan=True) for name in one)


def test_any_number_of_processes_and_any_order_give_the_same_runs(lesson):
    study = Study((lesson,), 1, "simpy")
    alone = executed(study, TASKS, workers=1).entries
    together = executed(study, TASKS[::-1], workers=2).entries
    assert set(alone) == set(together) == {(0, 0), (0, 1), (0, 2)}
    assert all(same(alone[place], together[place]) for place in alone)


def test_a_study_goes_to_another_process_whole(lesson):
    study = Study((lesson, lesson.with_run(years=2)), 3, "simpy")
    assert pickle.loads(pickle.dumps(study)) == study


def test_a_process_keeps_nothing_of_a_finished_run(lesson):
    before = dict(vars(pool))
    pool._prepare(Study((lesson,), 1, "simpy"), multiprocessing.Value("d", 0.0))
    try:
        assert isinstance(pool._answer(Task(0, 0)), RunResult)
        assert not [found for found in gc.get_objects() if isinstance(found, Plan)]
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        gc.unfreeze()
    assert set(vars(pool)) - set(before) <= {"_study", "_ticks"}


@dataclass(frozen=True)
class Trouble(AnyStudy):
    """A study in which replication 1 goes wrong in a stated way."""

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
    tasks = [Task(0, replication) for replication in range(12)]
    made = executed(Trouble("killed", os.getpid()), tasks, workers=2).made
    lost = {place[1]: failure.message for place, failure in made.failures.items()}
    assert lost == {r: pool.LOST if r == 1 else "made" for r in range(12)}


def test_an_interrupted_study_keeps_what_is_finished():
    made = executed(Trouble("interrupted", 0), TASKS, workers=1).made
    assert made.interrupted
    assert list(made.failures) == [(0, 0)]


def test_what_is_under_way_when_it_is_enough_is_not_waited_for():
    tasks = [Task(0, replication) for replication in range(50)]
    made = executed(Trouble("none", 0), tasks, workers=2, enough_at=2).made
    assert 2 <= len(made) < 10
    assert not made.interrupted


class Long(AnyStudy):
    """A study whose runs do not end."""

    def run(self, _task, _tick):
        signal.pause()


@pytest.mark.skipif(not hasattr(signal, "pause"), reason="no run can wait without end here")
def test_half_an_answer_of_a_killed_process_is_not_waited_for():
    watch = Watch(Finished(lambda _task, _run: None), lambda: 1, None)
    workers = pool.ProcessPool(Long(), watch, workers=2)
    under_way = [workers.submit(Task(0, 0), alone=False)]
    manager, answers = workers.pool._executor_manager_thread, workers.pool._result_queue
    os.write(answers._writer.fileno(), struct.pack("!i", 1_000) + b"half")
    while answers._reader.poll():  # until the pool has begun to read it
        time.sleep(0.01)
    workers.close(under_way)
    manager.join(60.0)
    assert not manager.is_alive()


@pytest.mark.parametrize(
    ("error", "ours"), [(SimulationError("gridlock"), False), (ZeroDivisionError("x"), True)]
)
def test_a_run_that_fails_is_an_answer(monkeypatch, lesson, error, ours):
    def broken(*_args, **_options):
        raise error

    monkeypatch.setattr("carefunds_sim.engines.simulate", broken)
    made = executed(Study((lesson,), 1, "simpy"), TASKS, workers=1).made
    assert ["Traceback" in failure.traceback for failure in made.failures.values()] == [ours] * 3
    assert str(error) in made.failures[0, 0].message


@pytest.mark.parametrize("workers", [1, 2])
def test_progress_only_moves_forward_and_ends_at_the_end(lesson, workers):
    heard = []
    study = Study((lesson,), 1, "simpy")
    executed(study, TASKS, workers=workers, progress=heard.append)
    shares = [at.share for at in heard]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)
    assert (heard[-1].done, heard[-1].total) == (3, 3)


def test_the_longest_runs_go_first_then_the_first_replications(lesson):
    long = lesson.with_run(years=3)
    order = [task.place for task in FixedReplications([lesson, long, lesson], 2)]
    assert order == [(1, 0), (1, 1), (0, 0), (2, 0), (0, 1), (2, 1)]


def test_a_scenario_error_is_not_hidden_as_a_failed_run(lesson):
    with pytest.raises(ScenarioError):
        lesson.with_run(years=0)
