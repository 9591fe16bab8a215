"""The points of a sweep, and how they were chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from carefunds_sim.scenario.factor import Factor


@dataclass(frozen=True, eq=False)
class Design:
    """Points over factors.

    ``values`` has shape (point, factor), each in the factor's own unit; NaN leaves what the file
    says. ``settings`` are those of the method, as results tell them.
    """

    method: str
    values: np.ndarray
    settings: dict[str, Any]


def placed(factors: Sequence[Factor], positions: np.ndarray) -> np.ndarray:
    """Return the values at positions from 0 to 1 of each factor's range, (point, factor)."""
    columns = [
        [factor.at(float(to)) for to in column]
        for factor, column in zip(factors, positions.T, strict=True)
    ]
    return np.array(columns, dtype=np.float64).T.reshape(positions.shape)
