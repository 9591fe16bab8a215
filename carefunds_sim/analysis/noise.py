"""How much of what differs between points is chance: the noise of few replications.

All points meet the same people, so a replication that is hard everywhere moves all points alike:
that part of chance cancels between points and says nothing about factors. What is left, and does
not cancel, is the interaction of point and replication: people who are lucky at one point and
unlucky at another. It is estimated from residuals after the means of points and of replications
are taken off. The estimates need the residuals of *different replications* to be independent;
between points they may hang together in any way, as neighbouring points do that share their
people.
"""

from __future__ import annotations

import numpy as np

from carefunds_sim.analysis.intervals import interval_along_last


def residuals(values: np.ndarray) -> np.ndarray:
    """Return the interaction of points and replications; shape (point, replication)."""
    of_points = values.mean(axis=1, keepdims=True)
    of_replications = values.mean(axis=0, keepdims=True)
    return np.asarray(values - of_points - of_replications + values.mean())


def in_product(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return what noise adds to a product of two means over replications, by its expectation.

    Residuals have shape (..., replication); NaN with a single replication.
    """
    count = one.shape[-1]
    if count < 2:
        return np.full(one.shape[:-1], np.nan)
    return np.asarray((one * other).sum(axis=-1) / (count - 1) / count)


def noise_share(values: np.ndarray) -> np.ndarray:
    """Return the share of the variance between points' means that is replication noise.

    Mean, low and high of one response, (point, replication) without NaN. The mean is the mean
    square of the interaction of point and replication, divided by the number of replications and
    by the variance of points' means: the inverse of the F ratio of a two-way analysis of variance.
    It may come out above 1 where nothing but noise is there. The interval is Student's t over
    replications, each of which brings its own sum of squares; it holds for these points. NaN with
    fewer than two replications, or where all points have the same mean.
    """
    points, count = values.shape
    between = values.mean(axis=1).var(ddof=1) if points > 1 else 0.0
    if count < 2 or not between > 0:
        return np.full(3, np.nan)
    by_replication = (residuals(values) ** 2).sum(axis=0) / (points - 1) / (count - 1) / between
    return np.asarray(np.maximum(interval_along_last(by_replication), 0.0))
