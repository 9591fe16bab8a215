"""Keyed chance: published answers, and that a draw is a function of its key alone."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from carefunds_sim.model.draws import philox, uniform, uniforms

WORDS = st.integers(0, 2**32 - 1)
ONES = 0xFFFFFFFF
# Known answers of Philox4x32-10, published with Random123 (Salmon et al. 2011).
KNOWN_ANSWERS = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ONES,) * 4, (ONES, ONES), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN_ANSWERS)
def test_philox_gives_the_published_answers(
    counter: tuple[int, int, int, int], key: tuple[int, int], answer: tuple[int, ...]
) -> None:
    assert philox(*counter, *key) == answer


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN_ANSWERS)
def test_philox_gives_the_published_answers_without_a_compiler(
    counter: tuple[int, int, int, int], key: tuple[int, int], answer: tuple[int, ...]
) -> None:
    assert philox.py_func(*counter, *key) == answer


@settings(max_examples=50, deadline=None)
@given(seed=WORDS, replication=WORDS, key=st.tuples(WORDS, WORDS, WORDS, WORDS))
def test_a_draw_lies_strictly_between_nought_and_one(
    seed: int, replication: int, key: tuple[int, int, int, int]
) -> None:
    alone = uniform(seed, replication, *key)
    assert 0.0 < alone < 1.0


def test_the_extreme_words_give_numbers_strictly_between_nought_and_one() -> None:
    lowest = ((0 >> 6) * 67108864 + (0 >> 6) + 0.5) / 4503599627370496.0
    highest = ((ONES >> 6) * 67108864 + (ONES >> 6) + 0.5) / 4503599627370496.0
    assert 0.0 < lowest < highest < 1.0


def test_each_part_of_the_key_matters_and_no_two_keys_share_a_draw() -> None:
    keys = itertools.product((1, 2), (0, 1), (0, 1, 2), range(10), range(5), (0, 13, 32, 48))
    drawn = [uniform(*key) for key in keys]
    assert len(set(drawn)) == len(drawn) == 2 * 2 * 3 * 10 * 5 * 4


def test_neighbouring_keys_are_uniform_and_unrelated() -> None:
    """Kolmogorov-Smirnov and correlation tests, each with a false alarm in a thousand."""
    numbers = np.arange(20_000)
    here = uniforms(1, 0, 0, numbers, 13)
    assert stats.kstest(here, "uniform").pvalue > 0.001
    for other in (
        uniforms(2, 0, 0, numbers, 13),
        uniforms(1, 1, 0, numbers, 13),
        uniforms(1, 0, 1, numbers, 13),
        uniforms(1, 0, 0, numbers, 14),
        uniforms(1, 0, 0, numbers, 13, episode=1),
        uniforms(1, 0, 0, numbers + 1, 13),
    ):
        assert abs(np.corrcoef(here, other)[0, 1]) * np.sqrt(len(here)) < 3.29


def test_draws_of_many_are_the_draws_of_each() -> None:
    numbers = np.array([0, 7, 2**31])
    together = uniforms(5, 3, 2, numbers, 15, episode=4)
    assert together.tolist() == [uniform(5, 3, 2, int(number), 4, 15) for number in numbers]
