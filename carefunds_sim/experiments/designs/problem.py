"""Factors as SALib is told of them: by number, each from 0 to 1."""

from __future__ import annotations

from typing import Any


def problem(factors: int) -> dict[str, Any]:
    """Return what SALib calls a problem: so many factors over positions from 0 to 1."""
    return {
        "num_vars": factors,
        "names": [str(number) for number in range(factors)],
        "bounds": [[0.0, 1.0]] * factors,
    }
