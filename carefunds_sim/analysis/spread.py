"""How widely outcomes spread over the points of a sweep."""

from __future__ import annotations

from collections.abc import Sequence

import xarray as xr

OVER_POINTS = ("mean", "lowest", "highest")


def spread(dataset: xr.Dataset, outcomes: Sequence[str]) -> xr.Dataset:
    """Return each outcome's mean, lowest and highest over points: (scenario, over_points).

    A point counts with its mean over replications; points that were not made are left out. The
    spread shows what was tried, not how likely it is.
    """
    found = xr.Dataset(attrs=dataset.attrs)
    for name in outcomes:
        at = dataset[name].mean("replication")
        parts = [at.mean("point"), at.min("point"), at.max("point")]
        joined = xr.concat(parts, dim="over_points").assign_coords(over_points=[*OVER_POINTS])
        found[name] = joined.transpose("scenario", "over_points").assign_attrs(dataset[name].attrs)
    return found
