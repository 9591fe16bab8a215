"""How far a study is, and how that is shown in a terminal, a notebook or a log."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass
from typing import TextIO

from carefunds_sim.engines import simulate
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.screen import columns, say


@dataclass(frozen=True)
class Progress:
    """How far a study is: runs finished, share of all simulated months, time left if known.

    ``what`` is counted: runs, or a sweep's tasks of several runs each. Where the number of runs is
    found on the way, ``total`` is what is expected so far. A ``note`` is something to be said once,
    such as why nothing seems to happen.
    """

    done: int
    total: int
    share: float
    seconds_left: float | None
    note: str = ""
    what: str = "runs"
    per_minute: float | None = None

    @classmethod
    def at(
        cls, done: int, total: int, *, share: float, seconds: float, what: str = "runs"
    ) -> Progress:
        """Return the progress after ``seconds``, the time left taken from the pace so far."""
        known = 0.005 < share < 1 and seconds > 0.5
        left = seconds * (1 - share) / share if known else None
        pace = 60 * share * total / seconds if known else None
        return cls(done, total, share, left, what=what, per_minute=pace)


OnProgress = Callable[[Progress], None]
Wanted = OnProgress | bool | None
"""Whether progress is shown: True, not, or by a function that is called with it now and then."""


def announce(progress: OnProgress | None, runs: int, note: str) -> None:
    """Say something once, before the next of the expected runs begins."""
    if progress and note:
        progress(Progress(0, runs, 0.0, None, note=note))


def seconds_a_run(scenario: Scenario, *, engine: str, seed: int) -> float:
    """Return how long a run takes a processor that does nothing else: a year of it is timed.

    Another name makes it another scenario, as most of those to come will be.
    """
    short = scenario.with_run(years=1)
    simulate(short, seed=seed, replication=0, engine=engine)
    start = time.process_time()
    simulate(short.renamed("timed"), seed=seed, replication=0, engine=engine)
    months = scenario.run.warmup_months + 12 * scenario.run.years
    return (time.process_time() - start) * months / (scenario.run.warmup_months + 12)


def expected_duration(runs: int, seconds: float, *, workers: int | None) -> str:
    """Return how long runs of ``seconds`` each take together, in words."""
    processes = min(workers or os.cpu_count() or 1, runs)
    minutes = runs * seconds / processes / 60
    long = f"{minutes:.0f} minutes" if minutes >= 1.5 else f"{60 * minutes:.0f} seconds"
    return f"{long} if nothing else runs"


LINE_EVERY_SECONDS = 15.0
REWRITE_EVERY_SECONDS = 0.25
BAR, WORDS = 40, 70
"""Columns of a bar, and of the words beside it, which come first."""


def display(wanted: Wanted) -> AbstractContextManager[OnProgress | None]:
    """Return what a study calls with its progress, for as long as it runs.

    True shows progress wherever this Python runs; a function of the caller's is called with it;
    otherwise nothing is shown.
    """
    if not wanted or callable(wanted):
        return nullcontext(wanted or None)
    if _in_notebook():
        return closing(Line(sys.stdout))
    return _bar() if sys.stderr.isatty() else nullcontext(Lines(sys.stderr))


def _in_notebook() -> bool:
    """Return whether a kernel runs this; nothing is imported to find out."""
    ipython = sys.modules.get("IPython")
    return ipython is not None and hasattr(ipython.get_ipython(), "kernel")


@contextmanager
def _bar() -> Iterator[OnProgress]:
    from rich.console import Console  # only for a terminal
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    width = columns(sys.stderr)
    room = min(BAR, width - WORDS)
    parts = [TextColumn("{task.percentage:3.0f}%"), TextColumn("{task.description}")]
    shown = (BarColumn(room), *parts) if room > 0 else parts
    with Bar(*shown, console=Console(stderr=True, width=width), transient=True) as bar:
        task = bar.add_task("starting", total=1.0)

        def show(at: Progress) -> None:
            if at.note:
                bar.console.print(at.note, highlight=False, markup=False, emoji=False)
            bar.update(task, completed=at.share, description=_words(at))

        yield show


class Line:
    """One line that is written over, as a notebook can; how it ended stays."""

    def __init__(self, stream: TextIO) -> None:
        self.stream, self.said = stream, -REWRITE_EVERY_SECONDS
        self.last: Progress | None = None
        self.shown = ""

    def __call__(self, at: Progress) -> None:
        """Show how far the study is, but neither too often to be read nor twice the same.

        A notebook that is run without a reader may keep what is written over.
        """
        if at.note:
            self._write(at.note, end="\n")
        self.last = at
        words = _with_share(at)
        if words != self.shown and time.monotonic() - self.said >= REWRITE_EVERY_SECONDS:
            self.said = time.monotonic()
            self._write(words)

    def close(self) -> None:
        """Leave the last progress on the line."""
        if self.last:
            self._write(_with_share(self.last), end="\n")

    def _write(self, words: str, end: str = "") -> None:
        """Write over the line; blanks hide what was longer before."""
        self.stream.write(f"\r{words:{len(self.shown)}}{end}")
        self.stream.flush()
        self.shown = "" if end else words


class Lines:
    """A line every quarter of a minute, for a log."""

    def __init__(self, stream: TextIO) -> None:
        self.stream, self.said = stream, time.monotonic()

    def __call__(self, at: Progress) -> None:
        """Write a note at once, and how far the study is now and then."""
        if at.note:
            say(at.note, self.stream)
        if time.monotonic() - self.said >= LINE_EVERY_SECONDS:
            self.said = time.monotonic()
            say(_with_share(at), self.stream)


def _with_share(at: Progress) -> str:
    return f"{100 * at.share:3.0f}%  {_words(at)}"


def _words(at: Progress) -> str:
    left = "" if at.seconds_left is None else f", about {duration(at.seconds_left)} left"
    pace = "" if at.per_minute is None else f", {at.per_minute:.0f} a minute"
    return f"{at.done} of {at.total} {at.what} finished{pace}{left}"


def duration(seconds: float) -> str:
    """Return a time as people say it, rounded up so that it is seldom too short."""
    if seconds < 60:
        return f"{max(5, 5 * round(seconds / 5 + 0.4))} s"
    return f"{seconds / 60:.1f} min" if seconds < 600 else f"{seconds / 60:.0f} min"
