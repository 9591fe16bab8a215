"""Keyed chance: every draw has a key, none has a history.

A draw is a function of (seed, replication) and (stream, person's number in the stream, need
episode, purpose), by the counter-based generator Philox4x32-10 of Salmon et al. (2011), "Parallel
random numbers: as easy as 1, 2, 3". The order of events never matters, and the same person meets
the same chances under every arrangement. A word made of its name stands for the stream
(``vocabulary.key_word``), so whatever is added to an area changes no person's chances.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from carefunds_sim.model.compiling import compiled, inlined

if TYPE_CHECKING:
    from collections.abc import Sequence

    Word = int | np.uint64

WORD = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)
MULTIPLIER_0, MULTIPLIER_1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
KEY_STEP_0, KEY_STEP_1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
ROUNDS = 10
DROPPED_BITS = np.uint64(6)  # of each word: two words make 52 bits
LOW_WORD = np.uint64(67108864)  # 2**26


@inlined
def philox(
    c0: Word, c1: Word, c2: Word, c3: Word, k0: Word, k1: Word
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Return four 32-bit words for a counter of four words and a key of two."""
    c0, c1, c2, c3 = np.uint64(c0), np.uint64(c1), np.uint64(c2), np.uint64(c3)
    k0, k1 = np.uint64(k0), np.uint64(k1)
    for _ in range(ROUNDS):
        product0 = c0 * MULTIPLIER_0
        product1 = c2 * MULTIPLIER_1
        c0, c2 = (product1 >> HALF) ^ c1 ^ k0, (product0 >> HALF) ^ c3 ^ k1
        c1, c3 = product1 & WORD, product0 & WORD
        k0, k1 = (k0 + KEY_STEP_0) & WORD, (k1 + KEY_STEP_1) & WORD
    return c0, c1, c2, c3


@inlined
def uniform(
    seed: int, replication: int, stream: int, number: int, episode: int, purpose: int
) -> float:
    """Return a number strictly between 0 and 1 with 52 random bits for one key."""
    high, low, _, _ = philox(number, stream, episode, purpose, seed, replication)
    bits = (high >> DROPPED_BITS) * LOW_WORD + (low >> DROPPED_BITS)
    return (np.float64(bits) + 0.5) / 4503599627370496.0


@compiled
def uniforms(
    seed: int, replication: int, stream: int, numbers: np.ndarray, purpose: int, episode: int = 0
) -> np.ndarray:
    """Return one draw of a purpose for each numbered person of a stream; shape of ``numbers``."""
    drawn = np.empty(len(numbers))
    for index in range(len(numbers)):
        drawn[index] = uniform(seed, replication, stream, numbers[index], episode, purpose)
    return drawn


@compiled
def episode_draws(
    seed: int,
    replication: int,
    streams: np.ndarray,
    numbers: np.ndarray,
    episodes: np.ndarray,
    purposes: np.ndarray,
) -> np.ndarray:
    """Return the draws of some people's need episodes; shape (people, episodes, purposes)."""
    drawn = np.empty((len(numbers), len(episodes), len(purposes)))
    for person in range(len(numbers)):
        for row in range(len(episodes)):
            for column in range(len(purposes)):
                drawn[person, row, column] = uniform(
                    seed, replication, streams[person], numbers[person], episodes[row],
                    purposes[column],
                )  # fmt: skip
    return drawn


class PersonalDraws:
    """One person's draws by need episode, some at a time: single draws are slow in Python.

    ``opening`` holds the first ``SPELLS_AT_ONCE`` episodes, drawn for many people together.
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

    def of(self, episode: int) -> list[float]:
        """Return the draws of one episode, in the order of the purposes."""
        if not 0 <= episode - self._first < self.SPELLS_AT_ONCE:
            self._first = episode - episode % self.SPELLS_AT_ONCE
            seed, replication, stream, number = self._key
            episodes = np.arange(self._first, self._first + self.SPELLS_AT_ONCE)
            self._rows = episode_draws(
                seed, replication, np.array([stream]), np.array([number]), episodes,
                np.array(self._purposes),
            )[0].tolist()  # fmt: skip
        return self._rows[episode - self._first]
