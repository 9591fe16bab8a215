"""Every arrangement against its baseline, point by point, and at how many points that is clear."""

from __future__ import annotations

import numpy as np
import xarray as xr

from carefunds_sim.analysis.contrasts import differences
from carefunds_sim.analysis.intervals import LEVEL
from carefunds_sim.analysis.objective import Wanted, objective

LOWER, NOT_CLEAR, HIGHER = -1, 0, 1


def paired_differences(
    dataset: xr.Dataset, outcome: Wanted, *, baseline: str | None = None
) -> xr.Dataset:
    """Return each arrangement's difference from its baseline at every point, with what is clear.

    Returns
    -------
    xarray.Dataset
        ``difference`` (point, scenario, statistic) with its 95% interval over replications, pair by
        pair; ``verdict`` (point, scenario): -1 clearly lower, 0 not clear, 1 clearly higher, NaN
        where there is no interval; ``share`` (scenario, verdict_kind) of the points that have a
        verdict, ``judged`` (scenario) how many those are, and ``false_alarms`` (scenario) how many
        of them 5% would make clear by chance if there were no difference anywhere. All points
        meet the same people, so false alarms come together or not at all.
    """
    values = objective(dataset, outcome)
    bare = values.rename("judged").to_dataset().assign_attrs(dataset.attrs)
    bare["judged"].attrs["kind"] = "outcome"
    found = differences(bare, baseline)
    difference = found["judged"].transpose("point", "scenario", "statistic")
    verdict = verdict_of(difference)
    judged = verdict.notnull().sum("point")
    kinds = {"lower": LOWER, "not clear": NOT_CLEAR, "higher": HIGHER}
    share = xr.concat(
        [(verdict == code).sum("point") / judged.where(judged > 0) for code in kinds.values()],
        dim="verdict_kind",
    ).assign_coords(verdict_kind=list(kinds))
    return xr.Dataset(
        {
            "difference": difference.assign_attrs(values.attrs),
            "verdict": verdict,
            "share": share.transpose("scenario", "verdict_kind"),
            "judged": judged,
            "false_alarms": (1 - LEVEL) * judged,
        },
        attrs=dataset.attrs,
    )


def verdict_of(found: xr.DataArray) -> xr.DataArray:
    """Return -1, 0 or 1 where an interval is below, across or above zero; NaN without one."""
    low, high = (found.sel(statistic=end, drop=True) for end in ("low", "high"))
    sign = (low > 0).astype(float) - (high < 0).astype(float)
    return sign.where(np.isfinite(low) & np.isfinite(high))
