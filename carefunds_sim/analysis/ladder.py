"""Outcomes up a ladder of one factor, and where an arrangement stops being better than another.

The mean difference at each level is taken, pair by pair, and called clear where an interval leaves
out zero that is wide enough for all levels together to raise a false alarm once in twenty studies
(Bonferroni). If what is clear changes sign at most once along the ladder, nothing speaks against a
difference that only rises or only falls, and such a curve is fitted (isotonic least squares, in
the direction that fits better); between levels it runs straight, and the tipping point is where it
crosses zero. Where the means are monotone already this is plain linear interpolation. Its interval
is that of the same calculation on resampled replications, whole ones, since they are paired over
all levels and arrangements; a resample without a crossing stands beyond the end of the ladder, so
an interval may be open. If what is clear changes sign more than once there is no one tipping point,
and none is given.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr

from carefunds_sim.analysis import intervals
from carefunds_sim.analysis.contrasts import baselines, paired, verdict_of
from carefunds_sim.analysis.intervals import STATISTICS, level_for_each, mean_and_interval
from carefunds_sim.analysis.objective import Wanted, each_outcome, natural_values, objective
from carefunds_sim.errors import CarefundsError, did_you_mean

SQUEEZE = "squeeze.council.fall"
CLOSE = 1e-9


def ladder(dataset: xr.Dataset, outcome: Wanted, *, factor: str = SQUEEZE) -> xr.Dataset:
    """Return an outcome, and its difference from the baseline, at each level of a factor.

    Returns
    -------
    xarray.Dataset
        ``outcome_mean`` (level, scenario, statistic), with 95% intervals, and ``difference`` of the
        same shape, pair by pair, NaN for a baseline itself, with intervals so wide that all
        levels together raise a false alarm once in twenty studies (Bonferroni), as the tipping
        point has them. ``level`` is in the factor's natural unit.

    Raises
    ------
    CarefundsError
        There is no such factor, or no two points that differ in it alone.
    """
    values = by_level(dataset, objective(dataset, outcome), factor)
    found = xr.Dataset(
        {
            "outcome_mean": mean_and_interval(values).transpose("level", "scenario", "statistic"),
            "difference": mean_and_interval(
                from_baseline(values, dataset), level=level_for_each(values.sizes["level"])
            ).transpose("level", "scenario", "statistic"),
        },
        attrs=dataset.attrs | {"factor": factor},
    )
    unit = str(dataset["factor_unit"].sel(factor=factor).values)
    own = float(dataset["factor_own"].sel(factor=factor).values)
    found["level"].attrs = {"units": unit, "own": own}
    return found


def by_level(dataset: xr.Dataset, values: xr.DataArray, factor: str) -> xr.DataArray:
    """Return values by level of a factor; dims (level, scenario, replication).

    Where every level has the same points otherwise (a factorial design), the mean over them,
    within each replication; else the points at which all other factors stand where they most
    often do.
    """
    known = [str(name) for name in dataset["factor"].values]
    if factor not in known:
        hint = did_you_mean(factor, known)
        raise CarefundsError(
            f"the sweep does not move '{factor}'{hint}; it moves {', '.join(known)}"
        )
    table = natural_values(dataset)
    column, others = table[:, known.index(factor)], np.delete(table, known.index(factor), axis=1)
    levels, level = _classes(column[:, np.newaxis])
    _, other = _classes(others)
    counts = np.zeros((len(levels), other.max() + 1), dtype=int)
    np.add.at(counts, (level, other), 1)
    used = np.arange(counts.shape[1])
    if (counts == 0).any():
        used = np.array([(counts > 0).sum(axis=0).argmax()])
    rungs = np.flatnonzero((counts[:, used] > 0).all(axis=1))
    if len(rungs) < 2:
        raise CarefundsError(
            f"no two points differ in '{factor}' alone; a ladder needs levels of it with all else "
            "alike (one_at_a_time, full_factorial or a table of points)"
        )
    parts = [
        values.isel(point=(level == rung) & np.isin(other, used)).mean("point", skipna=False)
        for rung in rungs
    ]
    found = xr.concat(parts, dim="level", coords="minimal", compat="override")
    return found.assign_coords(level=levels[rungs, 0]).assign_attrs(values.attrs)


def from_baseline(values: xr.DataArray, dataset: xr.Dataset) -> xr.DataArray:
    """Return the difference from the baseline pair by pair, NaN for baselines themselves."""
    gaps = paired(values, baselines(dataset)).reindex(scenario=values["scenario"].values)
    return values.copy(data=gaps.values)


def _classes(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the distinct rows in order, and which of them each row is, to a last digit or two."""
    size = np.nanmax(np.abs(rows), axis=0, initial=0.0)
    size[size == 0] = 1.0
    _, first, place = np.unique(
        np.round(rows / size / CLOSE), axis=0, return_index=True, return_inverse=True
    )
    return rows[first], place.reshape(-1)


RISING, FALLING = 1, -1
FOUND, UNCONFIRMED = "found", "unconfirmed"
BELOW, ABOVE, SEVERAL, NOT_CLEAR, NOTHING = "below", "above", "several", "not clear", "no runs"
"""What there is to say of a curve: a crossing, confirmed on both sides or not, none, several."""


def tipping_point(
    dataset: xr.Dataset, outcome: Wanted, *, factor: str = SQUEEZE, threshold: float | None = None,
    resamples: int = intervals.RESAMPLES, seed: int = 1,
) -> xr.Dataset:  # fmt: skip
    """Return where each arrangement's difference from the baseline crosses zero.

    With a ``threshold``, where the outcome itself crosses that number, for baselines too.

    Returns
    -------
    xarray.Dataset
        ``tipping_point`` (scenario, statistic) in the factor's natural unit with its 95% interval,
        infinite where that is open, NaN where there is none; ``status`` (scenario): ``found``;
        ``unconfirmed``, the means cross but only one side is clear; ``below`` or ``above``, there
        is no crossing and what is clear lies on that side; ``several``; ``not clear`` at any level;
        or ``no runs`` at some level. ``direction`` (scenario): 1 where the curve rises
        through zero, -1 where it falls. ``clear_levels`` (scenario): at how many levels the sign is
        clear. ``share_crossing`` (scenario): in what share of resamples there is a crossing.
    """
    values = by_level(dataset, objective(dataset, outcome), factor)
    gaps = from_baseline(values, dataset) if threshold is None else values - threshold
    surer = level_for_each(gaps.sizes["level"])
    verdict = verdict_of(mean_and_interval(gaps, level=surer)).transpose("level", "scenario").values
    array = gaps.transpose("level", "scenario", "replication").values
    levels = gaps["level"].values
    rows = [
        _of_curve(levels, array[:, i], verdict[:, i], resamples, seed)
        for i in range(array.shape[1])
    ]
    point, status, direction, clear, share = zip(*rows, strict=True)
    return xr.Dataset(
        {
            "tipping_point": (("scenario", "statistic"), np.array(point)),
            "status": ("scenario", np.array(status, dtype=np.str_)),
            "direction": ("scenario", np.array(direction)),
            "clear_levels": ("scenario", np.array(clear)),
            "share_crossing": ("scenario", np.array(share)),
        },
        coords={
            **{name: c for name, c in dataset.coords.items() if c.dims == ("scenario",)},
            "statistic": list(STATISTICS),
            "level": levels,
        },
        attrs=dataset.attrs
        | {"factor": factor, "threshold": "" if threshold is None else float(threshold)},
    )


_Row = tuple[np.ndarray, str, int, int, float]


def _of_curve(
    levels: np.ndarray, gaps: np.ndarray, verdict: np.ndarray, resamples: int, seed: int
) -> _Row:
    """Return point with interval, status, direction, clear levels, share of resamples crossing."""
    none = np.full(len(STATISTICS), np.nan)
    together = gaps[:, np.isfinite(gaps).all(axis=0)]
    if not together.shape[1]:
        return none, NOTHING, 0, 0, float("nan")
    mean = together.mean(axis=1)
    sides = verdict[np.isfinite(verdict) & (verdict != 0)]
    clear, changes = len(sides), int((np.diff(sides) != 0).sum())
    if not clear:
        return none, NOT_CLEAR, 0, 0, float("nan")
    if changes > 1:
        return none, SEVERAL, 0, clear, float("nan")
    direction = int(np.sign(sides[-1] - sides[0])) or _direction(mean)
    at = crossing(levels, mean, direction)
    weights = intervals.bootstrap_weights(together.shape[1], resamples=resamples, seed=seed)
    means = intervals.weighted_means(together, weights)
    again = np.array([crossing(levels, m, direction) for m in means])
    share = float(np.isfinite(again).mean()) if len(again) else float("nan")
    if not np.isfinite(at):
        status = SEVERAL if changes else BELOW if sides[0] < 0 else ABOVE
        return none, status, direction, clear, share
    low, high = intervals.bootstrap_ends(again)
    return np.array([at, low, high]), FOUND if changes else UNCONFIRMED, direction, clear, share


def crossing(levels: np.ndarray, curve: np.ndarray, direction: int) -> float:
    """Return where the monotone curve nearest to a curve crosses zero.

    Minus infinity where it has crossed before the first level, infinity where it has not by the
    last, NaN where the curve is not known. Where it is zero over a stretch, the middle of it.
    """
    if not np.isfinite(curve).all():
        return float("nan")
    fitted = _monotone(curve, direction) * direction
    if fitted[0] > 0:
        return -np.inf
    if fitted[-1] < 0:
        return np.inf
    before, after = np.flatnonzero(fitted <= 0)[-1], np.flatnonzero(fitted >= 0)[0]
    if before >= after:
        return float((levels[before] + levels[after]) / 2)
    share = fitted[before] / (fitted[before] - fitted[after])
    return float(levels[before] + share * (levels[after] - levels[before]))


def _direction(curve: np.ndarray) -> int:
    """Return the direction in which a monotone curve fits better."""
    misfit = {way: ((_monotone(curve, way) - curve) ** 2).sum() for way in (RISING, FALLING)}
    return min(misfit, key=lambda way: misfit[way])


def _monotone(curve: np.ndarray, direction: int) -> np.ndarray:
    from scipy.optimize import isotonic_regression  # slow to import

    return np.asarray(isotonic_regression(curve, increasing=direction == RISING).x)


def ladders_with_tipping_points(
    dataset: xr.Dataset, outcomes: Sequence[str], *, factor: str = SQUEEZE, seed: int = 1
) -> xr.Dataset:
    """Return every outcome up a ladder with its tipping points, along ``outcome``."""

    def one(outcome: str) -> xr.Dataset:
        tipped = tipping_point(dataset, outcome, factor=factor, seed=seed)
        return ladder(dataset, outcome, factor=factor).merge(tipped, combine_attrs="override")

    found = each_outcome(dataset, outcomes, one)
    found.attrs["factor_unit"] = found["level"].attrs["units"]
    return found
