"""Every person and every pound is accounted for, in random small networks and councils."""

from __future__ import annotations

import contextlib
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from properties.any_scenario import small_areas
from properties.networks import Part, areas, scenario_of, service, stream
from verification.event_times import reported_days

from carefunds_sim.engines import simulate
from carefunds_sim.engines.checks import BETWEEN_BODIES
from carefunds_sim.errors import GridlockError
from carefunds_sim.model.record import ACCOUNTS, Run
from carefunds_sim.scenario.load import compose
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.vocabulary import Loop, Setting, TransferKind, WaitingPlace

DUST = 1e-9  # pounds: tenths of units that come and go in any order leave some behind
SLOW_TO_DRAW = [HealthCheck.too_slow, HealthCheck.data_too_large]
ARRANGEMENTS = [
    "separate",
    "aligned",
    "pooled",
    "care_trust",
    "lead_commissioning",
    "integrated_provision",
    "better_care_fund",
    "pooled_with_integrated_teams",
]
SQUEEZES = ["none", "actual_2010_20", "nao_decade", "deep_cut", "front_loaded", "winter_grants"]


def check_accounts_of_people(run: Run) -> None:
    """People in are people out and people here, at every month's end."""
    value = run.values
    more = value["arrivals"].sum(axis=1) - value["departures"] - value["deaths"]
    np.testing.assert_array_equal(np.diff(value["people"]), more[1:])
    if run.scenario.run.warmup_months == 0:
        assert value["people"][0] == more[0]
    assert (value["refused"] <= value["requests"]).all()
    assert (value["readmissions_30d"] <= value["admissions"].sum(axis=1)).all()
    for account in ACCOUNTS:
        if not account.unit.startswith("GBP"):
            assert not (value[account.name] < 0.0).any(), account.name


def check_moves(run: Run) -> None:
    """Who comes is new, who ends has died or needs nothing more, and a start is a move.

    Only who goes back to a kept place moves without a start, and only a team starts with people
    who stay where they are. What moves make of the people in each place is checked in every run.
    """
    value = run.values
    moves = value["moves"]
    np.testing.assert_array_equal(moves[:, 0].sum(axis=1), value["arrivals"].sum(axis=1))
    np.testing.assert_array_equal(moves[:, :, -2].sum(axis=1), value["departures"])
    np.testing.assert_array_equal(moves[:, :, -1].sum(axis=1), value["deaths"])
    area = run.scenario.area
    teams = {stage.team for stage in area.stages.values()} - {None}
    for place, (name, declared) in enumerate(area.services.items()):
        starts, into = value["starts"][:, place], moves[:, 1:, place + 1].sum(axis=1)
        if name in teams:
            assert not into.any()
        elif declared.kept_in_hospital:
            assert (into >= starts).all()
        else:
            np.testing.assert_array_equal(into, starts)


def check_log_of_people(run: Run) -> None:
    """Each person comes once, holds and leaves places in turn, and leaves with none held."""
    held: dict[int, set[str]] = defaultdict(set)
    here: set[int] = set()
    known: set[int] = set()
    latest = 0.0
    for event in run.events:
        person = event.entity_id
        assert event.time >= latest
        latest = event.time
        if event.event == "arrival":
            assert person not in known
            here.add(person)
            known.add(person)
            continue
        assert person in here
        if event.event_type == "resource_use":
            assert event.event not in held[person]
            held[person].add(event.event)
        elif event.event_type == "resource_use_end":
            held[person].remove(event.event)
        elif event.event_type == "arrival_departure":
            assert not held[person]
            here.remove(person)
    assert len(here) == run.values["people"][-1]


@settings(max_examples=20, deadline=None)
@given(area=areas(), seed=st.integers(0, 2**32 - 1), start=st.sampled_from(["empty", "full"]))
def test_people_are_conserved_in_any_small_network(area: Part, seed: int, start: str) -> None:
    scenario = scenario_of(area, seed=seed, start=start)
    run = simulate(scenario, trace=True)
    check_accounts_of_people(run)
    check_moves(run)
    check_log_of_people(run)
    beds = [
        s.setting in (Setting.ACUTE, Setting.NON_ACUTE) for s in scenario.area.services.values()
    ]
    in_bed = run.values["occupied_days"][:, beds].sum()
    delayed = run.values["delayed_days"].sum() + run.values["undeclared_days"].sum()
    assert delayed <= in_bed + 1e-6


@pytest.mark.parametrize("second_choice", ["care", "elsewhere"])
def test_nobody_holds_a_place_twice_or_keeps_one_for_ever(second_choice: str) -> None:
    """Who keeps a place and gives up waiting for the hospital goes back, or lets the place go."""
    kept = {"kept_in_hospital": True, "hazards": {"admission": {"independent": 6.0}}}
    hospital = service(10.0, 1.0, setting="acute", second_choice=second_choice, patience=1.0)
    area = {
        "streams": {"referrals": stream(1.0, "care", origin="community")},
        "services": {
            "hospital": hospital,
            "care": service(60.0, 40.0, setting="home", **kept),
            "elsewhere": service(60.0, setting="care_home", **kept),
        },
        "admitted_to": "hospital",
    }
    run = simulate(scenario_of(area), trace=True)
    assert run.values["second_choices"][:, 0].sum() > 10
    check_log_of_people(run)


@settings(max_examples=20, deadline=None)
@given(area=areas())
def test_person_days_are_days_in_a_service_or_waiting_for_a_hospital_bed(area: Part) -> None:
    """The days between coming and leaving, added up over people, are the days of the accounts."""
    scenario = scenario_of(area)
    run = simulate(scenario, trace=True)
    last = reported_days(scenario)[1]
    came = {e.entity_id: e.time for e in run.events if e.event == "arrival"}
    left = {e.entity_id: e.time for e in run.events if e.event in ("departures", "deaths")}
    days = sum(left.get(person, last) - day for person, day in came.items())
    outside = run.values["waiting_days"][..., WaitingPlace.EMERGENCY_DEPARTMENT].sum()
    assert run.values["occupied_days"].sum() + outside == pytest.approx(days, rel=1e-9, abs=1e-6)


@settings(max_examples=5, deadline=None, phases=[Phase.generate])  # too slow to shrink
@given(
    arrangement=st.sampled_from(ARRANGEMENTS),
    squeeze=st.sampled_from(SQUEEZES),
    place=st.sampled_from([("typical_council", 0.06), ("county", 0.02), ("london_borough", 0.1)]),
    off=st.sets(st.sampled_from(list(Loop)), max_size=3),
)
def test_pounds_and_people_are_conserved_under_any_arrangement_and_squeeze(
    arrangement: str, squeeze: str, place: tuple[str, float], off: set[Loop]
) -> None:
    area, scale = place
    settings = {"scale": scale, "years": 1}
    scenario = compose(area, arrangement, squeeze, run=settings, switched_off=sorted(off))
    run = simulate(scenario, trace=True)
    check_accounts_of_people(run)
    check_moves(run)
    check_log_of_people(run)
    check_accounts_of_pounds(run)


@settings(  # too slow to shrink
    max_examples=15, deadline=None, suppress_health_check=SLOW_TO_DRAW, phases=[Phase.generate]
)
@given(scenario=small_areas())
def test_pounds_are_conserved_in_any_small_area(scenario: Scenario) -> None:
    """Prices are of any size here: a delayed day may be charged more than the bed day costs."""
    with contextlib.suppress(GridlockError):
        check_accounts_of_pounds(simulate(scenario))


def check_accounts_of_pounds(run: Run) -> None:
    """Bodies bear what funds spend, what people pay comes on top, transfers cancel out."""
    value = run.values
    own = run.names.bodies.index("self")
    borne = np.delete(value["cost"], own, axis=2).sum(axis=(1, 2)) + value["overhead"].sum(axis=1)
    if run.names.trust is not None:  # funds pay a trust its contract; its deficit it bears itself
        income = value["transfers"][:, TransferKind.CONTRACT, run.names.trust]
        borne -= value["cost"][:, :, run.names.trust].sum(axis=1) - income
    np.testing.assert_allclose(borne, value["spend"].sum(axis=1), rtol=1e-9)
    of_payers = value["payment"].sum(axis=(1, 3))
    own_cost = value["cost"].sum(axis=1)[:, : len(run.names.payers)]
    contract = value["transfers"][:, TransferKind.CONTRACT, : len(run.names.payers)]
    np.testing.assert_allclose(of_payers, own_cost - contract, rtol=1e-9, atol=1e-4)
    assert (value["cost"] >= -DUST).all()
    assert (value["overhead"][:, own] == 0.0).all()
    between = value["transfers"][:, BETWEEN_BODIES]
    np.testing.assert_allclose(between.sum(axis=2), 0.0, atol=1e-4)
    assert (value["transfers"][:, TransferKind.GRANT] >= 0.0).all()


def test_the_self_payers_pay_their_share_of_each_service() -> None:
    """Each service's cost is split by its payers' shares where one body alone pays a part."""
    scenario = compose("typical_council", "separate", "none", run={"scale": 0.1, "years": 1})
    run = simulate(scenario)
    cost = run.values["cost"].sum(axis=0)
    own = run.names.bodies.index("self")
    for index, (name, asked) in enumerate(scenario.area.services.items()):
        if asked.paid_by is None or cost[index].sum() == 0.0:
            continue
        shares = {body.word: share for body, share in asked.paid_by.value.items()}
        share = cost[index, own] / cost[index].sum()
        assert share == pytest.approx(shares.get("self", 0.0), abs=1e-9), name
