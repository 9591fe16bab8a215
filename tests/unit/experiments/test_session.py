"""A run step by step is the run of its scenario, whatever was decided on the way."""

from __future__ import annotations

import numpy as np
import pytest

import carefunds_sim as cf
from carefunds_sim.engines import simulate
from carefunds_sim.experiments.session import Session
from carefunds_sim.model.record import Run
from carefunds_sim.scenario.load import compose, load_scenario
from carefunds_sim.scenario.scenario import Scenario, from_text

RUN = {"scale": 0.03, "years": 3}
MOVE = cf.Decision("residential", "home_care", 60_000.0)


def scenario() -> Scenario:
    return compose("typical_council", "separate", "nao_decade", run=RUN)


def same(session: Session, run: Run) -> None:
    for name, value in session.run.values.items():
        np.testing.assert_array_equal(value, run.values[name][: session.months], err_msg=name)


def test_a_session_in_which_nothing_is_decided_is_the_run() -> None:
    session = cf.begin(scenario())
    assert session.month == "2010-04"
    session.advance(7)
    assert session.month == "2010-11"
    assert len(session.run.months) == 7
    same(session, simulate(scenario()))
    assert session.advance(29).is_over


def test_all_that_a_session_is_stands_in_its_scenario() -> None:
    session = cf.begin(scenario()).advance(12)
    session.decide("council", [MOVE])
    session.advance(6)
    session.change("beds", capacity={"service": "intermediate_beds", "units": 60.0,
                                     "paid_by": "nhs"})  # fmt: skip
    session.advance(18)
    same(session, simulate(session.scenario))
    same(session, simulate(from_text(session.scenario.text), engine="simpy"))
    again = cf.begin(session.scenario).advance(36)
    same(again, session.run)


def test_a_decision_moves_what_it_says_and_changes_nothing_before() -> None:
    session = cf.begin(scenario()).advance(12)
    before = session.run
    council = session.view("council")
    session.decide("council", [MOVE])
    same(session, before)
    session.advance(1)
    lines = session.run.values["service_budget"][-1]
    was = simulate(scenario()).values["service_budget"][12]
    services = session.run.names.services
    moved = {services[s]: (lines - was)[s] for s in np.flatnonzero(lines - was)}
    assert moved == pytest.approx({"residential": -60_000.0, "home_care": 60_000.0})
    assert council.budget["residential"] > 60_000.0


def test_a_fork_goes_its_own_way() -> None:
    session = cf.begin(scenario()).advance(12)
    other = session.fork()
    other.decide("council", [MOVE])
    other.advance(12)
    session.advance(12)
    same(session, simulate(scenario()))
    assert session.scenario == scenario()
    same(other, simulate(other.scenario))


def test_a_fund_sees_what_a_decision_rule_would_see() -> None:
    """The rule is asked where the session looks: in the month in which the fund decides."""
    seen: list[cf.FundView] = []

    @cf.decision_rule(name="watches_in_a_session", every_month=True)
    def watch(view: cf.FundView) -> list[cf.Decision]:
        seen.append(view)
        return []

    watched = scenario().with_value("arrangement.own_funds.decision_rule", "watches_in_a_session")
    session = cf.begin(watched).advance(14)
    view = session.view("council")
    (council,) = {repr(v) for v in seen if (v.fund, v.months_since_start) == ("council", 14)}
    assert repr(view) == council
    with pytest.raises(AttributeError, match="a fund cannot see"):
        _ = view.books


def test_what_cannot_be_decided_is_refused() -> None:
    session = cf.begin(scenario()).advance(12)
    with pytest.raises(cf.ArgumentError, match="no fund is called 'nsh'; did you mean 'nhs'"):
        session.view("nsh")
    with pytest.raises(cf.ArgumentError, match="cannot be moved from it"):
        session.decide("council", [cf.Decision("residential", "home_care", 1e9)])
    with pytest.raises(cf.ScenarioError, match="a service of the area"):
        session.change("beds", capacity={"service": "beds", "units": 1.0, "paid_by": "nhs"})
    with pytest.raises(cf.ArgumentError, match="no budget for 'home'"):
        session.decide("council", [cf.Decision("residential", "home", 1.0)])
    with pytest.raises(cf.ArgumentError, match="more than GBP 0"):
        session.decide("council", [cf.Decision("residential", "home_care", -1.0)])
    with pytest.raises(cf.ArgumentError, match="leave out 'month'"):
        session.change("fee", month="2010-04", set={"area.money.charge": 1.0})
    with pytest.raises(cf.ArgumentError, match="no engine 'fast'"):
        cf.begin(scenario(), engine="fast")
    session.decide("council")
    with pytest.raises(cf.ArgumentError, match="council has decided this month"):
        session.decide("council")
    with pytest.raises(cf.ArgumentError, match="months"):
        session.advance(25)
    session.advance(24)
    with pytest.raises(cf.ArgumentError, match="is over"):
        session.advance()
    with pytest.raises(cf.ArgumentError, match="is over"):
        session.view("nhs")


def test_a_lesson_goes_step_by_step_and_has_no_funds() -> None:
    session = cf.begin(load_scenario("blocking")).advance(3)
    assert len(session.run.months) == 3
    with pytest.raises(cf.ArgumentError, match="no funds"):
        session.view("nhs")
