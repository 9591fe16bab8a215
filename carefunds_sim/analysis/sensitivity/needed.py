"""How many replications a result needs, from the spread of those that have been run."""

from __future__ import annotations

import math

import numpy as np
import xarray as xr

from carefunds_sim.analysis.intervals import LEVEL, mean_and_interval
from carefunds_sim.analysis.ordering import WITHIN
from carefunds_sim.analysis.replications import LEAST, first_kept
from carefunds_sim.analysis.sensitivity.responses import DIFFERENCE, provenance_of, responses
from carefunds_sim.errors import CarefundsError

TABLE = 2000
"""Up to so many replications Student's t is looked up; beyond, its expansion is exact enough."""


def replications_needed(
    dataset: xr.Dataset, outcomes: list[str], *, share: float | None = None,
    half_width: float | None = None, baseline: str | None = None,
) -> xr.Dataset:  # fmt: skip
    """Return how many replications would make 95% intervals narrow enough.

    Asked is either a ``share`` (of the scenario's mean, and of the baseline's mean for a
    difference, as the precision of a comparison is told) or a ``half_width`` in the outcome's
    unit. Works on a comparison and on every point of a sweep.

    Returns
    -------
    xarray.Dataset
        All (outcome, response, point): ``needed`` (with ``statistic``), the smallest number of
        replications n with t(n - 1) s / sqrt(n) within what is asked (Law, Simulation Modeling
        and Analysis, ch. 9), s from the replications run; low and high follow from the
        chi-squared interval of s, so few replications give a wide one. ``enough``: the number
        that the replications algorithm of Hoad, Robinson and Davies finds among those run, NaN
        where they do not suffice. ``half_width``: what it is now. ``wanted``: what is asked, in
        the outcome's unit. NaN with fewer than three replications.

    Raises
    ------
    CarefundsError
        Neither or both of ``share`` and ``half_width``, or not above zero.
    """
    goal = share if half_width is None else half_width
    if (share is None) == (half_width is None) or not (goal and goal > 0):
        raise CarefundsError(
            f"give either share or half_width, above 0 (got share={share}, half_width={half_width})"
        )
    values = responses(dataset, outcomes, baseline=baseline)
    known = values.notnull().sum("replication")
    enough_known = known >= LEAST
    wanted = _wanted(values, goal, of_mean=share is not None)
    found = xr.Dataset(
        {
            "needed": _needed(values, known, wanted).where(enough_known),
            "enough": _enough(values, goal, of_mean=share is not None),
            "half_width": _half(values).where(enough_known),
            "wanted": wanted,
        },
        attrs=provenance_of(dataset),
    )
    return found.assign_attrs(asked_share=share or 0.0, asked_half_width=half_width or 0.0)


def base_points_needed(used: int, half_width: float) -> float:
    """Return about how many base points make a share known, from its half-width with ``used``.

    Half-widths shrink with the root of the number; base points come in powers of two.
    """
    if not (math.isfinite(half_width) and used):
        return math.nan
    return float(2 ** math.ceil(math.log2(max(used * (half_width / WITHIN) ** 2, 2 * used))))


def _wanted(values: xr.DataArray, goal: float, *, of_mean: bool) -> xr.DataArray:
    """Return the half-width that is asked of every response."""
    if not of_mean:
        return xr.full_like(values.isel(replication=0, drop=True), goal)
    gap = values["kind"].to_numpy() == DIFFERENCE
    of = np.where(gap, values["compared_with"].to_numpy(), values["of"].to_numpy())
    mean = values.mean("replication")
    reference = mean.sel(response=list(of)).to_numpy()
    return mean.copy(data=goal * np.abs(reference))


def _half(values: xr.DataArray) -> xr.DataArray:
    found = mean_and_interval(values)
    ends = found.sel(statistic="high", drop=True) - found.sel(statistic="low", drop=True)
    return ends / 2


def _needed(values: xr.DataArray, known: xr.DataArray, wanted: xr.DataArray) -> xr.DataArray:
    """Return the number for the spread found, and for the ends of the spread's interval."""
    from scipy.special import chdtri

    spread = values.std("replication", ddof=1)
    freedom = (known - 1).clip(min=1).to_numpy().astype(float)
    tail = (1 - LEVEL) / 2
    factors = [1.0, *(np.sqrt(freedom / chdtri(freedom, p)) for p in (tail, 1 - tail))]
    asked = wanted.to_numpy()
    numbers = [_smallest(spread.to_numpy() * factor, asked) for factor in factors]
    dims = (*spread.dims, "statistic")
    made = xr.DataArray(np.stack(numbers, axis=-1), dims=dims, coords=spread.coords)
    return made.assign_coords(statistic=["mean", "low", "high"])


def _smallest(spread: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Return the smallest n, at least ``LEAST``, with t(n - 1) spread / sqrt(n) <= wanted."""
    from scipy.special import ndtri, stdtrit

    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(spread == 0, 0.0, spread / wanted)
    n = np.arange(LEAST, TABLE + 1)
    reach = np.sqrt(n) / stdtrit(n - 1.0, (1 + LEVEL) / 2)
    z = float(ndtri((1 + LEVEL) / 2))
    beyond = np.ceil((z * ratio) ** 2 + (z**2 + 1) / 2)
    place = np.searchsorted(reach, ratio)
    found = np.where(place < len(n), n[np.minimum(place, len(n) - 1)], beyond)
    return np.where(np.isnan(ratio), math.nan, found)


def _enough(values: xr.DataArray, goal: float, *, of_mean: bool) -> xr.DataArray:
    """Return the first number of replications, of those run, that keeps what is asked."""
    within = [
        (_half(first) <= _wanted(first, goal, of_mean=of_mean)).to_numpy()
        for first in (values.isel(replication=slice(n)) for n in range(1, _count(values) + 1))
    ]
    shape = within[0].shape
    table = np.stack(within).reshape(len(within), -1)
    numbers = [first_kept(list(map(bool, column))) for column in table.T]
    found = np.array([math.nan if n is None else n for n in numbers], dtype=float)
    return values.isel(replication=0, drop=True).copy(data=found.reshape(shape))


def _count(values: xr.DataArray) -> int:
    return int(values.sizes["replication"])
