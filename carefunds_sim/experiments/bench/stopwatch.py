"""Seconds: of a call, of every call of one function, and those in the middle of several."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from statistics import median
from time import perf_counter
from typing import Any, TypeVar

Answer = TypeVar("Answer")


def timed(call: Callable[[], Answer]) -> tuple[Answer, float]:
    """Return what a call returns and how many seconds it took.

    What earlier calls left behind is cleared away first, at nobody's cost.
    """
    gc.collect()
    started = perf_counter()
    answer = call()
    return answer, perf_counter() - started


@contextmanager
def watched(owner: Any, name: str) -> Iterator[list[float]]:
    """Note the seconds of every call of a function of a module or class, as long as it lasts.

    The function is replaced and put back, so that a run that nobody watches pays nothing.
    """
    function, seconds = getattr(owner, name), list[float]()

    def noting(*given: Any, **named: Any) -> Any:
        started = perf_counter()
        try:
            return function(*given, **named)
        finally:
            seconds.append(perf_counter() - started)

    setattr(owner, name, noting)
    try:
        yield seconds
    finally:
        setattr(owner, name, function)


def middle(seconds: Sequence[float]) -> float:
    """Return the median, which one interruption by another program does not move."""
    return float(median(seconds))
