"""Years worked out by hand under each budgeting rule: on which line a growth or a cut lands.

The pool holds a tenth of the hospital (91,800 of the NHS), all of rehabilitation (104,400 of each)
and all of home care (57,600 of the council). Outside it is the rest of the hospital, 826,200. The
NHS's money stays, the council's shrinks by a tenth, and the pool's part of the hospital cost
100,000.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from test_money_town import FIRST, HOME_CARE, HOSPITAL, MARCH, NEXT, REHAB, Town, make_town
from test_money_year_end import no_accounts

from carefunds_sim.model.money.books import form_pools
from carefunds_sim.model.money.budgeting import allocate, spread
from carefunds_sim.model.money.decisions import move_money, spend_late
from carefunds_sim.model.money.next_month import plan_capacity
from carefunds_sim.model.money.year_end import settle
from carefunds_sim.vocabulary import Budgeting, RiskShare, TransferKind, WaitingPlace

NHS, COUNCIL, POOL = range(3)
SHARE = [[0.1, 1.0, 1.0, 0.0]]
FIXED_REHAB = {
    "budgeting": Budgeting.FIXED_AND_VARIABLE,
    "fixed": [False, True, False, False],
    "host": COUNCIL,
}


def pooled(**pool: Any) -> Town:
    """The town with its pool formed on the first day of the study."""
    town = make_town(pools=SHARE, pool={"risk_share": RiskShare.OWN} | pool)
    form_pools(town.books, town.frame.partnerships[-1].rules)
    town.books.allocation[:] = town.contribution
    return town


def next_year(town: Town) -> Town:
    """Allocate after the council's cut, and a year in which the pool's hospital cost 100,000."""
    town.frame.money.growth[0, COUNCIL] = -0.1
    town.books.year_cost[:] = town.books.budget
    cost = town.books.year_cost[POOL, :, HOSPITAL]
    cost *= 100_000 / cost.sum()
    allocate(town.frame, town.books, FIRST)
    return town


def test_by_origin_the_council_s_cut_falls_on_the_council_s_lines() -> None:
    """The hospital's 8,200 more comes out of the NHS's rehabilitation; home care loses a tenth."""
    town = next_year(pooled(budgeting=Budgeting.BY_ORIGIN))
    assert town.books.budget[POOL, NHS] == pytest.approx([100_000, 96_200, 0, 0])
    assert town.books.budget[POOL, COUNCIL] == pytest.approx([0, 93_960, 51_840, 0])
    assert town.budget[NHS] == pytest.approx([826_200, 0, 0, 0])
    assert town.contribution[POOL] == pytest.approx([196_200, 145_800])


def test_pro_rata_the_council_s_cut_falls_on_all_lines_alike() -> None:
    """The pool has 196,200 + 145,800 = 342,000; acute care takes 100,000, all else 242/266.4."""
    town = next_year(pooled(budgeting=Budgeting.PRO_RATA))
    left = 242_000 / 266_400
    assert town.budget[POOL] == pytest.approx([100_000, 208_800 * left, 57_600 * left, 0])
    nhs = 196_200 / 342_000  # of every line
    assert town.books.budget[POOL, NHS] == pytest.approx(nhs * town.budget[POOL])


def test_a_fixed_line_gets_what_was_agreed_and_the_others_are_one_sum() -> None:
    """Rehabilitation: 104,400 + 93,960. Acute care takes 100,000 of 91,800 + 51,840."""
    town = next_year(pooled(**FIXED_REHAB))
    assert town.books.budget[POOL, :, REHAB] == pytest.approx([104_400, 93_960])
    assert town.budget[POOL] == pytest.approx([100_000, 198_360, 43_640, 0])


def test_without_a_change_every_rule_leaves_every_line_its_money() -> None:
    for rule in (
        {"budgeting": Budgeting.BY_ORIGIN},
        {"budgeting": Budgeting.PRO_RATA},
        FIXED_REHAB,
    ):
        town = pooled(**rule)
        before = town.budget.copy()
        town.books.year_cost[:] = town.books.budget
        allocate(town.frame, town.books, FIRST)
        assert town.budget == pytest.approx(before)


def test_each_partner_bears_what_its_own_pounds_overspend() -> None:
    town = pooled(budgeting=Budgeting.BY_ORIGIN)
    town.books.spent[:] = town.books.allocation
    town.books.spent[POOL] += [3_000, -1_000]
    accounts = no_accounts(town)
    settle(town.frame, town.books, accounts, MARCH)
    assert town.books.deficit == pytest.approx([3_000, -1_000])
    assert accounts.transfers[TransferKind.RISK_SHARE] == pytest.approx([0, 0, 0])


def test_shared_risk_moves_money_to_the_partner_whose_lines_overspent() -> None:
    """3,000 over on the NHS's lines: the council bears 162,000 / 358,200 of it and pays that."""
    town = pooled(budgeting=Budgeting.BY_ORIGIN, risk_share=RiskShare.BY_CONTRIBUTION)
    town.books.spent[:] = town.books.allocation
    town.books.spent[POOL, NHS] += 3_000
    accounts = no_accounts(town)
    settle(town.frame, town.books, accounts, MARCH)
    council = 3_000 * 162_000 / (91_800 + 104_400 + 162_000)
    assert town.books.deficit == pytest.approx([3_000 - council, council])
    assert accounts.transfers[TransferKind.RISK_SHARE] == pytest.approx([council, -council, 0])


def test_the_host_bears_the_variance_of_fixed_lines_and_partners_share_the_rest() -> None:
    """10,000 over, 4,000 of them on rehabilitation: the council, as host, bears these."""
    town = pooled(**FIXED_REHAB, risk_share=RiskShare.BY_CONTRIBUTION)
    town.books.year_budget[:] = town.books.budget
    town.books.year_cost[:] = town.books.budget
    town.books.year_cost[POOL, :, REHAB] += 2_000
    town.books.spent[:] = town.books.allocation
    town.books.spent[POOL] += 5_000
    settle(town.frame, town.books, no_accounts(town), MARCH)
    nhs = 6_000 * 196_200 / (196_200 + 162_000)
    assert town.books.deficit == pytest.approx([nhs, 10_000 - nhs])


def test_a_partner_in_deficit_withdraws_what_is_not_a_minimum() -> None:
    """Two per cent of 162,000 is 3,240: with three quarters protected it comes off a quarter."""
    town = pooled(budgeting=Budgeting.PRO_RATA, minimum=0.75)
    town.books.deficit[COUNCIL] = 50_000
    allocate(town.frame, town.books, FIRST)
    assert town.allocation[POOL] == pytest.approx(358_200 - 3_240)
    held = pooled(budgeting=Budgeting.PRO_RATA, minimum=1.0)
    held.books.deficit[COUNCIL] = 50_000
    allocate(held.frame, held.books, FIRST)
    assert held.allocation[POOL] == pytest.approx(358_200)
    assert held.books.deficit[COUNCIL] == pytest.approx(50_000)  # there is nothing else to take


def test_acute_growth_stops_at_a_partner_s_minimum() -> None:
    """Of 104,400 the NHS may withdraw a twentieth, 5,220: acute care goes without the rest."""
    town = next_year(pooled(budgeting=Budgeting.BY_ORIGIN, minimum=0.95))
    assert town.books.budget[POOL, NHS, REHAB] == pytest.approx(99_180)
    assert town.books.budget[:, NHS].sum() == pytest.approx(1_022_400)
    assert town.books.budget[:, NHS, HOSPITAL].sum() == pytest.approx(1_022_400 - 99_180)


def test_pounds_that_a_decision_moves_keep_their_origin() -> None:
    """A tenth of rehabilitation moves to home care: the NHS now pays for some of it."""
    town = pooled(budgeting=Budgeting.BY_ORIGIN)
    for cells in (town.books.budget, town.books.contribution):
        cells[POOL, NHS] = [91_800, 93_960, 10_440, 0]
    town = next_year(town)
    nhs_home_care = town.books.budget[POOL, NHS, HOME_CARE]
    assert nhs_home_care == pytest.approx(10_440 * (1_022_400 - 926_200) / 104_400)


def test_lines_share_alike_what_their_minimum_leaves() -> None:
    lines = np.array([60.0, 30.0, 10.0])
    spread(lines, 50.0, np.zeros(3), np.zeros(3, dtype=bool), np.array([0.0, 0.0, 8.0]))
    assert lines == pytest.approx([28.0, 14.0, 8.0])


def test_a_minimum_beyond_all_the_money_gets_all_of_it() -> None:
    lines = np.array([60.0, 40.0])
    spread(lines, 20.0, np.zeros(2), np.zeros(2, dtype=bool), np.array([30.0, 10.0]))
    assert lines == pytest.approx([15.0, 5.0])


@pytest.mark.parametrize("pounds", [0.0, -30.0])
def test_no_line_falls_below_nothing_where_more_is_set_aside_than_there_is(pounds: float) -> None:
    """Found by chance: a fund whose overhead was more than its money budgeted less than nothing."""
    alone, beside = np.array([60.0]), np.array([60.0, 40.0])
    spread(alone, pounds, np.array([50.0]), np.array([True]), np.zeros(1))
    assert alone == pytest.approx([50.0])
    spread(beside, pounds, np.array([50.0, 45.0]), np.array([True, False]), np.zeros(2))
    assert beside == pytest.approx([50.0, 0.0])


def test_a_pool_that_comes_into_force_leaves_each_body_its_lines() -> None:
    town = make_town(pools=SHARE, in_force=NEXT, pool={"budgeting": Budgeting.BY_ORIGIN})
    form_pools(town.books, town.frame.partnerships[-1].rules)
    assert town.books.budget.sum(axis=0) == pytest.approx(
        np.array([[918_000, 104_400, 0, 0], [0, 104_400, 57_600, 0]])
    )


def test_the_host_bears_the_variance_of_fixed_lines_though_partners_bear_the_rest() -> None:
    """2,000 over on rehabilitation for each partner; the council hosts, and is owed nothing."""
    town = pooled(**FIXED_REHAB)
    town.books.year_budget[:] = town.books.budget
    town.books.year_cost[:] = town.books.budget
    town.books.year_cost[POOL, :, REHAB] += 2_000
    town.books.spent[:] = town.books.allocation
    town.books.spent[POOL] += [2_000, 2_500]
    accounts = no_accounts(town)
    settle(town.frame, town.books, accounts, MARCH)
    assert town.books.deficit == pytest.approx([0, 4_500])
    assert accounts.transfers[TransferKind.RISK_SHARE] == pytest.approx([2_000, -2_000, 0])


def test_no_board_moves_money_out_of_or_into_a_fixed_line() -> None:
    town = pooled(**FIXED_REHAB)
    plan_capacity(town.frame, town.books, town.conditions, FIRST)
    before = town.budget[POOL, REHAB]
    town.books.waiting[:, :, :] = 1.0
    for demand in ([8.0, 20.0, 40.0, 0.0], [8.0, 0.1, 300.0, 0.0]):
        town.books.demand[:] = demand
        move_money(town.frame, town.books, POOL, FIRST)
        assert town.budget[POOL, REHAB] == before


@pytest.mark.parametrize("risk", [RiskShare.OWN, RiskShare.BY_CONTRIBUTION])
def test_one_off_money_is_spent_where_a_body_s_services_are_paid(risk: RiskShare) -> None:
    """All of the council's services are in the pool, so its grant is allocated and spent there."""
    town = pooled(budgeting=Budgeting.BY_ORIGIN, risk_share=risk)
    town.books.demand[:] = [9.0, 6.0, 120.0, 0.0]
    town.books.waiting[:, HOME_CARE, WaitingPlace.HOME] = 1.0
    town.frame.money.grants.pounds[0, FIRST + 8, COUNCIL] = 600.0
    spend_late(town.frame, town.books, FIRST + 8)
    assert town.books.short_term[HOME_CARE] == pytest.approx(10.0)
    before = town.books.allocation.copy()
    town.account(FIRST + 8)
    assert (town.books.allocation - before)[POOL] == pytest.approx([0, 600])


def test_shares_that_round_to_more_than_all_take_no_more_than_all() -> None:
    town = make_town(pools=[[0.8] * 4, [0.2000009] * 4])
    form_pools(town.books, town.frame.partnerships[-1].rules)
    assert (town.books.budget >= 0.0).all()


def saving_town(saved: float) -> Town:
    """The council has saved so much in the year that ends; half of it goes to home care."""
    kept = {"reinvests": True, "reinvested": np.array([0.0, 0.0, 0.5, 0.0])}
    town = make_town(terms=kept)
    town.books.spent[:] = town.books.allocation
    town.books.spent[COUNCIL, COUNCIL] -= saved
    return town


def test_a_saving_that_is_reinvested_or_taken_out_is_no_reserve() -> None:
    town = saving_town(9_600)
    settle(town.frame, town.books, no_accounts(town), MARCH)
    assert town.books.saving == pytest.approx([0, 9_600])
    assert town.books.deficit == pytest.approx([0, 0])


def test_earlier_overspends_are_made_up_before_anything_is_reinvested() -> None:
    town = saving_town(9_600)
    town.books.deficit[COUNCIL] = 2_000
    settle(town.frame, town.books, no_accounts(town), MARCH)
    assert town.books.saving == pytest.approx([0, 7_600])
    assert town.books.deficit == pytest.approx([0, 0])


def test_half_of_a_saving_buys_home_care_for_a_year_at_no_premium() -> None:
    """4,800 a year is 400 a month, and a unit of home care costs 48 a month."""
    town = saving_town(9_600)
    settle(town.frame, town.books, no_accounts(town), MARCH)
    spend_late(town.frame, town.books, NEXT)
    assert town.books.short_term == pytest.approx([0, 0, 400 / 48, 0])
    assert town.books.premium[HOME_CARE] == 0


def test_a_reinvested_saving_enlarges_the_allocation_of_who_saved_it() -> None:
    town = saving_town(9_600)
    settle(town.frame, town.books, no_accounts(town), MARCH)
    before = town.books.allocation.sum(axis=0)
    town.account(month=NEXT)
    assert town.books.allocation.sum(axis=0) - before == pytest.approx([0, 400])
