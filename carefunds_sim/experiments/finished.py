"""What a study has made so far, and how far it is."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar

from carefunds_sim.experiments.progress import OnProgress, Progress
from carefunds_sim.experiments.task import Failure, Made, Task

log = logging.getLogger(__name__)


@dataclass
class Finished:
    """The answers so far; what a run is worth is handed on to ``keep`` and not held here.

    ``interrupted`` says that the study ended early, and ``cut_short`` why, where it was not Ctrl-C.
    """

    keep: Callable[[Task, Made], None]
    warnings: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)
    failures: dict[tuple[int, int], Failure] = field(default_factory=dict)
    interrupted: bool = False
    cut_short: str = ""
    what: ClassVar[str] = "runs"
    logged: set[str] = field(default_factory=set)

    def add(self, task: Task, answer: Made | Failure) -> None:
        """Take one answer."""
        if isinstance(answer, Failure):
            self.failures[task.place] = answer
        else:
            self.keep(task, answer)
            self.warnings[task.place] = answer.warnings
        self.tell(task, answer)

    def tell(self, task: Task, answer: Made | Failure) -> None:
        """Log a failure; a warning once, since most runs of a scenario warn of the same."""
        at = f"scenario {task.scenario}, replication {task.replication}"
        if isinstance(answer, Failure):
            log.error("%s failed: %s", at, answer.message)
            return
        log.debug("%s is finished", at)
        for warning in answer.warnings:
            if warning not in self.logged:
                log.warning("%s: %s", at, warning)
        self.logged.update(answer.warnings)

    def __contains__(self, place: tuple[int, int]) -> bool:
        return place in self.warnings or place in self.failures

    def __len__(self) -> int:
        return len(self.warnings) + len(self.failures)


class Watch:
    """Turns finished shares of runs into progress; ``total`` tells how many runs are expected."""

    def __init__(
        self, finished: Finished, total: Callable[[], int], progress: OnProgress | None
    ) -> None:
        self.finished, self.total, self.progress = finished, total, progress
        self.started = time.monotonic()
        self.ticks = 0.0

    def tick(self, share: float) -> None:
        """Hear of a share of one run."""
        self.ticks += share
        self.show()

    def show(self) -> None:
        """Tell the listener, if there is one, how far the study is."""
        if self.progress is None:
            return
        done, total = len(self.finished), self.total()
        share = min(max(self.ticks, done) / total, 1.0)
        seconds = time.monotonic() - self.started
        self.progress(Progress.at(done, total, share=share, seconds=seconds,
                                  what=self.finished.what))  # fmt: skip
