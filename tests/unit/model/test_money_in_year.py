"""Through the year: hold and cut against an overspend, spend an underspend or a grant late."""

from __future__ import annotations

import numpy as np
import pytest
from test_money_town import FIRST, HOME_CARE, REHAB, Town, make_town

from carefunds_sim.model.money.books import form_pools
from carefunds_sim.model.money.budgeting import allocate
from carefunds_sim.model.money.decisions import spend_late, steer
from carefunds_sim.model.money.next_month import plan_capacity, ration
from carefunds_sim.vocabulary import Loop, RiskShare, WaitingPlace

OCTOBER = FIRST + 6  # half of the year is over


def halfway(town: Town, *, forecast: list[float]) -> Town:
    """Let six months pass in which funds spend towards a forecast for the year."""
    shares = town.books.allocation / town.books.allocation.sum(axis=1, keepdims=True)
    town.books.spent[:] = shares * (np.array(forecast)[:, None] / 2.0)
    return town


def wanting(town: Town) -> Town:
    """Let too few places be: people wait in acute beds for rehabilitation, at home for hours."""
    town.books.demand[:] = [9.0, 6.0, 120.0, 0.0]
    town.books.waiting[:, REHAB, WaitingPlace.ACUTE_BED] = 1.0
    town.books.waiting[:, HOME_CARE, WaitingPlace.HOME] = 1.0
    return town


def test_an_overspend_holds_packages_and_cuts_services_by_each_fund_s_part() -> None:
    """The council forecasts 4,050 over (2.5%), half of which is to be recovered.

    It has 81,000 left to spend on what it controls, so the severity is 2,025 / 81,000 = 0.025: all
    of it on home care, and half on rehabilitation, of which it pays half.
    """
    town = halfway(make_town(), forecast=[1_022_400, 166_050])
    steer(town.frame, town.books, OCTOBER)
    assert town.books.hold == pytest.approx([1, 1, 0.975, 1])
    assert town.books.cut == pytest.approx([0, 0.0125, 0, 0])


def test_the_nhs_cannot_refuse_acute_demand_so_it_cuts_rehabilitation() -> None:
    """10,440 x 2 over; 52,200 left to spend on rehabilitation: 0.5 x 20,880 / 52,200 = 0.2."""
    town = halfway(make_town(), forecast=[1_043_280, 162_000])
    steer(town.frame, town.books, OCTOBER)
    assert town.books.cut == pytest.approx([0, 0.5 * 0.15, 0, 0])  # 0.15 is the largest
    assert town.books.hold == pytest.approx([1, 1, 1, 1])


def test_cuts_of_two_funds_add_up() -> None:
    town = halfway(make_town(), forecast=[1_043_280, 166_050])
    steer(town.frame, town.books, OCTOBER)
    assert town.books.cut[REHAB] == pytest.approx(0.075 + 0.0125)


def test_a_forecast_within_tolerance_changes_nothing() -> None:
    town = halfway(make_town(), forecast=[1_030_000, 163_500])
    steer(town.frame, town.books, OCTOBER)
    assert (town.books.hold == 1).all()
    assert (town.books.cut == 0).all()


def test_an_underspend_cuts_nothing() -> None:
    town = halfway(make_town(), forecast=[900_000, 100_000])
    steer(town.frame, town.books, OCTOBER)
    assert (town.books.hold == 1).all()
    assert (town.books.cut == 0).all()


def test_no_forecast_is_believed_before_the_first_quarter_is_over() -> None:
    town = make_town()
    for month in (FIRST + 1, FIRST + 2):
        town.books.spent[:] = np.diag([300_000, 60_000])
        steer(town.frame, town.books, month)
        assert (town.books.hold == 1).all()
    town.books.spent[:] = np.diag([300_000, 60_000])
    steer(town.frame, town.books, FIRST + 3)
    assert town.books.hold[HOME_CARE] < 1


def test_holds_and_cuts_are_eased_in_april() -> None:
    town = halfway(make_town(), forecast=[1_043_280, 166_050])
    steer(town.frame, town.books, OCTOBER)
    steer(town.frame, town.books, FIRST + 12)
    assert (town.books.hold == 1).all()
    assert (town.books.cut == 0).all()


def test_nothing_is_steered_before_the_study_or_when_that_loop_is_off() -> None:
    town = halfway(make_town(), forecast=[1_043_280, 166_050])
    steer(town.frame, town.books, FIRST - 6)
    assert (town.books.cut == 0).all()
    town = halfway(make_town(off=[Loop.OVERSPEND_CUTS]), forecast=[1_043_280, 166_050])
    steer(town.frame, town.books, OCTOBER)
    assert (town.books.cut == 0).all()


def test_a_pool_in_trouble_cuts_only_what_it_pays_for() -> None:
    """A pool of half of rehabilitation: 104,400 a year, 52,200 left, and 5,220 over."""
    town = make_town(pools=[[0.0, 0.5, 0.0, 0.0]])
    form_pools(town.books, town.frame.partnerships[-1].rules)
    town.books.allocation[:] = town.books.contribution.sum(axis=2)
    halfway(town, forecast=[970_200, 109_800, 109_620])
    steer(town.frame, town.books, OCTOBER)
    assert town.books.cut == pytest.approx([0, 0.5 * 0.05, 0, 0])
    assert (town.books.hold == 1).all()


def test_a_hold_closes_the_bar_for_the_month_and_a_cut_lowers_the_plan() -> None:
    town = make_town()
    town.books.hold[HOME_CARE], town.books.cut[REHAB] = 0.9, 0.1
    plan_capacity(town.frame, town.books, town.conditions, OCTOBER)
    ration(town.frame, town.books, town.conditions, town.usage())
    assert town.books.planned[REHAB] == pytest.approx(4.5)
    assert town.conditions.acceptance[HOME_CARE] == pytest.approx(0.6 * 0.9)
    assert town.books.level[HOME_CARE] == pytest.approx(0.6)


def test_no_cut_goes_below_the_statutory_floor() -> None:
    town = make_town()
    town.books.budget[..., REHAB] *= 0.4
    town.books.cut[REHAB] = 0.15
    plan_capacity(town.frame, town.books, town.conditions, OCTOBER)
    assert town.books.planned[REHAB] >= 0.4 * 5.0


def test_a_late_underspend_buys_a_month_of_what_is_worth_most() -> None:
    """After nine months the council forecasts 8,100 under, and spends half in the three left.

    8,100 x 0.5 / 3 = 1,350 pounds; a weekly hour costs 48 a month and a quarter more: 60.
    """
    town = wanting(make_town())
    town.books.spent[:] = np.diag([1_022_400 * 0.75, 153_900 * 0.75])
    spend_late(town.frame, town.books, FIRST + 9)
    assert town.books.short_term == pytest.approx([0, 0, 22.5, 0])


def test_the_nhs_buys_rehabilitation_because_it_sees_its_beds_blocked() -> None:
    """10,440 under, 10,440 x 0.5 / 3 = 1,740; a unit costs 3,480 a month and half more: 5,220."""
    town = wanting(make_town(steering={"tolerance": 0.005}))
    town.books.spent[:] = np.diag([1_011_960 * 0.75, 162_000 * 0.75])
    spend_late(town.frame, town.books, FIRST + 9)
    assert town.books.short_term == pytest.approx([0, 1_740 / 5_220, 0, 0])


def test_an_underspend_is_not_spent_before_it_is_believed() -> None:
    town = wanting(make_town())
    town.books.spent[:] = np.diag([1_022_400 * 8 / 12, 100_000 * 8 / 12])
    spend_late(town.frame, town.books, FIRST + 8)
    assert (town.books.short_term == 0).all()


def test_a_small_underspend_or_an_overspend_buys_nothing() -> None:
    town = wanting(make_town())
    town.books.spent[:] = np.diag([1_022_400 * 0.75, 161_000 * 0.75])
    spend_late(town.frame, town.books, FIRST + 9)
    assert (town.books.short_term == 0).all()


def test_what_was_bought_for_a_month_is_gone_in_the_next() -> None:
    town = wanting(make_town())
    town.books.short_term[:] = [0, 2, 5, 0]
    spend_late(town.frame, town.books, FIRST + 2)
    assert (town.books.short_term == 0).all()


def test_a_grant_buys_a_month_of_what_is_worth_most_to_its_body() -> None:
    """A day of home care spared costs the council 16 pounds a person and 1.58 an hour.

    The council sees nothing of acute beds, so rehabilitation is worth nothing to it.
    """
    town = wanting(make_town())
    town.frame.money.grants.pounds[0, FIRST + 8, 1] = 600.0
    spend_late(town.frame, town.books, FIRST + 8)
    assert town.books.short_term == pytest.approx([0, 0, 10, 0])  # 48 a month and a quarter more


def test_a_grant_cannot_buy_more_than_the_market_has() -> None:
    town = wanting(make_town())
    town.frame.money.grants.pounds[0, FIRST + 8, 1] = 6_000.0
    spend_late(town.frame, town.books, FIRST + 8)
    assert town.books.short_term[HOME_CARE] == pytest.approx(25.0)  # up to 1.25 x 100 hours


def test_a_grant_buys_nothing_that_is_worth_nothing() -> None:
    town = make_town()
    town.frame.money.grants.pounds[0, FIRST + 8, 1] = 600.0
    spend_late(town.frame, town.books, FIRST + 8)
    assert (town.books.short_term == 0).all()


def test_a_grant_buys_less_when_prices_have_grown() -> None:
    town = wanting(make_town())
    town.frame.money.grants.pounds[0, FIRST + 8, 1] = 600.0
    town.frame.money.price[:] = 1.25
    spend_late(town.frame, town.books, FIRST + 8)
    assert town.books.short_term[HOME_CARE] == pytest.approx(8.0)


def granted(town: Town, pounds: float, month: int = FIRST + 8, **terms: float) -> Town:
    """Give the council a grant in a month; ``terms`` are its notice, commitment and last month."""
    grants = town.frame.money.grants
    grants.pounds[0, month, 1] = pounds
    for name, value in terms.items():
        getattr(grants, name)[:] = value
    return town


def test_what_was_known_for_as_long_as_recruiting_takes_costs_no_premium() -> None:
    """Home care takes four months to recruit: 600 buys 10 weekly hours at 60, and 12.5 at 48."""
    for notice, hours in ((0, 600 / 60), (2, 600 / 54), (4, 600 / 48)):
        town = granted(wanting(make_town()), 600.0, notice=notice)
        spend_late(town.frame, town.books, FIRST + 8)
        assert town.books.short_term == pytest.approx([0, 0, hours, 0])
        premium = town.books.short_term * town.books.unit_year / 12 * town.books.premium
        assert premium.sum() == pytest.approx(600 - hours * 48)


def test_money_is_spread_across_services_as_a_pound_is_worth() -> None:
    """The pool sees beds blocked for rehabilitation and waits at home for hours, and buys both."""
    town = wanting(make_town(pools=[[0.0, 1.0, 1.0, 0.0]], pool={"risk_share": RiskShare.OWN}))
    form_pools(town.books, town.frame.partnerships[-1].rules)
    town.books.waiting[:, REHAB, WaitingPlace.HOME] = 1.0
    spend_late(town.frame, granted(town, 1_000.0).books, FIRST + 8)
    bought = town.books.short_term
    assert bought[REHAB] > 0.0
    assert bought[HOME_CARE] > 0.0
    paid = bought * town.books.unit_year / 12 * (1 + town.books.premium)
    assert paid.sum() == pytest.approx(1_000.0)


def test_commitments_outlive_the_money_until_they_have_run_down() -> None:
    """Half of the 10 hours stay when the grant ends, and are lost at the pace of attrition."""
    town = granted(wanting(make_town()), 600.0, commitment=0.5, last=FIRST + 8)
    spend_late(town.frame, town.books, FIRST + 8)
    assert town.books.committed == pytest.approx([0, 0, 5, 0])
    town.books.spent[:] = town.books.allocation * 0.75  # no underspend buys anything besides
    spend_late(town.frame, town.books, FIRST + 9)
    assert town.books.stock[HOME_CARE] == pytest.approx(105.0)
    assert (town.books.short_term == 0).all()
    plan_capacity(town.frame, town.books, town.conditions, FIRST + 9)
    assert 100.0 < town.books.stock[HOME_CARE] < 105.0


def test_with_a_plan_for_its_end_nothing_outlives_it() -> None:
    town = granted(wanting(make_town()), 600.0, commitment=0.0, last=FIRST + 8)
    town.books.spent[:] = town.books.allocation * 0.75
    for month in (FIRST + 8, FIRST + 9):
        spend_late(town.frame, town.books, month)
    assert town.books.stock[HOME_CARE] == pytest.approx(100.0)


def test_money_within_the_growth_path_comes_off_recurrent_money() -> None:
    town = make_town()
    town.frame.money.grants.within[0, 1] = 2_000.0
    allocate(town.frame, town.books, FIRST)
    assert town.budget[1].sum() == pytest.approx(160_000.0)
    assert town.allocation[1] == pytest.approx(160_000.0)  # until the grant is paid


def test_money_with_a_purpose_buys_nothing_else() -> None:
    town = granted(wanting(make_town()), 600.0)
    town.frame.money.grants.buys[0] = [False, True, False, False]  # rehabilitation only
    spend_late(town.frame, town.books, FIRST + 8)
    assert town.books.short_term[HOME_CARE] == 0.0
