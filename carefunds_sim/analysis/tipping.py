"""At which level of a factor an arrangement stops being better than the baseline.

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
from carefunds_sim.analysis.differences import verdict_of
from carefunds_sim.analysis.intervals import STATISTICS, level_for_each, mean_and_interval
from carefunds_sim.analysis.ladder import SQUEEZE, by_level, from_baseline, ladder
from carefunds_sim.analysis.objective import Wanted, each_outcome, objective

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
    weighed = intervals.bootstrap_weights(together.shape[1], resamples=resamples, seed=seed)
    drawn = intervals.weighted_means(together, weighed)
    again = np.array([crossing(levels, m, direction) for m in drawn])
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
