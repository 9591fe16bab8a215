"""Differences over worlds: sets of all uncertain numbers, each of which fits the published facts.

Replications of one world share its numbers and differ by chance alone. Worlds are what is not ruled
out, not a sample from what is likely: findings over them are counts, with exact bounds of what
more such worlds could show, and never probabilities.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from carefunds_sim.analysis.intervals import LEVEL

PERCENTILES = {"p5": 5, "p50": 50, "p95": 95}
"""Between the outer two lie the middle nine tenths of the worlds."""

MOST = 0.9
"""In how many of the worlds an outcome must be lower, or higher, to be called so: nine in ten.

That is as many as the range shows. The exact bound of the count must be above one half as well, or
a few worlds that happen to agree would stand for all that fit: six that all agree are the fewest.
"""

SIZES = {"GBP a year": 0.005, "GBP a year per resident 65+": 0.005, "share": 0.005}
"""Share that a difference must exceed to matter, by unit: of all cost, of cost per resident.

Half a per cent of what all care costs is about what it costs in two days of a year, and is the same
size for every payer. A share must differ by half a percentage point.
"""

USUAL_SIZE = 0.02
"""The same of all other outcomes, of the baseline's level: a fiftieth is about a week in a year.

Both are judgement: they say which differences a reader need not be troubled with.
"""


def worlds_of(dataset: xr.Dataset) -> dict[str, Any] | None:
    """Return what a dataset says of its worlds (count, source, ...); None where it has none."""
    said = dataset.attrs.get("worlds")
    return json.loads(said) if said and "world" in dataset.coords else None


def bounds(count: npt.ArrayLike, of: npt.ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Return the exact 95% bounds of a share that was seen as a count (Clopper and Pearson, 1934).

    Of nothing they are 0 and 1.
    """
    from scipy.special import betaincinv  # slow to import

    k, n, tail = np.asarray(count, float), np.asarray(of, float), (1 - LEVEL) / 2
    low = np.where(k > 0, betaincinv(np.maximum(k, 1), n - k + 1, tail), 0.0)
    high = np.where(k < n, betaincinv(k + 1, np.maximum(n - k, 1), 1 - tail), 1.0)
    return low, high


def is_most(count: npt.ArrayLike, of: npt.ArrayLike) -> np.ndarray:
    """Return whether something is so in most of the worlds that fit, by the rule of ``MOST``."""
    k, n = np.asarray(count), np.asarray(of)
    return np.asarray((n > 0) & (k >= MOST * n) & (bounds(k, n)[0] > 0.5))


def size_that_matters(levels: xr.DataArray, unit: str) -> xr.DataArray:
    """Return by how much an outcome must differ to count, in its unit: of ``levels`` the share.

    ``levels`` are the baseline's, (..., replication), of what it is a share of; what counts is the
    median of the worlds' means.
    """
    numbers = levels.transpose(..., "replication")
    means, _ = _by_world(numbers.to_numpy(), numbers["world"].to_numpy())
    size = np.ones(means.shape[:-1]) if unit == "share" else abs(_percentile(means, 50))
    dims = numbers.dims[:-1]
    size = size * SIZES.get(unit, USUAL_SIZE)
    return xr.DataArray(size, dims=dims, coords=_indexes(numbers, dims))


def _indexes(values: xr.DataArray, dims: Sequence[Hashable]) -> dict[Hashable, np.ndarray]:
    """Return the labels along dimensions alone: all else that a dataset says makes it slow."""
    return {dim: values.indexes[dim].to_numpy() for dim in dims if dim in values.indexes}


def over_worlds(gaps: xr.DataArray, size: xr.DataArray | float) -> xr.Dataset:
    """Return what paired differences come to over worlds, chance taken off where that can be done.

    ``gaps`` are (..., replication), with a coordinate ``world`` along the replications.

    Returns
    -------
    xarray.Dataset
        ``p5``, ``p50``, ``p95`` (...): percentiles of the worlds' differences; ``lower``,
        ``higher`` and ``worlds`` (...): in how many, of how many, it is lower or higher by more
        than ``size``; ``same`` (...): whether all are exactly zero; ``verdict`` (...): -1 lower, 1
        higher, 0 neither, NaN of no world; ``difference`` (..., world). With two replications or
        more in most worlds what varies within a world is chance, and ``chance_removed`` is true.
    """
    ordered = gaps.transpose(..., "replication")
    world, values = ordered["world"].to_numpy(), ordered.to_numpy()
    means, removed = _without_chance(values, world)
    known = np.isfinite(means)
    dims = ordered.dims[:-1]
    labels = _indexes(ordered, dims)
    each = xr.DataArray(means[..., 0], dims=dims, coords=labels)
    whole = xr.DataArray(size) if isinstance(size, float) else size
    reach = whole.broadcast_like(each).transpose(*dims).to_numpy()[..., None]
    with np.errstate(invalid="ignore"):
        lower, higher = (means < -reach).sum(-1), (means > reach).sum(-1)
    number = known.sum(-1)
    verdict = is_most(higher, number).astype(float) - is_most(lower, number)
    found: dict[str, Any] = {n: (dims, _percentile(means, p)) for n, p in PERCENTILES.items()}
    found |= {
        "lower": (dims, lower), "higher": (dims, higher), "worlds": (dims, number),
        "same": (dims, ((means == 0) | ~known).all(-1) & (number > 0)),
        "verdict": (dims, np.where(number > 0, verdict, np.nan)),
        "chance_removed": (dims, removed),
        "difference": ((*dims, "world"), means),
        "size": (dims, reach[..., 0]),
    }  # fmt: skip
    return xr.Dataset(found, coords={**labels, "world": np.unique(world)}, attrs=gaps.attrs)


def _without_chance(values: np.ndarray, world: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return each world's difference (..., world), and whether chance was taken off (...).

    World means spread by what worlds differ in and by chance; they are drawn in towards their
    median until only the former is left. Where that is next to nothing all worlds end at the
    median, which chance has moved as well: chance then stays, unless the median stands clear of it.
    A world without any difference keeps none.
    """
    means, runs = _by_world(values, world)
    place = np.unique(world, return_inverse=True)[1]
    known, many = np.isfinite(means), runs.sum(-1) - (runs > 0).sum(-1)
    worlds = known.sum(-1)
    apart = np.where(np.isfinite(values), (values - means[..., place]) ** 2, 0.0).sum(-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        per_run = apart / many
        chance = per_run * np.where(known, 1 / runs, 0.0).sum(-1) / worlds
        middle = np.where(known, means, 0.0).sum(-1, keepdims=True) / worlds[..., None]
        spread = np.where(known, (means - middle) ** 2, 0.0).sum(-1) / (worlds - 1)
        between = np.clip(spread - chance, 0.0, None)
        median = _percentile(means, 50)
        error = np.sqrt(np.pi / 2 * chance / worlds)  # of a median of normal chance
        clear = np.maximum(abs(median), np.sqrt(between)) > 2 * error
        removed = (2 * many >= worlds) & (worlds > 1) & (clear | (spread == 0))
        factor = np.where(removed & (spread > 0), np.sqrt(between / spread), 1.0)[..., None]
    drawn_in = median[..., None] + factor * (means - median[..., None])
    return np.where((factor == 1.0) | (means == 0), means, drawn_in), removed


def _by_world(values: np.ndarray, world: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean of each world's known runs, and how many they are; both (..., world)."""
    numbers, place = np.unique(world, return_inverse=True)
    member = np.eye(len(numbers))[place]
    known = np.isfinite(values)
    runs = known @ member
    total = np.where(known, values, 0.0) @ member
    return np.divide(total, runs, out=np.full_like(total, np.nan), where=runs > 0), runs


def _percentile(means: np.ndarray, percent: float) -> np.ndarray:
    """Return a percentile over the last axis without what is not known; NaN of nothing."""
    some = np.isfinite(means).any(-1, keepdims=True)
    found = np.nanpercentile(np.where(some, means, 0.0), percent, axis=-1)
    return np.asarray(np.where(some[..., 0], found, np.nan))


def lasting_turn(signs: np.ndarray) -> np.intp:
    """Return the first year from which a sign is the other one for two years at least; else -1.

    ``signs`` are -1, 0 or 1 by year; the sign that turns is the first that is not 0.
    """
    before = 0.0
    for year, sign in enumerate(signs.tolist()):
        if sign * before < 0 and [sign] == signs[year + 1 : year + 2].tolist():
            return np.intp(year)
        before = before or sign
    return np.intp(-1)
