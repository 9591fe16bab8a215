"""Which coalitions of players are looked at: all of them, or those that random orders pass through.

Castro, Gomez and Tejada (2009), Polynomial calculation of the Shapley value based on sampling,
Computers and Operations Research 36(5), 1726-1730; antithetic orders as in Mitchell, Cooper,
Frank and Holmes (2022), Sampling permutations for Shapley value estimation, Journal of Machine
Learning Research 23(43), 1-46.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

MOST_PLAYERS = 9
"""Most players of whom all coalitions are looked at: 512 of them."""

FEWEST_ORDERS = 4
"""Two pairs of orders, the fewest whose spread says anything."""


@dataclass(frozen=True)
class Coalitions:
    """The coalitions, nobody first and everybody last, and the orders that were drawn if any.

    ``member`` (coalition, player) tells who is in; ``orders`` (order, player) holds players by
    their places as they join, each order followed by its reverse; no rows where all coalitions
    are there.
    """

    players: tuple[str, ...]
    member: np.ndarray
    orders: np.ndarray


def every(players: Sequence[str]) -> Coalitions:
    """Return all coalitions of the players."""
    count = len(players)
    codes = np.arange(2**count)
    return Coalitions(tuple(players), _members(codes, count), np.empty((0, count), dtype=np.int64))


def sampled(players: Sequence[str], orders: int, *, seed: int) -> Coalitions:
    """Return the coalitions that random orders pass through, and each player alone and left out.

    An odd number of ``orders`` is made even: each is drawn with its reverse.
    """
    count, pairs = len(players), (max(orders, FEWEST_ORDERS) + 1) // 2
    generator = np.random.default_rng(seed)
    drawn = np.array([generator.permutation(count) for _ in range(pairs)], dtype=np.int64)
    both = np.stack([drawn, drawn[:, ::-1]], axis=1).reshape(2 * pairs, count)
    bits = 1 << np.arange(count)
    everybody = bits.sum()
    passed = np.cumsum(bits[both], axis=1).ravel()
    codes = np.unique(np.concatenate([[0], passed, bits, everybody - bits]))
    return Coalitions(tuple(players), _members(codes, count), both)


def places(member: np.ndarray) -> dict[int, int]:
    """Return where each coalition stands, by its code: player i stands for 2 to the i."""
    codes = member.astype(np.int64) @ (1 << np.arange(member.shape[1]))
    return {int(code): place for place, code in enumerate(codes)}


def _members(codes: np.ndarray, count: int) -> np.ndarray:
    member: np.ndarray = (codes[:, np.newaxis] >> np.arange(count)) & 1
    return member.astype(np.bool_)
