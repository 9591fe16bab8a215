"""Which arrangement is best at each point, and whether that is clear."""

from __future__ import annotations

import numpy as np
import xarray as xr

from carefunds_sim.analysis.design import factor_coordinates
from carefunds_sim.analysis.differences import HIGHER, LOWER, verdict_of
from carefunds_sim.analysis.drivers import deciding_factors
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
        ``drivers.deciding_factors`` finds.
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


def winners(best: xr.DataArray) -> np.ndarray:
    """Return the index of the best scenario at each point, -1 where that is not known."""
    flags = best.transpose("point", "scenario").values
    return np.where(flags.any(axis=1), flags.argmax(axis=1), -1)


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
