"""Delayed days by what they wait for and by whom they are attributed to."""

from __future__ import annotations

import xarray as xr

from carefunds_sim.analysis.intervals import mean_and_interval

ACCOUNTS = {"reason": "monthly_delayed_days", "responsible": "monthly_delayed_days_by_responsible"}
"""What delayed days can be split by, and the account that is."""


def delayed_by(dataset: xr.Dataset, split: str) -> xr.DataArray:
    """Return monthly delayed days split by ``reason`` or by ``responsible``.

    Dimensions are (scenario, replication, month, split). All NaN where an area does not say how
    delayed days are attributed.
    """
    account = dataset[ACCOUNTS[split]]
    dims = ("scenario", "replication", "month", split)
    return account.sum([dim for dim in account.dims if dim not in dims], min_count=1)


def largest_labels(
    delayed: xr.DataArray, split: str, *, most: int, least_share: float = 0.0
) -> list[str]:
    """Return the labels with the most delayed days over all scenarios, the largest first.

    At most ``most`` of them, and only those with more than ``least_share`` of the whole.
    """
    mean = delayed.mean([dim for dim in delayed.dims if dim != split])
    size = dict(zip(map(str, mean[split].values), map(float, mean.values), strict=True))
    least = max(least_share * float(mean.sum()), 0.0)
    large = [label for label in size if size[label] > least]
    return sorted(large, key=lambda label: -size[label])[:most]


def clear_leaders(values: xr.DataArray, split: str) -> list[str | None]:
    """Return for each scenario the label whose values are clearly larger than every other's.

    ``values`` are (scenario, replication, split). Each of the others is compared within
    replications; None where the 95% interval of any of these differences holds zero, or where
    there is only one replication.
    """
    return [_leader(values.sel(scenario=label), split) for label in values["scenario"].values]


def _leader(values: xr.DataArray, split: str) -> str | None:
    mean = values.mean("replication")
    if values.sizes[split] < 2 or mean.isnull().all():
        return None
    first = mean[split].values[int(mean.fillna(-1).argmax(split))]
    others = values.sel({split: values[split] != first})
    lead = mean_and_interval(values.sel({split: first}, drop=True) - others)
    return str(first) if bool((lead.sel(statistic="low") > 0).all()) else None
