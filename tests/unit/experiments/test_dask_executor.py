"""Running tasks on a Dask cluster."""

from __future__ import annotations

import builtins
import os

import psutil
import pytest
from any_tasks import AnyStudy, executed
from deadly import Deadly
from distributed import LocalCluster

from carefunds_sim.errors import CarefundsError
from carefunds_sim.experiments.compare import compare
from carefunds_sim.experiments.executors import dask_cluster
from carefunds_sim.experiments.executors.pool import LOST
from carefunds_sim.experiments.executors.task import Task
from carefunds_sim.experiments.replicate import run
from carefunds_sim.scenario.load import load_scenario

# Dask says so of any machine that is busy for a second.
pytestmark = pytest.mark.filterwarnings("ignore:Creating scratch directories")


def threads(**settings):
    """A cluster of another owner, whose workers are threads of this process: soon made."""
    return LocalCluster(
        processes=False, protocol="tcp", dashboard_address=":0", memory_limit=0, **settings
    )


@pytest.fixture(scope="module")
def address():
    with threads(n_workers=2, threads_per_worker=2) as cluster:
        yield cluster.scheduler_address


@pytest.fixture(scope="module")
def lesson():
    return load_scenario("one_queue", years=1, warmup_months=0)


def test_processes_and_a_cluster_give_the_same_numbers_bit_for_bit(address):
    scenarios = [
        load_scenario(f"typical_council/{arrangement}/deep_cut", scale=0.05, years=1)
        for arrangement in ("separate", "pooled")
    ]
    places = [
        {"workers": 1},
        {"workers": 2},
        {"workers": 2, "scheduler": "local"},
        {"scheduler": address},
    ]
    alone, *others = [compare(scenarios, replications=3, seed=5, **place) for place in places]
    assert alone["completed"].values.all()
    for other in others:
        assert (other.attrs["failures"], other.attrs["warnings"]) == ("[]", alone.attrs["warnings"])
        for name in alone.data_vars:
            assert alone[name].values.tobytes() == other[name].values.tobytes(), name


def test_a_cluster_of_this_machine_listens_to_no_other_machine():
    listening_before = listeners()
    with dask_cluster._local_cluster(2) as cluster:
        assert cluster.scheduler_address.startswith("tcp://127.0.0.1:")
        found = listeners() - listening_before
    assert len(found) >= 2 * 3, "a scheduler and two workers listen, and each has a page"
    assert {host for host, _ in found} == {"127.0.0.1"}


def listeners():
    """The addresses at which this process and those it started wait for others."""
    here = psutil.Process()
    return {
        tuple(held.laddr)
        for process in (here, *here.children(recursive=True))
        for held in process.net_connections(kind="inet")
        if held.status == psutil.CONN_LISTEN
    }


def test_a_task_that_kills_its_worker_fails_alone():
    tasks = [Task(0, replication) for replication in range(8)]
    made = executed(Deadly(os.getpid()), tasks, scheduler="local", workers=1).made
    found = {place[1]: failure.message for place, failure in made.failures.items()}
    assert found == {r: LOST if r == 1 else "made" for r in range(8)}
    assert not made.interrupted


def test_what_is_under_way_when_it_is_enough_is_not_waited_for(address):
    tasks = [Task(0, replication) for replication in range(200)]
    made = executed(Deadly(os.getpid()), tasks, scheduler=address, enough_at=2).made
    assert 2 <= len(made) < 20
    assert not made.interrupted


def test_as_many_replications_are_run_as_here(address, lesson):
    choices = {"precision": 0.1, "on": "bed_days", "seed": 1}
    here, there = run(lesson, workers=1, **choices), run(lesson, scheduler=address, **choices)
    assert here.attrs["precision"] == there.attrs["precision"]
    assert here["bed_days"].identical(there["bed_days"])


def test_a_lost_scheduler_ends_a_study_and_keeps_what_is_finished(lesson):
    cluster = threads(n_workers=1, threads_per_worker=1)

    def lose(at):
        if at.done == 2:
            cluster.close()

    found = run(lesson, replications=40, scheduler=cluster.scheduler_address, progress=lose)
    assert 2 <= int(found["completed"].sum()) < 40
    assert (found.attrs["interrupted"], found.attrs["incomplete"]) == (1, 1)
    assert "was lost; the " in found.attrs["warnings"]


def test_workers_that_would_make_other_numbers_are_refused(monkeypatch):
    own = dask_cluster.versions()
    monkeypatch.setattr(dask_cluster, "versions", lambda: own | {"numpy": "0.1"})
    answers = {"tcp://there:1": own, "tcp://bare:1": ModuleNotFoundError("no carefunds_sim")}

    class Asked:
        def run(self, *_question, **_how):
            return answers

    with pytest.raises(CarefundsError, match=r"tcp://there:1 .* it has numpy \S+ where 0\.1 is "):
        dask_cluster.refuse_strangers(Asked())
    del answers["tcp://there:1"]
    with pytest.raises(CarefundsError, match=r"tcp://bare:1 .* cannot load carefunds_sim"):
        dask_cluster.refuse_strangers(Asked())


def test_a_worker_that_comes_later_and_differs_is_refused():
    other = dask_cluster.versions() | {"rules": "new"}
    with pytest.raises(CarefundsError, match=r"not make the same numbers: it has rules \w+ where"):
        dask_cluster._answer(Deadly(os.getpid()), Task(0, 0), other)


class Refused(AnyStudy):
    """A study that a worker refuses, as one with other versions does."""

    def run(self, task, _tick):
        raise CarefundsError(f"refused {task.replication}")


def test_what_a_worker_refuses_ends_the_study(address):
    with pytest.raises(CarefundsError, match="refused 0"):
        executed(Refused(), [Task(0, 0)], scheduler=address)


def test_an_interrupted_study_keeps_what_is_finished(address, lesson):
    def interrupt(at):
        if at.done == 3:
            raise KeyboardInterrupt

    found = run(lesson, replications=40, scheduler=address, progress=interrupt)
    assert 3 <= int(found["completed"].sum()) < 40
    assert (found.attrs["interrupted"], found.attrs["warnings"]) == (1, "[]")


@pytest.mark.parametrize("address", ["nonsense", "tcp://host", "http://host:1"])
def test_what_is_no_address_is_refused(address, lesson):
    with pytest.raises(CarefundsError, match=r"is no address of a Dask scheduler; give one such"):
        run(lesson, replications=1, scheduler=address)


def test_a_scheduler_that_does_not_answer_is_named(lesson, monkeypatch):
    monkeypatch.setattr(dask_cluster, "CONNECT_SECONDS", 0.1)
    with pytest.raises(CarefundsError, match=r"no Dask scheduler answers at tcp://127.0.0.1:9"):
        run(lesson, replications=1, scheduler="tcp://127.0.0.1:9")


def test_a_scheduler_without_workers_is_named(lesson, monkeypatch):
    monkeypatch.setattr(dask_cluster, "WORKER_SECONDS", 0.1)
    with (
        threads(n_workers=0) as cluster,
        pytest.raises(CarefundsError, match=r"has no workers after 0\.1 s; start some with"),
    ):
        run(lesson, replications=1, scheduler=cluster.scheduler_address)


def test_where_dask_is_not_installed_the_command_that_installs_it_is_given(lesson, monkeypatch):
    real = builtins.__import__

    def without_dask(name, *args, **options):
        if name.endswith("dask_cluster"):
            raise ModuleNotFoundError(name="distributed")
        return real(name, *args, **options)

    monkeypatch.setattr(builtins, "__import__", without_dask)
    with pytest.raises(CarefundsError, match=r'pip install "carefunds-sim\[cluster\]"'):
        run(lesson, replications=1, scheduler="local")
