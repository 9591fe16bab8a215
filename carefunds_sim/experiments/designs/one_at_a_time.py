"""What the files say, and then each factor alone at other values."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from carefunds_sim.scenario.factor import Factor


def one_at_a_time(factors: Sequence[Factor]) -> np.ndarray:
    """Return values (point, factor): first the files' own, then factor by factor the others.

    A factor goes to the low and the high end of its range, or to each of its levels.
    """
    own = [factor.own for factor in factors]
    rows = [own]
    for place, factor in enumerate(factors):
        for value in factor.levels or (factor.low, factor.high):
            rows.append([*own[:place], value, *own[place + 1 :]])  # noqa: PERF401 - rows of a list
    return np.array(rows, dtype=np.float64)
