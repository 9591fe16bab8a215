"""Means over replications and their 95% intervals: by Student's t, or by a bootstrap.

The bootstrap draws whole replications, which pairs all points and scenarios as they were run.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import xarray as xr

LEVEL = 0.95
STATISTICS = ("mean", "low", "high")
ENDS = (100 * (1 - LEVEL) / 2, 100 * (1 + LEVEL) / 2)
"""Percentiles between which a 95% interval lies."""

RESAMPLES = 1000


def mean_and_interval(
    values: xr.DataArray, dim: str = "replication", *, level: float = LEVEL
) -> xr.DataArray:
    """Return mean, low and high along a new ``statistic`` dimension.

    Replications that are NaN (not finished, or without meaning) are left out. With fewer than
    two there is no interval: low and high are NaN. Low and high bound the mean, assuming that
    the means of replications are about normal (Law, Simulation Modeling and Analysis, ch. 9).
    """
    found: xr.DataArray = xr.apply_ufunc(
        interval_along_last, values, kwargs={"level": level},
        input_core_dims=[[dim]], output_core_dims=[["statistic"]],
    )  # fmt: skip
    return found.assign_coords(statistic=list(STATISTICS)).assign_attrs(values.attrs)


def interval_along_last(values: np.ndarray, level: float = LEVEL) -> np.ndarray:
    """Return mean, low and high (..., 3) over the last axis; a report asks this some 500 times."""
    known = ~np.isnan(values)
    count = known.sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(known, values, 0.0).sum(axis=-1) / count
        squares = np.where(known, (values - mean[..., np.newaxis]) ** 2, 0.0).sum(axis=-1)
        half = student_t(count, level) * np.sqrt(squares / (count - 1) / count)
    half = np.where(count > 1, half, np.nan)
    return np.stack([mean, mean - half, mean + half], axis=-1)


def level_for_each(number: int) -> float:
    """Return the level of each of several intervals that hold 95% together (Bonferroni)."""
    return 1 - (1 - LEVEL) / number


def student_t(count: np.ndarray, level: float = LEVEL) -> np.ndarray:
    """Return the two-sided point of Student's t for samples of ``count``, 95% unless given."""
    from scipy.special import stdtrit  # slow to import

    sizes, place = np.unique(count, return_inverse=True)
    points = stdtrit(np.maximum(sizes - 1.0, 1.0), (1 + level) / 2)
    return np.asarray(points[place]).reshape(np.shape(count))


def bootstrap_weights(
    replications: int, *, resamples: int = RESAMPLES, seed: int = 1
) -> np.ndarray:
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


def weighted_means(values: np.ndarray, weights: np.ndarray) -> Iterator[np.ndarray]:
    """Yield the weighted mean over the last axis for every row of weights.

    What is NaN is left out, and a mean of nothing is NaN.
    """
    known = np.isfinite(values)
    filled, whole = np.where(known, values, 0.0), bool(known.all())
    for row in weights:
        total = filled @ row
        if whole:
            yield total
            continue
        weight = known @ row
        yield np.divide(total, weight, out=np.full_like(total, np.nan), where=weight > 0)


def bootstrap_ends(resampled: np.ndarray) -> np.ndarray:
    """Return low and high of resampled values along a new last axis; NaN without resamples.

    A resample that is infinite stands beyond the end, and so may an end of the interval.
    """
    if not len(resampled):
        return np.full((*resampled.shape[1:], 2), np.nan)
    ordered = [np.percentile(resampled, end, axis=0, method="nearest") for end in ENDS]
    return np.stack(ordered, axis=-1)
