"""What each group of rules, or each loop, contributes to a difference; with intervals.

A dataset of hybrids has every scalar outcome as (scenario, replication), ``member``
(coalition, player), ``orders`` (order, player_place), and ``scenario_of`` (coalition, end): the
scenarios that tell what a coalition is worth, which is the outcome of the last end less that of
the one before, if there are two. ``knocked_out`` (loop, end) are those of single knock-outs.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from carefunds_sim.analysis import shapley
from carefunds_sim.analysis.intervals import STATISTICS, mean_and_interval, student_t
from carefunds_sim.dataset.build import outcome_names

BY_REPLICATION = ("outcome", "replication", "player")


def game(dataset: xr.Dataset) -> xr.DataArray:
    """Return what each coalition is worth; (outcome, replication, coalition).

    A replication in which any coalition's run is missing is NaN throughout: nothing is shared out
    of it.
    """
    worth = _worth(dataset, "scenario_of")
    return worth.where(worth.notnull().all("coalition"))


def knock_outs(dataset: xr.Dataset) -> xr.DataArray:
    """Return what each single loop does when all others run; (outcome, replication, loop)."""
    everybody = _worth(dataset, "scenario_of").isel(coalition=-1)
    return everybody - _worth(dataset, "knocked_out")


def _worth(dataset: xr.Dataset, told_by: str) -> xr.DataArray:
    """Return the outcomes of the last end less those of the one before, by what tells them."""
    names = outcome_names(dataset, scalar=True)
    dims = ("replication", "scenario")
    runs = np.stack([dataset[name].transpose(*dims).to_numpy() for name in names])
    which = dataset[told_by].transpose(..., "end")
    ends = which.to_numpy()
    values = runs[..., ends[:, -1]]
    if ends.shape[1] > 1:
        values = values - runs[..., ends[:, 0]]
    along = str(which.dims[0])
    coords = {"outcome": names, "replication": dataset["replication"].values}
    if along in dataset.coords:
        coords[along] = dataset[along].values
    return xr.DataArray(values, dims=("outcome", "replication", along), coords=coords)


def contributions(dataset: xr.Dataset) -> xr.Dataset:
    """Return what each player contributes to every scalar outcome, replication by replication.

    ``contribution`` is the Shapley value, ``alone`` what a player does joining first, ``last``
    joining last; (outcome, replication, player). ``interaction`` (outcome, replication, player,
    other) is how much more two do together; only where all coalitions are known. ``nobody`` and
    ``everybody`` (outcome, replication) are worth without and with all players, ``residual`` by how
    much contributions miss the difference between them, and ``sampling_variance`` (outcome,
    player) the variance of a mean contribution that is due to drawing orders.

    Raises
    ------
    SimulationError
        Contributions do not add up.
    ResultError
        Coalitions are missing.
    """
    worth, member = game(dataset), dataset["member"].transpose("coalition", "player").to_numpy()
    values, orders = worth.to_numpy(), dataset["orders"].transpose("order", ...).to_numpy()
    variance = np.zeros((values.shape[0], member.shape[1]))
    if len(orders):
        by_order = shapley.marginals(values, member, orders)
        parts = by_order.mean(axis=-2)
        over = xr.DataArray(by_order, dims=("outcome", "replication", "order", "player"))
        variance = shapley.sampling_variance(over.mean("replication").to_numpy())
    else:
        parts = shapley.exact(values, member)
    found: dict[str, Any] = {
        "contribution": (BY_REPLICATION, parts),
        "alone": (BY_REPLICATION, shapley.alone(values, member)),
        "last": (BY_REPLICATION, shapley.last(values, member)),
        "nobody": (BY_REPLICATION[:2], values[..., 0]),
        "everybody": (BY_REPLICATION[:2], values[..., -1]),
        "residual": (BY_REPLICATION[:2], shapley.residual(values, member, parts)),
        "sampling_variance": (("outcome", "player"), variance),
    }
    if not len(orders):
        pairs = shapley.interactions(values, member)
        found["interaction"] = ((*BY_REPLICATION, "other"), pairs)
    if "knocked_out" in dataset:
        found["knock_out"] = knock_outs(dataset)
    names = dataset["player"].values
    coords = {"player": names, "other": names, "outcome": worth["outcome"], "replication":
              worth["replication"]}  # fmt: skip
    units = [dataset[str(name)].attrs["units"] for name in worth["outcome"].values]
    titles = [dataset[str(name)].attrs["long_name"] for name in worth["outcome"].values]
    labels = {"unit": ("outcome", units), "outcome_title": ("outcome", titles)}
    return xr.Dataset(found, coords=coords | labels, attrs={"orders_drawn": len(orders)})


def estimated(found: xr.Dataset) -> xr.Dataset:
    """Return means and 95% intervals of what ``contributions`` returns; (..., statistic).

    Where orders were drawn, the interval of a contribution adds the variance that is due to which
    were drawn to the one between replications. Both hold what is due to the two together, so it is
    on the wide side.
    """
    names = ("contribution", "alone", "last", "interaction", "knock_out", "nobody", "everybody")
    means = {name: mean_and_interval(found[name]) for name in names if name in found}
    means["difference"] = mean_and_interval(found["everybody"] - found["nobody"])
    if found.attrs["orders_drawn"]:
        means["contribution"] = _with_sampling(found)
    return xr.Dataset(means, attrs=found.attrs)


def _with_sampling(found: xr.Dataset) -> xr.DataArray:
    values, pairs = found["contribution"], found.attrs["orders_drawn"] // 2
    count = values.notnull().sum("replication")
    between = values.var("replication", ddof=1) if values.sizes["replication"] > 1 else np.nan
    variance = between / count + found["sampling_variance"]
    mean = values.mean("replication")
    half: xr.DataArray = xr.apply_ufunc(student_t, count.clip(max=pairs)) * variance**0.5
    ends = xr.concat([mean, mean - half, mean + half], dim="statistic")
    return ends.assign_coords(statistic=list(STATISTICS)).transpose(..., "statistic")
