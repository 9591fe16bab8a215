"""Through the year: hold and cut against an overspend, spend late, and move money.

Each fund moves a bounded part of its money to where it sees most worth.
"""

from __future__ import annotations

import numpy as np

from carefunds_sim.model.calendar import MONTHS_PER_YEAR
from carefunds_sim.model.compiling import compiled
from carefunds_sim.model.money.accounts import reinvested
from carefunds_sim.model.money.books import Books
from carefunds_sim.model.money.frame import Frame, in_force, months_passed
from carefunds_sim.model.money.holders import by_holder, sums_by_holder
from carefunds_sim.model.money.moving import bounds_of, move_pounds
from carefunds_sim.model.money.own_rules import decides_every_month, follow
from carefunds_sim.model.money.perception import worths_of
from carefunds_sim.model.rules import steering
from carefunds_sim.model.tables import DUST, ratio, total
from carefunds_sim.vocabulary import Control, Loop

NONE, HOLD, CUT = int(Control.NONE), int(Control.HOLD), int(Control.CUT)
MATERIAL = 0.01  # no money is moved to spare less than a penny in the pound


def steer(frame: Frame, books: Books, coming: int) -> None:
    """Hold packages and cut services when an overspend is forecast; ease off in April.

    Who bears an overspend acts on it: a pool where partners share it, else each partner. In the
    month in which an arrangement takes effect those who now hold the money answer for the year.
    """
    money = frame.money
    books.hold[:] = 1.0
    books.cut[:] = 0.0
    if not frame.loops[Loop.OVERSPEND_CUTS]:
        return
    passed = months_passed(frame, coming) - 1
    if passed < max(1, money.steering.first_forecast_month) or coming < money.first_month:
        return
    left = MONTHS_PER_YEAR - passed
    control = money.flexing.control
    controlled, on_hold, to_cut = control != NONE, control == HOLD, control == CUT
    answering = in_force(frame, coming).rules.own_risk
    held = by_holder(books.budget, answering)
    budgeted = total(held, axis=0)
    budgeted[budgeted <= 0.0] = np.inf  # no fund has a share of what none budgets for
    allocations = sums_by_holder(books.allocation, answering)
    gaps = steering.forecast(sums_by_holder(books.spent, answering), passed) - allocations
    for holder in np.flatnonzero(gaps > 0.0):
        gap, allocation, budget = gaps[holder], allocations[holder], held[holder]
        controllable = float(total(budget * controlled)) * left / MONTHS_PER_YEAR
        believed = steering.outside_tolerance(gap, allocation, money.steering.tolerance)
        if not believed or controllable <= DUST:
            continue
        severity = steering.severity(
            gap,
            controllable,
            strength=money.steering.strength,
            largest_cut=money.steering.largest_cut,
        )
        share = severity * budget / budgeted
        books.hold[:] -= share * on_hold
        books.cut[:] += share * to_cut


def spend_late(frame: Frame, books: Books, coming: int) -> None:
    """Buy capacity for the coming month with a late underspend, a grant, or last year's saving.

    When a grant ends, what it has bought and is committed to stays until it has run down. A saving
    is known for a year, and buys at no premium.
    """
    money, grants = frame.money, frame.money.grants
    if coming > money.first_month:
        books.stock[:] += books.committed
    books.short_term[:], books.committed[:] = 0.0, 0.0
    books.premium[:] = money.prices.short_term_premium
    answering = in_force(frame, coming).rules.own_risk
    buying = by_holder(books.budget, answering) > 0.0
    for holder, pounds in enumerate(late_money(frame, books, answering, coming)):
        if pounds > 0.0:
            buy_across(frame, books, holder, pounds, buying[holder], coming, notice=0.0)
    pays_for = total(books.budget, axis=0) > 0.0
    for grant in range(len(grants.notice)):
        for payer in map(int, np.flatnonzero(grants.pounds[grant, coming] > 0.0)):
            bought = buy_across(
                frame,
                books,
                spender_of(books, payer, in_force(frame, coming).rules.by_partner),
                float(grants.pounds[grant, coming, payer]),
                pays_for[payer] & grants.buys[grant],
                coming,
                notice=float(grants.notice[grant]),
            )
            if coming == grants.last[grant]:
                books.committed[:] += grants.commitment[grant] * bought
    savings = total(reinvested(frame, books, coming))
    buy_units(frame, books, savings, np.zeros(len(savings)), coming)


def spender_of(books: Books, payer: int, by_partner: np.ndarray) -> int:
    """Return the fund whose managers spend a body's grant: the one with most of its money."""
    held = total(books.budget[:, payer])
    most = int(np.argmax(held))
    return payer if by_partner[most] or held[most] <= 0.0 else most


def late_money(frame: Frame, books: Books, answering: np.ndarray, coming: int) -> np.ndarray:
    """Return what each holder of a budget spends of a late underspend in a month; pounds (f).

    Nobody hurries to spend what would be reinvested.
    """
    money, pounds = frame.money, np.zeros(len(books.spent))
    passed = months_passed(frame, coming) - 1
    if not (0 < passed >= money.steering.late_month - 1 and coming > money.first_month):
        return pounds
    allocation = sums_by_holder(books.allocation, answering)
    spent = sums_by_holder(books.spent, answering)
    under = allocation - steering.forecast(spent, passed)
    spare = under > money.steering.tolerance * allocation
    lost = money.steering.late_spending * (1.0 - total(in_force(frame, coming).terms.reinvested))
    pounds[spare] = under[spare] * lost / (MONTHS_PER_YEAR - passed)
    return pounds


def buy_across(
    frame: Frame,
    books: Books,
    fund: int,
    pounds: float,
    budgeted: np.ndarray,
    month: int,
    *,
    notice: float,
) -> np.ndarray:
    """Buy a month's extra units of ``budgeted`` services (s) and return them; units (s).

    Money is spread as a pound is worth to the fund, at the price of short notice: what was known
    for as long as a service takes to recruit costs no premium.
    """
    money = frame.money
    worths, _ = worths_of(frame, books, fund, month)
    premium = money.prices.short_term_premium
    paid = premium * steering.short_notice(notice, money.flexing.lag_up)
    weight = np.where(budgeted & (premium > 0.0), np.maximum(worths, 0.0) / (1.0 + paid), 0.0)
    whole = float(total(weight))
    if whole <= 0.0:
        return np.zeros(len(weight))
    return buy_units(frame, books, pounds * weight / whole, paid, month)


def buy_units(
    frame: Frame, books: Books, pounds: np.ndarray, paid: np.ndarray, month: int
) -> np.ndarray:
    """Buy a month's extra units with pounds (s) at the premium paid (s); return units (s)."""
    money, bought = frame.money, np.zeros(len(pounds))
    unit_month = books.unit_year * money.price[month] / MONTHS_PER_YEAR
    for service in np.flatnonzero(pounds > 0.0):
        units = steering.short_term_units(pounds[service], unit_month[service], paid[service])
        limit = money.flexing.market_limit[service] * frame.network.core[service]
        room = limit - books.stock[service] - books.short_term[service]
        bought[service] = max(0.0, min(room, units))
    so_far = books.short_term * books.premium
    books.short_term[:] += bought
    usual = money.prices.short_term_premium
    books.premium[:] = ratio(so_far + bought * paid, books.short_term, usual)
    return bought


def decide(frame: Frame, books: Books, coming: int) -> None:
    """Let all who decide, when it is their turn, move money to where it is worth most to them.

    A body decides on its own fund and on its pounds in pools whose partners decide for themselves.
    Where an arrangement names a decision rule, that decides, and where a timetable does, that.
    """
    if frame.on_decisions:
        frame.on_decisions(frame, books, coming)
    since = coming - frame.money.first_month
    if since < 0:
        return
    carry_out(frame, books, coming)
    if not frame.loops[Loop.REALLOCATION]:
        return
    rules = in_force(frame, coming).rules
    their_turn = (since - rules.offset) % rules.cycle == 0
    their_turn |= [decides_every_month(name) for name in rules.decision_rule]
    their_turn[frame.money.payers :] &= ~rules.by_partner[frame.money.payers :]
    if frame.decided is not None:
        their_turn &= ~frame.decided[coming]
    for holder in map(int, np.flatnonzero(their_turn)):
        if rules.decision_rule[holder]:
            follow(rules.decision_rule[holder], frame, books, holder, coming)
        else:
            move_money(frame, books, holder, coming)


def move_money(frame: Frame, books: Books, holder: int, month: int) -> None:
    """Move money from a holder's least to its most worthwhile use, as far as it may."""
    money, rules = frame.money, in_force(frame, month).rules
    more, less = worths_of(frame, books, holder, month)
    bounds = bounds_of(frame, books, holder, month)
    give, take = least_and_most(more, less, bounds.give, bounds.take)
    if give < 0 or take < 0:
        return
    if more[take] <= max(MATERIAL, less[give] * (1.0 + money.steering.hysteresis)):
        return
    pounds = min(bounds.whole, bounds.give[give], bounds.take[take])
    move_pounds(books, rules.by_partner, money.payers, holder, give, take, pounds)


def carry_out(frame: Frame, books: Books, month: int) -> None:
    """Carry out what a timetable decides, as far as there is money on the line that gives."""
    rules, payers = in_force(frame, month).rules, frame.money.payers
    for index, decision in enumerate(frame.decisions, len(frame.money_changes)):
        if decision.month == month:
            holder, give = decision.holder, decision.give
            there = by_holder(books.budget, rules.by_partner)[holder, give]
            pounds = min(decision.gbp_a_year, there)
            books.short[index] = pounds < decision.gbp_a_year
            if pounds > DUST:
                move_pounds(books, rules.by_partner, payers, holder, give, decision.take, pounds)


@compiled
def least_and_most(
    more: np.ndarray, less: np.ndarray, may_give: np.ndarray, may_take: np.ndarray
) -> tuple[int, int]:
    """Return the service that can best spare a pound and the one that can best use it.

    -1 where there is none that may give, or take: NaN in (s). Of equals the first is chosen.
    """
    give = take = -1
    for service in range(len(more)):
        if not np.isnan(may_give[service]) and (give < 0 or less[service] < less[give]):
            give = service
        if not np.isnan(may_take[service]) and (take < 0 or more[service] > more[take]):
            take = service
    return give, take
