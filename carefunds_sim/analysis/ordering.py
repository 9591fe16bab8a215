"""What intervals bear: which of several numbers stands first, and whether a share is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

WITHIN = 0.25
"""A share is known where its 95% interval reaches no further than this to either side."""


@dataclass(frozen=True)
class Order:
    """Which number is the largest in size, as far as intervals say.

    ``first`` is its place, None where no interval is known or it may be nothing at all. ``rivals``
    are the places of those that may be as large. Only without rivals is ``first`` the largest.
    """

    first: int | None
    rivals: tuple[int, ...] = ()

    @property
    def is_clear(self) -> bool:
        """Whether the intervals bear that one number is the largest."""
        return self.first is not None and not self.rivals


def order(values: np.ndarray) -> Order:
    """Return which number is the largest in size; (number, 3): mean, low and high.

    The first is clear where its interval leaves out zero and reaches into that of no other. A
    number whose interval is not known may be anything.
    """
    mean, low, high = np.asarray(values, dtype=float).T
    if not np.isfinite(mean).any():
        return Order(None)
    first = int(np.nanargmax(np.abs(mean)))
    least = np.where(low * high > 0, np.minimum(np.abs(low), np.abs(high)), 0.0)
    most = np.maximum(np.abs(low), np.abs(high))
    if not (np.isfinite(low[first]) and least[first] > 0):
        return Order(None)
    reach = ~(most <= least[first]) & np.isfinite(mean)
    others = np.argsort(-np.nan_to_num(np.abs(mean)), kind="stable")
    return Order(first, tuple(int(i) for i in others if reach[i] and i != first))


def is_known_share(values: np.ndarray) -> np.ndarray:
    """Return whether shares are known well enough to be quoted; (..., 3) gives (...).

    The interval must be narrow, and some of it must lie between 0 and 1.
    """
    mean, low, high = np.moveaxis(np.asarray(values, dtype=float), -1, 0)
    narrow = np.maximum(mean - low, high - mean) <= WITHIN
    return np.asarray(narrow & (low <= 1) & (high >= 0))
