"""The month's accounts: every pound is priced once and borne by exactly one body.

Services are paid by funds, and funds by the bodies that contribute.
"""

from __future__ import annotations

import numpy as np

from carefunds_sim.model.compiling import compiled
from carefunds_sim.model.money.books import Books
from carefunds_sim.model.money.frame import (
    MONTHS_PER_YEAR,
    Frame,
    MonthAccounts,
    Usage,
    in_force,
)
from carefunds_sim.model.plan import Conditions
from carefunds_sim.model.rules import partnership, pricing
from carefunds_sim.model.tables import total
from carefunds_sim.vocabulary import Loop, Setting, TransferKind

CHARGE, GRANT = int(TransferKind.CHARGE), int(TransferKind.GRANT)
ACUTE = int(Setting.ACUTE)


def account(
    frame: Frame, books: Books, conditions: Conditions, usage: Usage, month: int
) -> MonthAccounts:
    """Price the month, attribute every pound to one body, and add it to the books."""
    money, bodies = frame.money, books.contribution.shape[1]
    own, people = slice(0, bodies - 1), bodies - 1
    cost_of_services = service_costs(frame, books, conditions, usage, month)
    by_fund = attribute(frame, books, usage, cost_of_services)
    bears = bearing(books.contribution)
    cost = total(by_fund[:, :, None] * bears[:, None], axis=0)
    cost[:, people] += cost_of_services * money.pays[:, people]
    overhead_by_fund = overhead(frame, books, month)
    spend = total(by_fund) + overhead_by_fund
    grants, granted = money.grants[month], money.grants[month, own]
    transfers = np.zeros((len(TransferKind), bodies))
    transfers[CHARGE] = charge_transfers(frame, usage.chargeable_days, month)
    transfers[GRANT] = grants
    books.spent[:] += spend
    books.year_cost[:] += by_fund
    if frame.loops[Loop.CHARGE_TAKES_COUNCIL_MONEY]:
        books.spent[own] -= transfers[CHARGE, own]
        books.year_chargeable[:] += usage.chargeable_days
    books.allocation[own] += granted
    books.granted[own] += granted
    budget = (books.allocation - books.granted) / MONTHS_PER_YEAR
    budget[own] += granted
    return MonthAccounts(
        cost=cost,
        overhead=total(overhead_by_fund[:, None] * bears, axis=0),
        transfers=transfers,
        budget=budget,
        spend=spend,
        service_budget=total(books.budget, axis=0),
    )


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
    cost += pricing.escalation_cost(
        usage.escalation_days,
        fixed=prices.fixed,
        variable=prices.variable,
        premium=prices.escalation_premium,
    )
    cost += pricing.short_term_premium(
        books.short_term, books.unit_year / MONTHS_PER_YEAR, prices.short_term_premium
    )
    cost *= frame.money.price[month]
    return cost


def overhead(frame: Frame, books: Books, month: int) -> np.ndarray:
    """Return what the arrangement itself costs each fund in the month; pounds (f)."""
    money, (rules, terms) = frame.money, frame.after
    payers = books.contribution.shape[1] - 1
    cost = np.zeros(len(books.spent))
    since = month - money.starts_in_force
    if month < money.first_month:
        return cost
    if since < 0:
        governed = books.budget[:payers] * total(rules.pool_share, axis=0)
        setup = total(governed) * terms.setup_cost
        cost[:payers] += setup / (money.starts_in_force - money.first_month)
        return cost
    pooled = total(books.contribution[payers:])
    yearly = terms.yearly_cost - (terms.saving if since >= terms.saving_after else 0.0)
    cost[payers:] += pooled * yearly / MONTHS_PER_YEAR
    if since < MONTHS_PER_YEAR and money.starts_in_force == money.first_month:
        cost[payers:] += pooled * terms.setup_cost / MONTHS_PER_YEAR
    own = total(books.contribution[:payers])
    if total(own) > 0.0:
        cost[:payers] += terms.joint_working / MONTHS_PER_YEAR * own / total(own)
    return cost


def charge_transfers(frame: Frame, chargeable_days: np.ndarray, month: int) -> np.ndarray:
    """Return what the council pays (-) and the NHS receives (+) under a month's terms; pounds (b).

    ``chargeable_days`` are delayed acute days after notice, (reason, service waited for).
    """
    money, agreement = frame.money, in_force(frame, month)
    due = charge_due(
        chargeable_days,
        money.social_share[ACUTE],
        money.steering.charge * agreement.terms.charge_on,
        agreement.pooled,
    )
    commissioners = len(money.commissioner_share)
    transfers = np.zeros(commissioners + 2)
    transfers[:commissioners] = due * money.commissioner_share
    transfers[commissioners] = -due
    return transfers


@compiled
def charge_due(
    chargeable_days: np.ndarray, social_share: np.ndarray, per_day: float, pooled: np.ndarray
) -> float:
    """Return the charge on a month's days (reason, s), by social care's share of each reason."""
    due = 0.0
    for reason in range(len(social_share)):
        for service in range(len(pooled)):
            days = chargeable_days[reason, service]
            due += partnership.charge(days, social_share[reason], per_day, pooled[service])
    return due


def attribute(frame: Frame, books: Books, usage: Usage, cost: np.ndarray) -> np.ndarray:
    """Return what each fund pays for each service; pounds (f, s).

    A service is paid by the funds that budget for it, in proportion; a service without budget
    by its default payers. A pool to which no body gives money pays for nothing. What NHS
    commissioners' own funds pay is split by their residents' use.
    """
    money, payers = frame.money, books.contribution.shape[1] - 1
    empty = total(books.contribution) <= 0.0
    empty[:payers] = False  # a body answers for its own fund, whatever is in it
    shares = payers_shares(np.where(empty[:, None], 0.0, books.budget), frame.usual_payers)
    commissioners = len(money.commissioner_share)
    if commissioners > 1:
        of_nhs = total(shares[:commissioners], axis=0)
        shares[:commissioners] = of_nhs * residents_shares(
            usage.unit_days, money.commissioner_share
        )
    paid: np.ndarray = shares * (cost * (1.0 - money.pays[:, -1]))
    return paid


@compiled
def payers_shares(budget: np.ndarray, usual: np.ndarray) -> np.ndarray:
    """Return each fund's share of a service's cost, as it budgets or else as ``usual``; (f, s)."""
    shares = np.zeros(budget.shape)
    for service in range(budget.shape[1]):
        weights = budget if budget[:, service].sum() > 0.0 else usual
        whole = weights[:, service].sum()
        if whole > 0.0:
            for fund in range(len(shares)):
                shares[fund, service] = weights[fund, service] / whole
    return shares


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
            shares[of, service] = unit_days[service, of] / used if used > 0.0 else residents[of]
    return shares


@compiled
def bearing(contribution: np.ndarray) -> np.ndarray:
    """Return the share of each fund's spending that each body bears: its contribution; (f, b)."""
    funds, bodies = contribution.shape
    shares = np.zeros(contribution.shape)
    for fund in range(funds):
        given = contribution[fund].sum()
        if given > 0.0:
            for body in range(bodies):
                shares[fund, body] = contribution[fund, body] / given
        elif fund < bodies - 1:
            shares[fund, fund] = 1.0
    return shares
