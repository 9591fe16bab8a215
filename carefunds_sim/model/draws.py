"""Keyed chance: every draw has a key, none has a history.

A draw is a function of (seed, replication) and (stream, person's number in the stream, spell,
purpose), by the counter-based generator Philox4x32-10 of Salmon et al. (2011), "Parallel random
numbers: as easy as 1, 2, 3". The order of events never matters, and the same person meets the
same chances under every arrangement.

The functions work alike on Python integers and on arrays of unsigned 64-bit integers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

WORD = 0xFFFFFFFF
MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
KEY_STEPS = (0x9E3779B9, 0xBB67AE85)
ROUNDS = 10


def philox(c0: Any, c1: Any, c2: Any, c3: Any, k0: Any, k1: Any) -> tuple[Any, Any, Any, Any]:
    """Return four 32-bit words for a counter of four words and a key of two."""
    for _ in range(ROUNDS):
        product0 = c0 * MULTIPLIERS[0]
        product1 = c2 * MULTIPLIERS[1]
        c0, c2 = (product1 >> 32) ^ c1 ^ k0, (product0 >> 32) ^ c3 ^ k1
        c1, c3 = product1 & WORD, product0 & WORD
        k0, k1 = (k0 + KEY_STEPS[0]) & WORD, (k1 + KEY_STEPS[1]) & WORD
    return c0, c1, c2, c3


def uniform(seed: int, replication: int, stream: Any, number: Any, spell: Any, purpose: Any) -> Any:
    """Return a number strictly between 0 and 1 with 52 random bits for one key.

    Any of stream, number, spell and purpose may be an array of unsigned 64-bit integers.
    """
    high, low, _, _ = philox(number, stream, spell, purpose, seed, replication)
    return ((high >> 6) * 67108864 + (low >> 6) + 0.5) / 4503599627370496.0


def uniforms(
    seed: int, replication: int, stream: int, numbers: np.ndarray, purpose: int, *, spell: int = 0
) -> np.ndarray:
    """Return one draw of a purpose for each numbered person of a stream; shape of ``numbers``."""
    words = numbers.astype(np.uint64)
    fixed = np.zeros_like(words)
    codes = (fixed + int(stream), words, fixed + int(spell), fixed + int(purpose))
    drawn = uniform(seed, replication, *codes)
    return np.asarray(drawn, dtype=np.float64)


def spell_draws(
    seed: int,
    replication: int,
    streams: np.ndarray,
    numbers: np.ndarray,
    *,
    spells: np.ndarray,
    purposes: Sequence[int],
) -> list[list[list[float]]]:
    """Return the draws of some people's spells, as lists [person][spell][purpose]."""
    shape = (len(numbers), len(spells), len(purposes))

    def spread(words: np.ndarray, axis: int) -> np.ndarray:
        around = [1, 1, 1]
        around[axis] = -1
        return np.broadcast_to(words.astype(np.uint64).reshape(around), shape)

    drawn = uniform(
        seed,
        replication,
        spread(streams, 0),
        spread(numbers, 0),
        spread(spells, 1),
        spread(np.array(purposes), 2),
    )
    lists: list[list[list[float]]] = drawn.tolist()
    return lists


class PersonalDraws:
    """One person's draws by spell, made some spells at a time: single draws are slow in Python.

    ``opening`` holds the first ``SPELLS_AT_ONCE`` spells, drawn for many people together.
    """

    SPELLS_AT_ONCE = 4

    def __init__(
        self,
        key: tuple[int, int, int, int],
        purposes: Sequence[int],
        opening: list[list[float]],
    ) -> None:
        self._key = key
        self._purposes = purposes
        self._first = 0
        self._rows = opening

    def of(self, spell: int) -> list[float]:
        """Return the draws of one spell, in the order of the purposes."""
        if not 0 <= spell - self._first < self.SPELLS_AT_ONCE:
            self._first = spell - spell % self.SPELLS_AT_ONCE
            seed, replication, stream, number = self._key
            self._rows = spell_draws(
                seed,
                replication,
                np.array([stream]),
                np.array([number]),
                spells=np.arange(self._first, self._first + self.SPELLS_AT_ONCE),
                purposes=self._purposes,
            )[0]
        return self._rows[spell - self._first]
