"""Which facts no point can meet, alone or together, where history matching leaves no space."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from carefunds_sim.analysis.history_matching import (
    KINDS,
    Left,
    Wave,
    all_hold,
    proposed,
    ranked,
)

CROWD = 60
"""Points that look for the least implausibility."""

ROUNDS = 80
"""How often each of them is moved."""


@dataclass(frozen=True, eq=False)
class Conflicts:
    """The least implausible point that was found, and what stands in its way.

    ``point`` (input) with its ``implausibility`` (fact); ``above``: facts over the cut-off there,
    the worst first. ``alone`` (fact): the least that each fact can have by itself, at whatever
    point. ``together``: pairs of those above that could be met alone and cannot be met at one
    point, with the least that the worse of the two can have.
    """

    point: np.ndarray
    implausibility: np.ndarray
    above: tuple[int, ...]
    alone: np.ndarray
    together: tuple[tuple[int, int, float], ...]


def conflicts(waves: Sequence[Wave], left: Left, *, seed: int) -> Conflicts:
    """Return which facts conflict in the wave at which the space was found empty.

    Only points that the waves before have left count. Least values are found by search and can be
    a little too large.
    """
    rng = np.random.default_rng(seed)
    wave, earlier = waves[left.wave], waves[: left.wave]
    crowd = _crowd(left, earlier, rng)
    every = np.arange(len(wave.facts.value))
    point, _ = _least(wave, earlier, every, crowd, rng, rank=wave.rank)
    values = wave.implausibility(point[np.newaxis])[0]
    alone = np.array([_least(wave, earlier, np.array([j]), crowd, rng)[1] for j in every])
    order = np.argsort(-values, kind="stable")
    above = tuple(int(j) for j in order if values[j] > wave.cut_off)
    possible = sorted(j for j in above if alone[j] <= wave.cut_off)
    pairs = [(a, b, _least(wave, earlier, np.array([a, b]), crowd, rng)[1])
             for a, b in combinations(possible, 2)]  # fmt: skip
    together = tuple(pair for pair in pairs if pair[2] > wave.cut_off)
    return Conflicts(point, values, above, alone, together)


def _crowd(left: Left, earlier: Sequence[Wave], rng: np.random.Generator) -> np.ndarray:
    """Return where searches begin: at points found, and over the cube where no wave came before."""
    chosen = rng.permutation(len(left.points))[: CROWD // 2 if not earlier else CROWD]
    inputs = left.points.shape[1]
    return np.vstack([left.points[chosen], rng.random((CROWD - len(chosen), inputs))])


def _least(
    wave: Wave, earlier: Sequence[Wave], which: np.ndarray, crowd: np.ndarray,
    rng: np.random.Generator, rank: int = 1,
) -> tuple[np.ndarray, float]:  # fmt: skip
    """Return the point where the worst of some facts is least implausible, and how much it is."""

    def score(x: np.ndarray) -> np.ndarray:
        return ranked(wave.implausibility(x, order=which)[:, which], rank)

    x, length = crowd.copy(), np.ones(len(KINDS))
    worst = np.where(all_hold(earlier, x), score(x), np.inf)
    for _ in range(ROUNDS):
        new, kind = proposed(x, x, length, rng)
        new = np.clip(new, 0, 1)
        found = score(new)
        better = found < worst
        better[better] = all_hold(earlier, new[better])
        x[better], worst[better] = new[better], found[better]
        taken = np.bincount(kind[better], minlength=len(KINDS))
        length *= np.exp(
            0.3 * (taken / np.maximum(np.bincount(kind, minlength=len(KINDS)), 1) - 0.2)
        )
        last = np.argsort(worst)[-len(x) // 10 :]
        best = np.argsort(worst)[: len(last)]
        x[last], worst[last] = x[best], worst[best]
    return x[worst.argmin()], float(worst.min())
