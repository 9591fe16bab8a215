"""Showing how far a study is: a bar on a terminal, plain lines elsewhere, nothing when quiet."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carefunds_sim.experiments.progress import OnProgress, Progress

LINE_EVERY_SECONDS = 15


@contextmanager
def shown(*, quiet: bool) -> Iterator[OnProgress | None]:
    """Yield what a study tells its progress to."""
    if quiet:
        yield None
    elif sys.stderr.isatty():
        with _bar() as on_progress:
            yield on_progress
    else:
        yield _Lines()


@contextmanager
def _bar() -> Iterator[OnProgress]:
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (
        BarColumn(40),
        TextColumn("{task.percentage:3.0f}%"),
        TextColumn("{task.description}"),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=1.0)

        def show(at: Progress) -> None:
            if at.note:
                bar.console.print(at.note, highlight=False)
            bar.update(task, completed=at.share, description=_words(at))

        yield show


class _Lines:
    """A line at the start of things and then every quarter of a minute."""

    def __init__(self) -> None:
        self.said = time.monotonic()

    def __call__(self, at: Progress) -> None:
        if at.note:
            print(at.note, file=sys.stderr, flush=True)
        if time.monotonic() - self.said >= LINE_EVERY_SECONDS:
            self.said = time.monotonic()
            print(f"{100 * at.share:3.0f}%  {_words(at)}", file=sys.stderr, flush=True)


def _words(at: Progress) -> str:
    left = "" if at.seconds_left is None else f", about {duration(at.seconds_left)} left"
    return f"{at.done} of {at.total} runs finished{left}"


def duration(seconds: float) -> str:
    """Return a time as people say it, rounded up so that it is seldom too short."""
    if seconds < 60:
        return f"{max(5, 5 * round(seconds / 5 + 0.4))} s"
    return f"{seconds / 60:.1f} min" if seconds < 600 else f"{seconds / 60:.0f} min"
