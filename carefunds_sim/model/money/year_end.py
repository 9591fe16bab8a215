"""The year's end: settle who bears what, form pools, and allocate the next year."""

from __future__ import annotations

import numpy as np

from carefunds_sim.model.calendar import MONTHS_PER_YEAR
from carefunds_sim.model.money.books import Books, rebase
from carefunds_sim.model.money.budgeting import allocate
from carefunds_sim.model.money.changes import change_partnership, grow_dated
from carefunds_sim.model.money.frame import Frame, MonthAccounts, in_force
from carefunds_sim.model.money.holders import shares_of_funds
from carefunds_sim.model.money.hospital import settle_hospital, take_base_year
from carefunds_sim.model.money.market import set_fees
from carefunds_sim.model.plan import Rules
from carefunds_sim.model.rules import partnership
from carefunds_sim.model.tables import total
from carefunds_sim.vocabulary import TransferKind


def close_year(
    frame: Frame,
    books: Books,
    accounts: MonthAccounts,
    month: int,
    following: Frame | None = None,
) -> None:
    """Settle the year, form pools that come into force, and allocate the next year's money.

    ``following`` is what holds next year, where a timetable has changed it.
    """
    money, following = frame.money, following or frame
    coming = month + 1
    if coming == money.first_month and coming >= MONTHS_PER_YEAR:
        rebase(books, frame.network)
        take_base_year(frame, books)
    elif coming > money.first_month:
        settle(frame, books, accounts, month)
        settle_hospital(frame, books, accounts)
    change_partnership(following, books, coming)
    if money.first_month <= coming < len(frame.calendar.month):
        year = (coming - money.first_month) // MONTHS_PER_YEAR
        allocate(following, books, coming)
        grow_dated(following, books, year)
        set_fees(following, books, year)
    for this_year in (
        books.spent,
        books.year_cost,
        books.year_budget,
        books.granted,
        books.year_reinvested,
        books.year_chargeable,
        books.hospital.income,
        books.hospital.cost,
        books.hospital.activity,
    ):
        this_year[:] = 0.0


def settle(frame: Frame, books: Books, accounts: MonthAccounts, month: int) -> None:
    """Share out every fund's over- or underspend by its risk-share rule.

    A body that bears less than its own pounds in the fund have overspent is paid the rest. What is
    reinvested or taken out is no reserve.
    """
    agreement = in_force(frame, month)
    rules, terms = agreement.rules, agreement.terms
    over = books.spent - books.allocation
    borne = borne_by_bodies(frame, books, rules, over)
    received = total(over - borne, axis=0)
    payers = frame.money.payers
    accounts.transfers[TransferKind.RISK_SHARE, :payers] += received
    books.year_transfer[0] = total(np.maximum(received, 0.0))
    for payer in range(payers):
        over_of = float(total(borne[:, payer]))
        unspent = min(books.year_reinvested[payer], max(0.0, -over_of))  # is taken out
        over_of += unspent
        books.saving[payer] = terms.reinvests * partnership.saving(books.deficit[payer], over_of)
        books.deficit[payer] = partnership.carried_forward(
            books.deficit[payer],
            over_of + books.saving[payer],
            float(total(total(books.contribution)[:, payer])),
            frame.money.steering.reserve_limit,
        )


def borne_by_bodies(frame: Frame, books: Books, rules: Rules, over: np.ndarray) -> np.ndarray:
    """Return what of each fund's overspend (f, p) each body bears; pounds (f, p).

    The host bears the variance of fixed lines, whoever bears the rest. Where nobody gave anything
    in the end there are no shares to go by, and each bears what was put aside for it there.
    """
    given = total(books.contribution)
    shares = shares_of_funds(given)
    allocation = total(books.allocation)
    fixed = total((books.year_cost - books.year_budget) * rules.fixed[:, None])  # (f, p)
    on_fixed = total(fixed)
    payers = slice(0, frame.money.payers)
    borne: np.ndarray = over - fixed + rules.host_share[:, payers] * on_fixed[:, None]
    for fund in np.flatnonzero(~rules.own_risk & (total(given) > 0.0)):
        shared = float(total(over[fund])) - on_fixed[fund]
        for payer in range(frame.money.payers):
            host_share = rules.host_share[fund, payer]
            borne[fund, payer] = host_share * on_fixed[fund] + partnership.borne_share(
                rules.risk_share[fund],
                shares[fund, payer],
                host_share,
                over=shared,
                pool=allocation[fund],
                cap=rules.risk_cap[fund],
            )
    return borne
