"""Running a study's tasks: here, in several processes, or on a Dask cluster."""

from __future__ import annotations

import logging
import os
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager
from queue import Empty, SimpleQueue
from typing import Any, Protocol

from carefunds_sim.errors import ArgumentError, lacking
from carefunds_sim.experiments.agenda import Agenda
from carefunds_sim.experiments.executors.pool import MOST_PROCESSES, TICK_SECONDS, ProcessPool
from carefunds_sim.experiments.executors.task import (
    Failure,
    Finished,
    RunResult,
    Study,
    Task,
    Watch,
)
from carefunds_sim.experiments.progress import OnProgress
from carefunds_sim.extension import only_here
from carefunds_sim.interruption import making_runs
from carefunds_sim.timing import timed

log = logging.getLogger(__name__)


class Workers(Protocol):
    """The processes that make tasks, here or on a cluster."""

    def room(self) -> int:
        """Return how many tasks may be under way now."""

    def submit(self, task: Task, *, alone: bool) -> Any:
        """Begin a task and return its future; ``alone`` where it may have killed a worker."""

    def answer(self, run: Any, task: Task, *, alone: bool) -> RunResult | Failure | None:
        """Return what came of a run; None where a worker died and the task is to run alone."""

    def attend(self, *, idle: bool) -> None:
        """Look after the workers between two answers; ``idle`` if none came for a moment."""

    def close(self, under_way: Collection[Any]) -> None:
        """Let the workers go, and what they are still at."""


def execute(
    study: Study, agenda: Agenda, finished: Finished, *, workers: int | None,
    progress: OnProgress | None, scheduler: str | None = None,
) -> None:  # fmt: skip
    """Run every task and add its answer; a signal ends the study and keeps what is finished.

    ``scheduler`` is the address of a Dask scheduler, or ``local`` for a Dask cluster of this
    machine's processes; without one, tasks run in ``workers`` processes of our own.
    """
    watch = Watch(finished, agenda.expected, progress)
    wanted = min(_allowed(workers, scheduler), agenda.expected(), MOST_PROCESSES)
    _log_beginning(study, agenda.expected(), finished.what, scheduler or str(wanted))
    try:
        with making_runs(), timed(log, "making runs"):
            if scheduler is not None:
                with _cluster(study, finished, scheduler, wanted) as cluster:
                    _Loop(cluster, finished, watch).run(agenda)
            elif wanted > 1:
                _Loop(ProcessPool(study, watch, workers=wanted), finished, watch).run(agenda)
            else:
                for task in filter(None, agenda):
                    finished.add(task, study.run(task, watch.tick))
                    watch.show()
    except KeyboardInterrupt:
        finished.interrupted = True
    log.info("%d of %d %s have an answer", len(finished), agenda.expected(), finished.what)
    if finished.interrupted:
        log.warning("interrupted%s", f": {finished.cut_short}" if finished.cut_short else "")


def _allowed(workers: int | None, scheduler: str | None) -> int:
    """Return how many processes there may be: one, where others cannot load what runs may use.

    Raises
    ------
    ArgumentError
        More were asked for.
    """
    names = only_here()
    if names and (scheduler is not None or (workers or 1) > 1):
        raise ArgumentError(
            f"{', '.join(names)}: defined in this session, so that other processes do not have it; "
            "put it in a file and load that with carefunds_sim.load_extension, or give workers=1"
        )
    return workers or (1 if names else os.cpu_count()) or 1


def _cluster(
    study: Study, finished: Finished, scheduler: str, workers: int
) -> AbstractContextManager[Workers]:
    try:  # here, since Dask need not be installed
        from carefunds_sim.experiments.executors.dask_cluster import cluster_workers
    except ModuleNotFoundError as error:
        raise lacking("a Dask cluster", error.name, extra="cluster") from error
    return cluster_workers(study, finished, scheduler=scheduler, workers=workers)


def _log_beginning(study: Study, number: int, what: str, workers: str) -> None:
    """Log what is run; warnings and failures name a scenario by its number here."""
    log.info("%d %s of %d scenarios, seed %d, engine %s, workers %s",
             number, what, len(study.scenarios), study.seed, study.engine, workers)  # fmt: skip
    for place, scenario in enumerate(study.scenarios):
        log.info("scenario %d: %s, hash %s", place, scenario.name, scenario.hash)


class _Loop:
    """Hands tasks to workers and takes their answers, until it is enough.

    When a worker is killed, every task that may have been on it is run again alone, before
    anything else, so that only the one that kills its worker is lost.
    """

    def __init__(self, workers: Workers, finished: Finished, watch: Watch) -> None:
        self.workers, self.finished, self.watch = workers, finished, watch
        self.under_way: dict[Any, Task] = {}
        self.ready: SimpleQueue[Any] = SimpleQueue()
        self.suspects: list[Task] = []
        self.alone = False

    def run(self, agenda: Agenda) -> None:
        """Run tasks until it is enough; what is under way then is not waited for."""
        tasks = iter(agenda)
        try:
            while not agenda.enough():
                self._feed(tasks)
                if not self.under_way:
                    return
                self._collect()
        finally:
            self.workers.close(self.under_way)

    def _feed(self, tasks: Iterator[Task | None]) -> None:
        """Keep every worker busy, with one task each waiting."""
        if self.suspects or self.alone:
            if not self.under_way:
                self.alone = True
                self._submit(self.suspects.pop(0))
            return
        while len(self.under_way) < self.workers.room():
            task = next(tasks, None)
            if task is None:
                return
            self._submit(task)

    def _submit(self, task: Task) -> None:
        run = self.workers.submit(task, alone=self.alone)
        self.under_way[run] = task
        run.add_done_callback(self.ready.put)

    def _collect(self) -> None:
        """Take the next answer, if one comes before it is time to show how far the study is."""
        try:
            run = self.ready.get(timeout=TICK_SECONDS)
        except Empty:
            self.workers.attend(idle=True)
        else:
            self._take(run)
            self.workers.attend(idle=False)
        self.watch.show()

    def _take(self, run: Any) -> None:
        task = self.under_way.pop(run)
        alone, self.alone = self.alone, False
        answer = self.workers.answer(run, task, alone=alone)
        if answer is None:
            self.suspects.append(task)
        else:
            self.finished.add(task, answer)
