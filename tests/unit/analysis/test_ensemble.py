"""An ensemble that moves towards facts: where it goes, what it leaves alone, how wide it stays."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri

from carefunds_sim.analysis.ensemble import moved

MEMBERS = 2000
FACT, VARIANCE = 1.0, 0.25


def shown(positions: np.ndarray) -> np.ndarray:
    """Return one output: the first input's normal score, twice the second's, not the third's."""
    scores = ndtri(positions)
    return (scores[:, 0] + 2 * scores[:, 1])[:, None]


def after(inflations: tuple[float, ...], seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    positions = ndtr(np.clip(rng.standard_normal((MEMBERS, 3)), -3.5, 3.5))
    before = positions
    for inflation in inflations:
        positions = moved(positions, shown(positions), np.array([FACT]), np.array([VARIANCE]),
                          inflation=inflation, rng=rng)  # fmt: skip
    return before, positions


def test_a_straight_model_ends_where_conditioning_says() -> None:
    """Prior variance 5, fact 1 with variance 0.25: mean 5/5.25, variance 5 - 25/5.25."""
    for inflations in ((1.0,), (2.0, 2.0), (4.0, 4.0, 4.0, 4.0)):
        _, positions = after(inflations)
        found = shown(positions)[:, 0]
        assert abs(found.mean() - 5 / 5.25) < 0.03
        assert abs(found.var() - (5 - 25 / 5.25)) < 0.05


def test_what_the_fact_says_nothing_of_stays_as_wide() -> None:
    before, positions = after((2.0, 2.0))
    assert abs(positions[:, 2].std() / before[:, 2].std() - 1) < 0.02
    assert positions[:, 1].std() < 0.8 * before[:, 1].std()


def test_positions_stay_inside_and_outliers_do_not_steer() -> None:
    rng = np.random.default_rng(2)
    positions = rng.random((200, 3))
    outputs = shown(np.clip(positions, 0.01, 0.99))
    wild = outputs.copy()
    wild[0] = 1e6
    args = (np.array([FACT]), np.array([VARIANCE]))
    one, other = (
        moved(positions, each, *args, inflation=1.0, rng=np.random.default_rng(3))
        for each in (outputs, wild)
    )
    assert ((one > 0) & (one < 1)).all()
    assert abs(one[1:] - other[1:]).mean() < 0.05
