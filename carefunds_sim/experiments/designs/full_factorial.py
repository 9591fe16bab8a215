"""Every level of every factor with every level of all the others."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product

import numpy as np

from carefunds_sim.errors import CarefundsError
from carefunds_sim.scenario.factor import Factor
from carefunds_sim.scenario.schema.study import MOST_POINTS


def full_factorial(factors: Sequence[Factor], *, levels: int | None = None) -> np.ndarray:
    """Return values (point, factor); the last factor changes fastest.

    ``levels`` is into how many even steps, ends included, a range without levels of its own goes.

    Raises
    ------
    CarefundsError
        There would be more than a million points.
    """
    choices = [_levels(factor, levels) for factor in factors]
    points = math.prod(map(len, choices))
    if points > MOST_POINTS:
        raise CarefundsError(
            f"a full factorial of {len(factors)} factors has {points:,} points, more than "
            f"{MOST_POINTS:,}; take fewer levels or factors, or another method"
        )
    return np.array(list(product(*choices)), dtype=np.float64)


def _levels(factor: Factor, levels: int | None) -> Sequence[float]:
    if factor.levels or levels is None:
        return factor.levels
    return [factor.at(float(to)) for to in np.linspace(0.0, 1.0, levels)]
