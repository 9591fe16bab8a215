"""Shapley values: how the difference that all players make together is shared out among them.

Shapley (1953), A value for n-person games, Contributions to the Theory of Games 2, 307-317; its
use for outputs of simulation in Owen (2014), SIAM/ASA Journal on Uncertainty Quantification 2(1),
245-251, and Song, Nelson and Staum (2016), the same journal 4(1), 1060-1083. The interaction index
is that of Grabisch and Roubens (1999), International Journal of Game Theory 28, 547-565.

``values`` have shape (..., coalition) throughout, ``member`` (coalition, player).
"""

from __future__ import annotations

from itertools import combinations
from math import factorial

import numpy as np

from carefunds_sim.analysis.coalitions import places
from carefunds_sim.errors import ResultError, SimulationError

ROUNDING = 1e-9
"""How far parts may miss their sum, as a share of the largest value of the game."""


def exact(values: np.ndarray, member: np.ndarray) -> np.ndarray:
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
    place = places(member)
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


def alone(values: np.ndarray, member: np.ndarray) -> np.ndarray:
    """Return what each player does when it joins first; (..., player)."""
    place = places(member)
    first = [place[1 << player] for player in range(member.shape[1])]
    return np.asarray(values[..., first] - values[..., [place[0]]])


def last(values: np.ndarray, member: np.ndarray) -> np.ndarray:
    """Return what each player does when it joins last; (..., player)."""
    count = member.shape[1]
    place, everybody = places(member), (1 << count) - 1
    without = [place[everybody - (1 << player)] for player in range(count)]
    return np.asarray(values[..., [place[everybody]]] - values[..., without])


def residual(values: np.ndarray, member: np.ndarray, parts: np.ndarray) -> np.ndarray:
    """Return by how much the parts miss what they share out; (...).

    Raises
    ------
    SimulationError
        It is more than rounding, so that the parts are not a sharing-out.
    """
    place, everybody = places(member), (1 << member.shape[1]) - 1
    whole = values[..., place[everybody]] - values[..., place[0]]
    missed = parts.sum(axis=-1) - whole
    largest = np.abs(values).max(axis=-1)
    if (np.abs(missed) > ROUNDING * largest).any():
        raise SimulationError(
            f"contributions miss the difference by {np.nanmax(np.abs(missed)):g}; they must add up"
        )
    return np.asarray(missed)


def _weight(before: int, count: int) -> float:
    """Return the share of all orders in which just these come before a player."""
    return factorial(before) * factorial(count - before - 1) / factorial(count)


def _all_there(member: np.ndarray) -> dict[int, int]:
    """Return where each coalition stands, when all are there."""
    place, wanted = places(member), 2 ** member.shape[1]
    if len(place) != wanted:
        raise ResultError(f"all {wanted} coalitions are needed (got {len(place)})")
    return place
