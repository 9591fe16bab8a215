"""Running tasks: in this process, or in several of their own. The numbers are the same."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, cast

from carefunds_sim.experiments.progress import OnProgress, Progress
from carefunds_sim.experiments.task import Failure, Study, Task
from carefunds_sim.model.record import Run

POLL_SECONDS = 0.2
LOST = "the process that made this run ended abruptly (out of memory?)"

_study: Study
_ticks: Any


@dataclass
class Finished:
    """What a study has made so far, and whether it was cut short."""

    study: Study
    runs: dict[tuple[int, int], Run] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    interrupted: bool = False

    def add(self, task: Task, answer: Run | Failure) -> None:
        """Keep one answer."""
        if isinstance(answer, Failure):
            self.failures.append(answer)
        else:
            scenario = self.study.scenarios[task.scenario]
            self.runs[task.place] = replace(answer, scenario=scenario)

    def __len__(self) -> int:
        return len(self.runs) + len(self.failures)


def execute(
    study: Study, tasks: Sequence[Task], *, workers: int | None, progress: OnProgress | None
) -> Finished:
    """Run every task; Ctrl-C ends the study and keeps the runs that are finished."""
    wanted = min(workers or os.cpu_count() or 1, len(tasks))
    finished = Finished(study)
    watch = _Watch(finished, len(tasks), progress)
    try:
        if wanted <= 1:
            _in_this_process(study, tasks, finished, watch)
        else:
            _in_processes(study, tasks, wanted, finished, watch)
    except KeyboardInterrupt:
        finished.interrupted = True
    return finished


class _Watch:
    """Turns finished shares of runs into progress."""

    def __init__(self, finished: Finished, total: int, progress: OnProgress | None) -> None:
        self.finished, self.total, self.progress = finished, total, progress
        self.started = time.monotonic()
        self.ticks = 0.0

    def tick(self, share: float) -> None:
        self.ticks += share
        self.show()

    def show(self) -> None:
        """Tell the listener, if there is one, how far the study is."""
        if self.progress is None:
            return
        done = len(self.finished)
        share = min(max(self.ticks, done) / self.total, 1.0)
        seconds = time.monotonic() - self.started
        self.progress(Progress.at(done, self.total, share=share, seconds=seconds))


def _in_this_process(
    study: Study, tasks: Sequence[Task], finished: Finished, watch: _Watch
) -> None:
    for task in tasks:
        finished.add(task, study.run(task, watch.tick))
        watch.show()


def _in_processes(
    study: Study, tasks: Sequence[Task], workers: int, finished: Finished, watch: _Watch
) -> None:
    """Run the tasks in a pool; those left by a broken pool again, each in a pool of its own.

    When a process is killed every waiting task fails with it. Alone, only the one that kills
    its process is lost.
    """
    left = _pool(study, tasks, workers, finished, watch)
    for task in left:
        if _pool(study, [task], 1, finished, watch):
            finished.add(task, Failure(task, LOST))


def _pool(
    study: Study, tasks: Sequence[Task], workers: int, finished: Finished, watch: _Watch
) -> list[Task]:
    """Run tasks in one pool of processes; return those it could not answer."""
    context = multiprocessing.get_context("spawn")
    ticks = context.Value("d", watch.ticks)
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(workers, context, initializer=_prepare, initargs=(study, ticks))
    try:
        with _main_not_run_again():
            waiting = {pool.submit(_answer, task): task for task in tasks}
        left = _collect(waiting, finished, watch, ticks)
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in set(multiprocessing.active_children()) - others:
            process.terminate()
        raise
    pool.shutdown()
    return left


def _collect(
    waiting: dict[Future[Run | Failure], Task], finished: Finished, watch: _Watch, ticks: Any
) -> list[Task]:
    left = []
    while waiting:
        ready, _ = wait(waiting, timeout=POLL_SECONDS, return_when=FIRST_COMPLETED)
        for future in ready:
            task = waiting.pop(future)
            try:
                finished.add(task, future.result())
            except BrokenProcessPool:
                left.append(task)
        watch.ticks = ticks.value
        watch.show()
    return left


@contextmanager
def _main_not_run_again() -> Iterator[None]:
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


def _prepare(study: Study, ticks: Any) -> None:
    """Give a new process the study once; Ctrl-C is for the parent to hear."""
    global _study, _ticks
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _study, _ticks = study, ticks


def _answer(task: Task) -> Run | Failure:
    """Make one run; its scenario stays here, since the parent has it already."""
    answer = _study.run(task, _tick)
    return answer if isinstance(answer, Failure) else replace(answer, scenario=cast(Any, None))


def _tick(share: float) -> None:
    with _ticks.get_lock():
        _ticks.value += share
