"""Means over replications and their 95% intervals by Student's t."""

from __future__ import annotations

import numpy as np
import xarray as xr

LEVEL = 0.95
STATISTICS = ("mean", "low", "high")


def mean_and_interval(
    values: xr.DataArray, dim: str = "replication", *, level: float = LEVEL
) -> xr.DataArray:
    """Return mean, low and high along a new ``statistic`` dimension.

    Replications that are NaN (not finished, or without meaning) are left out. With fewer than
    two there is no interval: low and high are NaN. Low and high bound the mean, assuming that
    the means of replications are about normal (Law, Simulation Modeling and Analysis, ch. 9).
    """
    found: xr.DataArray = xr.apply_ufunc(
        _mean_and_interval, values, kwargs={"level": level},
        input_core_dims=[[dim]], output_core_dims=[["statistic"]],
    )  # fmt: skip
    return found.assign_coords(statistic=list(STATISTICS)).assign_attrs(values.attrs)


def _mean_and_interval(values: np.ndarray, level: float) -> np.ndarray:
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
    """Return the two-sided point of Student's t for samples of ``count``, 95% unless told."""
    from scipy.special import stdtrit

    sizes, place = np.unique(count, return_inverse=True)
    points = stdtrit(np.maximum(sizes - 1.0, 1.0), (1 + level) / 2)
    return np.asarray(points[place]).reshape(np.shape(count))
