"""Scrambled points of the sequence of Sobol: even in every direction, with chance in them."""

from __future__ import annotations

import numpy as np
from scipy.stats import qmc


def sobol(factors: int, *, points: int, seed: int) -> np.ndarray:
    """Return positions (point, factor); ``points`` is a power of two, and more keep the earlier."""
    sequence = qmc.Sobol(factors, scramble=True, seed=np.random.default_rng(seed))
    found: np.ndarray = sequence.random(points)
    return found
