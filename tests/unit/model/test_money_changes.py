"""What a timetable does to the books: every pound moves once, from whom to whom it says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from test_money_town import FIRST, NEXT, UNIT_YEAR, Town, make_town

from carefunds_sim.model.dated_money import DatedDecision, MoneyChange
from carefunds_sim.model.money.books import disband_pools, form_pools
from carefunds_sim.model.money.changes import (
    agreed_transfers,
    change_money,
    change_partnership,
    grow_dated,
    hand_on,
    share_out_year,
    shortfalls,
)
from carefunds_sim.model.money.decisions import decide, steer
from carefunds_sim.vocabulary import Budgeting, RiskShare, TransferKind

NHS, COUNCIL = 0, 1
HOSPITAL, INTERMEDIATE, HOME_CARE = 0, 1, 2
POOL = 2
OUTSIDE = ANY = -1
HALF = [[0.0, 0.5, 0.5, 0.0]]
OCTOBER = FIRST + 6
BY_ORIGIN = {"budgeting": Budgeting.BY_ORIGIN}


def change(month: int = NEXT, **given: Any) -> MoneyChange:
    usual: dict[str, Any] = {
        "name": "change", "ends": -1, "gbp_a_year": 1_200.0, "part": 1.0, "units": 0.0,
        "giver": OUTSIDE, "taker": COUNCIL, "fund": -1, "from_line": ANY, "to_line": HOME_CARE,
    }  # fmt: skip
    return MoneyChange(month=month, **{**usual, **given})


def apply(town: Town, *changes: MoneyChange, month: int = NEXT) -> None:

    have(town, changes)
    change_money(town.frame, town.books, month)


def have(
    town: Town, changes: tuple[MoneyChange, ...], decisions: tuple[DatedDecision, ...] = ()
) -> None:
    """Give a town a timetable, and its books the room that it needs."""
    town.frame = replace(town.frame, money_changes=changes, decisions=decisions)
    number = len(changes) + len(decisions)
    if len(town.books.short) != number:
        town.books = town.books._replace(
            dated=np.zeros((len(changes), 2)), short=np.zeros(number, dtype=np.bool_)
        )


def pounds(town: Town) -> np.ndarray:
    """Every body's contributions to each service; (p, s)."""
    given: np.ndarray = town.books.contribution.sum(axis=0)
    return given


def test_new_money_is_added_to_the_line_of_the_body_that_pays() -> None:
    town = make_town()
    before, budget, allocated = pounds(town), town.books.budget.copy(), town.books.allocation.copy()
    apply(town, change())
    added = np.zeros_like(before)
    added[COUNCIL, HOME_CARE] = 1_200.0
    np.testing.assert_allclose(pounds(town) - before, added)
    assert (town.books.budget - budget).sum() == pytest.approx(1_200.0)
    assert (town.books.allocation - allocated)[COUNCIL, COUNCIL] == pytest.approx(1_200.0)


def test_in_october_the_year_gets_half_of_it_and_each_month_a_twelfth() -> None:
    town = make_town()
    allocated = town.books.allocation.copy()
    apply(town, change(month=OCTOBER), month=OCTOBER)
    assert (town.books.allocation - allocated).sum() == pytest.approx(600.0)
    per_month = (town.books.allocation - town.books.granted).sum() / 12 - allocated.sum() / 12
    assert per_month == pytest.approx(100.0)


def test_what_comes_out_of_own_money_leaves_the_body_as_much_as_it_had() -> None:
    town = make_town()
    before = pounds(town)
    apply(town, change(giver=COUNCIL))
    assert pounds(town).sum() == pytest.approx(before.sum())
    assert pounds(town)[COUNCIL, HOME_CARE] == pytest.approx(before[COUNCIL, HOME_CARE] + 1_200.0)
    np.testing.assert_array_equal(pounds(town)[NHS], before[NHS])
    assert pounds(town)[COUNCIL, INTERMEDIATE] == pytest.approx(
        before[COUNCIL, INTERMEDIATE] - 1_200.0
    )


def test_no_line_gives_more_than_there_is() -> None:
    town = make_town()
    before = pounds(town)
    apply(town, change(giver=COUNCIL, gbp_a_year=1e9))
    assert pounds(town).sum() == pytest.approx(before.sum())
    assert pounds(town)[COUNCIL, INTERMEDIATE] == pytest.approx(0.0, abs=1e-6)
    assert (town.books.budget > -1e-6).all()


def test_acute_care_gives_nothing_to_a_transfer_that_names_no_line() -> None:
    """It is protected: what is left of it to give is nothing that decisions may move."""
    town = make_town()
    before = pounds(town)
    apply(town, change(giver=NHS))
    moved = pounds(town) - before
    assert moved[NHS, HOSPITAL] == 0.0
    assert moved[NHS].sum() == pytest.approx(-1_200.0)
    assert moved[COUNCIL].sum() == pytest.approx(1_200.0)


def test_units_without_a_sum_cost_what_they_cost_and_open_at_once() -> None:
    town = make_town()
    before, stock = pounds(town), town.books.stock.copy()
    apply(town, change(gbp_a_year=np.nan, units=10.0))
    assert (pounds(town) - before).sum() == pytest.approx(10.0 * UNIT_YEAR[HOME_CARE])
    assert town.books.stock[HOME_CARE] == stock[HOME_CARE] + 10.0


def test_fewer_units_give_the_money_back() -> None:
    town = make_town()
    before = pounds(town)
    apply(town, change(gbp_a_year=np.nan, units=-10.0))
    assert (pounds(town) - before)[COUNCIL, HOME_CARE] == pytest.approx(
        -10.0 * UNIT_YEAR[HOME_CARE]
    )


def test_what_ends_is_taken_back() -> None:
    town = make_town()
    before = pounds(town)
    dated = change(ends=NEXT + 12, giver=NHS)
    apply(town, dated)
    apply(town, dated, month=NEXT + 12)
    np.testing.assert_allclose(pounds(town), before)


def test_what_ends_is_taken_back_as_each_bodys_money_has_grown_since() -> None:
    town = make_town(money={"growth": np.array([[0.1, -0.2]] * 3)})
    before = pounds(town).sum(axis=1)
    dated = change(ends=NEXT + 12, giver=NHS)
    apply(town, dated)
    factors = np.array([1.1, 0.8])
    for cells in (town.books.contribution, town.books.budget):
        cells[:] = cells * factors[None, :, None]
    grow_dated(town.frame, town.books, 1)
    apply(town, dated, month=NEXT + 12)
    np.testing.assert_allclose(pounds(town).sum(axis=1), before * factors)


def test_more_is_not_taken_back_than_was_given() -> None:
    town = make_town()
    before = pounds(town)
    dated = change(ends=NEXT + 12, giver=NHS, gbp_a_year=1e11)
    apply(town, dated)
    apply(town, dated, month=NEXT + 12)
    np.testing.assert_allclose(pounds(town), before, atol=1e-3)


def test_fewer_units_save_the_sum_that_is_said() -> None:
    town = make_town()
    before = pounds(town)
    apply(town, change(units=-10.0))
    assert (pounds(town) - before)[COUNCIL, HOME_CARE] == pytest.approx(-1_200.0)


def test_money_goes_where_the_body_holds_its_money_for_the_service() -> None:
    town = make_town(pools=HALF, pool=BY_ORIGIN)
    form_pools(town.books, town.frame.partnerships[-1].rules)
    before = town.books.contribution.copy()
    apply(town, change())
    added = (town.books.contribution - before)[:, COUNCIL, HOME_CARE]
    np.testing.assert_allclose(added[[COUNCIL, POOL]], 600.0)


def test_money_for_a_pool_is_held_in_the_pool() -> None:
    town = make_town(pools=HALF)
    form_pools(town.books, town.frame.partnerships[-1].rules)
    before = town.books.contribution.copy()
    apply(town, change(fund=POOL))
    assert (town.books.contribution - before)[POOL, COUNCIL, HOME_CARE] == pytest.approx(1_200.0)


def test_a_pool_that_was_one_sum_gives_every_body_as_much_as_it_gave() -> None:
    town = make_town(pools=HALF)
    before = pounds(town).sum(axis=1)
    form_pools(town.books, town.frame.partnerships[-1].rules)
    disband_pools(town.books)
    np.testing.assert_allclose(pounds(town).sum(axis=1), before)
    assert town.books.contribution[POOL].sum() == 0.0


def test_pools_that_end_give_every_body_its_pounds() -> None:
    town = make_town(pools=HALF, pool=BY_ORIGIN)
    before = {name: getattr(town.books, name).copy() for name in ("budget", "contribution")}
    form_pools(town.books, town.frame.partnerships[-1].rules)
    disband_pools(town.books)
    for name, cells in before.items():
        np.testing.assert_allclose(getattr(town.books, name), cells)


def test_a_year_that_has_begun_follows_its_money_into_the_pool() -> None:
    town = make_town(pools=HALF)
    books = town.books
    books.year_cost[:] = books.budget / 2.0
    books.spent[:] = books.year_cost.sum(axis=2)
    books.spent[COUNCIL, COUNCIL] += 77.0  # a charge
    by_body = books.allocation.sum(axis=0), books.spent.sum(axis=0)
    form_pools(books, town.frame.partnerships[-1].rules)
    share_out_year(books)
    for now, before in zip((books.allocation, books.spent), by_body, strict=True):
        np.testing.assert_allclose(now.sum(axis=0), before)
    np.testing.assert_allclose(books.spent[POOL], books.year_cost[POOL].sum(axis=1))
    own = books.year_cost[COUNCIL, COUNCIL].sum()
    assert books.spent[COUNCIL, COUNCIL] == pytest.approx(own + 77.0)


def test_a_partnership_with_the_same_pools_moves_no_money() -> None:

    town = make_town(pools=HALF)
    first, held = town.frame.partnerships
    again = held._replace(since=NEXT)
    town.frame = replace(town.frame, partnerships=(first, held, again))
    form_pools(town.books, held.rules)
    before = town.books.contribution.copy()
    change_partnership(town.frame, town.books, NEXT)
    np.testing.assert_array_equal(town.books.contribution, before)


def test_what_a_unit_costs_follows_its_prices() -> None:
    town = make_town()
    prices = town.frame.money.prices
    dearer = make_town(money={"prices": prices._replace(variable=prices.variable * 2.0)})
    before = town.books.unit_year.copy()
    hand_on(town.frame, dearer.frame, town.books, town.conditions)
    assert town.books.unit_year[HOME_CARE] == pytest.approx(2.0 * before[HOME_CARE])
    assert before[INTERMEDIATE] < town.books.unit_year[INTERMEDIATE] < 2.0 * before[INTERMEDIATE]


def decision(gbp_a_year: float) -> DatedDecision:
    return DatedDecision(
        "decision", NEXT, COUNCIL, give=INTERMEDIATE, take=HOME_CARE, gbp_a_year=gbp_a_year
    )


def test_a_dated_decision_stands_in_place_of_the_holders_own() -> None:

    town = make_town()
    months = len(town.frame.calendar.month)
    decided = np.zeros((months, 2), dtype=np.bool_)
    decided[NEXT] = True
    have(town, (), (decision(500.0),))
    town.frame = replace(town.frame, decided=decided)
    before = pounds(town)
    decide(town.frame, town.books, NEXT)
    moved = np.zeros_like(before)
    moved[COUNCIL, INTERMEDIATE], moved[COUNCIL, HOME_CARE] = -500.0, 500.0
    np.testing.assert_allclose(pounds(town) - before, moved)
    assert shortfalls(town.frame, town.books) == ()


def test_a_decision_about_more_money_than_there_is_says_so() -> None:
    town = make_town()
    before = pounds(town)[COUNCIL]
    have(town, (), (decision(1e9),))
    decide(town.frame, town.books, NEXT)
    assert pounds(town)[COUNCIL].sum() == pytest.approx(before.sum())
    assert pounds(town)[COUNCIL, INTERMEDIATE] == pytest.approx(0.0, abs=1e-6)
    (said,) = shortfalls(town.frame, town.books)
    assert said.startswith("timetable.decision moves less than it says")


def test_a_transfer_of_more_money_than_there_is_says_so_once() -> None:
    town = make_town()
    apply(town, change(giver=NHS, gbp_a_year=1e9), change(giver=NHS, gbp_a_year=1e9))
    (said,) = shortfalls(town.frame, town.books)
    assert said.startswith("timetable.change moves less than it says")


def test_an_agreed_transfer_is_in_the_accounts_while_it_holds() -> None:
    town = make_town()
    apply(town, change(giver=NHS, ends=NEXT + 12), change())
    a_month = 1_200.0 / 12
    for month, each in ((NEXT - 1, 0.0), (NEXT, a_month), (NEXT + 11, a_month), (NEXT + 12, 0.0)):
        received = agreed_transfers(town.frame, town.books, month)
        assert received == pytest.approx([-each, each])
    kind = town.account(NEXT).transfers[TransferKind.AGREED]
    assert kind == pytest.approx([-a_month, a_month, 0.0])


def test_what_a_body_moves_between_its_own_lines_is_no_transfer() -> None:
    town = make_town()
    apply(town, change(giver=COUNCIL))
    assert (agreed_transfers(town.frame, town.books, NEXT) == 0.0).all()


def test_an_agreed_transfer_is_what_the_taker_has_of_it() -> None:
    town = make_town(money={"growth": np.array([[0.1, -0.2]] * 3)})
    apply(town, change(giver=NHS))
    grow_dated(town.frame, town.books, 1)
    received = agreed_transfers(town.frame, town.books, NEXT + 12)
    assert received == pytest.approx([-80.0, 80.0])


def test_those_who_hold_the_money_from_october_answer_for_the_overspend_of_the_year() -> None:
    """Two bodies whose money is pooled within the year: together they have not overspent."""
    town = make_town(
        pools=[[1.0, 1.0, 1.0, 0.0]], in_force=OCTOBER, pool={"risk_share": RiskShare.HOST}
    )
    first, pooled = town.frame.partnerships
    own = np.full_like(first.rules.risk_share, RiskShare.OWN)
    first = first._replace(rules=first.rules._replace(risk_share=own))
    town.frame = replace(town.frame, partnerships=(first, pooled))
    books = town.books
    books.spent[COUNCIL, COUNCIL] = 0.6 * books.allocation[COUNCIL, COUNCIL]
    books.year_cost[COUNCIL, COUNCIL] = books.spent[COUNCIL, COUNCIL] * (
        books.budget[COUNCIL, COUNCIL] / books.budget[COUNCIL, COUNCIL].sum()
    )
    steer(town.frame, books, OCTOBER - 1)
    assert books.cut.any() or (books.hold < 1.0).any()
    change_partnership(town.frame, books, OCTOBER)
    steer(town.frame, books, OCTOBER)
    assert not books.cut.any()
    assert (books.hold == 1.0).all()
