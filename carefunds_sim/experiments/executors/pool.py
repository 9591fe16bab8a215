"""Processes of their own for a study's runs: what they are given and what comes back.

A process is given the study once, then tasks of two numbers, and sends back arrays. A few tasks
are under way at a time, so that what waits to be read is bounded by the processes.
"""

from __future__ import annotations

import gc
import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
import threading
import time
from collections.abc import Collection, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any

from carefunds_sim.experiments.executors.task import Failure, RunResult, Study, Task, Watch
from carefunds_sim.interruption import unheard

MOST_PROCESSES = 61
"""What Python can wait for at once on Windows."""

TICK_SECONDS = 0.25
LOST = "the process that made this run ended abruptly (out of memory?)"

Answer = Future[RunResult | Failure]

_study: Study
_ticks: _Ticks


class ProcessPool:
    """Processes of this machine; a task that is run alone gets a process of its own.

    When a process is killed every task under way fails with it, and the pool is of no more use.
    """

    def __init__(self, study: Study, watch: Watch, *, workers: int) -> None:
        self.study, self.watch, self.workers = study, watch, workers
        self._start(workers)

    def _start(self, workers: int) -> None:
        context = multiprocessing.get_context("spawn")
        self.size, self.broken = workers, False
        self.others = set(multiprocessing.active_children())
        with unheard():
            self.ticks = context.Value("d", self.watch.ticks)
            self.pool = ProcessPoolExecutor(
                workers, context, initializer=_prepare, initargs=(self.study, self.ticks)
            )

    def room(self) -> int:
        """Return two tasks for each process; a broken pool gets no more."""
        return 0 if self.broken else 2 * self.workers

    def submit(self, task: Task, *, alone: bool) -> Answer:
        """Begin a task: in a new pool if alone, and in a new one of all processes after that."""
        if alone or self.size < self.workers:
            self.pool.shutdown(cancel_futures=True)
            self._start(1 if alone else self.workers)
        try:
            with main_not_run_again(), unheard():
                return self.pool.submit(_answer, task)
        except BrokenProcessPool as error:
            self.broken = True
            failed: Answer = Future()
            failed.set_exception(error)
            return failed

    def answer(self, run: Answer, task: Task, *, alone: bool) -> RunResult | Failure | None:
        """Return what came of a run; None where the pool broke before it was finished."""
        try:
            return run.result()
        except BrokenProcessPool:
            self.broken = True
            return Failure(task, LOST) if alone else None

    def attend(self, *, idle: bool) -> None:  # noqa: ARG002 - as the protocol has it
        """Read how far the runs are, without the lock that a killed process may have taken."""
        self.watch.ticks = self.ticks.get_obj().value

    def close(self, under_way: Collection[Answer]) -> None:
        """End the processes; those at work are killed.

        One may die with half an answer sent. The pool would wait for the other half without end,
        and this process for the pool, while anybody could still write it; the last who can is us.
        """
        answers: Any = self.pool._result_queue  # nothing public closes one end
        self.pool.shutdown(wait=not under_way, cancel_futures=True)
        if under_way:
            for process in set(multiprocessing.active_children()) - self.others:
                process.kill()
            answers._writer.close()


@contextmanager
def main_not_run_again() -> Iterator[None]:
    """Keep new processes from running the caller's script again.

    A spawned process repeats the main module, so that a script without the usual guard would
    start itself for ever. Nothing of ours lives there.
    """
    main = sys.modules["__main__"]
    kept = {name: getattr(main, name) for name in ("__file__", "__spec__") if hasattr(main, name)}
    try:
        main.__spec__ = None
        if "__file__" in kept:
            del main.__file__
        yield
    finally:
        for name, value in kept.items():
            setattr(main, name, value)


class _Ticks:
    """Reports how far this process's runs are: seldom, since all processes share the number."""

    def __init__(self, shared: Any) -> None:
        self.shared, self.unreported, self.reported = shared, 0.0, time.monotonic()

    def tick(self, share: float) -> None:
        self.unreported += share
        if time.monotonic() - self.reported > TICK_SECONDS:
            self.report()

    def report(self) -> None:
        with self.shared.get_lock():
            self.shared.value += self.unreported
        self.unreported, self.reported = 0.0, time.monotonic()


def _prepare(study: Study, ticks: Any) -> None:
    """Give a new process the study once; Ctrl-C is for the parent to hear."""
    global _study, _ticks
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with_parent()
    _study, _ticks = study, _Ticks(ticks)


def _end_with_parent() -> None:
    """End when the parent does: one that was killed cannot say so, and this would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        sentinel = parent.sentinel

        def watch() -> None:
            multiprocessing.connection.wait([sentinel])
            os._exit(1)

        threading.Thread(target=watch, daemon=True).start()


def _answer(task: Task) -> RunResult | Failure:
    """Make one run, and leave nothing of it behind."""
    answer = _study.run(task, _ticks.tick)
    _ticks.report()
    gc.collect()  # SimPy's people and their plan hold each other in rings
    gc.freeze()  # what is left is code and what runs share, slow to look through every time
    return answer
