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
    count = values.notnull().sum(dim)
    mean = values.mean(dim)
    spread = values.std(dim, ddof=1) if values.sizes[dim] > 1 else mean * np.nan
    half = (student_t(count, level) * spread / np.sqrt(count)).where(count > 1)
    stacked = xr.concat([mean, mean - half, mean + half], dim="statistic")
    stacked = stacked.assign_coords(statistic=list(STATISTICS))
    return stacked.transpose(..., "statistic").assign_attrs(values.attrs)


def student_t(count: xr.DataArray, level: float = LEVEL) -> xr.DataArray:
    """Return the two-sided point of Student's t for samples of ``count``, 95% unless told."""
    from scipy.special import stdtrit

    freedom = (count - 1).clip(min=1)
    point: xr.DataArray = xr.apply_ufunc(stdtrit, freedom.astype(float), (1 + level) / 2)
    return point
