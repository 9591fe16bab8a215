"""Shapley values of games whose values are known."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from carefunds_sim.analysis import shapley
from carefunds_sim.analysis.coalitions import Coalitions, every, sampled
from carefunds_sim.errors import ResultError, SimulationError


def worth(coalitions: Coalitions, game) -> np.ndarray:
    return np.array([float(game(set(np.flatnonzero(row)))) for row in coalitions.member])


def glove(members: set[int]) -> float:
    """A left glove each for 0 and 1, a right one for 2: a pair is worth 1."""
    return min(len(members & {0, 1}), len(members & {2}))


def airport(members: set[int]) -> float:
    """Runways for aircraft that need 8, 11, 13 and 18."""
    return max((cost for i, cost in enumerate([8, 11, 13, 18]) if i in members), default=0)


def additive(members: set[int]) -> float:
    return sum([3.0, -1.0, 0.5, 7.0][i] for i in members)


def pair(members: set[int]) -> float:
    """Nothing but what 0 and 1 do together, and what 2 does alone."""
    return 10.0 * ({0, 1} <= members) + 1.0 * (2 in members)


@pytest.mark.parametrize(
    ("game", "count", "values"),
    [
        (glove, 3, [1 / 6, 1 / 6, 4 / 6]),
        (airport, 4, [2, 3, 4, 9]),
        (additive, 4, [3, -1, 0.5, 7]),
        (pair, 3, [5, 5, 1]),
    ],
)
def test_known_games_have_their_known_values(game, count, values):
    all_of_them = every("abcd"[:count])
    known = worth(all_of_them, game)
    assert shapley.exact(known, all_of_them.member) == pytest.approx(values)


def test_who_adds_nothing_gets_nothing_not_even_rounding():
    all_of_them = every("abcd")
    known = np.random.default_rng(1).normal(size=8)
    values = np.concatenate([known, known])  # d changes nothing
    parts = shapley.exact(values, all_of_them.member)
    assert parts[3] == 0.0
    assert (shapley.interactions(values, all_of_them.member)[3, :3] == 0.0).all()


def test_interactions_tell_who_works_through_whom():
    all_of_them = every("abc")
    found = shapley.interactions(worth(all_of_them, pair), all_of_them.member)
    assert found[0, 1] == found[1, 0] == pytest.approx(10.0)
    assert found[0, 2] == found[1, 2] == pytest.approx(0.0)
    assert np.isnan(np.diag(found)).all()
    alone = every("abcd")
    none = shapley.interactions(worth(alone, additive), alone.member)
    assert np.nanmax(np.abs(none)) == pytest.approx(0.0)


def test_the_last_one_of_a_pair_makes_it_all_and_the_first_one_nothing():
    all_of_them = every("abc")
    known = worth(all_of_them, pair)
    assert shapley.alone(known, all_of_them.member).tolist() == [0.0, 0.0, 1.0]
    assert shapley.last(known, all_of_them.member).tolist() == [10.0, 10.0, 1.0]


def test_all_orders_give_what_all_coalitions_give():
    all_of_them = every("abcd")
    known = worth(all_of_them, airport)
    orders = np.array(list(permutations(range(4))))
    by_order = shapley.marginals(known, all_of_them.member, orders)
    assert by_order.mean(axis=0) == pytest.approx(shapley.exact(known, all_of_them.member))


def test_parts_from_any_orders_add_up_and_look_at_few_coalitions():
    drawn = sampled([f"p{i}" for i in range(13)], 10, seed=4)
    assert drawn.member[0].sum() == 0
    assert drawn.member[-1].all()
    assert len(drawn.member) < 10 * 12 + 2 * 13 + 2
    values = np.random.default_rng(2).normal(size=(5, len(drawn.member)))
    parts = shapley.marginals(values, drawn.member, drawn.orders).mean(axis=-2)
    missed = shapley.residual(values, drawn.member, parts)
    assert np.abs(missed).max() < 1e-12
    assert np.isfinite(shapley.alone(values, drawn.member)).all()
    assert np.isfinite(shapley.last(values, drawn.member)).all()


def test_orders_come_with_their_reverse_the_same_for_a_seed():
    drawn, again = (sampled("abcdefghij", 7, seed=3) for _ in range(2))
    assert len(drawn.orders) == 8
    assert (drawn.orders[0::2] == drawn.orders[1::2, ::-1]).all()
    assert (drawn.orders == again.orders).all()
    assert (drawn.orders != sampled("abcdefghij", 7, seed=5).orders).any()


def test_the_stated_error_of_drawn_orders_is_about_what_it_is():
    everything = every("abcdef")
    known = np.random.default_rng(9).normal(size=64).cumsum()
    truth = shapley.exact(known, everything.member)
    place = {tuple(row): i for i, row in enumerate(everything.member.tolist())}
    errors, stated = [], []
    for seed in range(200):
        drawn = sampled("abcdef", 12, seed=seed)
        values = known[[place[tuple(row)] for row in drawn.member.tolist()]]
        by_order = shapley.marginals(values, drawn.member, drawn.orders)
        errors.append(by_order.mean(axis=0) - truth)
        stated.append(shapley.sampling_variance(by_order))
    assert np.mean(errors, axis=0) == pytest.approx(0.0, abs=0.5)
    assert np.mean(np.square(errors), axis=0) == pytest.approx(np.mean(stated, axis=0), rel=0.35)


def test_parts_that_do_not_add_up_are_refused():
    all_of_them = every("abc")
    known = worth(all_of_them, glove)
    parts = shapley.exact(known, all_of_them.member)
    assert abs(float(shapley.residual(known, all_of_them.member, parts))) < 1e-12
    with pytest.raises(SimulationError, match="they must add up"):
        shapley.residual(known, all_of_them.member, parts + 0.001)


@pytest.mark.parametrize("what", [shapley.exact, shapley.interactions])
def test_a_missing_coalition_is_told(what):
    all_of_them = every("abc")
    with pytest.raises(ResultError, match="all 8 coalitions are needed"):
        what(np.zeros(7), all_of_them.member[:-1])
