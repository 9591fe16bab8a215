"""The order of a month's money.

Each step applies pure rules to the books; no fund foresees, and nothing is optimised.
"""

from __future__ import annotations

import numpy as np

from carefunds_sim.model.calendar import MONTHS_PER_YEAR
from carefunds_sim.model.conditions import Conditions
from carefunds_sim.model.money.accounts import account
from carefunds_sim.model.money.books import Books
from carefunds_sim.model.money.changes import change_money, change_partnership, hand_on
from carefunds_sim.model.money.decisions import decide, spend_late, steer
from carefunds_sim.model.money.frame import (
    LAST_MONTH,
    Frame,
    MonthAccounts,
    Usage,
    in_force,
    months_passed,
)
from carefunds_sim.model.money.holders import sums_by_holder
from carefunds_sim.model.money.market import observe_market, trade
from carefunds_sim.model.money.next_month import plan_capacity, ration, set_terms
from carefunds_sim.model.money.perception import observe, shared_sight
from carefunds_sim.model.money.year_end import close_year
from carefunds_sim.model.rules import partnership, steering
from carefunds_sim.model.tables import total
from carefunds_sim.vocabulary import Loop, TransferKind

CHARGE = int(TransferKind.CHARGE)


def close_month(
    frame: Frame,
    books: Books,
    conditions: Conditions,
    usage: Usage,
    month: int,
    following: Frame | None = None,
) -> MonthAccounts:
    """Close a month's accounts and set the conditions of the next month.

    ``following`` is what holds then, where a timetable has changed it.
    """
    coming, following = month + 1, following or frame
    accounts = account(frame, books, conditions, usage, month)
    observe(frame, books, usage, month)
    observe_market(frame, books, usage, month)
    partners_trust(frame, books, accounts, month)
    if following is not frame:
        hand_on(frame, following, books, conditions)
    if frame.calendar.month[month] == LAST_MONTH:
        close_year(frame, books, accounts, month, following)
    else:
        change_partnership(following, books, coming)
    if coming < len(frame.calendar.month):
        set_next_month(following, books, conditions, usage, coming)
    return accounts


def set_next_month(
    frame: Frame, books: Books, conditions: Conditions, usage: Usage, coming: int
) -> None:
    """Let the timetable and all who decide set the conditions of the coming month."""
    change_money(frame, books, coming)
    steer(frame, books, coming)
    spend_late(frame, books, coming)
    decide(frame, books, coming)
    plan_capacity(frame, books, conditions, coming)
    trade(frame, books, conditions, usage, coming)
    ration(frame, books, conditions, usage)
    set_terms(frame, books, conditions, usage, coming)


def partners_trust(frame: Frame, books: Books, accounts: MonthAccounts, month: int) -> None:
    """Let partners' trust grow by shared sight and shrink by overspends and dumped cost."""
    if not frame.loops[Loop.TRUST_EROSION] or month < frame.money.first_month:
        return
    agreement = in_force(frame, month)
    rules, terms = agreement.rules, agreement.terms
    allocated = sums_by_holder(books.allocation, rules.own_risk)
    allocation = total(allocated)
    if allocation <= 0.0:
        return  # without money there is nothing to overspend or to share
    spent = sums_by_holder(books.spent, rules.own_risk)
    forecast = steering.forecast(spent, months_passed(frame, month))
    over = total(np.maximum(forecast - allocated, 0.0))
    charges = total(np.abs(accounts.transfers[CHARGE])) / 2.0
    books.trust[0] = partnership.next_trust(
        books.trust[0],
        built=terms.trust_built,
        shared_sight=shared_sight(books, rules),
        overspend=over / allocation,
        eroded_by_overspend=terms.eroded_by_overspend,
        transferred=(charges * MONTHS_PER_YEAR + books.year_transfer[0]) / allocation,
        eroded_by_transfer=terms.eroded_by_transfer,
    )
