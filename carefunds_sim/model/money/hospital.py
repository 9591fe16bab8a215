"""The hospital trust's own accounts: paid by contract, and left with what that does not cover.

What commissioners and pools pay the trust is a transfer; the trust bears what its beds cost. Where
an area has no trust of its own, whoever budgets for the hospital pays what it costs.
"""

from __future__ import annotations

import numpy as np

from carefunds_sim.model.calendar import MONTHS_PER_YEAR
from carefunds_sim.model.money.books import Books
from carefunds_sim.model.money.frame import Frame, MonthAccounts, Usage, in_force
from carefunds_sim.model.money.holders import of_funds
from carefunds_sim.model.plan import Hospital
from carefunds_sim.model.rules import contract
from carefunds_sim.model.tables import total
from carefunds_sim.vocabulary import Budgeting, HospitalPayment, Loop, TransferKind

SUPPORT = int(TransferKind.SUPPORT)
BLOCK = int(HospitalPayment.BLOCK)
BY_ORIGIN = int(Budgeting.BY_ORIGIN)


def contract_payments(
    frame: Frame, books: Books, usage: Usage, cost: np.ndarray, month: int
) -> np.ndarray:
    """Return what payers pay for each service in the month: the trust by contract; pounds (s).

    Until the study begins the trust is paid what it costs.
    """
    hospital = frame.money.hospital
    if hospital is None:
        return cost
    own_cost = float(total(cost * hospital.services))
    books.hospital.cost[0] += own_cost
    books.hospital.activity[0] += float(total(total(usage.starts) * hospital.services))
    if month < frame.money.first_month or own_cost <= 0.0:
        income = own_cost
    elif hospital.payment == BLOCK:
        income = books.hospital.envelope[0] / MONTHS_PER_YEAR
    else:
        so_far = due_so_far(frame, books, hospital, month)
        income = paid_of(frame, books, so_far) - books.hospital.income[0]
    books.hospital.income[0] += income
    factor = income / own_cost if own_cost > 0.0 else 1.0
    return np.where(hospital.services, cost * factor, cost)


def due_so_far(frame: Frame, books: Books, hospital: Hospital, month: int) -> float:
    """Return what the financial year's activity to date is worth at the year's price; pounds."""
    price = books.hospital.price[0] * frame.money.price[month] * hospital.tariff[month]
    usual = books.hospital.usual[0]
    return contract.due(float(books.hospital.activity[0]), usual, price, hospital.marginal_rate)


def paid_of(frame: Frame, books: Books, due: float) -> float:
    """Return what is paid of what is due in a year, given the money set aside for it; pounds."""
    hospital = frame.money.hospital
    assert hospital
    passed_on = hospital.passed_on * frame.loops[Loop.ACUTE_FIRST]
    return contract.payment(due, float(books.hospital.envelope[0]), passed_on)


def take_base_year(frame: Frame, books: Books) -> None:
    """Take the year before the study as the contract's base: its activity, and its price."""
    of, hospital = books.hospital, frame.money.hospital
    if hospital is not None and of.activity[0] > 0.0:
        of.usual[:] = of.activity
        of.price[:] = of.cost / of.activity / frame.money.price[frame.money.first_month - 1]
    of.budget[:] = of.cost


def settle_hospital(frame: Frame, books: Books, accounts: MonthAccounts) -> None:
    """Close the trust's year: support comes from outside, the rest of its deficit stands.

    Next year it may spend what it spent, less what it has planned to save of what stands.
    """
    hospital, of = frame.money.hospital, books.hospital
    if hospital is None:
        return
    result = float(of.cost[0] - of.income[0])
    support = contract.central_support(
        result,
        float(of.deficit[0]),
        float(of.income[0]),
        supported=hospital.support,
        limit=hospital.deficit_limit,
    )
    accounts.transfers[SUPPORT, frame.money.hospital_body] += support
    of.deficit[0] += result - support
    saved = 0.0
    if frame.loops[Loop.DEFICIT_CUTS_BEDS]:
        limit = frame.money.steering.reserve_limit
        saved = contract.savings_plan(of.deficit[0], hospital.recovery, of.cost[0], limit)
    of.budget[0] = of.cost[0] - saved


def set_aside_lines(frame: Frame, books: Books, coming: int) -> np.ndarray:
    """Return what funds have set aside for each service: what is contributed to it; pounds (s).

    In a pool whose lines are one sum acute care comes first, so no less than was paid last year.
    """
    rules = in_force(frame, coming).rules
    given, paid = of_funds(books.contribution), of_funds(books.year_cost)
    one_sum = (rules.budgeting != BY_ORIGIN)[:, None] & ~rules.fixed
    if frame.loops[Loop.ACUTE_FIRST]:
        given = np.where(one_sum, np.maximum(given, paid), given)
    return total(given, axis=0)


def set_aside_share(frame: Frame, books: Books, coming: int) -> float:
    """Return what is set aside for next year's contract, against what was paid last year.

    It is the hospital's part of the settlement, or more where last year's activity would claim it.
    """
    hospital, of = frame.money.hospital, books.hospital
    if hospital is None or of.income[0] <= 0.0:
        return 1.0
    of.envelope[0] = total(set_aside_lines(frame, books, coming) * hospital.services)
    expected = 0.0
    if hospital.payment != BLOCK:
        expected = paid_of(frame, books, due_so_far(frame, books, hospital, coming))
    return max(float(of.envelope[0]), expected) / float(of.income[0])
