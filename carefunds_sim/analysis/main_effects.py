"""What each factor does by itself: the mean of a response along the factor's range.

Two forms. Designs that come back to the same levels (one at a time, full factorial) have a mean at
each level, paired within replications. Designs that fill the space have means of bins, and a
linear regression on all factors together, with bootstrap intervals.

Helton and Davis (2003), Latin hypercube sampling and the propagation of uncertainty in analyses of
complex systems, Reliability Engineering and System Safety 81(1), 23-69.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from carefunds_sim.analysis.design import blocks, positions, require
from carefunds_sim.analysis.intervals import interval_along_last
from carefunds_sim.analysis.responses import measure_responses, outcomes_and_differences
from carefunds_sim.errors import CarefundsError

LEVELLED = ("one_at_a_time", "full_factorial")
FILLING = ("latin_hypercube", "sobol", "saltelli", "csv")
BINS = 5
"""Parts into which a range is cut where no two points have the same level."""


def main_effects(
    dataset: xr.Dataset, outcomes: list[str], *, seed: int = 1, resamples: int = 1000
) -> xr.Dataset:
    """Return the mean of every response along every factor, and what the whole range does.

    The attribute ``form`` says which form it has: ``levels`` or ``bins``.

    Returns
    -------
    xarray.Dataset
        ``level_mean`` (outcome, response, factor, level, statistic): mean and 95% interval at each
        level of a factor, NaN beyond its own number of levels. ``level_position`` and
        ``level_value`` (factor, level): where that is; for bins the middle. ``effect`` (outcome,
        response, factor, statistic): the change over the range. In the form ``levels`` that is the
        highest level less the lowest, ``change`` (as ``level_mean``) is each level less the base
        point of a one-at-a-time design, or less the mean of all points of a factorial, and
        intervals are Student's t of paired differences over replications. In the form ``bins``
        the effect is the slope of a linear regression on all factors, ``src`` the same in
        standard deviations of both, ``r_squared`` (outcome, response) the share of the variance
        that the regression explains; intervals of means are Student's t over points, the others
        bootstrap over points.

    Raises
    ------
    CarefundsError
        No sweep, a sweep of trajectories, or too few points for a regression.
    """
    design = require(dataset, [*LEVELLED, *FILLING], "main_effects")
    values = outcomes_and_differences(dataset, outcomes)
    if design["method"] in LEVELLED:
        return _by_level(dataset, values, alone=design["method"] == "one_at_a_time")
    points = np.arange(dataset.sizes["point"])
    if design["method"] == "saltelli":
        points = blocks(dataset, design)[:, [0, -1]].ravel()
    return _by_bin(dataset, values, points, seed=seed, resamples=resamples)


def _by_level(dataset: xr.Dataset, values: xr.DataArray, *, alone: bool) -> xr.Dataset:
    where = positions(dataset)
    members = [_levels(where, f, alone=alone) for f in range(where.shape[1])]

    def measure(response: np.ndarray) -> dict[str, np.ndarray]:
        base = response[0] if alone else response.mean(axis=0)
        return _of_levels(response, members, base)

    level = ("factor", "level", "statistic")
    dims = {"level_mean": level, "change": level, "effect": ("factor", "statistic")}
    made = measure_responses(dataset, values, dims=dims, measure=measure)
    places = [[where[points[0], f] for points in each] for f, each in enumerate(members)]
    return _located(made.assign_attrs(form="levels"), dataset, places)


def _levels(where: np.ndarray, factor: int, *, alone: bool) -> list[np.ndarray]:
    """Return the points at each level of a factor, in ascending order.

    One at a time, these are the base point and those at which nothing else has moved.
    """
    points = np.arange(len(where))
    if alone:
        others = np.delete(where, factor, axis=1)
        points = points[(others == others[0]).all(axis=1)]
    known = np.unique(where[points, factor])
    return [points[where[points, factor] == level] for level in known]


def _of_levels(
    values: np.ndarray, members: list[list[np.ndarray]], base: np.ndarray
) -> dict[str, np.ndarray]:
    """Return the measures of one response; a replication with a point missing is left out."""
    most = max(len(each) for each in members)
    mean = np.full((len(members), most, values.shape[1]), np.nan)
    ends = np.full((len(members), values.shape[1]), np.nan)
    for f, each in enumerate(members):
        for i, points in enumerate(each):
            mean[f, i] = values[points].mean(axis=0)
        ends[f] = mean[f, len(each) - 1] - mean[f, 0]
    return {
        "level_mean": interval_along_last(mean),
        "change": interval_along_last(mean - base),
        "effect": interval_along_last(ends),
    }


def _by_bin(
    dataset: xr.Dataset, values: xr.DataArray, points: np.ndarray, *, seed: int, resamples: int
) -> xr.Dataset:
    points = points[np.isfinite(positions(dataset)[points]).all(axis=1)]
    where = positions(dataset)[points]
    fits = []

    def measure(response: np.ndarray) -> dict[str, np.ndarray]:
        means = response[points].mean(axis=1)
        ready = np.isfinite(means)
        fit = regress(where[ready], means[ready], seed=seed, resamples=resamples)
        fits.append(fit is not None)
        return {"level_mean": _of_bins(where, means), **(fit or {})}

    spread = ("factor", "statistic")
    level = ("factor", "level", "statistic")
    dims = {"effect": spread, "src": spread, "r_squared": (), "level_mean": level}
    made = measure_responses(dataset, values, dims=dims, measure=measure)
    if not any(fits):
        raise CarefundsError(
            f"{len(points)} points, fewer of them finished, are too few for a regression on "
            f"{where.shape[1]} factors: three for each and three more are needed"
        )
    made.attrs |= {
        "form": "bins", "analysis_seed": seed, "resamples": resamples, "points_used": len(points),
    }  # fmt: skip
    middles = [(i + 0.5) / BINS for i in range(BINS)]
    return _located(made, dataset, [middles] * where.shape[1])


def _of_bins(where: np.ndarray, means: np.ndarray) -> np.ndarray:
    """Return mean and interval over the points of each part of each range; (factor, bin, 3)."""
    part = np.clip((where * BINS).astype(int), 0, BINS - 1)
    inside = part[np.newaxis] == np.arange(BINS)[:, np.newaxis, np.newaxis]
    return interval_along_last(np.where(inside, means[:, np.newaxis], np.nan).transpose(2, 0, 1))


def _located(made: xr.Dataset, dataset: xr.Dataset, places: list[list[float]]) -> xr.Dataset:
    """Say where every level is, in positions and in the factor's unit."""
    most = max(len(each) for each in places)
    position = np.full((len(places), most), np.nan)
    for f, each in enumerate(places):
        position[f, : len(each)] = each
    dims = ("factor", "level")
    return made.assign_coords(
        level_position=(dims, position), level_value=(dims, _values_at(dataset, position))
    )


def _values_at(dataset: xr.Dataset, position: np.ndarray) -> np.ndarray:
    """Return the natural values of positions, between the values that were run.

    A position need not be proportional to its value (odds are not), so the values that the sweep
    has are what it is read off.
    """
    known, value = positions(dataset), dataset["value"].transpose("point", "factor").to_numpy()
    found = np.full(position.shape, np.nan)
    for f in range(len(position)):
        at, first = np.unique(known[:, f], return_index=True)
        near, there = np.isfinite(at), np.isfinite(position[f])
        found[f, there] = np.interp(position[f, there], at[near], value[first[near], f])
    return found


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
    slopes = _slopes(where, means, counts)
    left = means - means.mean() - (where - where.mean(axis=0)) @ slope
    return {
        "effect": _with_ends(slope, slopes),
        "src": _with_ends(
            _standardised(slope[np.newaxis], where, means, once)[0],
            _standardised(slopes, where, means, counts),
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


def _with_ends(found: np.ndarray, samples: np.ndarray) -> np.ndarray:
    low, high = np.nanpercentile(samples, ENDS, axis=0)
    return np.stack([found, low, high], axis=-1)
