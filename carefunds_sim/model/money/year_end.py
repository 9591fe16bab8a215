"""The year's end: settle, form pools, let money grow, budget services."""

from __future__ import annotations

import numpy as np

from carefunds_sim.model.money.accounts import bearing, charge_transfers, overhead
from carefunds_sim.model.money.books import Books, form_pools, rebase
from carefunds_sim.model.money.frame import MONTHS_PER_YEAR, Frame, MonthAccounts, in_force
from carefunds_sim.model.rules import partnership
from carefunds_sim.model.tables import total
from carefunds_sim.vocabulary import Loop, TransferKind


def close_year(frame: Frame, books: Books, accounts: MonthAccounts, month: int) -> None:
    """Settle the year, form pools that come into force, and allocate the next year's money."""
    money = frame.money
    coming = month + 1
    if coming == money.first_month and coming >= MONTHS_PER_YEAR:
        rebase(books, frame.network)
    elif coming > money.first_month:
        settle(frame, books, accounts, month)
    if coming == money.starts_in_force:
        form_pools(books, frame.after[0])
    if money.first_month <= coming < len(frame.calendar.month):
        allocate(frame, books, coming)
    for this_year in (books.spent, books.year_cost, books.granted, books.year_chargeable):
        this_year[:] = 0.0


def settle(frame: Frame, books: Books, accounts: MonthAccounts, month: int) -> None:
    """Share out every fund's over- or underspend by its risk-share rule."""
    rules = in_force(frame, month).rules
    shares = bearing(books.contribution)
    bodies = shares.shape[1]
    received, borne = np.zeros(bodies), np.zeros(bodies)
    for fund in range(len(books.spent)):
        over = books.spent[fund] - books.allocation[fund]
        for body in range(bodies - 1):
            falls_on = partnership.borne_share(
                rules.risk_share[fund],
                shares[fund, body],
                rules.host_share[fund, body],
                over=over,
                pool=books.allocation[fund],
                cap=rules.risk_cap[fund],
            )
            borne[body] += falls_on
            received[body] += shares[fund, body] * over - falls_on
    accounts.transfers[TransferKind.RISK_SHARE] += received
    books.year_transfer[0] = total(np.maximum(received, 0.0))
    for body in range(bodies - 1):
        books.deficit[body] = partnership.carried_forward(
            books.deficit[body],
            borne[body],
            float(total(books.contribution[:, body])),
            frame.money.steering.reserve_limit,
        )


def allocate(frame: Frame, books: Books, coming: int) -> None:
    """Let each body's money grow by its squeeze path, recover deficits, and budget services.

    Overhead, and a charge like last year's, are set aside first.
    """
    money = frame.money
    year = (coming - money.first_month) // MONTHS_PER_YEAR
    bodies = books.contribution.shape[1]
    left = np.ones(bodies)  # once earlier deficits are recovered
    for body in range(bodies - 1):
        books.contribution[:, body] *= 1.0 + money.growth[year, body]
        allocation = float(total(books.contribution[:, body]))
        if frame.loops[Loop.OVERSPEND_CUTS] and allocation > 0.0:
            taken = partnership.recovery(
                books.deficit[body], allocation, money.steering.reserve_limit
            )
            books.deficit[body] -= taken
            left[body] = 1.0 - taken / allocation
    books.allocation[:] = total(books.contribution * left)
    set_aside = overhead(frame, books, coming) * MONTHS_PER_YEAR
    set_aside[: bodies - 1] -= charge_transfers(frame, books.year_chargeable, coming)[: bodies - 1]
    for fund in range(len(books.spent)):
        budget_services(frame, books, fund, books.allocation[fund] - set_aside[fund])


def budget_services(frame: Frame, books: Books, fund: int, pounds: float) -> None:
    """Spread a fund's money: acute care first, as it cannot be refused, then the rest alike."""
    protected = frame.money.flexing.protected & frame.loops[Loop.ACUTE_FIRST]
    budget = books.budget[fund]
    if total(books.year_cost[fund]) > 0.0:
        budget[protected] = books.year_cost[fund][protected]
    first = total(budget * protected)
    rest = total(budget * ~protected)
    if rest > 0.0:
        budget[~protected] *= max(0.0, pounds - first) / rest
    if first > pounds > 0.0 or (rest <= 0.0 and first > 0.0):
        budget[protected] *= pounds / first
