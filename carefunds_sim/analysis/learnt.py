"""What the points left by history matching say of each input, of pairs of them and of facts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

QUANTILES = (0.05, 0.5, 0.95)

HIGHEST = 3
"""How many of a point's highest implausibilities bind it."""


@dataclass(frozen=True, eq=False)
class Positions:
    """Where each input is left (input), in the unit range that it was drawn from.

    ``shrunk``: the share by which its standard deviation fell; below zero where it grew.
    """

    least: np.ndarray
    low: np.ndarray
    middle: np.ndarray
    high: np.ndarray
    most: np.ndarray
    shrunk: np.ndarray


def learnt(points: np.ndarray) -> Positions:
    """Return where each input is left, from positions (point, input)."""
    low, middle, high = np.quantile(points, QUANTILES, axis=0)
    shrunk = 1 - points.std(axis=0) * np.sqrt(12)
    return Positions(points.min(axis=0), low, middle, high, points.max(axis=0), shrunk)


def trade_offs(
    points: np.ndarray, *, seed: int, permutations: int = 200, chance: float = 0.05
) -> list[tuple[int, int, float]]:
    """Return pairs of inputs that move together, with their rank correlation, strongest first.

    A pair is listed when its correlation is larger than the largest of any pair is, but with
    probability ``chance``, when each input's positions are shuffled. Points that are the same
    count once.
    """
    rng = np.random.default_rng(seed)
    ranks = rankdata(np.unique(points, axis=0), axis=0)
    spread = ranks.std(axis=0)
    z = (ranks - ranks.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    first, second = np.triu_indices(z.shape[1], 1)

    def correlations(z: np.ndarray) -> np.ndarray:
        return np.asarray((z.T @ z / len(z))[first, second])

    if not len(first):
        return []
    largest = [abs(correlations(rng.permuted(z, axis=0))).max() for _ in range(permutations)]
    limit, found = np.quantile(largest, 1 - chance), correlations(z)
    order = np.argsort(-abs(found), kind="stable")
    return [(int(first[k]), int(second[k]), float(found[k]))
            for k in order if abs(found[k]) > limit]  # fmt: skip


def binding(implausibility: np.ndarray, highest: int = HIGHEST) -> np.ndarray:
    """Return in what share of points each fact (fact) is among the highest implausibilities.

    From implausibilities (point, fact).
    """
    count = min(highest, implausibility.shape[1])
    top = np.argpartition(-implausibility, count - 1, axis=1)[:, :count]
    return np.bincount(top.ravel(), minlength=implausibility.shape[1]) / len(implausibility)
