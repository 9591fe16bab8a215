"""Prevention as a service: cost now, a lag, and fewer people who need care; nil changes nothing."""

from __future__ import annotations

import numpy as np
import pytest

from carefunds_sim.engines import simulate
from carefunds_sim.model.record import Run
from carefunds_sim.model.resolve import make_plan
from carefunds_sim.scenario.load import compose
from carefunds_sim.scenario.scenario import Scenario

SERVICE = "area.services.prevention"
STREAMS = ("emergency_admissions", "community_referrals")


def scenario(effect: float, *, money: float = 1.0, lag: float = 1.0, years: int = 3) -> Scenario:
    """A small council whose prevention keeps a share of both streams away, and is cut or not."""
    made = compose("with_prevention", "separate", "none", run={"scale": 0.05, "years": years})
    values = {
        f"{SERVICE}.prevents": dict.fromkeys(STREAMS, effect),
        f"{SERVICE}.prevention_lag": lag,
        f"{SERVICE}.flexing.floor": min(money, 1.0),
        f"{SERVICE}.flexing.market_limit": max(money, 1.0),
        f"{SERVICE}.flexing.lag_up": 0,
        f"{SERVICE}.flexing.lag_down": 0,
    }
    return made.with_values(values)


def came(run: Run) -> np.ndarray:
    """People of both streams who came, by year."""
    at = [run.names.streams.index(name) for name in STREAMS]
    return run.values["arrivals"][:, at].sum(axis=1).reshape(-1, 12).sum(axis=1)


def expected_share(effect: float) -> float:
    """The share of those drawn who come at first, over both engines' plans."""
    plan = make_plan(scenario(effect), seed=1, replication=0)
    at = [plan.names.streams.index(name) for name in STREAMS]
    of_streams = np.isin(plan.people.stream, at)
    return float((plan.people.thinning[of_streams] < 1.0 - effect).mean())


def test_the_published_arrivals_are_those_that_come_in_spite_of_it() -> None:
    """The people drawn are more by what is prevented, and that share of them stays away."""
    plain, kept = (make_plan(scenario(effect), seed=1, replication=0) for effect in (0.0, 0.2))
    at = [plain.names.streams.index(name) for name in STREAMS]
    drawn = [np.isin(plan.people.stream, at).sum() for plan in (plain, kept)]
    assert drawn[1] / drawn[0] == pytest.approx(1.25, rel=0.03)
    assert expected_share(0.2) == pytest.approx(0.8, abs=0.01)
    np.testing.assert_allclose(kept.offered_load, plain.offered_load, rtol=1e-12)


def test_without_an_effect_it_only_costs() -> None:
    one, three = (
        simulate(scenario(0.0, years=1).with_values({f"{SERVICE}.capacity": places}))
        for places in (600, 1800)
    )
    np.testing.assert_array_equal(one.values["arrivals"], three.values["arrivals"])
    prevention = one.names.services.index("prevention")
    cost, thrice = (run.values["cost"][:, prevention].sum() for run in (one, three))
    assert thrice == pytest.approx(3.0 * cost)
    assert cost > 0.0


def test_each_engine_counts_the_same_people_with_prevention() -> None:
    ran = [simulate(scenario(0.1, lag=6.0, years=2), engine=name) for name in ("simpy", "compiled")]
    for name, values in ran[0].values.items():
        np.testing.assert_array_equal(values, ran[1].values[name], err_msg=name)


def test_cutting_it_brings_more_people_once_the_lag_has_passed() -> None:
    """The budget falls to nothing over the years: those kept away before come after all."""
    held = scenario(0.2, money=1.0)
    cut = scenario(0.2, money=0.0).with_values({"squeeze.council.after": -0.3})
    before, after = came(simulate(held)), came(simulate(cut))
    assert after[0] <= before[0] * 1.2
    assert after[-1] > before[-1] * 1.02
