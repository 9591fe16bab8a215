"""The month's accounts: every pound is priced once and borne by exactly one body.

Services are paid by funds, and funds by the bodies that contribute.
"""

from __future__ import annotations

import numpy as np

from carefunds_sim.model.calendar import MONTHS_PER_YEAR
from carefunds_sim.model.compiling import compiled
from carefunds_sim.model.conditions import Conditions
from carefunds_sim.model.money.books import Books
from carefunds_sim.model.money.changes import agreed_transfers
from carefunds_sim.model.money.frame import Agreement, Frame, MonthAccounts, Usage, in_force
from carefunds_sim.model.money.holders import of_funds, of_lines, share_by_fund, shares_of_funds
from carefunds_sim.model.money.hospital import contract_payments
from carefunds_sim.model.rules import partnership, pricing
from carefunds_sim.model.tables import DUST, total
from carefunds_sim.vocabulary import Loop, Setting, TransferKind

CHARGE, GRANT = int(TransferKind.CHARGE), int(TransferKind.GRANT)
CONTRACT, AGREED = int(TransferKind.CONTRACT), int(TransferKind.AGREED)
ACUTE = int(Setting.ACUTE)


def account(
    frame: Frame, books: Books, conditions: Conditions, usage: Usage, month: int
) -> MonthAccounts:
    """Price the month, attribute every pound to one body, and add it to the books."""
    money, payers = frame.money, frame.money.payers
    own = slice(0, payers)
    cost_of_services = service_costs(frame, books, conditions, usage, month)
    payable = contract_payments(frame, books, usage, cost_of_services, month)
    paid = attribute(frame, books, usage, payable, month)
    overhead_paid = overhead(frame, books, month)
    cost = borne_cost(frame, cost_of_services, paid)
    spent = total(paid) + overhead_paid
    savings = total(reinvested(frame, books, month), axis=0)
    granted = money.grants.pounds[:, month].sum(axis=0) + savings
    transfers = np.zeros((len(TransferKind), cost.shape[1]))
    transfers[CHARGE, own] = charge_transfers(frame, usage.chargeable_days, month)
    on_top = money.grants.pounds[:, month] * money.grants.from_outside[:, None]
    transfers[GRANT, own] = on_top.sum(axis=0)
    transfers[AGREED, own] = agreed_transfers(frame, books, month)
    if money.hospital is not None:
        contract = total(total(paid, axis=0) * money.hospital.services)
        transfers[CONTRACT, own] = -contract
        transfers[CONTRACT, money.hospital_body] = total(contract)
    books.spent[:] += spent
    books.year_cost[:] += paid
    books.year_budget[:] += books.budget / MONTHS_PER_YEAR
    if frame.loops[Loop.CHARGE_TAKES_COUNCIL_MONEY]:
        add_to_own(books.spent, -transfers[CHARGE, own])
        books.year_chargeable[:] += usage.chargeable_days
    where = granted * share_by_fund(books.budget)
    books.allocation[:] += where
    books.granted[:] += where
    books.year_reinvested[:] += savings
    budget = total(books.allocation - books.granted) / MONTHS_PER_YEAR + total(where)
    overhead_borne = np.zeros(cost.shape[1])
    overhead_borne[own] = total(overhead_paid, axis=0)
    return MonthAccounts(
        cost=cost,
        overhead=overhead_borne,
        transfers=transfers,
        budget=budget,
        spend=total(spent),
        service_budget=of_lines(books.budget),
        contribution=books.contribution / MONTHS_PER_YEAR,
        payment=paid,
    )


def reinvested(frame: Frame, books: Books, month: int) -> np.ndarray:
    """Return what a month's services get of each body's saving of last year; pounds (s, p).

    A body reinvests in what it pays most of: nobody is billed for what another has saved.
    """
    shares = in_force(frame, month).terms.reinvested
    paid = total(books.budget, axis=0)
    half = 0.5 * total(paid, axis=0)
    pays_most = (paid > half).T
    pounds: np.ndarray = np.outer(shares, books.saving) * pays_most / MONTHS_PER_YEAR
    return pounds


def borne_cost(frame: Frame, cost: np.ndarray, paid: np.ndarray) -> np.ndarray:
    """Return what each body bears of each service's cost; pounds (s, b).

    A hospital trust bears what its own services cost, whatever it is paid for them.
    """
    money, hospital = frame.money, frame.money.hospital
    borne = np.zeros((len(cost), frame.bodies))
    borne[:, : money.payers] = total(paid, axis=0).T
    borne[:, money.people] = cost * money.pays[:, money.people]
    if hospital is not None:
        borne[hospital.services] = 0.0
        borne[hospital.services, money.hospital_body] = cost[hospital.services]
    return borne


def add_to_own(cells: np.ndarray, pounds: np.ndarray) -> None:
    """Add each body's pounds (p) to what stands in its own fund; cells are (f, p)."""
    bodies = np.arange(len(pounds))
    cells[bodies, bodies] += pounds


def service_costs(
    frame: Frame, books: Books, conditions: Conditions, usage: Usage, month: int
) -> np.ndarray:
    """Return what each service cost in the month, whoever pays; pounds (s)."""
    prices, open_units = frame.prices, conditions.open_units
    cost: np.ndarray = pricing.month_cost(
        float(frame.calendar.starts[month + 1] - frame.calendar.starts[month]),
        open_units=np.where(np.isfinite(open_units), open_units, 0.0),
        unit_days=total(usage.unit_days),
        starts=total(usage.starts),
        fixed=prices.fixed,
        variable=prices.variable,
        per_start=prices.per_start,
    )
    cost *= books.market.fee
    cost += pricing.escalation_cost(
        usage.escalation_days,
        fixed=prices.fixed,
        variable=prices.variable,
        premium=prices.escalation_premium,
    )
    cost += pricing.short_term_premium(
        books.short_term, books.unit_year / MONTHS_PER_YEAR, books.premium
    )
    cost *= frame.money.price[month]
    return cost


def overhead(frame: Frame, books: Books, month: int) -> np.ndarray:
    """Return what arrangements themselves cost each body in each fund in a month; pounds (f, p).

    A pool's overhead is borne as its partners contribute; what is set up for later is paid of the
    money that it will hold.
    """
    payers, given = frame.money.payers, total(books.contribution)
    cost = np.zeros(len(given))
    if month < frame.money.first_month:
        return np.zeros(given.shape)
    agreement = in_force(frame, month)
    terms, since = agreement.terms, month - agreement.began
    yearly = terms.yearly_cost - (terms.saving if since >= terms.saving_after else 0.0)
    pooled, own = total(given[payers:]), total(given[:payers])
    cost[payers:] += pooled * yearly / MONTHS_PER_YEAR
    if since < MONTHS_PER_YEAR and agreement.began == agreement.setup_from:
        cost[payers:] += pooled * terms.setup_cost / MONTHS_PER_YEAR
    if total(own) > 0.0:
        cost[:payers] += terms.joint_working / MONTHS_PER_YEAR * own / total(own)
    for coming in frame.agreements:
        if coming.setup_from <= month < coming.since == coming.began:
            cost += setup_costs(coming, books)
    borne: np.ndarray = cost[:, None] * shares_of_funds(given)
    return borne


def setup_costs(coming: Agreement, books: Books) -> np.ndarray:
    """Return what a month of setting up a coming arrangement costs in each fund; pounds (f)."""
    governed = of_funds(books.budget) * coming.pooled
    return total(governed) * coming.terms.setup_cost / (coming.began - coming.setup_from)


def charge_transfers(frame: Frame, chargeable_days: np.ndarray, month: int) -> np.ndarray:
    """Return what the council pays (-) and the NHS receives (+) under a month's terms; pounds (p).

    ``chargeable_days`` are delayed acute days after notice, (reason, service waited for).
    """
    money, agreement = frame.money, in_force(frame, month)
    due = charge_due(
        chargeable_days,
        money.social_share[ACUTE],
        money.steering.charge * agreement.terms.charge_on,
        agreement.uncharged,
    )
    commissioners = len(money.commissioner_share)
    transfers = np.zeros(money.payers)
    transfers[:commissioners] = due * money.commissioner_share
    transfers[commissioners] = -due
    return transfers


@compiled
def charge_due(
    chargeable_days: np.ndarray, social_share: np.ndarray, per_day: float, uncharged: np.ndarray
) -> float:
    """Return the charge on a month's days (reason, s), by social care's share of each reason."""
    due = 0.0
    for reason in range(len(social_share)):
        for service in range(len(uncharged)):
            days = chargeable_days[reason, service]
            due += partnership.charge(days, social_share[reason], per_day, uncharged[service])
    return due


def attribute(frame: Frame, books: Books, usage: Usage, cost: np.ndarray, month: int) -> np.ndarray:
    """Return what each body pays through each fund for each service; pounds (f, p, s).

    A service is paid by the pounds that are budgeted for it, in proportion; a service without
    budget by its default payers. A pool to which no body gives money pays for nothing. What NHS
    commissioners answer for themselves is split by their residents' use.
    """
    money, payers = frame.money, frame.money.payers
    empty = total(total(books.contribution)) <= 0.0
    empty[:payers] = False  # a body answers for its own fund, whatever is in it
    budget = np.where(empty[:, None, None], 0.0, books.budget)
    shares = payers_shares(budget, frame.usual_payers)
    commissioners = len(money.commissioner_share)
    if commissioners > 1:
        used = residents_shares(usage.unit_days, money.commissioner_share)
        split_by_use(shares, used, in_force(frame, month).rules.own_risk)
    paid: np.ndarray = shares * (cost * (1.0 - money.pays[:, money.people]))
    return paid


@compiled
def payers_shares(budget: np.ndarray, usual: np.ndarray) -> np.ndarray:
    """Return the share of a service's cost by fund and body, as budgeted or else as ``usual``.

    ``usual`` (p, s) are the bodies' shares where none budgets for it; shape (f, p, s).
    """
    funds, payers, services = budget.shape
    shares = np.zeros(budget.shape)
    for service in range(services):
        whole = 0.0
        for fund in range(funds):
            for payer in range(payers):
                whole += budget[fund, payer, service]
        of_usual = usual[:, service].sum()
        for payer in range(payers):
            if whole > 0.0:
                for fund in range(funds):
                    shares[fund, payer, service] = budget[fund, payer, service] / whole
            elif of_usual > 0.0:
                shares[payer, payer, service] = usual[payer, service] / of_usual
    return shares


@compiled
def split_by_use(shares: np.ndarray, used: np.ndarray, own_risk: np.ndarray) -> None:
    """Split what commissioners answer for themselves by their residents' use (k, s).

    ``shares`` (f, p, s) of a service's cost are changed in place.
    """
    commissioners = len(used)
    for service in range(shares.shape[2]):
        own = 0.0
        for commissioner in range(commissioners):
            own += shares[commissioner, commissioner, service]
        for commissioner in range(commissioners):
            shares[commissioner, commissioner, service] = own * used[commissioner, service]
        for fund in range(shares.shape[1], len(shares)):
            if own_risk[fund]:
                pooled = shares[fund, :commissioners, service].sum()
                shares[fund, :commissioners, service] = pooled * used[:, service]


@compiled
def residents_shares(unit_days: np.ndarray, residents: np.ndarray) -> np.ndarray:
    """Return each commissioner's share of a service's use; (k, s).

    What no one used is shared by ``residents`` (k).
    """
    services, commissioners = unit_days.shape
    shares = np.zeros((commissioners, services))
    for service in range(services):
        used = unit_days[service].sum()
        for of in range(commissioners):
            shares[of, service] = unit_days[service, of] / used if used > DUST else residents[of]
    return shares
