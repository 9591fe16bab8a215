"""Points of which each has its own part of every range: McKay, Beckman and Conover (1979)."""

from __future__ import annotations

import numpy as np
from scipy.stats import qmc


def latin_hypercube(factors: int, *, points: int, batches: int, seed: int) -> np.ndarray:
    """Return positions (point, factor): batch after batch, each a hypercube of its own.

    A batch depends on the seed and on its number only, so that more batches keep the earlier rows.
    More points would not: they divide the ranges anew.
    """
    return np.concatenate(
        [
            qmc.LatinHypercube(factors, seed=np.random.default_rng([seed, batch])).random(points)
            for batch in range(batches)
        ]
    )
