"""From a file's quantities to arrays, where a missing key repeats the nearest; sums and ratios."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from carefunds_sim.vocabulary import AgeBand, Dependency

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from carefunds_sim.scenario.schema.quantity import Quantity
    from carefunds_sim.vocabulary import Word


DUST = 1e-9
"""Pounds or units below which there is nothing: what is divided by less would not be finite."""


def number(quantity: Quantity[float] | None, default: float = 0.0) -> float:
    """Return a single number, or the default where the file says nothing."""
    return default if quantity is None else quantity.value


def along(quantity: Quantity[Any] | None, words: type[Word], default: float = 0.0) -> np.ndarray:
    """Return numbers along a vocabulary; shape (words)."""
    if quantity is None:
        return np.full(len(words), default)
    return np.array(repeated(quantity.value, words), dtype=np.float64)


def repeated(value: Mapping[Any, Any], words: type[Word]) -> list[Any]:
    """List a mapping's parts along a vocabulary, repeating the nearest one where one is missing."""
    given = [value[word] for word in words if word in value]
    parts = []
    latest = given[0]
    for word in words:
        latest = value.get(word, latest)
        parts.append(latest)
    return parts


def by_dependency(quantity: Quantity[Any] | None, default: float = 0.0) -> np.ndarray:
    """Return numbers by dependency; shape (d)."""
    return along(quantity, Dependency, default)


def by_band(quantity: Quantity[Any] | None, default: float = 0.0) -> np.ndarray:
    """Return numbers by age band; shape (bands)."""
    return along(quantity, AgeBand, default)


def by_name(
    quantity: Quantity[dict[str, float]] | None, names: Sequence[str], default: float = 0.0
) -> np.ndarray:
    """Return numbers by name; shape (names)."""
    value = {} if quantity is None else quantity.value
    return np.array([value.get(name, default) for name in names], dtype=np.float64)


def routes(quantity: Quantity[Any] | None, names: Sequence[str]) -> np.ndarray:
    """Return shares by dependency and next service; shape (d, names)."""
    if quantity is None:
        return np.zeros((len(Dependency), len(names)))
    rows = repeated(quantity.value, Dependency)
    return np.array([[row.get(name, 0.0) for name in names] for row in rows], dtype=np.float64)


def ratio(top: np.ndarray, bottom: np.ndarray, otherwise: float | np.ndarray) -> np.ndarray:
    """Return ``top / bottom``, and ``otherwise`` where the bottom is not above zero."""
    above = np.asarray(bottom > 0)
    divided = np.broadcast_to(otherwise, above.shape).astype(np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        np.divide(top, bottom, out=divided, where=above)
    return divided


def total(values: np.ndarray, axis: int = -1) -> np.ndarray:
    """Return a sum along an axis, added up one after the other.

    NumPy adds in an order that depends on how many numbers there are, so that a service that
    no one uses would change the last bits of everyone's money. Here a zero more changes none.
    """
    added: np.ndarray = np.add.accumulate(values, axis=axis).take(-1, axis=axis)
    return added
