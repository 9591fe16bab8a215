"""Theory of single queues, worked out apart from the package."""

from __future__ import annotations

import heapq
import math
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


class Impatient(NamedTuple):
    """What theory says of an M/M/c queue that everybody leaves after the same wait."""

    share_turned_away: float
    mean_queue: float
    occupied: float


def fixed_patience(per_day: float, mean_stay: float, beds: int, patience: float) -> Impatient:
    """Return the exact M/M/c+D queue (Barrer 1957; Baccelli and Hebuterne 1981).

    The wait V of one who would wait for ever has the density per_day x P(beds - 1 are busy) x
    exp((per_day - beds / mean_stay) v) up to the patience, from where on nobody joins it. Without
    any patience it is Erlang's loss formula B.
    """
    load, leaving = per_day * mean_stay, beds / mean_stay
    drift = per_day - leaving
    few = [math.exp(n * math.log(load) - math.lgamma(n + 1)) for n in range(beds)]
    beyond = math.exp(drift * patience) / leaving
    if drift:
        within = math.expm1(drift * patience) / drift
        day_weighted = (patience * math.exp(drift * patience) - within) / drift
    else:
        within, day_weighted = patience, patience**2 / 2.0
    density = per_day * few[-1] / (sum(few) + per_day * few[-1] * (within + beyond))
    turned_away = density * beyond
    return Impatient(
        share_turned_away=turned_away,
        mean_queue=per_day * density * (day_weighted + patience * beyond),
        occupied=load * (1.0 - turned_away),
    )


def priority_waits(first: float, second: float, mean_stay: float, beds: int) -> tuple[float, float]:
    """Return mean waits of two streams (a day) under non-preemptive priority (Cobham 1954)."""
    queue = erlang_c(first + second, mean_stay, beds)
    residual = queue.chance_of_waiting * mean_stay / beds
    of_first = 1.0 - first * mean_stay / beds
    of_both = 1.0 - (first + second) * mean_stay / beds
    return residual / of_first, residual / (of_first * of_both)


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
