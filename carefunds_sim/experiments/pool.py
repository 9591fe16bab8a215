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
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import Any

from carefunds_sim.experiments.agenda import Agenda
from carefunds_sim.experiments.finished import Finished, Watch
from carefunds_sim.experiments.task import Failure, Made, Study, Task
from carefunds_sim.interruption import unheard

MOST_PROCESSES = 61
"""What Python can wait for at once on Windows."""

TICK_SECONDS = 0.25
LOST = "the process that made this run ended abruptly (out of memory?)"

Answer = Future[Made | Failure]

_study: Study
_ticks: _Ticks


def in_processes(
    study: Study, agenda: Agenda, finished: Finished, watch: Watch, *, workers: int
) -> None:
    """Run the tasks in a pool; those that a broken pool leaves again, each in a pool of its own.

    When a process is killed every task under way fails with it. Alone, only the one that kills
    its process is lost.
    """
    tasks = iter(agenda)
    left = _Pool(study, finished, watch, workers=workers).run(tasks, agenda.enough)
    while left:
        for task in left:
            if _Pool(study, finished, watch, workers=1).run(iter([task]), agenda.enough):
                finished.add(task, Failure(task, LOST))
        left = _Pool(study, finished, watch, workers=workers).run(tasks, agenda.enough)


class _Pool:
    """One pool of processes, used once."""

    def __init__(self, study: Study, finished: Finished, watch: Watch, *, workers: int) -> None:
        context = multiprocessing.get_context("spawn")
        self.finished, self.watch, self.workers = finished, watch, workers
        with unheard():
            self.ticks = context.Value("d", watch.ticks)
            self.pool = ProcessPoolExecutor(
                workers, context, initializer=_prepare, initargs=(study, self.ticks)
            )
        self.under_way: dict[Answer, Task] = {}
        self.ready: SimpleQueue[Answer] = SimpleQueue()
        self.left: list[Task] = []

    def run(self, tasks: Iterator[Task | None], enough: Callable[[], bool]) -> list[Task]:
        """Run tasks until it is enough; return those that were under way when the pool broke."""
        others = set(multiprocessing.active_children())
        try:
            self._feed(tasks)
            while self.under_way and not enough():
                self._collect()
                self._feed(tasks)
        finally:
            cut_short = bool(self.under_way)
            self.pool.shutdown(wait=not cut_short, cancel_futures=True)
            if cut_short:
                for process in set(multiprocessing.active_children()) - others:
                    process.kill()
        return self.left

    def _feed(self, tasks: Iterator[Task | None]) -> None:
        """Keep every process busy, with one task each waiting; a broken pool gets no more."""
        while not self.left and len(self.under_way) < 2 * self.workers:
            task = next(tasks, None)
            if task is None:
                return
            try:
                with main_not_run_again(), unheard():
                    answer = self.pool.submit(_answer, task)
            except BrokenProcessPool:
                self.left.append(task)
                return
            self.under_way[answer] = task
            answer.add_done_callback(self.ready.put)

    def _collect(self) -> None:
        """Take the next answer, if one comes before it is time to show how far the study is."""
        try:
            answer = self.ready.get(timeout=TICK_SECONDS)
        except Empty:
            answer = None
        if answer is not None:
            task = self.under_way.pop(answer)
            try:
                self.finished.add(task, answer.result())
            except BrokenProcessPool:
                self.left.append(task)
        # Without the lock, which a killed process may have taken with it.
        self.watch.ticks = self.ticks.get_obj().value
        self.watch.show()


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
    """What this process tells of its runs while they run: seldom, since the telling is shared."""

    def __init__(self, shared: Any) -> None:
        self.shared, self.untold, self.told = shared, 0.0, time.monotonic()

    def tick(self, share: float) -> None:
        self.untold += share
        if time.monotonic() - self.told > TICK_SECONDS:
            self.tell()

    def tell(self) -> None:
        with self.shared.get_lock():
            self.shared.value += self.untold
        self.untold, self.told = 0.0, time.monotonic()


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


def _answer(task: Task) -> Made | Failure:
    """Make one run, and leave nothing of it behind."""
    answer = _study.run(task, _ticks.tick)
    _ticks.tell()
    gc.collect()  # SimPy's people and their plan hold each other in rings
    gc.freeze()  # what is left is code and what runs share, slow to look through every time
    return answer
