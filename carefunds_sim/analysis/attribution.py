"""What each group of rules, or each loop, contributes to a difference; with intervals.

A dataset of hybrids has every scalar outcome as (scenario, replication), ``member``
(coalition, player), ``orders`` (order, player_place), and ``scenario_of`` (coalition, end): the
scenarios that show what a coalition is worth, which is the outcome of the last end less that of
the one before, if there are two. ``knocked_out`` (loop, end) are those of single knock-outs.

Shapley (1953), A value for n-person games, Contributions to the Theory of Games 2, 307-317; its
use for outputs of simulation in Owen (2014), SIAM/ASA Journal on Uncertainty Quantification 2(1),
245-251, and Song, Nelson and Staum (2016), the same journal 4(1), 1060-1083. The interaction index
is that of Grabisch and Roubens (1999), International Journal of Game Theory 28, 547-565.

Coalitions are all of them, or those that random orders pass through: Castro, Gomez and Tejada
(2009), Polynomial calculation of the Shapley value based on sampling, Computers and Operations
Research 36(5), 1726-1730; antithetic orders as in Mitchell, Cooper, Frank and Holmes (2022),
Sampling permutations for Shapley value estimation, Journal of Machine Learning Research 23(43),
1-46. ``values`` have shape (..., coalition) throughout, ``member`` (coalition, player).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial
from typing import Any

import numpy as np
import xarray as xr

from carefunds_sim.analysis.intervals import STATISTICS, mean_and_interval, student_t
from carefunds_sim.dataset.build import outcome_names
from carefunds_sim.errors import ResultError, SimulationError

BY_REPLICATION = ("outcome", "replication", "player")

ROUNDING = 1e-9
"""How far parts may miss their sum, as a share of the largest value of the game."""

MOST_PLAYERS = 9
"""Most players of whom all coalitions are looked at: 512 of them."""

FEWEST_ORDERS = 4
"""Two pairs of orders, the fewest whose spread says anything."""


def coalition_worth(dataset: xr.Dataset) -> xr.DataArray:
    """Return what each coalition is worth; (outcome, replication, coalition).

    A replication in which any coalition's run is missing is NaN throughout: nothing is shared out
    of it.
    """
    worth = _worth(dataset, "scenario_of")
    return worth.where(worth.notnull().all("coalition"))


def _worth(dataset: xr.Dataset, of: str) -> xr.DataArray:
    """Return the outcomes of the last end less those of the one before, for each of ``of``."""
    names = outcome_names(dataset, scalar=True)
    dims = ("replication", "scenario")
    runs = np.stack([dataset[name].transpose(*dims).to_numpy() for name in names])
    which = dataset[of].transpose(..., "end")
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
    member = dataset["member"].transpose("coalition", "player").to_numpy()
    orders = dataset["orders"].transpose("order", ...).to_numpy()
    worth = coalition_worth(dataset)
    values = worth.to_numpy()
    variance = np.zeros((values.shape[0], member.shape[1]))
    if len(orders):
        by_order = marginals(values, member, orders)
        parts = by_order.mean(axis=-2)
        over = xr.DataArray(by_order, dims=("outcome", "replication", "order", "player"))
        variance = sampling_variance(over.mean("replication").to_numpy())
    else:
        parts = shapley_values(values, member)
    found: dict[str, Any] = {
        "contribution": (BY_REPLICATION, parts),
        "alone": (BY_REPLICATION, joining_first(values, member)),
        "last": (BY_REPLICATION, joining_last(values, member)),
        "nobody": (BY_REPLICATION[:2], values[..., 0]),
        "everybody": (BY_REPLICATION[:2], values[..., -1]),
        "residual": (BY_REPLICATION[:2], residual(values, parts)),
        "sampling_variance": (("outcome", "player"), variance),
    }
    if not len(orders):
        pairs = interactions(values, member)
        found["interaction"] = ((*BY_REPLICATION, "other"), pairs)
    if "knocked_out" in dataset:
        everybody = _worth(dataset, "scenario_of").isel(coalition=-1)
        found["knock_out"] = everybody - _worth(dataset, "knocked_out")  # each loop's, (..., loop)
    names = dataset["player"].values
    attrs = [dataset[str(name)].attrs for name in worth["outcome"].values]
    coords = {
        "player": names, "other": names, "outcome": worth["outcome"],
        "replication": worth["replication"],
        "unit": ("outcome", [of["units"] for of in attrs]),
        "outcome_title": ("outcome", [of["long_name"] for of in attrs]),
    }  # fmt: skip
    return xr.Dataset(found, coords=coords, attrs={"orders_drawn": len(orders)})


def contribution_estimates(found: xr.Dataset) -> xr.Dataset:
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


def shapley_values(values: np.ndarray, member: np.ndarray) -> np.ndarray:
    """Return each player's Shapley value from all coalitions; (..., player).

    It is summed over what the player adds to each coalition, so that who adds nothing gets nothing,
    not even rounding.
    """
    place, count = _all_there(member), member.shape[1]
    found = np.zeros((*values.shape[:-1], count))
    for code, at in place.items():
        for player in range(count):
            joined = code | 1 << player
            if joined != code:
                weight = _weight(code.bit_count(), count)
                found[..., player] += weight * (values[..., place[joined]] - values[..., at])
    return found


def marginals(values: np.ndarray, member: np.ndarray, orders: np.ndarray) -> np.ndarray:
    """Return what each player adds on joining, in each order; (..., order, player).

    The mean over random orders estimates the Shapley value, and in every order the parts add up.
    """
    place = coalition_places(member)
    found = np.zeros((*values.shape[:-1], *orders.shape))
    for row, order in enumerate(orders):
        codes = np.cumsum(1 << order)
        after = [place[int(code)] for code in codes]
        before = [place[0], *after[:-1]]
        found[..., row, order] = values[..., after] - values[..., before]
    return found


def sampling_variance(by_order: np.ndarray) -> np.ndarray:
    """Return the variance of a mean over orders that is due to which were drawn; (..., player).

    An order and its reverse are one draw.
    """
    pairs = (by_order[..., 0::2, :] + by_order[..., 1::2, :]) / 2
    return np.asarray(pairs.var(axis=-2, ddof=1) / pairs.shape[-2])


def interactions(values: np.ndarray, member: np.ndarray) -> np.ndarray:
    """Return how much more two players do together than apart, on average; (..., player, player).

    Positive where each makes the other do more; NaN of a player with itself.
    """
    place, count = _all_there(member), member.shape[1]
    found = np.full((*values.shape[:-1], count, count), np.nan)
    for one, other in combinations(range(count), 2):
        first, second = 1 << one, 1 << other
        total = np.zeros(values.shape[:-1])
        for code in place:
            if not code & (first | second):
                apart = values[..., place[code | first]] - values[..., place[code]]
                together = (
                    values[..., place[code | first | second]] - values[..., place[code | second]]
                )
                total += _weight(code.bit_count(), count - 1) * (together - apart)
        found[..., one, other] = found[..., other, one] = total
    return found


def joining_first(values: np.ndarray, member: np.ndarray) -> np.ndarray:
    """Return what each player does when it joins first; (..., player)."""
    place = coalition_places(member)
    first = [place[1 << player] for player in range(member.shape[1])]
    return np.asarray(values[..., first] - values[..., :1])


def joining_last(values: np.ndarray, member: np.ndarray) -> np.ndarray:
    """Return what each player does when it joins last; (..., player)."""
    place, everybody = coalition_places(member), (1 << member.shape[1]) - 1
    without = [place[everybody - (1 << player)] for player in range(member.shape[1])]
    return np.asarray(values[..., -1:] - values[..., without])


def residual(values: np.ndarray, parts: np.ndarray) -> np.ndarray:
    """Return by how much the parts miss what they share out; (...).

    Raises
    ------
    SimulationError
        It is more than rounding, so that the parts are not a sharing-out.
    """
    missed = parts.sum(axis=-1) - (values[..., -1] - values[..., 0])
    if (np.abs(missed) > ROUNDING * np.abs(values).max(axis=-1)).any():
        raise SimulationError(
            f"contributions miss the difference by {np.nanmax(np.abs(missed)):g}; they must add up"
        )
    return np.asarray(missed)


def _weight(before: int, count: int) -> float:
    """Return the share of all orders in which just these come before a player."""
    return factorial(before) * factorial(count - before - 1) / factorial(count)


def _all_there(member: np.ndarray) -> dict[int, int]:
    """Return where each coalition stands, when all are there."""
    place, wanted = coalition_places(member), 2 ** member.shape[1]
    if len(place) != wanted:
        raise ResultError(f"all {wanted} coalitions are needed (got {len(place)})")
    return place


@dataclass(frozen=True)
class Coalitions:
    """The coalitions, the empty first and the full last, and the orders that were drawn if any.

    ``member`` (coalition, player) says who is in; ``orders`` (order, player) holds players by
    their places as they join, each order followed by its reverse; no rows where all coalitions
    are there.
    """

    players: tuple[str, ...]
    member: np.ndarray
    orders: np.ndarray


def all_coalitions(players: Sequence[str]) -> Coalitions:
    """Return all coalitions of the players."""
    count = len(players)
    codes = np.arange(2**count)
    return Coalitions(tuple(players), _members(codes, count), np.empty((0, count), dtype=np.int64))


def sampled_coalitions(players: Sequence[str], orders: int, *, seed: int) -> Coalitions:
    """Return the coalitions that random orders pass through, and each player alone and left out.

    An odd number of ``orders`` is made even: each is drawn with its reverse.
    """
    count, pairs = len(players), (max(orders, FEWEST_ORDERS) + 1) // 2
    generator = np.random.default_rng(seed)
    half = np.array([generator.permutation(count) for _ in range(pairs)], dtype=np.int64)
    both = np.stack([half, half[:, ::-1]], axis=1).reshape(2 * pairs, count)
    bits = 1 << np.arange(count)
    everybody = bits.sum()
    passed = np.cumsum(bits[both], axis=1).ravel()
    codes = np.unique(np.concatenate([[0], passed, bits, everybody - bits]))
    return Coalitions(tuple(players), _members(codes, count), both)


def coalition_places(member: np.ndarray) -> dict[int, int]:
    """Return where each coalition stands, by its code: player i stands for 2 to the i."""
    codes = member.astype(np.int64) @ (1 << np.arange(member.shape[1]))
    return {int(code): place for place, code in enumerate(codes)}


def _members(codes: np.ndarray, count: int) -> np.ndarray:
    member: np.ndarray = (codes[:, np.newaxis] >> np.arange(count)) & 1
    return member.astype(np.bool_)
