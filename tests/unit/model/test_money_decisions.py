"""Decisions: what a fund sees, how it weighs it, and how much money it moves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_money_town import FIRST, HOME_CARE, HOSPITAL, REHAB, Town, make_town

from carefunds_sim.model.money.books import form_pools
from carefunds_sim.model.money.decisions import decide, move_money
from carefunds_sim.model.money.next_month import head_starts, plan_capacity
from carefunds_sim.model.money.perception import (
    observe,
    perceived_waiting_cost,
    shared_sight,
)
from carefunds_sim.vocabulary import Loop, WaitingPlace

NHS, COUNCIL, POOL = range(3)
WAIT_IN_BED = 250.0  # a day in an acute bed: 200 + 50, all of it the NHS's
WAIT_AT_HOME = 16.0  # the council's 0.8 of 20; the rest is the person's own business
CHARGE = 50.0  # half of 100


def waiting_in_beds(town: Town, *, since: int = 24) -> Town:
    """Let everybody who waits for home care have waited in an acute bed for some months."""
    town.books.waiting[: since + 1, HOME_CARE, WaitingPlace.ACUTE_BED] = 1.0
    return town


def sees(town: Town, fund: int, service: int = HOME_CARE) -> float:
    return float(perceived_waiting_cost(town.frame, town.books, fund, FIRST)[service])


def test_a_body_sees_its_own_cost_at_once_and_whole() -> None:
    town = waiting_in_beds(make_town(terms={"charge_on": 0.0}), since=0)
    assert sees(town, NHS) == pytest.approx(WAIT_IN_BED)


def test_under_separate_budgets_the_council_sees_nothing_of_blocked_beds_but_the_charge() -> None:
    assert sees(waiting_in_beds(make_town(terms={"charge_on": 0.0})), COUNCIL) == 0.0
    assert sees(waiting_in_beds(make_town()), COUNCIL) == pytest.approx(CHARGE)


def test_the_charge_eases_the_cost_of_blocked_beds_to_the_nhs() -> None:
    assert sees(waiting_in_beds(make_town()), NHS) == pytest.approx(WAIT_IN_BED - CHARGE)


def test_a_partner_s_cost_weighs_by_sight_and_regard() -> None:
    own = {"sight": 0.8, "regard": 0.5, "goodwill": 0.0}
    town = waiting_in_beds(make_town(own=own, terms={"charge_on": 0.0}))
    assert sees(town, COUNCIL) == pytest.approx(0.4 * WAIT_IN_BED)


def test_what_rests_on_goodwill_is_worth_what_trust_is_worth() -> None:
    own = {"sight": 0.8, "regard": 0.5, "goodwill": 1.0}
    town = waiting_in_beds(make_town(own=own, terms={"charge_on": 0.0}))
    assert sees(town, COUNCIL) == pytest.approx(0.4 * 0.25 * WAIT_IN_BED)  # trust is 0.5
    town.books.trust[0] = 0.0
    assert sees(town, COUNCIL) == 0.0


def test_a_partner_s_cost_is_seen_as_late_as_sight_is() -> None:
    own = {"sight": 1.0, "regard": 1.0, "goodwill": 0.0, "lag": 3}
    town = make_town(own=own, terms={"charge_on": 0.0})
    town.books.waiting[:3, HOME_CARE, WaitingPlace.ACUTE_BED] = 1.0
    assert sees(town, COUNCIL) == 0.0
    town.books.waiting[3, HOME_CARE, WaitingPlace.ACUTE_BED] = 1.0
    assert sees(town, COUNCIL) == pytest.approx(WAIT_IN_BED)
    assert sees(town, NHS) == pytest.approx(WAIT_IN_BED)


def test_a_pool_counts_the_costs_of_all_who_own_it_and_no_charge_within() -> None:
    town = waiting_in_beds(make_town(pools=[[0.0, 1.0, 1.0, 0.0]]))
    assert sees(town, POOL) == pytest.approx(WAIT_IN_BED)


def test_waits_at_home_weigh_with_those_who_would_pay_for_the_service() -> None:
    town = make_town()
    town.books.waiting[:, HOME_CARE, WaitingPlace.HOME] = 1.0
    assert sees(town, COUNCIL) == pytest.approx(WAIT_AT_HOME)
    assert sees(town, NHS) == 0.0


def test_waits_in_rehabilitation_beds_cost_both_who_pay_for_those_beds() -> None:
    town = make_town(terms={"charge_on": 0.0})
    town.books.waiting[:, HOME_CARE, WaitingPlace.NON_ACUTE_BED] = 1.0
    assert sees(town, NHS) == sees(town, COUNCIL) == pytest.approx(0.5 * 120)


def test_waits_in_two_places_weigh_by_how_common_they_are() -> None:
    town = make_town(terms={"charge_on": 0.0})
    town.books.waiting[:, HOME_CARE, WaitingPlace.ACUTE_BED] = 0.25
    town.books.waiting[:, HOME_CARE, WaitingPlace.HOME] = 0.75
    assert sees(town, NHS) == pytest.approx(0.25 * WAIT_IN_BED)
    assert sees(town, COUNCIL) == pytest.approx(0.75 * WAIT_AT_HOME)


def test_each_commissioner_sees_its_own_residents_part_of_a_blocked_bed() -> None:
    town = make_town(commissioners=(0.75, 0.25), terms={"charge_on": 0.0})
    town = waiting_in_beds(town)
    assert sees(town, 0) == pytest.approx(0.75 * WAIT_IN_BED)
    assert sees(town, 1) == pytest.approx(0.25 * WAIT_IN_BED)


def test_what_was_wanted_counts_use_waits_and_those_turned_away() -> None:
    """In 30 days 3,000 hours of home care were used, 60 days waited, and 2 people refused.

    A package has 10 hours and lasts 300 days: (3,000 + (60 + 2 x 300) x 10) / 30 = 320 hours.
    """
    town = make_town()
    waiting = np.zeros((4, len(WaitingPlace)))
    waiting[HOME_CARE, WaitingPlace.ACUTE_BED] = 60.0
    refused = np.array([0.0, 0.0, 2.0, 0.0])
    usage = town.usage(waiting_days=waiting, refused=refused, requested_units=60 * np.ones(4))
    observe(town.frame, town.books, usage, FIRST)
    assert town.books.demand[HOME_CARE] == pytest.approx(320)
    assert town.books.requested[HOME_CARE] == pytest.approx(2)
    observe(town.frame, town.books, town.usage(), FIRST + 1)
    assert town.books.demand[HOME_CARE] == pytest.approx(320 + (100 - 320) / 12)


def test_those_turned_away_are_seen_as_waiting_at_home() -> None:
    town = make_town()
    waiting = np.zeros((4, len(WaitingPlace)))
    waiting[HOME_CARE, WaitingPlace.ACUTE_BED] = 200.0
    refused = np.array([0.0, 0.0, 2.0, 0.0])
    observe(town.frame, town.books, town.usage(waiting_days=waiting, refused=refused), FIRST)
    assert town.books.waiting[0, HOME_CARE, WaitingPlace.ACUTE_BED] == pytest.approx(0.25)
    assert town.books.waiting[0, HOME_CARE, WaitingPlace.HOME] == pytest.approx(0.75)


def test_a_month_seen_becomes_last_month() -> None:
    town = waiting_in_beds(make_town(), since=0)
    observe(town.frame, town.books, town.usage(), FIRST)
    assert town.books.waiting[1, HOME_CARE, WaitingPlace.ACUTE_BED] == 1.0
    assert town.books.waiting[0].sum() == 0.0


def test_the_head_start_grows_with_what_payers_see_of_the_bed() -> None:
    apart = make_town(terms={"charge_on": 0.0})
    starts = head_starts(apart.frame, apart.books, FIRST)
    assert starts[HOME_CARE] == pytest.approx(4.0)  # the council sees nothing of the bed
    assert starts[REHAB] == pytest.approx(4.0 + 0.5 * WAIT_IN_BED / 20)  # half is the NHS's
    charged = make_town()
    starts = head_starts(charged.frame, charged.books, FIRST)
    assert starts[HOME_CARE] == pytest.approx(4.0 + CHARGE / 20)
    pooled = make_town(pools=[[0.0, 1.0, 1.0, 0.0]])
    form_pools(pooled.books, pooled.frame.partnerships[-1].rules)
    starts = head_starts(pooled.frame, pooled.books, FIRST)
    assert starts[HOME_CARE] == starts[REHAB] == pytest.approx(4.0 + WAIT_IN_BED / 20)


def test_shared_sight_is_weighed_by_the_money_each_fund_holds() -> None:
    town = make_town(pools=[[0.0, 1.0, 1.0, 0.0]], own={"sight": 0.2})
    form_pools(town.books, town.frame.partnerships[-1].rules)
    expected = (918_000 * 0.2 + 266_400 * 1.0) / 1_184_400
    assert shared_sight(town.books, town.frame.partnerships[-1].rules) == pytest.approx(expected)


def bottleneck(town: Town) -> Town:
    """Make home care the bottleneck: full, and waited for in beds; rehabilitation half empty."""
    town.books.demand[:] = [9.0, 2.0, 130.0, 0.0]
    return waiting_in_beds(town)


def test_money_moves_from_what_is_worth_least_to_what_is_worth_most() -> None:
    """The council moves a twentieth of its 104,400 for rehabilitation; the NHS moves nothing."""
    town = bottleneck(make_town())
    move_money(town.frame, town.books, COUNCIL, FIRST)
    assert town.budget[COUNCIL] == pytest.approx([0, 104_400 - 5_220, 57_600 + 5_220, 0])
    assert town.budget[NHS] == pytest.approx([918_000, 104_400, 0, 0])


def test_acute_care_may_give_but_its_money_does_not_enlarge_what_may_move() -> None:
    """An empty hospital gives a twentieth of the 104,400 that the NHS can move elsewhere."""
    town = make_town()
    town.books.demand[:] = [1.0, 8.0, 60.0, 0.0]
    town.books.waiting[:, REHAB, WaitingPlace.ACUTE_BED] = 1.0
    move_money(town.frame, town.books, NHS, FIRST)
    assert town.budget[NHS] == pytest.approx([918_000 - 5_220, 104_400 + 5_220, 0, 0])


def test_acute_care_may_take() -> None:
    town = make_town()
    town.books.demand[:] = [14.0, 1.0, 60.0, 0.0]
    town.books.waiting[:, HOSPITAL, WaitingPlace.EMERGENCY_DEPARTMENT] = 1.0
    move_money(town.frame, town.books, NHS, FIRST)
    assert town.budget[NHS] == pytest.approx([918_000 + 5_220, 104_400 - 5_220, 0, 0])


def test_a_fund_does_not_move_money_for_a_gain_it_cannot_see() -> None:
    town = bottleneck(make_town(terms={"charge_on": 0.0}))
    before = town.budget.copy()
    move_money(town.frame, town.books, COUNCIL, FIRST)
    np.testing.assert_array_equal(town.budget, before)


def test_a_fund_does_not_pay_for_what_it_does_not_budget_for() -> None:
    town = bottleneck(make_town(own={"sight": 1.0, "regard": 1.0, "goodwill": 0.0}))
    move_money(town.frame, town.books, NHS, FIRST)
    assert town.budget[NHS, HOME_CARE] == 0.0


def test_money_moves_only_for_a_clear_gain() -> None:
    town = bottleneck(make_town(steering={"hysteresis": 1e9}))
    town.books.demand[REHAB] = 5.0
    town.books.waiting[:, REHAB, WaitingPlace.HOME] = 1.0
    before = town.budget.copy()
    move_money(town.frame, town.books, COUNCIL, FIRST)
    np.testing.assert_array_equal(town.budget, before)


def test_a_service_at_its_floor_gives_nothing() -> None:
    town = bottleneck(make_town())
    town.books.planned[REHAB] = 2.0  # 0.4 of 5
    before = town.budget.copy()
    move_money(town.frame, town.books, COUNCIL, FIRST)
    np.testing.assert_array_equal(town.budget, before)


def test_a_service_near_its_floor_gives_what_is_above_it() -> None:
    """The floor costs 0.4 x 208,800 = 83,520; of 84,000 the council gives its half of 480."""
    town = bottleneck(make_town())
    town.books.budget[[0, 1], [0, 1], REHAB] = 42_000.0
    town.books.planned[REHAB] = 84_000 / 41_760
    move_money(town.frame, town.books, COUNCIL, FIRST)
    assert town.budget[COUNCIL, REHAB] == pytest.approx(42_000 - 240)


def test_a_service_at_the_limit_of_its_market_takes_nothing() -> None:
    town = bottleneck(make_town())
    town.books.planned[HOME_CARE] = 125.0
    before = town.budget.copy()
    move_money(town.frame, town.books, COUNCIL, FIRST)
    np.testing.assert_array_equal(town.budget, before)


def test_a_service_near_the_limit_of_its_market_takes_what_it_can_use() -> None:
    town = bottleneck(make_town())
    town.books.budget[COUNCIL, COUNCIL, HOME_CARE] = 71_900.0  # 72,000 buys the 125 hours there are
    town.books.planned[HOME_CARE] = 71_900 / 576
    move_money(town.frame, town.books, COUNCIL, FIRST)
    assert town.budget[COUNCIL, HOME_CARE] == pytest.approx(72_000)


def test_a_floor_costs_what_it_costs_at_today_s_prices() -> None:
    town = bottleneck(make_town())
    town.frame.money.price[:] = 1.25
    town.books.budget[[0, 1], [0, 1], REHAB] = 53_000.0  # the floor now costs 104,400: 52,200 each
    town.books.planned[REHAB] = 106_000 / (41_760 * 1.25)
    move_money(town.frame, town.books, COUNCIL, FIRST)
    assert town.budget[COUNCIL, REHAB] >= 52_200 - 1e-6


def moved_in(town: Town, months: range) -> list[int]:
    """Return after which months of the study, counted from its first, budgets differ by fund."""
    found = []
    for month in months:
        before = town.budget.copy()
        decide(town.frame, town.books, FIRST + month)
        if (town.budget != before).any():
            found.append(month)
    return found


def test_the_council_decides_once_a_year_half_a_year_out_of_step() -> None:
    assert moved_in(bottleneck(make_town()), range(-6, 24)) == [6, 18]


def test_partners_in_step_decide_in_april() -> None:
    assert moved_in(bottleneck(make_town(own={"offset": 0})), range(-6, 24)) == [0, 12]


def test_a_pool_decides_as_often_as_its_agreement_says() -> None:
    town = make_town(pools=[[0.0, 1.0, 1.0, 0.0]])
    form_pools(town.books, town.frame.partnerships[-1].rules)
    assert moved_in(bottleneck(town), range(-6, 10)) == [0, 3, 6, 9]


def test_nobody_decides_when_that_loop_is_off() -> None:
    assert moved_in(bottleneck(make_town(off=[Loop.REALLOCATION])), range(24)) == []


def test_the_old_rules_hold_until_the_new_ones_are_in_force() -> None:
    own = {"sight": 1.0, "regard": 1.0, "goodwill": 0.0}
    town = bottleneck(make_town(own=own, terms={"charge_on": 0.0}, in_force=FIRST + 12))
    first, later = town.frame.partnerships
    uncharged = make_town(terms={"charge_on": 0.0}).frame.partnerships[-1]
    first = first._replace(rules=uncharged.rules, terms=uncharged.terms)
    town.frame = replace(town.frame, partnerships=(first, later))
    assert moved_in(town, range(24)) == [18]


@settings(max_examples=60, deadline=None)
@given(
    demand=st.lists(st.floats(0.0, 2.0), min_size=3, max_size=3),
    virement=st.floats(0.0, 0.5),
    fund=st.integers(0, 2),
    scale=st.lists(st.floats(0.3, 1.6), min_size=3, max_size=3),
)
def test_a_decision_moves_a_bounded_sum_within_its_fund_and_never_below_a_floor(
    demand: list[float], virement: float, fund: int, scale: list[float]
) -> None:
    town = make_town(
        pools=[[0.3, 0.5, 0.5, 0.0]], own={"virement": virement}, pool={"virement": virement}
    )
    form_pools(town.books, town.frame.partnerships[-1].rules)
    town.books.budget[..., :3] *= scale
    plan_capacity(town.frame, town.books, town.conditions, FIRST)
    town.books.demand[:3] = np.array(demand) * town.frame.network.core[:3]
    waiting_in_beds(town)
    town.books.waiting[:, REHAB, WaitingPlace.HOME] = 1.0
    town.books.waiting[:, HOSPITAL, WaitingPlace.EMERGENCY_DEPARTMENT] = 1.0
    before, flexing = town.budget.copy(), town.frame.money.flexing
    move_money(town.frame, town.books, fund, FIRST)
    change = town.budget - before
    assert (np.delete(change, fund, axis=0) == 0.0).all()
    assert change.sum() == pytest.approx(0, abs=1e-6)
    assert (town.budget >= -1e-9).all()
    flexible = before[fund][flexing.movable & ~flexing.protected].sum()
    assert change.max() <= virement * flexible + 1e-6
    lower = change.sum(axis=0) < -1e-9
    floor = flexing.floor * np.where(lower, town.frame.network.core, 0) * town.books.unit_year
    assert (town.budget.sum(axis=0)[lower] >= floor[lower] - 1e-6).all()


def town_of_believers(**changes: Any) -> Town:
    """The town where a start of rehabilitation is believed to spare the council 3,000 pounds."""
    return make_town(money={"later_saving": np.array([0.0, 3_000.0, 0.0, 0.0])}, **changes)


def test_what_care_spares_later_counts_in_full_with_the_body_that_would_pay() -> None:
    """3,000 pounds over stays of 30 days are 100 a day, on top of what waiting costs."""
    town, plain = town_of_believers(), make_town()
    for each in (town, plain):
        waiting_in_beds(each)
    more = [
        perceived_waiting_cost(town.frame, town.books, fund, FIRST)
        - perceived_waiting_cost(plain.frame, plain.books, fund, FIRST)
        for fund in (NHS, COUNCIL)
    ]
    assert more[COUNCIL] == pytest.approx([0, 100, 0, 0])
    assert more[NHS] == pytest.approx([0, 0, 0, 0])


def test_a_partner_counts_it_as_sight_and_regard_allow_and_a_pool_in_full() -> None:
    town = town_of_believers(own={"sight": 0.5, "regard": 0.4, "goodwill": 0.0}, pools=[[0.5] * 4])
    seen = [perceived_waiting_cost(town.frame, town.books, fund, FIRST)[REHAB] for fund in range(3)]
    unseen = town_of_believers(pools=[[0.5] * 4])
    before = perceived_waiting_cost(unseen.frame, unseen.books, NHS, FIRST)[REHAB]
    assert seen[NHS] - before == pytest.approx(0.5 * 0.4 * 100)
    assert seen[2] == pytest.approx(seen[COUNCIL])
