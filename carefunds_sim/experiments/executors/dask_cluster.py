"""A study's runs on a Dask cluster: one on other machines, or one made here for the purpose.

A study is a task of the cluster too, on which all runs depend: a worker is given it once, one that
comes later as well, and it is made again where the only worker that had it is lost. No number
depends on who made what when.
"""

# mypy: disable-error-code="no-untyped-call"
# Dask types few of its own functions.
from __future__ import annotations

import logging
import os
import pickle
import platform
import re
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from functools import cache
from importlib.metadata import version
from typing import Any
from uuid import uuid4

import dask
from distributed import Client, Future, KilledWorker, LocalCluster
from distributed.utils import silence_logging_cmgr

from carefunds_sim.dataset.sweeps.description import PACKAGE, code_digest
from carefunds_sim.errors import CarefundsError
from carefunds_sim.experiments.executors.pool import LOST, main_not_run_again
from carefunds_sim.experiments.executors.task import (
    Failure,
    Finished,
    RunResult,
    Study,
    Task,
)
from carefunds_sim.interruption import unheard
from carefunds_sim.version import __version__


@cache
def versions() -> dict[str, str]:
    """Return what numbers depend on: this package, its rules as they are, and what runs them."""
    return {
        "carefunds_sim": __version__,
        "rules": code_digest(PACKAGE),
        "python": platform.python_version(),
        "numpy": version("numpy"),
        "numba": version("numba"),
    }


def refuse_strangers(client: Any) -> None:
    """Refuse workers that would not make the same numbers as this machine.

    Raises
    ------
    CarefundsError
        There is such a worker; it says what differs.
    """
    differing = {
        address: _difference(found, versions())
        for address, found in client.run(versions, on_error="return").items()
        if found != versions()
    }
    if differing:
        raise _stranger(differing)


def refuse_to_differ(wanted: Mapping[str, str]) -> None:
    """Refuse to work here for a machine that has other versions.

    Raises
    ------
    CarefundsError
        This worker has others; it says what differs.
    """
    if versions() != wanted:
        raise _stranger({platform.node(): _difference(versions(), wanted)})


def _stranger(differing: Mapping[str, str]) -> CarefundsError:
    address, difference = next(iter(differing.items()))
    others = f", and {len(differing) - 1} more workers" if len(differing) > 1 else ""
    return CarefundsError(
        f"Dask worker {address} would not make the same numbers: {difference}{others}; install "
        "the same versions there"
    )


def _difference(found: Mapping[str, str] | BaseException, wanted: Mapping[str, str]) -> str:
    """Return what differs between a worker and the machine that asks, in words."""
    if isinstance(found, BaseException):
        return f"it cannot load carefunds_sim ({type(found).__name__}: {found})"
    return ", ".join(
        f"it has {name} {found.get(name)} where {right} is wanted"
        for name, right in wanted.items()
        if found.get(name) != right
    )


LOCAL, THIS_MACHINE = "local", "127.0.0.1"
ADDRESS = re.compile(r"(tcp|tls|ucx|wss?)://.+:\d+")
CONNECT_SECONDS = 15.0
WORKER_SECONDS = 60.0
"""How long to wait for a first worker, which a batch queue may start after its scheduler."""

COUNT_SECONDS = 2.0
"""How old the number of workers may be; they come and go."""

LOCAL_SETTINGS = {
    "distributed.scheduler.allowed-failures": 0,
    "distributed.comm.timeouts.connect": "10 minutes",
    "distributed.comm.timeouts.tcp": "10 minutes",
    "distributed.deploy.lost-worker-timeout": "10 minutes",
}
"""What is under way on a process of ours that dies is run again by us, each alone.

On a machine that is overloaded a process may long be silent, and long in coming to take the place
of one that died; a dead one hangs up.
"""

MOST_STUDIES_LOST = 10
"""How often in a row workers may die of being given the study, before any of them makes a run."""


@contextmanager
def cluster_workers(
    study: Study, finished: Finished, *, scheduler: str, workers: int | None = None
) -> Iterator[ClusterWorkers]:
    """Give the workers of the cluster whose scheduler is named, for as long as a study runs.

    ``scheduler`` is an address such as ``tcp://host:8786``, or ``local`` for a cluster of
    ``workers`` processes on this machine. Where the scheduler is lost on the way, the study ends
    as if interrupted, and ``finished.cut_short`` says so.

    Raises
    ------
    CarefundsError
        No scheduler or worker answers, or a worker would not make the same numbers.
    """
    # What goes wrong is said by our own errors; Dask's log adds tracebacks of its insides.
    with silence_logging_cmgr(logging.CRITICAL), _client(scheduler, workers) as client:
        refuse_strangers(client)
        try:
            yield ClusterWorkers(client, study)
        except _SchedulerLostError:
            finished.interrupted = True
            finished.cut_short = (
                f"the Dask scheduler at {scheduler} was lost; the {len(finished)} runs that were "
                "finished are kept"
            )


class _SchedulerLostError(Exception):
    """No scheduler is left to ask about the runs that are under way."""


@contextmanager
def _client(scheduler: str, workers: int | None) -> Iterator[Client]:
    if scheduler == LOCAL:
        with _local_cluster(workers) as cluster, Client(cluster, set_as_default=False) as client:
            yield client
    else:
        with _connected(scheduler) as client:
            yield client


@contextmanager
def _local_cluster(workers: int | None) -> Iterator[LocalCluster]:
    """Make a cluster of this machine's processes, which no other machine can reach."""
    with main_not_run_again(), dask.config.set(LOCAL_SETTINGS):
        with unheard():
            cluster = LocalCluster(
                n_workers=workers or os.cpu_count() or 1,
                threads_per_worker=1,
                memory_limit=0,
                host=THIS_MACHINE,
                dashboard_address=f"{THIS_MACHINE}:0",
                silence_logs=logging.CRITICAL,
            )
        with cluster:
            yield cluster


def _connected(address: str) -> Client:
    if not ADDRESS.fullmatch(address):
        raise CarefundsError(
            f"'{address}' is no address of a Dask scheduler; give one such as tcp://host:8786, "
            f"or '{LOCAL}'"
        )
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except OSError as error:
        raise CarefundsError(
            f"no Dask scheduler answers at {address} ({error}); give the address that "
            f"'dask scheduler' says when it starts, or '{LOCAL}'"
        ) from error
    try:
        client.wait_for_workers(1, timeout=WORKER_SECONDS)
    except TimeoutError as error:
        client.close()
        raise CarefundsError(
            f"the Dask scheduler at {address} has no workers after {WORKER_SECONDS:g} s; start "
            f"some with 'dask worker {address}'"
        ) from error
    return client


class ClusterWorkers:
    """The workers of a cluster, which have the study and make its runs."""

    def __init__(self, client: Client, study: Study) -> None:
        self.client = client
        self.name = f"carefunds-{uuid4().hex}"
        self.packed = pickle.dumps(study)
        self.submitted = self.studies_lost = 0
        self.study = self._send_study()
        self.threads, self.counted = 0, -COUNT_SECONDS
        with suppress(ValueError):  # no worker is there just now; those that come will fetch it
            # every worker has it before there is work, so that none is preferred for it
            self._ask(lambda: self.client.replicate([self.study]))

    def _send_study(self) -> Future[Any]:
        return self.client.submit(pickle.loads, self.packed, key=self._key(), pure=False)

    def _key(self) -> str:
        self.submitted += 1
        return f"{self.name}-{self.submitted}"

    def room(self) -> int:
        """Return two for each thread of a worker, as many as there are of late."""
        if time.monotonic() - self.counted >= COUNT_SECONDS:
            threads = self._ask(self.client.nthreads)
            self.threads, self.counted = max(sum(threads.values()), 1), time.monotonic()
        return 2 * self.threads

    def submit(self, task: Task, *, alone: bool) -> Future[Any]:  # noqa: ARG002 - a nanny renews it
        """Begin a task on any worker."""
        return self.client.submit(
            _answer, self.study, task, versions(), key=self._key(), pure=False
        )

    def answer(self, run: Future[Any], task: Task, *, alone: bool) -> RunResult | Failure | None:
        """Return what came of a run; None where workers died of it or beside it."""
        found = self._found(run, task)
        if found is not None:
            self.studies_lost = 0
        elif alone and not self._study_is_lost():
            return Failure(task, LOST)
        return found

    def _found(self, run: Future[Any], task: Task) -> RunResult | Failure | None:
        if run.status == "finished":
            try:
                made: RunResult | Failure = self._ask(run.result)
            except KilledWorker:  # the answer was lost with its worker, and so was the next
                return None
            return made
        if run.status != "error":
            raise _SchedulerLostError
        error = run.exception()
        if isinstance(error, KilledWorker):
            return None
        if isinstance(error, CarefundsError):
            raise error
        return Failure(task, f"the Dask worker failed with {type(error).__name__}: {error}")

    def _study_is_lost(self) -> bool:
        """Return whether workers died of the study and not of a run; then it is sent again."""
        if self.study.status != "error":
            return False
        self.studies_lost += 1
        if self.studies_lost > MOST_STUDIES_LOST:
            raise CarefundsError(
                f"Dask workers died {self.studies_lost} times when they were given the study "
                "(out of memory?)"
            )
        self.study = self._send_study()
        return True

    def attend(self, *, idle: bool) -> None:
        """Find out whether the scheduler is still there when nothing comes from it."""
        if idle and self.client.status != "running":
            raise _SchedulerLostError

    def close(self, under_way: Collection[Future[Any]]) -> None:
        """Cancel what is under way and let go of the study."""
        if self.client.status == "running":
            self.client.cancel([*under_way, self.study])

    def _ask(self, question: Callable[[], Any]) -> Any:
        """Ask the cluster something; no answer means that the scheduler is lost."""
        try:
            return question()
        except (OSError, CancelledError) as error:
            raise _SchedulerLostError from error


def _answer(study: Study, task: Task, wanted: Mapping[str, str]) -> RunResult | Failure:
    """Make one run on a worker, which may have come after the others were looked at."""
    refuse_to_differ(wanted)
    return study.run(task, lambda _: None)
