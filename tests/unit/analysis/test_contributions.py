"""Contributions from a dataset of hybrids: by replication, with intervals, never of half of one."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from carefunds_sim.analysis.attribution import contributions, estimated, game
from carefunds_sim.analysis.coalitions import every, sampled
from carefunds_sim.analysis.intervals import mean_and_interval

NAMES = ("funds", "sight", "cycle")
EFFECT = np.array([5.0, -2.0, 0.0])


def hybrids(replications=6, *, ends=1, orders=0, noise=1.0, players=NAMES):
    """A dataset in which each player adds its effect, and funds and sight 3 more together."""
    drawn = sampled(players, orders, seed=1) if orders else every(players)
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
    found = estimated(contributions(hybrids(noise=0.0))).sel(outcome="delayed_days")
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
    gap = game(two) + two["delayed_days"].isel(scenario=-1).values[:, np.newaxis]
    assert np.allclose(gap, game(one))


def test_a_replication_with_a_missing_run_is_left_out_whole():
    data = hybrids()
    data["delayed_days"][3, 2] = np.nan
    found = contributions(data)
    known = found["contribution"].notnull().all("player").sel(outcome="delayed_days").values
    assert known.tolist() == [True, True, False, True, True, True]
    assert found["alone"].sel(replication=2).isnull().all()
    rest = contributions(data.drop_isel(replication=2))
    xr.testing.assert_allclose(estimated(found)["contribution"], estimated(rest)["contribution"])


SIX = [f"p{i}" for i in range(6)]


def test_an_order_and_its_reverse_are_exact_where_players_act_alone_or_in_pairs():
    drawn = contributions(hybrids(noise=0.0, orders=6, players=SIX))
    assert "interaction" not in drawn
    assert float(drawn["sampling_variance"].max()) == pytest.approx(0.0)
    mean = estimated(drawn)["contribution"].sel(outcome="delayed_days", statistic="mean")
    assert mean.values == pytest.approx([6.5, -0.5, 0.0, 5.0, -2.0, 0.0])


def test_drawing_orders_widens_the_interval():
    drawn = contributions(hybrids(orders=20, players=SIX))
    whole = estimated(drawn)["contribution"]
    alone = mean_and_interval(drawn["contribution"])
    assert (drawn["sampling_variance"] > 0.0).all()
    assert (whole.sel(statistic="high") > alone.sel(statistic="high")).all()
    assert np.allclose(whole.sel(statistic="mean"), alone.sel(statistic="mean"))


def test_one_replication_has_no_interval():
    found = estimated(contributions(hybrids(replications=1)))
    assert found["contribution"].sel(statistic="low").isnull().all()
    assert found["contribution"].sel(statistic="mean").notnull().all()
