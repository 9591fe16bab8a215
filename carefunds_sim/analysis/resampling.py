"""Bootstrap over whole replications, which pairs all points and scenarios as they were run."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from carefunds_sim.analysis.intervals import LEVEL

RESAMPLES = 1000
ENDS = (100 * (1 - LEVEL) / 2, 100 * (1 + LEVEL) / 2)
"""Percentiles between which a 95% interval lies."""


def weights(replications: int, *, resamples: int = RESAMPLES, seed: int = 1) -> np.ndarray:
    """Return what each replication weighs in each resample, (resample, replication), rows sum to 1.

    One replication fewer is drawn than there are: with as many, means would spread too little by
    (R - 1) / R (McCarthy and Snowden, 1985, The bootstrap and finite population sampling). One
    replication alone cannot be resampled: no rows.
    """
    if replications < 2:
        return np.empty((0, replications))
    draws = np.random.default_rng(seed).multinomial(
        replications - 1, np.full(replications, 1 / replications), size=resamples
    )
    return np.asarray(draws / (replications - 1))


def means(values: np.ndarray, weighed: np.ndarray) -> Iterator[np.ndarray]:
    """Yield the weighted mean over the last axis for every row of weights.

    What is NaN is left out, and a mean of nothing is NaN.
    """
    known = np.isfinite(values)
    filled, whole = np.where(known, values, 0.0), bool(known.all())
    for row in weighed:
        total = filled @ row
        if whole:
            yield total
            continue
        weight = known @ row
        yield np.divide(total, weight, out=np.full_like(total, np.nan), where=weight > 0)


def percentiles(resampled: np.ndarray) -> np.ndarray:
    """Return low and high of resampled values along a new last axis; NaN without resamples.

    A resample that is infinite stands beyond the end, and so may an end of the interval.
    """
    if not len(resampled):
        return np.full((*resampled.shape[1:], 2), np.nan)
    ordered = [np.percentile(resampled, end, axis=0, method="nearest") for end in ENDS]
    return np.stack(ordered, axis=-1)
