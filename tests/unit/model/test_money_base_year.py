"""A base year in which the charge came to more than the NHS spent, or nobody had any money."""

from __future__ import annotations

import numpy as np
import pytest
from test_money_town import FIRST, HOME_CARE, HOSPITAL, MARCH, REASON, REHAB, Town, make_town

from carefunds_sim.model.money.books import form_pools, rebase
from carefunds_sim.model.money.frame import MonthAccounts
from carefunds_sim.model.money.month import close_month
from carefunds_sim.model.money.perception import shared_sight

HALF_OF_EVERYTHING, ALL_OF_REHAB = [[0.5] * 4], [[0.0, 1.0, 0.0, 0.0]]
CHARGEABLE_DAYS = 2_000.0  # a month, at 100 pounds with half of the days social care's: 100,000


def charged_beyond_cost(town: Town, *, months: range) -> list[MonthAccounts]:
    """The usual months, in which the NHS spends 85,200 and receives 100,000 by the charge."""
    chargeable = town.usage().chargeable_days
    chargeable[REASON, HOME_CARE] = CHARGEABLE_DAYS
    return [
        close_month(
            town.frame, town.books, town.conditions, town.usage(chargeable_days=chargeable), month
        )
        for month in months
    ]


def check_pounds(accounts: MonthAccounts) -> None:
    """Bodies bear what funds spend; nobody bears less than nothing."""
    borne = accounts.cost[:, :-1].sum() + accounts.overhead.sum()
    assert borne == pytest.approx(accounts.spend.sum(), rel=1e-12)
    assert (accounts.cost >= 0.0).all()


def test_nobody_is_allocated_less_than_nothing() -> None:
    """The NHS spent 12 x 85,200 and received 12 x 100,000; the council spent 12 x 113,500."""
    town = make_town()
    charged_beyond_cost(town, months=range(FIRST))
    assert town.contribution.sum(axis=0) == pytest.approx([0.0, 12 * 113_500.0])
    counted_on = 12 * (100_000.0 - 76_500.0)  # of the charge, once the hospital is paid
    assert town.budget[0, [HOSPITAL, REHAB]] == pytest.approx([12 * 76_500.0, counted_on])


@pytest.mark.parametrize("pools", [HALF_OF_EVERYTHING, ALL_OF_REHAB])
def test_every_pound_is_borne_where_the_charge_was_more_than_the_nhs_spent(
    pools: list[list[float]],
) -> None:
    town = make_town(pools=pools)
    for accounts in charged_beyond_cost(town, months=range(MARCH + 1)):
        check_pounds(accounts)
    assert (town.contribution >= 0.0).all()
    assert (town.allocation >= 0.0).all()


def test_a_pool_to_which_nobody_gives_money_pays_for_nothing() -> None:
    """The pool has taken over the budget of rehabilitation, but no money came with it."""
    town = make_town(pools=ALL_OF_REHAB)
    town.books.budget[2] = town.books.budget[:2].sum(axis=0) * [0.0, 1.0, 0.0, 0.0]
    town.books.budget[:2, :, REHAB] = 0.0
    accounts = town.account()
    check_pounds(accounts)
    assert accounts.spend == pytest.approx([85_200.0, 13_500.0, 0.0])
    assert accounts.cost[REHAB] == pytest.approx([8_700.0, 8_700.0, 0.0])


def test_who_pays_nothing_but_the_charge_starts_with_the_money_for_it() -> None:
    town = make_town()
    town.books.contribution[1] = 0.0
    town.books.budget[1] = 0.0
    town.books.spent[:] = np.diag([60_000.0, 40_000.0])
    town.books.year_cost[0, 0, HOSPITAL] = 100_000.0
    rebase(town.books, town.frame.network)
    assert town.contribution.sum(axis=0) == pytest.approx([60_000.0, 40_000.0])


def test_where_no_fund_has_any_money_nobody_shares_sight_of_it_and_trust_stays() -> None:
    town = make_town()
    for money in (town.books.contribution, town.books.allocation, town.books.budget):
        money[:] = 0.0
    form_pools(town.books, town.frame.partnerships[-1].rules)
    assert shared_sight(town.books, town.frame.partnerships[-1].rules) == 0.0
    nothing = town.usage(unit_days=np.zeros((4, 1)), starts=np.zeros((4, 1)))
    town.conditions.open_units[:] = 0.0
    trust = town.books.trust[0]
    close_month(town.frame, town.books, town.conditions, nothing, FIRST)
    assert town.books.trust[0] == trust
