"""The year's end: settle, form pools, let money grow, budget services."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_money_town import (
    CORE,
    FIRST,
    HOME_CARE,
    HOSPITAL,
    MARCH,
    NEXT,
    REHAB,
    UNIT_YEAR,
    Town,
    make_town,
)

from carefunds_sim.model.money.books import form_pools, rebase
from carefunds_sim.model.money.budgeting import allocate, budget_by_origin
from carefunds_sim.model.money.frame import MonthAccounts
from carefunds_sim.model.money.holders import shares_of_funds
from carefunds_sim.model.money.month import close_month
from carefunds_sim.model.money.year_end import close_year, settle
from carefunds_sim.vocabulary import Loop, RiskShare, TransferKind

ALL_OUTSIDE = [[0.0, 1.0, 1.0, 0.0]]  # a pool of rehab and home care: 104,400 NHS, 162,000 council


def settled(town: Town, *, over: list[float]) -> np.ndarray:
    """Settle a year in which funds overspent, and return the transfers of the risk share."""
    shares = shares_of_funds(town.contribution)
    town.books.spent[:] = town.books.allocation + shares * np.array(over)[:, None]
    accounts = no_accounts(town)
    settle(town.frame, town.books, accounts, MARCH)
    return accounts.transfers[TransferKind.RISK_SHARE]


def no_accounts(town: Town) -> MonthAccounts:
    bodies = len(town.frame.money.commissioner_share) + 2
    transfers: Any = np.zeros((len(TransferKind), bodies))
    return MonthAccounts(*[None] * 2, transfers, *[None] * 5)  # type: ignore[arg-type]


def pooled_town(**changes: Any) -> Town:
    town = make_town(pools=ALL_OUTSIDE, **changes)
    form_pools(town.books, town.frame.partnerships[-1].rules)
    town.books.allocation[:] = town.contribution
    return town


def test_a_pool_takes_exactly_its_share_of_each_service_and_totals_stay() -> None:
    town = make_town(pools=[[0.1, 0.5, 0.25, 0.0]])
    before = town.budget.sum(axis=0)
    form_pools(town.books, town.frame.partnerships[-1].rules)
    assert town.budget[2] == pytest.approx([91_800, 104_400, 14_400, 0])
    assert town.budget[0] == pytest.approx([826_200, 52_200, 0, 0])
    assert town.budget[1] == pytest.approx([0, 52_200, 43_200, 0])
    assert town.budget.sum(axis=0) == pytest.approx(before)
    assert town.contribution[2] == pytest.approx([144_000, 66_600])
    assert town.contribution.sum(axis=0) == pytest.approx([1_022_400, 162_000])


def test_of_two_pools_each_takes_its_share_of_what_there_was_at_first() -> None:
    town = make_town(pools=[[0.0, 0.5, 0.0, 0.0], [0.0, 0.25, 1.0, 0.0]])
    form_pools(town.books, town.frame.partnerships[-1].rules)
    assert town.budget[:, REHAB] == pytest.approx([26_100, 26_100, 104_400, 52_200])
    assert town.budget[:, HOME_CARE] == pytest.approx([0, 0, 0, 57_600])
    assert town.contribution.sum() == pytest.approx(1_184_400)


def test_a_single_fund_takes_everything() -> None:
    town = make_town(pools=[[1.0] * 4])
    form_pools(town.books, town.frame.partnerships[-1].rules)
    assert town.budget[:2].sum() == 0.0
    assert town.contribution[2] == pytest.approx([1_022_400, 162_000])


def test_a_pool_with_a_share_of_nothing_leaves_every_bit_as_it_was() -> None:
    apart, pooled = make_town(), make_town(pools=[[0.0] * 4])
    rng = np.random.default_rng(1)
    for month in range(FIRST - 1, FIRST + 24):
        change = {
            "unit_days": np.array([270.0, 120.0, 3_000.0, 600.0])[:, None] * rng.random((4, 1)),
            "waiting_days": 20.0 * rng.random((4, 5)),
            "requests": 10.0 * rng.random(4),
            "requested_units": 20.0 * rng.random(4),
            "diverted_units": 5.0 * rng.random(4),
            "refused": 3.0 * rng.random(4),
            "used_now": rng.random(4) * np.array([10.0, 5.0, 100.0, 20.0]),
        }
        for town in (apart, pooled):
            close_month(town.frame, town.books, town.conditions, town.usage(**change), month)
        for name in ("budget", "contribution", "allocation", "spent", "year_cost"):
            same, other = getattr(apart.books, name), getattr(pooled.books, name)
            np.testing.assert_array_equal(other[:2], same, err_msg=name)
            assert (other[2:] == 0.0).all()
        for name in ("deficit", "trust", "planned", "stock", "level", "hold", "cut", "short_term"):
            np.testing.assert_array_equal(
                getattr(pooled.books, name), getattr(apart.books, name), err_msg=name
            )
        for name in apart.conditions._fields:
            np.testing.assert_array_equal(
                getattr(pooled.conditions, name), getattr(apart.conditions, name), err_msg=name
            )


@settings(max_examples=40, deadline=None)
@given(share=st.lists(st.floats(0.0, 1.0), min_size=4, max_size=4))
def test_forming_a_pool_neither_makes_nor_loses_a_pound(share: list[float]) -> None:
    town = make_town(pools=[share], commissioners=(0.6, 0.4))
    before = [town.budget.sum(axis=0), town.contribution.sum(axis=0)]
    form_pools(town.books, town.frame.partnerships[-1].rules)
    assert town.budget.sum(axis=0) == pytest.approx(before[0])
    assert town.contribution.sum(axis=0) == pytest.approx(before[1])
    held = town.contribution.sum(axis=1)
    assert town.budget.sum(axis=1) == pytest.approx(held, abs=1e-6)


def test_each_body_bears_its_own_fund_s_overspend() -> None:
    town = make_town()
    assert settled(town, over=[8_000, -1_000]) == pytest.approx([0, 0, 0])
    assert town.books.deficit == pytest.approx([8_000, -1_000])


def test_partners_share_a_pool_s_overspend_as_they_contribute() -> None:
    town = pooled_town()
    nhs = 104_400 / 266_400
    assert settled(town, over=[0, 0, 10_000]) == pytest.approx([0, 0, 0], abs=1e-9)
    assert town.books.deficit == pytest.approx([10_000 * nhs, 10_000 * (1 - nhs)])


def test_beyond_the_cap_the_host_pays_and_the_others_are_paid_back() -> None:
    """Two per cent of 266,400 is 5,328: shared by contribution; the NHS bears the other 4,672."""
    town = pooled_town(pool={"risk_share": RiskShare.CAPPED, "risk_cap": 0.02, "host": 0})
    nhs = 104_400 / 266_400
    council = (1 - nhs) * 4_672  # what the council paid in the year of what the host bears
    assert settled(town, over=[0, 0, 10_000]) == pytest.approx([-council, council, 0])
    assert town.books.deficit == pytest.approx([4_672 + nhs * 5_328, (1 - nhs) * 5_328])
    assert town.books.year_transfer == pytest.approx([council])


def test_under_the_cap_nobody_is_paid_back() -> None:
    town = pooled_town(pool={"risk_share": RiskShare.CAPPED, "risk_cap": 0.02, "host": 0})
    assert settled(town, over=[0, 0, 5_000]) == pytest.approx([0, 0, 0], abs=1e-9)


def test_what_was_put_aside_for_a_pool_that_got_nothing_stays_with_who_put_it_aside() -> None:
    town = pooled_town()
    town.books.contribution[2] = 0.0
    town.books.allocation[2] = [2_000.0, 1_148.0]  # for its overhead, which an empty pool has not
    town.books.spent[:] = town.books.allocation
    town.books.spent[2] = 0.0
    accounts = no_accounts(town)
    settle(town.frame, town.books, accounts, MARCH)
    assert (accounts.transfers[TransferKind.RISK_SHARE] == 0.0).all()


def test_a_host_bears_all_of_a_pool_s_overspend() -> None:
    town = pooled_town(pool={"risk_share": RiskShare.HOST, "host": 1})
    nhs = 104_400 / 266_400 * 10_000
    assert settled(town, over=[0, 0, 10_000]) == pytest.approx([nhs, -nhs, 0])
    assert town.books.deficit == pytest.approx([0, 10_000])


@settings(max_examples=40, deadline=None)
@given(
    rule=st.sampled_from(list(RiskShare)),
    cap=st.floats(0.0, 0.1),
    host=st.integers(0, 1),
    over=st.lists(st.floats(-9e4, 9e4), min_size=3, max_size=3),
)
def test_what_one_partner_receives_another_pays(
    rule: RiskShare, cap: float, host: int, over: list[float]
) -> None:
    town = pooled_town(
        pool={"risk_share": rule, "risk_cap": cap, "host": host}, steering={"reserve_limit": 9.0}
    )
    assert settled(town, over=over).sum() == pytest.approx(0, abs=1e-6)
    assert town.books.deficit.sum() == pytest.approx(sum(over), abs=1e-6)


def test_each_body_s_money_grows_by_its_own_path_wherever_it_is_held() -> None:
    town = pooled_town()
    town.frame.money.growth[0] = [0.10, -0.05]
    allocate(town.frame, town.books, FIRST)
    assert town.allocation == pytest.approx([918_000 * 1.1, 0, 104_400 * 1.1 + 162_000 * 0.95])
    assert town.budget.sum(axis=1) == pytest.approx(town.allocation)


def test_a_deficit_comes_off_the_next_allocations_within_the_limit_a_year() -> None:
    town = make_town()
    town.books.deficit[:2] = [5_000, 7_000]
    allocate(town.frame, town.books, FIRST)
    assert town.allocation == pytest.approx([1_017_400, 158_760])  # 3,240 is two per cent
    assert town.books.deficit[:2] == pytest.approx([0, 3_760])
    assert town.contribution.sum() == pytest.approx(1_184_400)  # what is given is as before


def test_a_deficit_is_not_recovered_when_that_loop_is_off() -> None:
    town = make_town(off=[Loop.OVERSPEND_CUTS])
    town.books.deficit[:2] = [5_000, 7_000]
    allocate(town.frame, town.books, FIRST)
    assert town.allocation == pytest.approx([1_022_400, 162_000])


def test_a_reserve_neither_adds_to_nor_takes_from_an_allocation() -> None:
    town = make_town()
    town.books.deficit[:2] = [-5_000, -7_000]
    allocate(town.frame, town.books, FIRST)
    assert town.allocation == pytest.approx([1_022_400, 162_000])


def test_a_partner_s_deficit_takes_from_the_pool_in_proportion_to_what_it_gives() -> None:
    town = pooled_town()
    town.books.deficit[1] = 1_620.0  # a hundredth of the council's money, all of it in the pool
    allocate(town.frame, town.books, FIRST)
    assert town.allocation == pytest.approx([918_000, 0, 104_400 + 160_380])


def budget_nhs(town: Town, pounds: float) -> None:
    """Budget the NHS's own lines from a sum of money."""
    town.books.allocation[0, 0] = pounds
    budget_by_origin(town.frame, town.books, town.frame.partnerships[-1].rules, 0, np.zeros((2, 2)))


def test_acute_care_is_budgeted_first_at_what_it_cost_and_the_rest_alike() -> None:
    town = make_town()
    town.books.year_cost[0, 0] = [930_000, 90_000, 10_000, 0]
    town.books.budget[0, 0] = [918_000, 75_000, 25_000, 0]
    budget_nhs(town, 1_000_000.0)
    assert town.budget[0] == pytest.approx([930_000, 52_500, 17_500, 0])


def test_without_acute_first_every_service_shares_alike() -> None:
    town = make_town(off=[Loop.ACUTE_FIRST])
    town.books.year_cost[0, 0] = [930_000, 90_000, 0, 0]
    budget_nhs(town, 511_200.0)
    assert town.budget[0] == pytest.approx([459_000, 52_200, 0, 0])


def test_when_acute_care_alone_costs_more_than_there_is_it_gets_all_there_is() -> None:
    town = make_town()
    town.books.year_cost[0, 0] = [1_100_000, 90_000, 0, 0]
    budget_nhs(town, 1_000_000.0)
    assert town.budget[0] == pytest.approx([1_000_000, 0, 0, 0])


def test_overhead_comes_out_of_the_money_for_services() -> None:
    town = pooled_town(terms={"yearly_cost": 0.01})
    allocate(town.frame, town.books, FIRST)
    assert town.allocation[2] == pytest.approx(266_400)
    assert town.budget[2].sum() == pytest.approx(266_400 - 2_664)


def test_the_year_before_the_study_becomes_the_base_of_every_fund() -> None:
    town = make_town()
    for _ in range(12):
        town.account(FIRST - 1)
    town.books.year_cost[:] *= 1.1
    town.books.spent[:] *= 1.1
    rebase(town.books, town.frame.network)
    assert town.contribution.sum(axis=0) == pytest.approx([1_124_640, 178_200])
    assert town.books.unit_year == pytest.approx(UNIT_YEAR * 1.1)
    town.books.deficit[:] = 0.0
    allocate(town.frame, town.books, FIRST)
    bought = town.budget.sum(axis=0)[:3] / town.books.unit_year[:3]
    assert bought == pytest.approx(CORE[:3])


def test_a_year_that_ends_in_balance_is_followed_by_the_same_year() -> None:
    town = make_town()
    before = town.budget.copy()
    for month in range(FIRST, FIRST + 12):
        accounts = town.account(month)
    close_year(town.frame, town.books, accounts, MARCH)
    assert town.budget == pytest.approx(before)
    assert town.allocation == pytest.approx([1_022_400, 162_000])


def a_year_then_a_pool(share: list[float]) -> Town:
    """A year in balance under separate budgets, at whose end a pool comes into force."""
    town = make_town(pools=[share], in_force=NEXT)
    for month in range(FIRST, FIRST + 12):
        accounts = town.account(month)
    close_year(town.frame, town.books, accounts, MARCH)
    return town


def test_a_pool_that_comes_into_force_leaves_each_service_its_money() -> None:
    """A tenth of 918,000 moves; the NHS budgets 826,200 itself and the pool 91,800."""
    town = a_year_then_a_pool([0.1, 0.5, 0.5, 0.0])
    assert town.budget.sum(axis=0) == pytest.approx([918_000, 208_800, 57_600, 0])


def test_a_pool_without_acute_care_leaves_each_service_its_money() -> None:
    town = a_year_then_a_pool([0.0, 0.5, 0.5, 0.0])
    assert town.budget.sum(axis=0) == pytest.approx([918_000, 208_800, 57_600, 0])


def test_a_single_fund_that_comes_into_force_leaves_each_service_its_money() -> None:
    town = a_year_then_a_pool([1.0, 1.0, 1.0, 1.0])
    assert town.budget.sum(axis=0) == pytest.approx([918_000, 208_800, 57_600, 0])


def test_the_cost_of_setting_up_at_once_is_set_aside_once() -> None:
    town = pooled_town(terms={"setup_cost": 0.01})
    allocate(town.frame, town.books, FIRST)
    assert town.budget[2].sum() == pytest.approx(266_400 - 2_664)


def test_a_body_s_funds_are_netted_before_its_reserve_is_limited() -> None:
    """5,000 under outside the pool, 4,000 over in it: 1,000 is kept, within the limit of 3,240."""
    town = make_town(pools=[[0.0, 0.0, 0.5, 0.0]])
    form_pools(town.books, town.frame.partnerships[-1].rules)
    town.books.allocation[:] = town.contribution
    settled(town, over=[0, -5_000, 4_000])
    assert town.books.deficit[1] == pytest.approx(-1_000)


def test_money_that_paid_the_charge_buys_no_services_in_the_base() -> None:
    town = make_town()
    chargeable = town.usage().chargeable_days
    chargeable[5, HOME_CARE] = 40.0
    for _ in range(12):
        accounts = town.account(FIRST - 1, chargeable_days=chargeable)
    close_year(town.frame, town.books, accounts, FIRST - 1)
    bought = town.budget.sum(axis=0)[:3] / town.books.unit_year[:3]
    assert bought == pytest.approx(CORE[:3])
    assert town.budget[0, HOSPITAL] == pytest.approx(918_000)


def test_a_charge_that_a_pool_ends_is_neither_set_aside_nor_counted_on() -> None:
    town = make_town(pools=ALL_OUTSIDE, in_force=NEXT)
    chargeable = town.usage().chargeable_days
    chargeable[5, HOME_CARE] = 10.0
    for month in range(FIRST, NEXT):
        accounts = town.account(month, chargeable_days=chargeable)
    close_year(town.frame, town.books, accounts, MARCH)
    assert town.budget.sum(axis=1) == pytest.approx(town.allocation)
