"""Theory of single queues, worked out apart from the package."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from typing import NamedTuple

from scipy import stats


class Erlang(NamedTuple):
    """What theory says of an M/M/c queue."""

    chance_of_waiting: float
    mean_wait: float
    mean_queue: float
    occupied: float


def erlang_c(per_day: float, mean_stay: float, beds: int) -> Erlang:
    """Return Erlang's formula C and what follows from it."""
    load = per_day * mean_stay
    blocked = stats.poisson.pmf(beds, load) / stats.poisson.cdf(beds, load)
    chance = blocked / (1.0 - load / beds * (1.0 - blocked))
    wait = chance / (beds / mean_stay - per_day)
    return Erlang(chance, wait, per_day * wait, load)


def first_come_first_served(
    arrivals: Sequence[float], stays: Sequence[float], beds: int
) -> list[float]:
    """Return when each starts if each takes the bed that is free first (Kiefer and Wolfowitz)."""
    free = [0.0] * beds
    starts = []
    for arrival, stay in zip(arrivals, stays, strict=True):
        start = max(arrival, heapq.heappop(free))
        heapq.heappush(free, start + stay)
        starts.append(start)
    return starts
