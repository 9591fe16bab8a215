"""The splits there are: shares of one sum within bounds, and free points that stand for them.

An optimiser moves freely: a point holds, for each service, the logarithm of a weight on its own
share. Weights are brought to the sum by one factor, and shares stop at their bounds, so that every
point is a split that keeps them, and no penalty is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from carefunds_sim.errors import ArgumentError

WIDEST = 50.0
"""Largest logarithm of a weight; far beyond any bound."""


@dataclass(frozen=True)
class Splits:
    """Splits of one sum: each service gets between ``low`` and ``high`` times its own share."""

    own: tuple[float, ...]  # shares of the sum; they add up to 1
    low: tuple[float, ...]
    high: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse bounds that leave the own split out."""
        for low, high in zip(self.low, self.high, strict=True):
            if not 0.0 <= low <= 1.0 <= high:
                raise ArgumentError(
                    "bounds are times a service's own money, from at most 1 to at least 1 "
                    f"(got {low:g} to {high:g})"
                )

    def __len__(self) -> int:
        return len(self.own)

    def shares(self, point: Sequence[float] | np.ndarray) -> np.ndarray:
        """Return the split that a point stands for; zeros are the own split."""
        from scipy.optimize import brentq

        own, low, high = map(np.array, (self.own, self.low, self.high))
        logs = np.clip(np.asarray(point, dtype=np.float64), -WIDEST, WIDEST)

        def at(level: float) -> np.ndarray:
            return np.asarray(own * np.clip(np.exp(logs + level), low, high))

        level = brentq(lambda x: at(x).sum() - 1.0, -2 * WIDEST, 2 * WIDEST, xtol=1e-13)
        found = at(level)
        return np.asarray(found / found.sum())
