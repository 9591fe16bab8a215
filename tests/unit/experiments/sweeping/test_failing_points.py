"""Points that cannot be run: the rest goes on, the reason is kept, and they can be tried again."""

from __future__ import annotations

import json
import os
import signal
from dataclasses import dataclass

import pytest

import carefunds_sim as cf
from carefunds_sim import engines
from carefunds_sim.experiments.executors import pool
from carefunds_sim.experiments.sweep import sweep as sweeping
from carefunds_sim.experiments.sweep.sweep import run_sweep
from carefunds_sim.experiments.sweep.tasks import SweepStudy


def failing_at(monkeypatch, replication):
    simulate = engines.simulate

    def failing(scenario, **named):
        if named["replication"] == replication and scenario.arrangement.name == "pooled":
            raise RuntimeError("out of luck")
        return simulate(scenario, **named)

    monkeypatch.setattr(engines, "simulate", failing)
    return simulate


def test_the_rest_goes_on_and_the_reason_is_kept(design, how, tmp_path, monkeypatch):
    failing_at(monkeypatch, 1)
    session = run_sweep(design(), tmp_path, how())
    assert (session.made, session.failed, session.left) == (8, 4, 0)
    dataset = cf.open_results(tmp_path)
    assert dataset["delayed_days"].sel(scenario="typical_council/separate/deep_cut").notnull().all()
    assert dataset["delayed_days"].sel(scenario="typical_council/pooled/deep_cut").isnull().all()
    assert "RuntimeError" in dataset.attrs["traceback"]
    first = json.loads(dataset.attrs["failures"])[0]
    assert first["point"] == 0
    assert "out of luck" in first["message"]
    assert dataset.attrs["incomplete"] == 1
    assert dataset.attrs["interrupted"] == 0


def test_failed_tasks_are_made_again_only_when_asked(
    design, how, tmp_path, monkeypatch, fingerprint
):
    simulate = failing_at(monkeypatch, 0)
    run_sweep(design(), tmp_path / "tried", how())
    monkeypatch.setattr(engines, "simulate", simulate)
    again = run_sweep(design(), tmp_path / "tried", how())
    assert (again.made, again.failed) == (0, 4)
    retried = run_sweep(design(), tmp_path / "tried", how(retry_failed=True))
    assert (retried.made, retried.failed) == (4, 0)
    straight = run_sweep(design(), tmp_path / "straight", how())
    assert fingerprint(retried.path) == fingerprint(straight.path)


@dataclass(frozen=True)
class Deadly(SweepStudy):
    """A sweep in which one task kills the process that makes it."""

    parent: int = 0

    def run(self, task, tick):
        if task.place[:2] == (1, 0) and os.getpid() != self.parent:
            os.kill(os.getpid(), signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
        return super().run(task, tick)


@pytest.mark.slow
def test_a_dying_worker_takes_only_its_own_task(design, how, tmp_path, monkeypatch):
    monkeypatch.setattr(sweeping, "SweepStudy", lambda *given: Deadly(*given, parent=os.getpid()))
    session = run_sweep(design(), tmp_path, how(workers=2))
    assert (session.made, session.failed, session.left) == (8, 1, 0)
    failure = json.loads(cf.open_results(tmp_path).attrs["failures"])
    assert [(f["point"], f["message"]) for f in failure] == [(1, pool.LOST)]


def test_an_interrupted_sweep_keeps_what_it_has(design, how, tmp_path, monkeypatch, fingerprint):
    simulate, runs = engines.simulate, []

    def interrupted(*given, **named):
        runs.append(given)
        if len(runs) == 6:
            raise KeyboardInterrupt
        return simulate(*given, **named)

    monkeypatch.setattr(engines, "simulate", interrupted)
    session = run_sweep(design(), tmp_path / "cut", how())
    assert (session.made, session.left, session.interrupted) == (2, 6, True)
    assert cf.open_results(tmp_path / "cut").attrs["interrupted"] == 1
    monkeypatch.setattr(engines, "simulate", simulate)
    rest = run_sweep(design(), tmp_path / "cut", how())
    straight = run_sweep(design(), tmp_path / "straight", how())
    assert fingerprint(rest.path) == fingerprint(straight.path)


@pytest.mark.parametrize("text", ["0/3", "4/3", "1", "a/b", "1/0"])
def test_a_shard_that_is_none_is_refused(text):
    from carefunds_sim.experiments.sweep.tasks import Shard

    with pytest.raises(cf.CarefundsError, match="such as 2/8"):
        Shard.read(text)
