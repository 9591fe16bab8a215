"""Which arrangement is best at each point, whether that is clear, and the factors that decide it.

How much a factor decides is measured by mutual information as a share of the winner's entropy
(Theil's uncertainty coefficient; Theil, 1970, On the estimation of relationships involving
qualitative variables, American Journal of Sociology 76, 103-154): 0 where a factor says nothing, 1
where it settles who wins. Factors are cut into few classes of about equally many points. Few points
make any factor seem to say something; what shuffled winners show on average is taken off, and what
is left is scaled so that 1 stays 1 (as Vinh, Epps and Bailey, 2010, Information theoretic measures
for clusterings comparison, Journal of Machine Learning Research 11, 2837-2854).
"""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import numpy as np
import xarray as xr

from carefunds_sim.analysis.contrasts import HIGHER, LOWER, verdict_of
from carefunds_sim.analysis.design import factor_coordinates
from carefunds_sim.analysis.intervals import mean_and_interval
from carefunds_sim.analysis.objective import (
    Wanted,
    group_of,
    natural_values,
    objective,
    rivals,
    with_all_rivals,
)


def best_where(dataset: xr.Dataset, outcome: Wanted, *, seed: int = 1) -> xr.Dataset:
    """Return which arrangement has the lowest mean at each point, of its area and squeeze.

    Returns
    -------
    xarray.Dataset
        By (point, scenario): ``mean``; ``best``, whether it is the lowest; ``clear``, whether its
        paired 95% interval against every rival, and so against the runner-up, leaves out zero;
        ``beaten``, whether some rival is clearly lower; ``margin`` with a statistic dimension, its
        paired difference from the lowest of its rivals. By scenario, of the ``judged`` points at
        which all rivals were run: ``share_best``, ``share_clear`` and ``share_unbeaten``. The
        points at which it truly is best are likely between the last two.
        In a sweep ``value`` (point, factor); where it moves two factors or more, what
        ``deciding_factors`` finds.
    """
    groups = rivals(dataset)
    values = with_all_rivals(objective(dataset, outcome), groups)
    parts = [_among(values.isel(scenario=members)) for members in groups.values()]
    found = xr.concat(parts, dim="scenario", coords="minimal", compat="override")
    found = found.sel(scenario=dataset["scenario"].values).assign_attrs(dataset.attrs)
    found["mean"].attrs = dict(values.attrs)
    found = _with_shares(found).assign_coords(group_of=("scenario", group_of(dataset)))
    if "factor" in dataset.dims:
        found["value"] = (("point", "factor"), natural_values(dataset))
        found = found.assign_coords(factor_coordinates(dataset))
    if dataset.sizes.get("factor", 0) > 1:
        found = found.merge(deciding_factors(dataset, found["best"], seed=seed))
    return found


def _among(values: xr.DataArray) -> xr.Dataset:
    """Return who is best of one group of rivals."""
    mean = values.mean("replication")
    names = values["scenario"].values
    lowest = mean.fillna(np.inf).values.argmin(axis=1)
    here = np.arange(len(names)) == lowest[:, np.newaxis]
    best = xr.DataArray(here, dims=("point", "scenario")) & mean.notnull()
    rival = values.drop_vars(set(values.coords) - {"point"}).rename(scenario="rival")
    gaps = mean_and_interval(values - rival)  # (point, scenario, rival, statistic)
    verdict = verdict_of(gaps)
    others = xr.DataArray(~np.eye(len(names), dtype=bool), dims=("scenario", "rival"))
    below = ((verdict == LOWER) | ~others).all("rival") & (len(names) > 1)
    return xr.Dataset(
        {
            "mean": mean,
            "best": best,
            "clear": best & below,
            "beaten": ((verdict == HIGHER) & others).any("rival"),
            "margin": _from_lowest(gaps, mean, names),
        }
    )


def _from_lowest(gaps: xr.DataArray, mean: xr.DataArray, names: np.ndarray) -> xr.DataArray:
    """Return each one's difference from the lowest of all others."""
    means = np.repeat(mean.fillna(np.inf).values[:, np.newaxis, :], len(names), axis=1)
    means[:, np.arange(len(names)), np.arange(len(names))] = np.inf
    lowest = xr.DataArray(means.argmin(axis=2), dims=("point", "scenario"))
    found = gaps.isel(rival=lowest)
    return found if len(names) > 1 else found * np.nan


def _with_shares(found: xr.Dataset) -> xr.Dataset:
    known = found["mean"].notnull()
    judged = known.sum("point")
    of = judged.where(judged > 0)
    return found.assign(
        judged=judged,
        share_best=found["best"].sum("point") / of,
        share_clear=found["clear"].sum("point") / of,
        share_unbeaten=(known & ~found["beaten"]).sum("point") / of,
    )


SHUFFLES = 200
RARE = 95
"""A percentile that chance exceeds once in twenty times."""
FEWEST, MOST = 2, 6
"""Classes that a factor is cut into."""
IN_A_CELL = 5
"""How many points there should be on average where two factors' classes meet."""


def deciding_factors(dataset: xr.Dataset, best: xr.DataArray, *, seed: int = 1) -> xr.Dataset:
    """Return how much each factor of a sweep, and each pair of them, says of who is ``best``.

    By group of rivals: ``information`` (group, factor), beyond what chance shows, and
    ``information_by_chance``, what chance exceeds once in twenty times; ``axes`` (group, axis), the
    pair of factors that together say most, the first alone more than the second;
    ``information_of_axes`` (group), and ``axes_by_chance``, what the best of all pairs exceeds by
    chance once in twenty times. NaN where one arrangement always wins.
    """
    names = dataset["factor"].values
    groups = rivals(dataset)
    classes = classes_of(natural_values(dataset))
    found = [_of_group(best.values[:, members], classes, seed) for members in groups.values()]
    alone, chance, pairs, joint, most = (np.array(part) for part in zip(*found, strict=True))
    return xr.Dataset(
        {
            "information": (("group", "factor"), alone),
            "information_by_chance": (("group", "factor"), chance),
            "axes": (("group", "axis"), names[pairs]),
            "information_of_axes": ("group", joint),
            "axes_by_chance": ("group", most),
        },
        coords={"group": list(groups), "factor": names, "axis": ["x", "y"]},
    )


def classes_of(values: np.ndarray) -> np.ndarray:
    """Return the class of each value within its column: levels as they are, else even shares."""
    points, factors = values.shape
    number = int(np.clip(np.sqrt(points / IN_A_CELL), FEWEST, MOST))
    found = np.empty((points, factors), dtype=np.int64)
    for j in range(factors):
        column = np.nan_to_num(values[:, j], nan=-np.inf)  # unknown, lowest of all
        levels, place = np.unique(column, return_inverse=True)
        if len(levels) > MOST:
            cuts = np.nanquantile(values[:, j], np.arange(1, number) / number)
            place = np.searchsorted(cuts, column, side="right")
        found[:, j] = place
    return found


def information(winner: np.ndarray, cell: np.ndarray) -> float:
    """Return the share of the winner's entropy that knowing the cell takes away."""
    table = np.zeros((winner.max() + 1, cell.max() + 1))
    np.add.at(table, (winner, cell), 1.0)
    share = table / table.sum()
    own = _entropy(share.sum(axis=1))
    if own == 0:
        return float("nan")
    return float((own + _entropy(share.sum(axis=0)) - _entropy(share.ravel())) / own)


def _entropy(shares: np.ndarray) -> float:
    positive = shares[shares > 0]
    return float(-(positive * np.log(positive)).sum())


class _Deciding(NamedTuple):
    """What factors of a group say and by chance, the best pair, what it says and by chance."""

    alone: np.ndarray
    by_chance: np.ndarray
    pair: tuple[int, int]
    joint: float
    joint_by_chance: float


def _of_group(best: np.ndarray, classes: np.ndarray, seed: int) -> _Deciding:
    """Return which factors decide who is best of one group of rivals."""
    known = best.any(axis=1)
    factors = classes.shape[1]
    if len(set(best[known].argmax(axis=1))) < 2:
        nothing = np.full(factors, np.nan)
        return _Deciding(nothing, nothing, (0, 1), float("nan"), float("nan"))
    winner, cells = best[known].argmax(axis=1), classes[known]
    chance = np.random.default_rng(seed)
    shuffled = [chance.permutation(winner) for _ in range(SHUFFLES)]
    each = [_beyond(winner, cells[:, j], shuffled) for j in range(factors)]
    alone = np.array([own for own, _ in each])
    width = cells.max() + 1
    joint = {
        (i, j): _beyond(winner, cells[:, i] * width + cells[:, j], shuffled)
        for i, j in combinations(range(factors), 2)
    }
    i, j = max(joint, key=lambda pair: joint[pair][0])
    return _Deciding(
        alone,
        np.array([np.percentile(nothing, RARE) for _, nothing in each]),
        (i, j) if alone[i] >= alone[j] else (j, i),
        joint[i, j][0],
        float(np.percentile(np.max([nothing for _, nothing in joint.values()], axis=0), RARE)),
    )


def _beyond(
    winner: np.ndarray, cell: np.ndarray, shuffled: list[np.ndarray]
) -> tuple[float, np.ndarray]:
    """Return information beyond the mean of shuffled winners, and that of each of them."""
    nothing = np.array([information(each, cell) for each in shuffled])
    mean = nothing.mean()
    rest = max(1.0 - mean, np.finfo(float).eps)
    return float((information(winner, cell) - mean) / rest), (nothing - mean) / rest
