"""What the month's money makes of the coming month: capacity, bars, terms, and trust."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_money_town import CORE, FIRST, HOME_CARE, HOSPITAL, NEXT, REHAB, Town, make_town

from carefunds_sim.model.money.month import close_month, partners_trust
from carefunds_sim.model.money.next_month import plan_capacity, ration, set_terms
from carefunds_sim.vocabulary import Loop, ServiceKind

FREED, HIDDEN = 1, 2  # streams that come forward only as far as a loop lets them


def plan(town: Town, month: int = FIRST) -> None:
    plan_capacity(town.frame, town.books, town.conditions, month)


def test_a_full_budget_keeps_the_capacity_it_has() -> None:
    town = make_town()
    plan(town)
    assert town.books.planned[:3] == pytest.approx(CORE[:3])
    assert town.conditions.open_units[:3] == pytest.approx(CORE[:3])


def test_a_smaller_budget_runs_capacity_down_with_its_lag() -> None:
    """Home care falls to 90 hours; with a lag of three months 28.3% of the gap closes each month.

    After a month 100 - 10 x (1 - exp(-1/3)), after two 100 - 10 x (1 - exp(-2/3)).
    """
    town = make_town()
    town.books.budget[..., HOME_CARE] *= 0.9
    for months in (1, 2, 3):
        plan(town)
        hours = 100 - 10 * (1 - math.exp(-months / 3))
        assert town.conditions.open_units[HOME_CARE] == pytest.approx(hours)
    assert town.books.planned[HOME_CARE] == pytest.approx(90)


def test_a_larger_budget_builds_capacity_up_with_a_longer_lag() -> None:
    town = make_town()
    town.books.budget[..., HOME_CARE] *= 1.1
    plan(town)
    assert town.conditions.open_units[HOME_CARE] == pytest.approx(100 + 10 * (1 - math.exp(-0.25)))


def test_beds_open_whole() -> None:
    town = make_town()
    town.books.budget[..., REHAB] *= 0.8
    for expected in (5.0, 5.0, 4.0):  # 4.72, 4.51 and 4.37 beds in stock
        plan(town)
        assert town.conditions.open_units[REHAB] == expected


def test_dearer_units_buy_less() -> None:
    town = make_town()
    town.frame.money.price[:] = 1.25
    plan(town)
    assert town.books.planned[HOME_CARE] == pytest.approx(80)


def test_every_fund_s_money_for_a_service_buys_its_capacity() -> None:
    town = make_town()
    town.books.budget[0, 0, REHAB] *= 0.6  # 62,640 of the NHS and 104,400 of the council
    plan(town)
    assert town.books.planned[REHAB] == pytest.approx(4.0)


def test_capacity_stays_above_the_floor_and_below_the_market_s_limit() -> None:
    town = make_town()
    town.books.budget[:] = 0.0
    town.books.budget[1, 1, HOME_CARE] = 1e9
    plan(town)
    assert town.books.planned[:3] == pytest.approx([9.0, 2.0, 125.0])


def test_short_term_capacity_opens_at_once_and_leaves_the_stock_alone() -> None:
    town = make_town()
    town.books.short_term[HOME_CARE] = 12.5
    plan(town)
    assert town.conditions.open_units[HOME_CARE] == pytest.approx(112.5)
    assert town.books.stock[HOME_CARE] == pytest.approx(100)


def test_capacity_stays_as_it_is_before_the_study() -> None:
    town = make_town()
    town.books.budget[:] = 0.0
    plan(town, FIRST - 1)
    assert town.conditions.open_units[:3] == pytest.approx(CORE[:3])


def bar(
    town: Town, *, used: float, waiting: float = 0.0, requested: float = 0.5, diverted: float = 0.0
) -> float:
    """Set the bar of home care for a month in which hours are used, waited for and asked for."""
    town.books.requested[HOME_CARE] = requested
    town.books.diverted[HOME_CARE] = diverted
    usage = town.usage(
        used_now=np.array([9.0, 4.0, used, 0.0]), waiting_now=np.array([0.0, 0.0, waiting, 0.0])
    )
    ration(town.frame, town.books, town.conditions, usage)
    return float(town.books.level[HOME_CARE])


def test_the_bar_moves_to_where_those_who_start_replace_those_who_leave() -> None:
    """100 hours of stays of 300 days leave a third of an hour a day; half an hour is asked for.

    From 0.6 the bar moves three tenths of the way to 2/3: 0.62.
    """
    assert bar(make_town(), used=100.0) == pytest.approx(0.62)


def test_free_hours_open_the_bar_and_people_waiting_close_it() -> None:
    """Ten free hours may be filled in 180 days; one person who waits will take ten hours."""
    free = bar(make_town(), used=90.0)
    assert free == pytest.approx(0.6 + 0.3 * ((100 / 300 + 10 / 180) / 0.5 - 0.6))
    assert bar(make_town(), used=90.0, waiting=1.0) == pytest.approx(0.62)
    assert bar(make_town(), used=100.0, waiting=1.0) < 0.62


def test_those_whom_another_service_refuses_close_the_bar_for_the_others() -> None:
    """Of a third of an hour a day a tenth goes to those who are sent here without being asked."""
    diverted = bar(make_town(), used=100.0, diverted=0.1)
    assert diverted == pytest.approx(0.6 + 0.3 * ((100 / 300 - 0.1) / 0.5 - 0.6))


def test_a_queue_that_is_put_up_with_leaves_the_bar_open() -> None:
    """A third of an hour a day starts; with thirty days' wait ten hours may be waited for."""
    town = make_town(flexing={"tolerated_wait": np.array([0.0, 0.0, 30.0, 0.0])})
    assert bar(town, used=100.0, waiting=1.0) == pytest.approx(0.62)


def test_a_cut_in_capacity_closes_the_bar() -> None:
    town = make_town()
    town.conditions.open_units[HOME_CARE] = 90.0
    assert bar(town, used=100.0) < 0.6


def test_the_bar_aims_at_the_use_that_managers_expect() -> None:
    """Of five rehabilitation beds four are to be filled: 4 / 30 days = 0.133 a day."""
    town = make_town()
    town.books.requested[REHAB] = 0.2
    town.books.diverted[REHAB] = 0.0
    ration(town.frame, town.books, town.conditions, town.usage())
    assert town.books.level[REHAB] == pytest.approx(0.8 + 0.3 * (4 / 30 / 0.2 - 0.8))


@pytest.mark.parametrize("units", [1.0, 2.0])
def test_who_left_is_counted_where_a_person_is_one_unit(units: float) -> None:
    """Who starts is a person and what is in use are units: the difference needs them alike."""
    town = make_town()
    town.frame.network.units[REHAB] = units
    for beds in (4.0, 2.0):
        usage = town.usage(used_now=np.array([9.0, beds, 100.0, 0.0]))
        ration(town.frame, town.books, town.conditions, usage)
    assert (town.books.leaving[REHAB] == 1 / 30) == (units != 1.0)


def test_packages_shrink_as_the_bar_closes() -> None:
    town = make_town()
    level = bar(town, used=100.0)
    assert town.conditions.package[HOME_CARE] == pytest.approx(1 - 0.25 * (1 - level))
    assert town.conditions.package[REHAB] == 1.0


def test_services_that_are_not_rationed_keep_an_open_door() -> None:
    town = make_town()
    bar(town, used=200.0)
    assert town.conditions.acceptance[HOSPITAL] == 1.0


@settings(max_examples=60, deadline=None)
@given(
    used=st.floats(0.0, 300.0),
    waiting=st.floats(0.0, 50.0),
    requested=st.just(0.0) | st.floats(0.001, 20.0),
)
def test_the_bar_stays_between_the_lowest_and_open(
    used: float, waiting: float, requested: float
) -> None:
    town = make_town()
    for _ in range(24):
        assert 0.05 <= bar(town, used=used, waiting=waiting, requested=requested) <= 1.0


def terms_of(town: Town, month: int = FIRST, **changes: np.ndarray) -> None:
    set_terms(town.frame, town.books, town.conditions, town.usage(**changes), month)


def test_disputes_are_about_money_that_is_short() -> None:
    town = make_town(terms={"dispute_chance": 0.7, "dispute_length": 0.8})
    terms_of(town)
    assert town.conditions.dispute_chance == pytest.approx([0, 0.7 * 0.2, 0.7 * 0.4, 0])
    assert town.conditions.dispute_length == pytest.approx([0.8])


def test_there_are_no_disputes_inside_a_pool_or_where_nobody_is_refused() -> None:
    town = make_town(pools=[[0.0, 0.5, 1.0, 0.0]])
    terms_of(town)
    assert town.conditions.dispute_chance == pytest.approx([0, 0.1, 0, 0])
    town = make_town()
    town.books.level[:] = 1.0
    terms_of(town)
    assert (town.conditions.dispute_chance == 0).all()


def test_disputes_inside_a_pool_end_when_it_is_in_force() -> None:
    town = make_town(pools=[[0.0, 1.0, 1.0, 0.0]], in_force=NEXT)
    terms_of(town, FIRST)
    assert town.conditions.dispute_chance[HOME_CARE] == pytest.approx(0.4)
    terms_of(town, NEXT)
    assert town.conditions.dispute_chance[HOME_CARE] == 0.0


def test_a_new_pool_disrupts_its_teams_while_it_is_new() -> None:
    """A team of ten, half pooled, a fifth slower for six months: nine."""
    terms = {"disruption": 0.2, "disruption_months": 6.0}
    town = make_town(pools=[[0.0, 0.5, 0.0, 0.0]], in_force=NEXT, terms=terms)
    town.frame.network.kind[REHAB] = ServiceKind.TEAM
    for month, expected in ((FIRST, 10), (NEXT, 9), (NEXT + 5, 9), (NEXT + 6, 10)):
        town.conditions.open_units[REHAB] = 10.0
        terms_of(town, month)
        assert town.conditions.open_units[REHAB] == expected


def test_hidden_need_comes_forward_where_lists_are_shared_and_people_refused() -> None:
    asked = {"requests": np.full(4, 25.0), "refused": np.array([0.0, 5.0, 15.0, 0.0])}
    apart = make_town()
    terms_of(apart, **asked)
    assert apart.conditions.threshold[HIDDEN] == 0.0
    together = make_town(own={"sight": 0.7})
    terms_of(together, **asked)
    assert together.conditions.threshold[HIDDEN] == pytest.approx(0.7 * 2 * 0.2)
    terms_of(together)
    assert together.conditions.threshold[HIDDEN] == 0.0


def test_no_hidden_need_comes_forward_before_the_study_or_when_that_loop_is_off() -> None:
    asked = {"requests": np.full(4, 25.0), "refused": np.full(4, 10.0)}
    town = make_town(own={"sight": 0.7})
    terms_of(town, FIRST - 1, **asked)
    assert town.conditions.threshold[HIDDEN] == 0.0
    town = make_town(own={"sight": 0.7}, off=[Loop.INTEGRATION_UNCOVERS_NEED])
    terms_of(town, **asked)
    assert town.conditions.threshold[HIDDEN] == 0.0


def test_freed_beds_draw_people_in_unless_that_loop_is_off() -> None:
    for off, expected in (([], 0.1), ([Loop.FREED_BEDS_REFILL], 0.0)):
        town = make_town(off=off)
        town.books.usual_use[0] = 1.0
        terms_of(town)  # nine of ten beds are used
        assert town.conditions.threshold[FREED] == pytest.approx(expected)


def test_trust_grows_by_shared_sight_when_nothing_goes_wrong() -> None:
    town = make_town(own={"sight": 0.8})
    accounts = town.account()
    partners_trust(town.frame, town.books, accounts, FIRST)
    assert town.books.trust[0] == pytest.approx(0.5 + 0.3 / 12 * 0.8 * 0.5)


def test_an_overspend_and_a_bill_wear_trust_away() -> None:
    """A hundredth of the year's 1,184,400 is overspent, and another was charged or billed.

    500 of charge in the month is 6,000 a year, and 5,844 was billed at the last year's end.
    """
    town = make_town()
    chargeable = town.usage().chargeable_days
    chargeable[5, HOME_CARE] = 10.0
    accounts = town.account(chargeable_days=chargeable)
    town.books.spent[:] = np.diag([85_200 + 987.0, 13_500])
    town.books.year_transfer[0] = 5_844.0
    partners_trust(town.frame, town.books, accounts, FIRST)
    assert town.books.trust[0] == pytest.approx(0.5 - 0.5 * (6 * 0.01 + 10 * 0.01) / 12)


def test_one_fund_s_underspend_does_not_make_up_for_another_s_overspend() -> None:
    town = make_town()
    accounts = town.account()
    town.books.spent[:] = np.diag([85_200 - 5_000, 13_500 + 987])
    partners_trust(town.frame, town.books, accounts, FIRST)
    assert town.books.trust[0] == pytest.approx(0.5 - 0.5 * 6 * 0.01 / 12)


def test_trust_stands_still_before_the_study_and_when_that_loop_is_off() -> None:
    town = make_town(own={"sight": 1.0})
    partners_trust(town.frame, town.books, town.account(FIRST - 1), FIRST - 1)
    assert town.books.trust[0] == 0.5
    town = make_town(own={"sight": 1.0}, off=[Loop.TRUST_EROSION])
    partners_trust(town.frame, town.books, town.account(), FIRST)
    assert town.books.trust[0] == 0.5


def test_a_town_in_balance_stays_as_it_is_year_after_year() -> None:
    town = make_town(off=[Loop.REALLOCATION])
    start = town.budget.copy()
    for month in range(FIRST, FIRST + 24):
        close_month(town.frame, town.books, town.conditions, town.usage(), month)
        assert town.conditions.open_units[:3] == pytest.approx(CORE[:3])
    assert town.budget == pytest.approx(start)
    assert town.books.deficit == pytest.approx([0, 0], abs=1e-6)
