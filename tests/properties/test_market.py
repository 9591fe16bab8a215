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


def test_with_money_that_keeps_pace_the_area_settles() -> None:
    """Under the deep cut the last three years have far more delay than the first three."""
    first, last = slice(0, 3), slice(YEARS - 3, YEARS)
    ratios = {}
    for squeeze in ("none", "deep_cut"):
        delays = sum(yearly_delays(council(squeeze), replication) for replication in range(6))
        ratios[squeeze] = delays[last].sum() / delays[first].sum()
    assert 0.6 < ratios["none"] < 1.4
    assert ratios["deep_cut"] > 1.25 * ratios["none"]


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
