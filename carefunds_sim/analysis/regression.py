"""Linear regression of a response on all factors at once, with bootstrap intervals.

Helton and Davis (2003), Latin hypercube sampling and the propagation of uncertainty in analyses of
complex systems, Reliability Engineering and System Safety 81(1), 23-69.
"""

from __future__ import annotations

import numpy as np

ENDS = (2.5, 97.5)


def regress(
    where: np.ndarray, means: np.ndarray, *, seed: int, resamples: int
) -> dict[str, np.ndarray] | None:
    """Return slopes over whole ranges, the same standardised, and what they explain.

    From positions (point, factor) and a response's means there (point) come ``effect`` and ``src``
    (factor, 3) with percentile intervals of a bootstrap over points, and ``r_squared`` (). None
    where points are fewer than three for each factor and three more, or do not vary. Where the
    response never varies every effect is 0, and nothing is known of the others.
    """
    points, number = where.shape
    if points < 3 * (number + 1) or (np.ptp(where, axis=0) == 0).any():
        return None
    if np.ptp(means) == 0:
        nothing = np.zeros((number, 3))
        return {"effect": nothing, "src": nothing * np.nan, "r_squared": np.asarray(np.nan)}
    once = np.ones((1, points))
    slope = _slopes(where, means, once)[0]
    even = np.full(points, 1 / points)
    counts = np.random.default_rng(seed).multinomial(points, even, size=resamples).astype(float)
    drawn = _slopes(where, means, counts)
    left = means - means.mean() - (where - where.mean(axis=0)) @ slope
    return {
        "effect": _with_ends(slope, drawn),
        "src": _with_ends(
            _standardised(slope[np.newaxis], where, means, once)[0],
            _standardised(drawn, where, means, counts),
        ),
        "r_squared": np.asarray(1 - left.var() / means.var()),
    }


def _slopes(where: np.ndarray, means: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return weighted least-squares slopes for every row of weights; (row, factor)."""
    full = np.column_stack([np.ones(len(where)), where])
    left = np.einsum("rp,pi,pj->rij", weights, full, full, optimize=True)
    right = np.einsum("rp,pi,p->ri", weights, full, means, optimize=True)
    solved = np.linalg.pinv(left, hermitian=True) @ right[..., np.newaxis]
    return np.asarray(solved[:, 1:, 0])


def _standardised(
    slopes: np.ndarray, where: np.ndarray, means: np.ndarray, weights: np.ndarray
) -> np.ndarray:
    """Return slopes in standard deviations of the response for one of the factor."""
    of_factor, of_response = _spread(where, weights), _spread(means[:, np.newaxis], weights)
    whole = np.broadcast_to(of_response, slopes.shape)
    shares = np.full(slopes.shape, np.nan)
    return np.asarray(np.divide(slopes * of_factor, whole, out=shares, where=whole > 0))


def _spread(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    share = weights / weights.sum(axis=1, keepdims=True)
    mean = share @ values
    return np.asarray(np.sqrt(np.maximum(share @ values**2 - mean**2, 0.0)))


def _with_ends(found: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    low, high = np.nanpercentile(drawn, ENDS, axis=0)
    return np.stack([found, low, high], axis=-1)
