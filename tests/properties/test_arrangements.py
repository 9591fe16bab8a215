"""An arrangement works through its rules alone: where they are the same or idle, so are flows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from verification.event_times import reported_days

from carefunds_sim.engines import simulate
from carefunds_sim.model.record import ACCOUNTS, Run
from carefunds_sim.scenario.load import compose
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.vocabulary import Loop

SCALE = {"typical_council": 0.06, "county": 0.03}
BY_FUND = {account.name for account in ACCOUNTS if "fund" in account.dims}
PEOPLE = [  # accounts of flows: what people meet, not what it costs
    "occupied_days", "unit_days", "waiting_days", "starts", "requests", "refused",
    "second_choices", "delayed_days", "undeclared_days", "admissions", "readmissions_30d",
    "stays_ended", "stay_days_ended", "arrivals", "departures", "deaths", "people",
    "care_home_admissions",
]  # fmt: skip
THE_FOUR = ("separate", "aligned", "pooled", "care_trust")


@cache
def run_of(arrangement: str, squeeze: str, area: str = "typical_council") -> Run:
    """Return a traced run of a small area for two years after the warm-up."""
    return simulate(scenario_of(arrangement, squeeze, area), trace=True)


def scenario_of(arrangement: str, squeeze: str, area: str = "typical_council") -> Scenario:
    return compose(area, arrangement, squeeze, run={"scale": SCALE[area], "years": 2})


def nothing_pooled(scenario: Scenario) -> Scenario:
    """Return a scenario whose pools hold nothing, all other rules as they are."""
    values = {}
    assert scenario.arrangement
    for name, pool in scenario.arrangement.pools.items():
        values[f"arrangement.pools.{name}.share"] = dict.fromkeys(pool.share.value, 0.0)
    return scenario.with_values(values)


def assert_same_but_for_the_pool(separate: Run, pooled: Run) -> None:
    """Compare event for event and account for account; the pool's own columns must be empty.

    ``in_force`` only says which file's rules hold.
    """
    assert separate.events == pooled.events
    own = len(separate.names.funds)
    for name, values in separate.values.items():
        others = pooled.values[name]
        if name in BY_FUND:
            assert (others[:, own:] == 0.0).all(), name
            others = others[:, :own]
        if name != "in_force":
            np.testing.assert_array_equal(values, others, err_msg=name)


@pytest.mark.parametrize(
    ("area", "squeeze"),
    [("typical_council", "deep_cut"), ("typical_council", "none"), ("county", "nao_decade")],
)
def test_a_pool_that_holds_nothing_is_separate_budgets_event_for_event(
    area: str, squeeze: str
) -> None:
    """The pool is set up for a year, so its rules hold in the second."""
    pooled = simulate(nothing_pooled(scenario_of("pooled", squeeze, area)), trace=True)
    assert pooled.values["in_force"].tolist() == [0.0] * 12 + [1.0] * 12
    assert_same_but_for_the_pool(run_of("separate", squeeze, area), pooled)


def test_a_pool_that_holds_nothing_opens_no_team_that_is_closed() -> None:
    closed = {"area.services.community_equipment.capacity": 0.0}
    separate = simulate(scenario_of("separate", "none").with_values(closed))
    pooled = simulate(nothing_pooled(scenario_of("pooled", "none")).with_values(closed))
    np.testing.assert_array_equal(separate.values["capacity"], pooled.values["capacity"])


def in_plenty(scenario: Scenario, times: float) -> Scenario:
    """Return a scenario with so many times the capacity, no cuts and no set-up time."""
    scenario = replace(scenario, switched_off=(Loop.OVERSPEND_CUTS,))
    capacities = {
        f"area.services.{name}.capacity": times * service.capacity.value
        for name, service in scenario.area.services.items()
        if service.capacity
    }
    money = scenario.area.money
    markets = {
        f"area.money.markets.{name}.occupancy": market.occupancy.value / times
        for name, market in (money.markets if money else {}).items()
    }
    at_once = {"arrangement.overhead.setup_months": 0.0}
    return scenario.with_values({**capacities, **markets, **at_once})


def check_that_flows_are_the_same(scenarios: Sequence[Scenario]) -> None:
    runs = [simulate(scenario, trace=True) for scenario in scenarios]
    separate = runs[0]
    waited = separate.values["waiting_days"].sum()
    assert waited < 1.0, "not plenty: the test would compare scarcities"
    assert separate.values["refused"].sum() == 0.0
    for arrangement, run in zip(THE_FOUR, runs, strict=True):
        assert run.values["in_force"].all(), arrangement
        assert run.events == separate.events, arrangement
        for name in PEOPLE:
            np.testing.assert_array_equal(run.values[name], separate.values[name], err_msg=name)


def test_with_no_scarcity_the_four_arrangements_give_the_same_flows() -> None:
    """A small area has large swings: four times the capacity leaves small teams short at times."""
    check_that_flows_are_the_same([in_plenty(scenario_of(name, "none"), 12.0) for name in THE_FOUR])


@pytest.mark.slow
def test_with_four_times_the_capacity_a_whole_council_flows_alike_under_the_four() -> None:
    run = {"years": 2, "warmup_months": 0}
    whole = [compose("typical_council", name, "none", run=run) for name in THE_FOUR]
    check_that_flows_are_the_same([in_plenty(scenario, 4.0) for scenario in whole])


def test_under_a_squeeze_arrangements_start_alike_and_then_differ() -> None:
    """Through the warm-up nothing has taken effect; what the tests above show is not idleness."""
    runs = [run_of(arrangement, "deep_cut") for arrangement in THE_FOUR]
    begins = reported_days(runs[0].scenario)[0]
    separate, *others = ([e for e in run.events if e.time < begins] for run in runs)
    assert all(events == separate for events in others)
    assert len({run.values["delayed_days"].sum() for run in runs}) == len(runs)
    assert not np.array_equal(runs[0].values["capacity"], runs[2].values["capacity"])
