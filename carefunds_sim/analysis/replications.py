"""How precise results are, and how many replications would make them precise enough."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import xarray as xr

from carefunds_sim.analysis.contrasts import baselines, differences
from carefunds_sim.analysis.design import provenance_of
from carefunds_sim.analysis.intervals import LEVEL, interval_along_last, mean_and_interval
from carefunds_sim.analysis.responses import DIFFERENCE, outcomes_and_differences
from carefunds_sim.analysis.stopping_rule import LEAST, first_lasting
from carefunds_sim.errors import CarefundsError

TABLE = 2000
"""Up to so many replications Student's t is looked up; beyond, its expansion is exact enough."""


def replications_needed(
    dataset: xr.Dataset, outcomes: list[str], *, share: float | None = None,
    half_width: float | None = None,
) -> xr.Dataset:  # fmt: skip
    """Return how many replications would make 95% intervals narrow enough.

    Asked is either a ``share`` (of the scenario's mean, and of the baseline's mean for a
    difference, as the precision of a comparison is) or a ``half_width`` in the outcome's
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
    values = outcomes_and_differences(dataset, outcomes)
    known = values.notnull().sum("replication")
    enough_known = known >= LEAST
    wanted = _wanted(values, goal, of_mean=share is not None)
    found = xr.Dataset(
        {
            "needed": _needed(values, known, wanted).where(enough_known),
            "enough": _enough(values, goal, of_mean=share is not None),
            "half_width": _half_width(mean_and_interval(values)).where(enough_known),
            "wanted": wanted,
        },
        attrs=provenance_of(dataset),
    )
    return found.assign_attrs(asked_share=share or 0.0, asked_half_width=half_width or 0.0)


def _wanted(values: xr.DataArray, goal: float, *, of_mean: bool) -> xr.DataArray:
    """Return the half-width that is asked of every response."""
    if not of_mean:
        return xr.full_like(values.isel(replication=0, drop=True), goal)
    gap = values["kind"].to_numpy() == DIFFERENCE
    of = np.where(gap, values["compared_with"].to_numpy(), values["of"].to_numpy())
    mean = values.mean("replication")
    reference = mean.sel(response=list(of)).to_numpy()
    return mean.copy(data=goal * np.abs(reference))


def _needed(values: xr.DataArray, known: xr.DataArray, wanted: xr.DataArray) -> xr.DataArray:
    """Return the number for the spread found, and for the ends of the spread's interval."""
    from scipy.special import chdtri  # slow to import

    spread = values.std("replication", ddof=1)
    freedom = (known - 1).clip(min=1).to_numpy().astype(float)
    tail = (1 - LEVEL) / 2
    factors = [1.0, *(np.sqrt(freedom / chdtri(freedom, p)) for p in (tail, 1 - tail))]
    goals = wanted.to_numpy()
    numbers = [_smallest(spread.to_numpy() * factor, goals) for factor in factors]
    dims = (*spread.dims, "statistic")
    made = xr.DataArray(np.stack(numbers, axis=-1), dims=dims, coords=spread.coords)
    return made.assign_coords(statistic=["mean", "low", "high"])


def _smallest(spread: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Return the smallest n, at least ``LEAST``, with t(n - 1) spread / sqrt(n) <= wanted."""
    from scipy.special import ndtri, stdtrit  # slow to import

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
    within = []
    for n in range(1, values.sizes["replication"] + 1):
        first = values.isel(replication=slice(n))
        half = _half_width(mean_and_interval(first))
        within.append((half <= _wanted(first, goal, of_mean=of_mean)).to_numpy())
    table = np.stack(within).reshape(len(within), -1)
    numbers = [first_lasting(list(map(bool, column))) for column in table.T]
    found = np.array([math.nan if n is None else n for n in numbers], dtype=float)
    return values.isel(replication=0, drop=True).copy(data=found.reshape(within[0].shape))


def half_width_share(values: np.ndarray) -> np.ndarray:
    """Return the half-width of each scenario's 95% interval as a share of its mean.

    ``values`` has shape (scenario, replication), NaN where a run failed. The result, of shape
    (scenario,), is NaN with fewer than ``LEAST`` known values, and 0 where all of them are alike.
    """
    mean, low, high = np.moveaxis(interval_along_last(values), -1, 0)
    return _share((high - low) / 2, mean, known=np.isfinite(values).sum(axis=1))


def precision(dataset: xr.Dataset, outcome: str) -> dict[str, list[dict[str, Any]]]:
    """Return how precise an outcome's mean and its paired differences are in every scenario.

    Half-widths are those of 95% intervals. ``share`` is of the scenario's mean, and of the
    baseline's mean for a difference; what is not known is None.
    """
    found = mean_and_interval(dataset[outcome])
    labels = [str(label) for label in found["scenario"].values]
    mean = dict(zip(labels, found.sel(statistic="mean").to_numpy(), strict=True))
    scenarios = [
        {"scenario": label, **_described(found.sel(scenario=label), mean[label])}
        for label in labels
    ]
    pairs = baselines(dataset)
    gaps = differences(dataset[[outcome]])[outcome] if pairs else found
    gaps_of = [
        {
            "scenario": label,
            "compared_with": base,
            **_described(gaps.sel(scenario=label), mean[base]),
        }
        for label, base in pairs.items()
    ]
    return {"scenarios": scenarios, "differences": gaps_of}


def _described(found: xr.DataArray, of: float) -> dict[str, float | None]:
    """Return mean, half-width and the half-width's share of ``of``."""
    half = _half_width(found)
    share = _share(half.to_numpy(), np.asarray(of), known=np.asarray(LEAST))
    numbers = {"mean": found.sel(statistic="mean").item(), "half_width": half.item()}
    numbers["share"] = share.item()
    return {name: number if np.isfinite(number) else None for name, number in numbers.items()}


def _half_width(found: xr.DataArray) -> xr.DataArray:
    ends = found.sel(statistic="high", drop=True) - found.sel(statistic="low", drop=True)
    return ends / 2


def _share(half: np.ndarray, mean: np.ndarray, *, known: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(half == 0, 0.0, half / np.abs(mean))
    return np.where(known >= LEAST, share, np.nan)
