"""Moving an ensemble of inputs towards what facts allow, by regression of inputs on outputs.

Each member is moved as if the model were straight about the ensemble, towards the facts and an
error drawn for it. Several small steps, each with new runs, follow a model that is not: Emerick and
Reynolds (2013), Ensemble smoother with multiple data assimilation, Computers and Geosciences 55,
3-15. Positions in the unit cube move as normal scores, so that they stay inside.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri

EDGE = 1e-4
"""How near to the ends of its range a position may be."""

OUTLYING = 0.98
"""Share of members beyond which an output counts as this far from the middle, and no farther."""


def moved(
    positions: np.ndarray, outputs: np.ndarray, facts: np.ndarray, variance: np.ndarray, *,
    inflation: float, rng: np.random.Generator,
) -> np.ndarray:  # fmt: skip
    """Return positions (member, input) nearer to facts (fact) of a variance (fact).

    ``outputs`` (member, fact) are what the members showed. The facts' variance times
    ``inflation`` is what counts: the larger it is, the smaller is the step.
    """
    shown = _drawn_in(outputs)
    scale = np.sqrt(variance)
    scores = ndtri(np.clip(positions, EDGE, 1 - EDGE))
    members = len(positions)
    away = (shown - shown.mean(axis=0)) / scale / np.sqrt(members - 1)
    left, size, right = np.linalg.svd(away, full_matrices=False)
    error: np.ndarray = rng.standard_normal(shown.shape) * np.sqrt(inflation)
    gap = (facts - shown) / scale + error
    weights = (gap @ right.T) * (size / (size**2 + inflation))
    change = weights @ (left.T @ (scores - scores.mean(axis=0))) / np.sqrt(members - 1)
    return np.asarray(ndtr(scores + change))


def _drawn_in(outputs: np.ndarray) -> np.ndarray:
    """Return outputs of which none is absurdly far from the middle."""
    middle = np.median(outputs, axis=0)
    reach = np.quantile(abs(outputs - middle), OUTLYING, axis=0)
    return np.asarray(np.clip(outputs, middle - reach, middle + reach))
