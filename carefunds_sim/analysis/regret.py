"""How far each arrangement is from the best one, over all points, and which choice is safest.

Savage (1951), The theory of statistical decision, Journal of the American Statistical Association
46, 55-67: choose what makes the largest regret smallest.

The lowest of several noisy means is lower than the lowest of their true values, so plain regret is
too large on average (Smith and Winkler, 2006, The optimizer's curse, Management Science 52,
311-322). Two things are done about it. Intervals reach down by the bias that a bootstrap over
replications shows (Efron and Tibshirani, 1993, An Introduction to the Bootstrap, ch. 10), and keep
their upper end as if there were none, because that bias is itself uncertain. And every number is
checked against replications that had no part in the choice: who is best, and which point is the
worst, is decided by all replications but one, how far apart they are by that one, and so on for
each in turn. What is checked so is too small on average; the truth lies between it and the plain
number.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr

from carefunds_sim.analysis import intervals
from carefunds_sim.analysis.intervals import STATISTICS, student_t
from carefunds_sim.analysis.objective import Wanted, group_of, objective, rivals, with_all_rivals

SUMMARIES = ("max", "mean", "p90")
NINETY = 0.9


def regret(
    dataset: xr.Dataset, outcome: Wanted, *, resamples: int = intervals.RESAMPLES, seed: int = 1
) -> xr.Dataset:
    """Return how much worse than the best each arrangement is, at each point and over all.

    Returns
    -------
    xarray.Dataset
        ``regret`` (point, scenario): mean less the lowest mean of its area and squeeze, NaN where
        not all rivals were run. ``summary_regret`` (summary, scenario, statistic): largest, mean
        and 90th percentile over points, each with its 95% interval; ``checked_regret`` (summary,
        scenario) the same by replications that did not choose. ``chosen`` (scenario): whether its
        largest regret is the smallest; ``chosen_share``: in what share of resamples it is.
    """
    groups = rivals(dataset)
    values = with_all_rivals(objective(dataset, outcome), groups)
    known = values.notnull().any(["replication", "scenario"])
    array = values.isel(point=known.values).values
    plain = _regret(values.mean("replication").values, groups)
    estimate = _summaries(_regret(_mean(array), groups))
    weights = intervals.bootstrap_weights(array.shape[-1], resamples=resamples, seed=seed)
    summaries = [_summaries(_regret(m, groups)) for m in intervals.weighted_means(array, weights)]
    again = np.array(summaries).reshape(len(summaries), *estimate.shape)
    ends = _interval(estimate, again, array.shape[-1])
    summary = np.stack([estimate, *ends], axis=-1)
    return xr.Dataset(
        {
            "regret": (("point", "scenario"), plain, dict(values.attrs)),
            "summary_regret": (("summary", "scenario", "statistic"), summary, dict(values.attrs)),
            "checked_regret": (("summary", "scenario"), _checked(array, groups)),
            "chosen": ("scenario", _least(estimate[0], groups)),
            "chosen_share": ("scenario", _chosen_share(again, groups)),
        },
        coords={
            **{n: c for n, c in dataset.coords.items() if c.dims in (("point",), ("scenario",))},
            "summary": list(SUMMARIES),
            "statistic": list(STATISTICS),
            "group_of": ("scenario", group_of(dataset)),
        },
        attrs=dataset.attrs,
    )


def _mean(values: np.ndarray) -> np.ndarray:
    """Return the mean over replications that are known; (point, scenario)."""
    even = np.ones((1, values.shape[-1])) / values.shape[-1]
    return np.asarray(next(intervals.weighted_means(values, even)))


def _regret(mean: np.ndarray, groups: Mapping[str, np.ndarray]) -> np.ndarray:
    found = np.empty_like(mean)
    for members in groups.values():
        found[:, members] = mean[:, members] - mean[:, members].min(axis=1, keepdims=True)
    return found


def _summaries(of: np.ndarray) -> np.ndarray:
    """Return largest, mean and 90th percentile over points; (summary, scenario)."""
    found = np.full((len(SUMMARIES), of.shape[1]), np.nan)
    known = np.isfinite(of).any(axis=0)
    run = of[:, known]
    if run.size:
        found[:, known] = [np.nanmax(run, 0), np.nanmean(run, 0), np.nanquantile(run, NINETY, 0)]
    return found


def _interval(
    estimate: np.ndarray, again: np.ndarray, number: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return low and high of 95% by Student's t of the resamples' spread, and by their bias."""
    if not len(again):
        return np.full_like(estimate, np.nan), np.full_like(estimate, np.nan)
    half = float(student_t(np.array(number))) * again.std(axis=0)
    bias = again.mean(axis=0) - estimate
    low = estimate - np.maximum(bias, 0.0) - half
    return np.maximum(low, 0.0), np.asarray(estimate - np.minimum(bias, 0.0) + half)


def _checked(values: np.ndarray, groups: Mapping[str, np.ndarray]) -> np.ndarray:
    """Return the summaries with choices and measurements made by different replications."""
    number = values.shape[-1]
    if number < 2:
        return np.full((len(SUMMARIES), values.shape[1]), np.nan)
    others = (1.0 - np.eye(number)) / (number - 1)
    found = [
        _measured_by(values[..., r], mean, groups)
        for r, mean in enumerate(intervals.weighted_means(values, others))
    ]
    return _mean(np.stack(found, axis=-1))


def _measured_by(one: np.ndarray, mean: np.ndarray, groups: Mapping[str, np.ndarray]) -> np.ndarray:
    """Return one replication's summaries, at the points and from the best that others chose."""
    regretted, found = _regret(mean, groups), np.full((len(SUMMARIES), mean.shape[1]), np.nan)
    for members in groups.values():
        known = np.flatnonzero(np.isfinite(mean[:, members] + one[:, members]).all(axis=1))
        if not len(known):
            continue
        best = members[mean[np.ix_(known, members)].argmin(axis=1)]
        gap = one[np.ix_(known, members)] - one[known, best][:, np.newaxis]
        order = regretted[np.ix_(known, members)].argsort(axis=0)
        ranks = (-1, int(np.ceil(NINETY * (len(known) - 1))))
        largest, ninety = (np.take_along_axis(gap, order[[k]], axis=0)[0] for k in ranks)
        found[:, members] = [largest, gap.mean(axis=0), ninety]
    return found


def _least(largest: np.ndarray, groups: Mapping[str, np.ndarray]) -> np.ndarray:
    found = np.zeros(len(largest), dtype=bool)
    for members in groups.values():
        if np.isfinite(largest[members]).all():
            found[members[largest[members].argmin()]] = True
    return found


def _chosen_share(again: np.ndarray, groups: Mapping[str, np.ndarray]) -> np.ndarray:
    if not len(again):
        return np.full(again.shape[-1], np.nan)
    return np.asarray(np.mean([_least(each[0], groups) for each in again], axis=0))
