"""Logarithms, exponentials and powers of arrays, the same to the last bit on every processor.

NumPy works these out with whatever vector instructions a processor has, and their last bits
differ; a person's chances must not depend on whose machine it is. Here each number is worked out
by itself, by the same function of C.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from carefunds_sim.model.compiling import compiled


def log(values: np.ndarray) -> np.ndarray:
    """Return natural logarithms; of any shape."""
    return _logs(values.ravel()).reshape(values.shape)


def exp(values: np.ndarray) -> np.ndarray:
    """Return exponentials; of any shape."""
    return _exps(values.ravel()).reshape(values.shape)


def power(base: Any, exponent: Any) -> np.ndarray:
    """Return powers of numbers or arrays that fit each other's shape."""
    bases, exponents = np.broadcast_arrays(
        np.asarray(base, np.float64), np.asarray(exponent, np.float64)
    )
    return _powers(bases.ravel(), exponents.ravel()).reshape(bases.shape)


@compiled
def _logs(values: np.ndarray) -> np.ndarray:
    found = np.empty(len(values))
    for index in range(len(values)):
        found[index] = math.log(values[index])
    return found


@compiled
def _exps(values: np.ndarray) -> np.ndarray:
    found = np.empty(len(values))
    for index in range(len(values)):
        found[index] = math.exp(values[index])
    return found


@compiled
def _powers(bases: np.ndarray, exponents: np.ndarray) -> np.ndarray:
    found = np.empty(len(bases))
    for index in range(len(bases)):
        found[index] = bases[index] ** exponents[index]
    return found
