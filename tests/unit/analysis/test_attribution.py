"""Shapley values of games whose values are known."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
import xarray as xr

from carefunds_sim.analysis import attribution
from carefunds_sim.analysis.attribution import (
    Coalitions,
    all_coalitions,
    coalition_worth,
    contribution_estimates,
    contributions,
    sampled_coalitions,
)
from carefunds_sim.analysis.intervals import mean_and_interval
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
    all_of_them = all_coalitions("abcd"[:count])
    known = worth(all_of_them, game)
    assert attribution.shapley_values(known, all_of_them.member) == pytest.approx(values)


def test_who_adds_nothing_gets_nothing_not_even_rounding():
    all_of_them = all_coalitions("abcd")
    known = np.random.default_rng(1).normal(size=8)
    values = np.concatenate([known, known])  # d changes nothing
    parts = attribution.shapley_values(values, all_of_them.member)
    assert parts[3] == 0.0
    assert (attribution.interactions(values, all_of_them.member)[3, :3] == 0.0).all()


def test_interactions_tell_who_works_through_whom():
    all_of_them = all_coalitions("abc")
    found = attribution.interactions(worth(all_of_them, pair), all_of_them.member)
    assert found[0, 1] == found[1, 0] == pytest.approx(10.0)
    assert found[0, 2] == found[1, 2] == pytest.approx(0.0)
    assert np.isnan(np.diag(found)).all()
    alone = all_coalitions("abcd")
    none = attribution.interactions(worth(alone, additive), alone.member)
    assert np.nanmax(np.abs(none)) == pytest.approx(0.0)


def test_the_last_one_of_a_pair_makes_it_all_and_the_first_one_nothing():
    all_of_them = all_coalitions("abc")
    known = worth(all_of_them, pair)
    assert attribution.joining_first(known, all_of_them.member).tolist() == [0.0, 0.0, 1.0]
    assert attribution.joining_last(known, all_of_them.member).tolist() == [10.0, 10.0, 1.0]


def test_all_orders_give_what_all_coalitions_give():
    all_of_them = all_coalitions("abcd")
    known = worth(all_of_them, airport)
    orders = np.array(list(permutations(range(4))))
    by_order = attribution.marginals(known, all_of_them.member, orders)
    assert by_order.mean(axis=0) == pytest.approx(
        attribution.shapley_values(known, all_of_them.member)
    )


def test_parts_from_any_orders_add_up_and_look_at_few_coalitions():
    drawn = sampled_coalitions([f"p{i}" for i in range(13)], 10, seed=4)
    assert drawn.member[0].sum() == 0
    assert drawn.member[-1].all()
    assert len(drawn.member) < 10 * 12 + 2 * 13 + 2
    values = np.random.default_rng(2).normal(size=(5, len(drawn.member)))
    parts = attribution.marginals(values, drawn.member, drawn.orders).mean(axis=-2)
    missed = attribution.residual(values, parts)
    assert np.abs(missed).max() < 1e-12
    assert np.isfinite(attribution.joining_first(values, drawn.member)).all()
    assert np.isfinite(attribution.joining_last(values, drawn.member)).all()


def test_orders_come_with_their_reverse_the_same_for_a_seed():
    drawn, again = (sampled_coalitions("abcdefghij", 7, seed=3) for _ in range(2))
    assert len(drawn.orders) == 8
    assert (drawn.orders[0::2] == drawn.orders[1::2, ::-1]).all()
    assert (drawn.orders == again.orders).all()
    assert (drawn.orders != sampled_coalitions("abcdefghij", 7, seed=5).orders).any()


def test_the_stated_error_of_drawn_orders_is_about_what_it_is():
    everything = all_coalitions("abcdef")
    known = np.random.default_rng(9).normal(size=64).cumsum()
    truth = attribution.shapley_values(known, everything.member)
    place = {tuple(row): i for i, row in enumerate(everything.member.tolist())}
    errors, stated = [], []
    for seed in range(200):
        drawn = sampled_coalitions("abcdef", 12, seed=seed)
        values = known[[place[tuple(row)] for row in drawn.member.tolist()]]
        by_order = attribution.marginals(values, drawn.member, drawn.orders)
        errors.append(by_order.mean(axis=0) - truth)
        stated.append(attribution.sampling_variance(by_order))
    assert np.mean(errors, axis=0) == pytest.approx(0.0, abs=0.5)
    assert np.mean(np.square(errors), axis=0) == pytest.approx(np.mean(stated, axis=0), rel=0.35)


def test_parts_that_do_not_add_up_are_refused():
    all_of_them = all_coalitions("abc")
    known = worth(all_of_them, glove)
    parts = attribution.shapley_values(known, all_of_them.member)
    assert abs(float(attribution.residual(known, parts))) < 1e-12
    with pytest.raises(SimulationError, match="they must add up"):
        attribution.residual(known, parts + 0.001)


@pytest.mark.parametrize("what", [attribution.shapley_values, attribution.interactions])
def test_a_missing_coalition_is_told(what):
    all_of_them = all_coalitions("abc")
    with pytest.raises(ResultError, match="all 8 coalitions are needed"):
        what(np.zeros(7), all_of_them.member[:-1])


NAMES = ("funds", "sight", "cycle")
EFFECT = np.array([5.0, -2.0, 0.0])


def hybrids(replications=6, *, ends=1, orders=0, noise=1.0, players=NAMES):
    """A dataset in which each player adds its effect, and funds and sight 3 more together."""
    drawn = sampled_coalitions(players, orders, seed=1) if orders else all_coalitions(players)
    chance = np.random.default_rng(7)
    effect = np.resize(EFFECT, len(players))
    base = drawn.member @ effect + 3.0 * (drawn.member[:, 0] & drawn.member[:, 1])
    people = chance.normal(size=replications)
    swing = noise * chance.normal(size=(len(base), replications))
    swing[:, :] *= drawn.member.sum(axis=1)[:, np.newaxis] > 0
    values = 100.0 + base[:, np.newaxis] + 10.0 * people + swing
    first = 100.0 + 10.0 * people + np.zeros((len(base), 1))
    runs = np.concatenate([values, first]) if ends > 1 else values
    places = np.arange(len(base))[:, np.newaxis]
    which = np.concatenate([places + len(base), places], axis=1) if ends > 1 else places
    attrs = {"kind": "outcome", "units": "bed days a year", "long_name": "Delayed days"}
    return xr.Dataset(
        {
            "delayed_days": (("scenario", "replication"), runs, attrs),
            "member": (("coalition", "player"), drawn.member),
            "orders": (("order", "player_place"), drawn.orders),
            "scenario_of": (("coalition", "end"), which),
        },
        coords={"player": list(players), "replication": np.arange(replications)},
    )


def test_contributions_add_up_within_every_replication():
    found = contributions(hybrids())
    total = found["everybody"] - found["nobody"]
    assert np.allclose(found["contribution"].sum("player"), total, rtol=0, atol=1e-12)
    assert float(abs(found["residual"]).max()) < 1e-12


def test_what_is_shared_by_all_scenarios_cancels_within_a_replication():
    found = contribution_estimates(contributions(hybrids(noise=0.0))).sel(outcome="delayed_days")
    mean = found["contribution"].sel(statistic="mean").values
    assert mean == pytest.approx([6.5, -0.5, 0.0])
    width = found["contribution"].sel(statistic="high") - found["contribution"].sel(statistic="low")
    assert width.values == pytest.approx(0.0, abs=1e-9)
    assert found["alone"].sel(statistic="mean").values == pytest.approx(EFFECT)
    assert found["last"].sel(statistic="mean").values == pytest.approx([8.0, 1.0, 0.0])
    together = found["interaction"].sel(player="funds", other="sight", statistic="mean")
    assert float(together) == pytest.approx(3.0)


def test_with_two_ends_the_worth_is_their_difference():
    one, two = hybrids(), hybrids(ends=2)
    gap = coalition_worth(two) + two["delayed_days"].isel(scenario=-1).values[:, np.newaxis]
    assert np.allclose(gap, coalition_worth(one))


def test_a_replication_with_a_missing_run_is_left_out_whole():
    data = hybrids()
    data["delayed_days"][3, 2] = np.nan
    found = contributions(data)
    known = found["contribution"].notnull().all("player").sel(outcome="delayed_days").values
    assert known.tolist() == [True, True, False, True, True, True]
    assert found["alone"].sel(replication=2).isnull().all()
    rest = contributions(data.drop_isel(replication=2))
    xr.testing.assert_allclose(
        contribution_estimates(found)["contribution"], contribution_estimates(rest)["contribution"]
    )


SIX = [f"p{i}" for i in range(6)]


def test_an_order_and_its_reverse_are_exact_where_players_act_alone_or_in_pairs():
    drawn = contributions(hybrids(noise=0.0, orders=6, players=SIX))
    assert "interaction" not in drawn
    assert float(drawn["sampling_variance"].max()) == pytest.approx(0.0)
    mean = contribution_estimates(drawn)["contribution"].sel(
        outcome="delayed_days", statistic="mean"
    )
    assert mean.values == pytest.approx([6.5, -0.5, 0.0, 5.0, -2.0, 0.0])


def test_drawing_orders_widens_the_interval():
    drawn = contributions(hybrids(orders=20, players=SIX))
    whole = contribution_estimates(drawn)["contribution"]
    alone = mean_and_interval(drawn["contribution"])
    assert (drawn["sampling_variance"] > 0.0).all()
    assert (whole.sel(statistic="high") > alone.sel(statistic="high")).all()
    assert np.allclose(whole.sel(statistic="mean"), alone.sel(statistic="mean"))


def test_one_replication_has_no_interval():
    found = contribution_estimates(contributions(hybrids(replications=1)))
    assert found["contribution"].sel(statistic="low").isnull().all()
    assert found["contribution"].sel(statistic="mean").notnull().all()
