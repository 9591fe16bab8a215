"""Two clocks: seconds on the wall, and seconds a processor worked for this process.

On a quiet machine they tell the same, since everything measured runs on one processor. On a busy
one the wall's are too long, by how much changes from minute to minute, and ratios of them mean
nothing; so ratios are made of the processor's, and both are told. Where a system counts the
processor's too coarsely (Windows: sixty-fourths of a second) the wall's stand for both.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from statistics import median
from time import get_clock_info, perf_counter, process_time
from typing import Any, NamedTuple, TypeVar

Answer = TypeVar("Answer")

FINE_ENOUGH = 1e-4
worked = process_time if get_clock_info("process_time").resolution < FINE_ENOUGH else perf_counter
"""Seconds that a processor has worked for this process."""


class Seconds(NamedTuple):
    """What one call took, by both clocks."""

    wall: float
    processor: float


def timed(call: Callable[[], Answer]) -> tuple[Answer, Seconds]:
    """Return what a call returns and what it took.

    What earlier calls left behind is cleared away first, at nobody's cost.
    """
    gc.collect()
    wall, processor = perf_counter(), worked()
    answer = call()
    return answer, Seconds(perf_counter() - wall, worked() - processor)


@contextmanager
def watched(owner: Any, name: str) -> Iterator[list[float]]:
    """Note the processor seconds of every call of a function of a module or class.

    The function is replaced and put back, so that a run that nobody watches pays nothing.
    """
    function, seconds = getattr(owner, name), list[float]()

    def noting(*given: Any, **named: Any) -> Any:
        started = worked()
        try:
            return function(*given, **named)
        finally:
            seconds.append(worked() - started)

    setattr(owner, name, noting)
    try:
        yield seconds
    finally:
        setattr(owner, name, function)


def middle(several: Sequence[Seconds]) -> Seconds:
    """Return the medians, which one interruption by another program does not move."""
    return Seconds(*(middle_of(clock) for clock in zip(*several, strict=True)))


def middle_of(numbers: Sequence[float]) -> float:
    """Return the median."""
    return float(median(numbers))
