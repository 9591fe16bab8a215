"""A study's runs on a Dask cluster: one on other machines, or one made here for the purpose.

A study is a task of the cluster too, on which all runs depend: a worker is given it once, one that
comes later as well, and it is made anew where the only worker that had it is lost. A few runs are
under way for each worker, so that what waits to be read is bounded. No number depends on who made
what when.
"""

# mypy: disable-error-code="no-untyped-call"
# Dask types few of its own functions.

from __future__ import annotations

import logging
import os
import pickle
import re
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from typing import Any
from uuid import uuid4

import dask
from distributed import Client, Future, KilledWorker, LocalCluster
from distributed.utils import silence_logging_cmgr

from carefunds_sim.errors import CarefundsError
from carefunds_sim.experiments.agenda import Agenda
from carefunds_sim.experiments.finished import Finished, Watch
from carefunds_sim.experiments.pool import LOST, TICK_SECONDS, main_not_run_again
from carefunds_sim.experiments.task import Failure, Made, Study, Task
from carefunds_sim.experiments.worker_versions import refuse_strangers, refuse_to_differ, versions
from carefunds_sim.interruption import unheard

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


def on_scheduler(
    study: Study, agenda: Agenda, finished: Finished, watch: Watch, *, scheduler: str,
    workers: int | None = None,
) -> None:  # fmt: skip
    """Run the tasks on the cluster whose scheduler is named, and add their answers.

    ``scheduler`` is an address such as ``tcp://host:8786``, or ``local`` for a cluster of
    ``workers`` processes on this machine. Where the scheduler is lost on the way, the study ends
    as if interrupted, and ``finished.cut_short`` says so.

    Raises
    ------
    CarefundsError
        No scheduler or worker answers, or a worker would not make the same numbers.
    """
    # What goes wrong is told by our own errors; Dask's log adds tracebacks of its insides.
    with silence_logging_cmgr(logging.CRITICAL), _client(scheduler, workers) as client:
        refuse_strangers(client)
        try:
            _Runs(client, study, finished, watch).make(agenda)
        except _SchedulerLostError:
            finished.interrupted = True
            finished.cut_short = (
                f"the Dask scheduler at {scheduler} was lost; the {len(finished)} runs that were "
                "finished are kept"
            )


class _SchedulerLostError(Exception):
    """Nobody is left to ask about the runs that are under way."""


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
    """Make a cluster of this machine's processes, which nobody on another machine can reach."""
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


class _Runs:
    """The runs of one study on a cluster."""

    def __init__(self, client: Client, study: Study, finished: Finished, watch: Watch) -> None:
        self.client, self.finished, self.watch = client, finished, watch
        self.name = f"carefunds-{uuid4().hex}"
        self.packed = pickle.dumps(study)
        self.submitted = self.studies_lost = 0
        self.study = self._send_study()
        self.under_way: dict[Future[Any], Task] = {}
        self.ready: SimpleQueue[Future[Any]] = SimpleQueue()
        self.suspects: list[Task] = []
        self.on_trial: Task | None = None
        self.room, self.counted = 0, -COUNT_SECONDS

    def make(self, agenda: Agenda) -> None:
        """Run tasks until it is enough; what is under way then is not waited for."""
        tasks = iter(agenda)
        try:
            self._hand_out_study()
            while not agenda.enough():
                self._feed(tasks)
                if not self.under_way:
                    return
                self._collect()
        finally:
            if self.client.status == "running":
                self.client.cancel([*self.under_way, self.study])

    def _send_study(self) -> Future[Any]:
        return self.client.submit(pickle.loads, self.packed, key=self._key(), pure=False)

    def _key(self) -> str:
        self.submitted += 1
        return f"{self.name}-{self.submitted}"

    def _hand_out_study(self) -> None:
        """Give every worker the study before there is work, so that none is preferred for it."""
        with suppress(ValueError):  # no worker is there just now; those that come will fetch it
            self._ask(lambda: self.client.replicate([self.study]))

    def _feed(self, tasks: Iterator[Task | None]) -> None:
        """Keep every worker busy, with one task each waiting.

        A task that was on a worker when it died is run again alone, before anything else, to
        tell which of them kills workers.
        """
        if self.suspects or self.on_trial:
            if not self.under_way:
                self.on_trial = self.suspects.pop(0)
                self._submit(self.on_trial)
            return
        while len(self.under_way) < self._most_under_way():
            task = next(tasks, None)
            if task is None:
                return
            self._submit(task)

    def _most_under_way(self) -> int:
        """Return two for each thread of a worker, as many as there are of late."""
        if time.monotonic() - self.counted >= COUNT_SECONDS:
            threads = self._ask(self.client.nthreads)
            self.room, self.counted = 2 * max(sum(threads.values()), 1), time.monotonic()
        return self.room

    def _submit(self, task: Task) -> None:
        run = self.client.submit(_answer, self.study, task, versions(), key=self._key(), pure=False)
        self.under_way[run] = task
        run.add_done_callback(self.ready.put)

    def _collect(self) -> None:
        """Take the next answer, if one comes before it is time to show how far the study is."""
        try:
            run = self.ready.get(timeout=TICK_SECONDS)
        except Empty:
            if self.client.status != "running":
                raise _SchedulerLostError from None
        else:
            self._take(run)
        self.watch.show()

    def _take(self, run: Future[Any]) -> None:
        task = self.under_way.pop(run)
        alone, self.on_trial = task is self.on_trial, None
        answer = self._answer(run, task)
        if answer is not None:
            self.studies_lost = 0
            self.finished.add(task, answer)
        elif alone and not self._study_is_lost():
            self.finished.add(task, Failure(task, LOST))
        else:
            self.suspects.append(task)

    def _study_is_lost(self) -> bool:
        """Whether workers died of the study and not of a run; then it is sent anew."""
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

    def _answer(self, run: Future[Any], task: Task) -> Made | Failure | None:
        """Return what came of a run; nothing where workers died of it or beside it."""
        if run.status == "finished":
            try:
                made: Made | Failure = self._ask(run.result)
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

    def _ask(self, question: Callable[[], Any]) -> Any:
        """Ask the cluster something; no answer means that the scheduler is lost."""
        try:
            return question()
        except (OSError, CancelledError) as error:
            raise _SchedulerLostError from error


def _answer(study: Study, task: Task, wanted: Mapping[str, str]) -> Made | Failure:
    """Make one run on a worker, which may have come after the others were looked at."""
    refuse_to_differ(wanted)
    return study.run(task, lambda _: None)
