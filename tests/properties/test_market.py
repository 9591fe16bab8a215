"""Areas with providers: they settle without a squeeze, and hold with anybody paying."""

from __future__ import annotations

import numpy as np
import pytest

from carefunds_sim.engines import simulate
from carefunds_sim.scenario.load import compose
from carefunds_sim.scenario.scenario import Scenario

YEARS = 9
BANDS = ("aged_65_74", "aged_75_84", "aged_85_plus")
HOMES = ("residential", "nursing", "self_funded_care_home")


def council(squeeze: str = "none", scale: float = 0.3, years: int = YEARS) -> Scenario:
    return compose("typical_council", "separate", squeeze, run={"scale": scale, "years": years})


def yearly_delays(scenario: Scenario, replication: int) -> np.ndarray:
    """Return delayed days in each year; (y)."""
    run = simulate(scenario, replication=replication)
    delays: np.ndarray = run.values["delayed_days"].reshape(YEARS, 12, -1).sum(axis=(1, 2))
    return delays


def late_over_early(squeeze: str) -> float:
    """Return delayed days of the last three years over those of the first three."""
    delays = sum(yearly_delays(council(squeeze), replication) for replication in range(6))
    return float(delays[YEARS - 3 :].sum() / delays[:3].sum())


def test_with_money_that_keeps_pace_the_area_settles() -> None:
    assert 0.6 < late_over_early("none") < 1.4


@pytest.mark.xfail(strict=True, reason="since the fit of 30 November 2026 it is 1.39 times as much")
def test_under_the_deep_cut_the_last_years_have_far_more_delay() -> None:
    assert late_over_early("deep_cut") > 1.4


@pytest.mark.parametrize("self_funded", [0.0, 1.0])
def test_a_market_holds_with_nobody_council_funded_and_with_everybody(self_funded: float) -> None:
    scenario = council("deep_cut", scale=0.1, years=3)
    shares = {
        f"area.streams.{name}.self_funded": dict.fromkeys(
            ("aged_65_74", "aged_75_84", "aged_85_plus"), self_funded
        )
        for name in scenario.area.streams
    }
    scenario = scenario.with_values(shares)
    compiled, story = (simulate(scenario, engine=engine) for engine in ("compiled", "simpy"))
    for name, values in compiled.values.items():
        np.testing.assert_array_equal(story.values[name], values, err_msg=name)


def test_a_council_s_higher_fee_opens_places_for_those_who_pay_themselves() -> None:
    """In ten replications of the deep cut, with the same people."""
    raised = {f"area.money.markets.{name}.fee_growth": 0.04 for name in ("care_homes", "home_care")}
    more = 0
    for replication in range(10):
        usual = simulate(council("deep_cut", scale=0.2, years=6), replication=replication)
        higher = simulate(
            council("deep_cut", scale=0.2, years=6).with_values(raised), replication=replication
        )
        private = [usual.names.services.index(name) for name in HOMES[2:]]
        at_end = slice(-12, None)
        more += (
            higher.values["capacity"][at_end, private].sum()
            > usual.values["capacity"][at_end, private].sum()
        )
    assert more >= 8
