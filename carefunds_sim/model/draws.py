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
