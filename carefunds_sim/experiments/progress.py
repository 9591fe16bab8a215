"""How far a study is; who shows it is none of this layer's business."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


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
