"""Next year's money: how growth and cuts of contributions reach the lines of every fund.

Each body's contributions grow by its own path. Where a pool is budgeted by origin, a body budgets
all its lines together, wherever they are held, so that its growth or cut falls on what its money
pays for. Where lines are fixed they get what was agreed. What is pooled pro rata is one sum: acute
care first, then the rest alike.
"""

from __future__ import annotations

import numpy as np

from carefunds_sim.model.calendar import MONTHS_PER_YEAR
from carefunds_sim.model.money.accounts import add_to_own, charge_transfers, overhead
from carefunds_sim.model.money.books import Books, mix, mixed_lines
from carefunds_sim.model.money.frame import Frame, in_force
from carefunds_sim.model.money.holders import share_by_fund
from carefunds_sim.model.money.hospital import set_aside_share
from carefunds_sim.model.plan import Rules
from carefunds_sim.model.rules import partnership
from carefunds_sim.model.tables import DUST, total
from carefunds_sim.vocabulary import Budgeting, Loop

BY_ORIGIN = int(Budgeting.BY_ORIGIN)


def allocate(frame: Frame, books: Books, coming: int) -> None:
    """Let each body's money grow by its squeeze path, recover deficits, and budget services.

    Overhead, and a charge like last year's, are set aside first.
    """
    money, rules = frame.money, in_force(frame, coming).rules
    year = (coming - money.first_month) // MONTHS_PER_YEAR
    grow(frame, books, year)
    if money.hospital is not None:  # acute care is budgeted at what its contract needs
        books.year_cost[..., money.hospital.services] *= set_aside_share(frame, books, coming)
    paid_later = money.grants.within[year] * share_by_fund(books.contribution)
    books.allocation[:] = total(books.contribution) - recovered(frame, books, rules) - paid_later
    set_aside = overhead(frame, books, coming) * MONTHS_PER_YEAR
    add_to_own(set_aside, -charge_transfers(frame, books.year_chargeable, coming))
    for payer in range(money.payers):
        budget_by_origin(frame, books, rules, payer, set_aside)
    for pool in np.flatnonzero(rules.budgeting != BY_ORIGIN):
        budget_pool(frame, books, rules, int(pool), set_aside)


def grow(frame: Frame, books: Books, year: int) -> None:
    """Let each body's money grow by its squeeze path; a hospital's is what is not settled apart.

    What is for services that no trust runs grows by its own settlement.
    """
    money, hospital = frame.money, frame.money.hospital
    if hospital is None:
        books.contribution[:] *= 1.0 + money.growth[year, :, None]
        return
    given = total(books.contribution, axis=0)
    for payer in range(money.payers):
        before = float(total(given[payer]))
        contract = float(total(given[payer] * hospital.services))
        settled = (before - contract) * (1.0 + money.settlement[year, payer])
        left = before * (1.0 + money.growth[year, payer]) - settled
        cells = books.contribution[:, payer]
        if contract > DUST:
            cells[:, hospital.services] *= max(0.0, left) / contract
            cells[:, ~hospital.services] *= 1.0 + money.settlement[year, payer]
        else:
            cells *= 1.0 + money.growth[year, payer]


def recovered(frame: Frame, books: Books, rules: Rules) -> np.ndarray:
    """Return what is taken off each contribution to recover earlier deficits; pounds (f, p).

    A body takes it off all its contributions alike, but for the part of a pool that is a minimum
    or a fixed line: no partner may withdraw that.
    """
    taken_off = np.zeros(books.allocation.shape)
    if not frame.loops[Loop.OVERSPEND_CUTS]:
        return taken_off
    given = total(books.contribution)
    open_to = total(books.contribution * ~rules.fixed[:, None]) * (1.0 - rules.minimum[:, None])
    limit = frame.money.steering.reserve_limit
    for payer in range(frame.money.payers):
        allocation, can_give = float(total(given[:, payer])), float(total(open_to[:, payer]))
        if allocation > 0.0 and can_give > 0.0:
            taken = partnership.recovery(books.deficit[payer], allocation, limit)
            taken = min(taken, can_give)
            books.deficit[payer] -= taken
            taken_off[:, payer] = open_to[:, payer] * (taken / can_give)
    return taken_off


def budget_by_origin(
    frame: Frame, books: Books, rules: Rules, payer: int, set_aside: np.ndarray
) -> None:
    """Budget a body's lines as one, wherever they are held, and set its contributions by them.

    ``set_aside`` is (f, p). Its money in pools that are budgeted as one sum is not among them.
    """
    funds = np.flatnonzero(rules.budgeting == BY_ORIGIN)
    pounds = float(total(books.allocation[funds, payer] - set_aside[funds, payer]))
    lines = books.budget[funds, payer]
    minimum = books.contribution[funds, payer] * rules.minimum[funds, None]
    protected = frame.money.flexing.protected & frame.loops[Loop.ACUTE_FIRST]
    given = float(total(total(books.contribution[funds, payer])))
    spread(lines, pounds, books.year_cost[funds, payer], protected, minimum)
    books.budget[funds, payer] = lines
    by_fund = total(lines)
    whole = float(total(by_fund))
    if whole > DUST:
        books.contribution[funds, payer] = given * lines / whole
    if np.count_nonzero(by_fund) > 1:  # what one fund alone holds is as it was, to the last bit
        books.allocation[funds, payer] = set_aside[funds, payer] + pounds * by_fund / whole


def budget_pool(frame: Frame, books: Books, rules: Rules, pool: int, set_aside: np.ndarray) -> None:
    """Budget a pool: its fixed lines as agreed, the rest as one sum that loses its origin."""
    mixed = mixed_lines(rules, pool)
    contribution, budget = books.contribution[pool], books.budget[pool]
    budget[:, ~mixed] = contribution[:, ~mixed]
    of_fixed = total(budget * ~mixed)
    shared = float(total(books.allocation[pool] - of_fixed))
    lines = total(budget, axis=0) * mixed
    year_cost = total(books.year_cost[pool], axis=0) * mixed
    protected = frame.money.flexing.protected & frame.loops[Loop.ACUTE_FIRST]
    spread(
        lines, shared - float(total(set_aside[pool])), year_cost, protected, np.zeros(lines.shape)
    )
    given = total(contribution * mixed)
    budget[:, mixed] = 0.0
    budget[0] += lines
    mix(budget, mixed, given)
    if total(given) > DUST:
        books.allocation[pool] = of_fixed + shared * given / total(given)
    if total(lines) > DUST:
        contribution[:, mixed] = (given[:, None] * lines / total(lines))[:, mixed]


def spread(
    lines: np.ndarray,
    pounds: float,
    year_cost: np.ndarray,
    protected: np.ndarray,
    minimum: np.ndarray,
) -> None:
    """Spread money over lines: acute care first, as it cannot be refused, then the rest alike.

    ``lines`` are last year's, pounds (..., s), and are changed in place. Protected services (s) get
    what they cost last year; no other line falls below its ``minimum``, which comes before all.
    Where nothing is left to spread, protected services are budgeted all the same, and overspend.
    """
    if total(year_cost.ravel()) > 0.0:
        lines[...] = np.where(protected, year_cost, lines)
    first, rest = lines * protected, lines * ~protected
    of_first, of_rest = float(total(first.ravel())), float(total(rest.ravel()))
    least = minimum * ~protected
    wanted = float(total(least.ravel()))
    kept = min(wanted, max(pounds, 0.0)) if of_rest > DUST else 0.0
    if wanted > kept:
        least = least * (kept / wanted)
    if of_rest > DUST:
        rest = scaled_above(rest, max(kept, pounds - of_first), least)
    short = of_first > pounds - kept or of_rest <= DUST
    if of_first > DUST and pounds > 0.0 and short:
        first = first * ((pounds - kept) / of_first)
    lines[...] = first + rest


def scaled_above(lines: np.ndarray, pounds: float, least: np.ndarray) -> np.ndarray:
    """Return lines scaled alike to add up to ``pounds``, none below its least; any one shape."""
    at_least = np.zeros(lines.shape, dtype=np.bool_)
    while True:
        free = lines * ~at_least
        left, whole = pounds - float(total((least * at_least).ravel())), float(total(free.ravel()))
        factor = max(0.0, left) / whole if whole > DUST else 0.0
        below = ~at_least & (lines * factor < least)
        if not below.any():
            return np.where(at_least, least, lines * factor)
        at_least |= below
