"""The month's accounts: every pound is priced once and borne by exactly one body."""

from __future__ import annotations

import numpy as np

from carefunds_sim.model.conditions import Conditions
from carefunds_sim.model.money.books import Books
from carefunds_sim.model.money.frame import (
    MONTHS_PER_YEAR,
    Frame,
    MonthAccounts,
    Usage,
    in_force,
    pooled_share,
)
from carefunds_sim.model.rules import partnership, pricing
from carefunds_sim.vocabulary import Loop, Setting, TransferKind


def account(
    frame: Frame, books: Books, conditions: Conditions, usage: Usage, month: int
) -> MonthAccounts:
    """Price the month, attribute every pound to one body, and add it to the books."""
    bodies = books.contribution.shape[1]
    total = service_costs(frame, books, conditions, usage, month)
    by_fund = attribute(frame, books, usage, total)
    spend = by_fund.sum(axis=1)
    bears = bearing(books)
    cost = (by_fund.T @ bears)[:, :bodies]
    cost[:, bodies - 1] += total * frame.money.pays[:, bodies - 1]
    overhead_by_fund = overhead(frame, books, month)
    spend = spend + overhead_by_fund
    transfers = np.zeros((len(TransferKind), bodies))
    transfers[TransferKind.CHARGE] = charge_transfers(frame, usage.chargeable_days, month)
    transfers[TransferKind.GRANT] = frame.money.grants[month]
    books.spent[:] += spend
    books.year_cost[:] += by_fund
    own = slice(0, bodies - 1)
    if frame.loops[Loop.CHARGE_TAKES_COUNCIL_MONEY]:
        books.spent[own] -= transfers[TransferKind.CHARGE, own]
        books.year_chargeable[:] += usage.chargeable_days
    books.allocation[own] += frame.money.grants[month, own]
    books.granted[own] += frame.money.grants[month, own]
    budget = (books.allocation - books.granted) / MONTHS_PER_YEAR
    budget[own] += frame.money.grants[month, own]
    return MonthAccounts(
        cost=cost,
        overhead=overhead_by_fund @ bears,
        transfers=transfers,
        budget=budget,
        spend=spend,
        service_budget=books.budget.sum(axis=0),
    )


def service_costs(
    frame: Frame, books: Books, conditions: Conditions, usage: Usage, month: int
) -> np.ndarray:
    """Return what each service cost in the month, whoever pays; pounds (s)."""
    money, network = frame.money, frame.network
    days = float(frame.calendar.starts[month + 1] - frame.calendar.starts[month])
    total = np.zeros(len(network.core))
    for service in range(len(total)):
        open_units = conditions.open_units[service]
        total[service] = pricing.month_cost(
            days=days,
            open_units=open_units if np.isfinite(open_units) else 0.0,
            unit_days=usage.unit_days[service].sum(),
            starts=usage.starts[service].sum(),
            fixed=money.prices.fixed[service],
            variable=money.prices.variable[service],
            per_start=money.prices.per_start[service],
        )
        premium = money.prices.escalation_premium[service]
        total[service] += pricing.escalation_cost(
            usage.escalation_days[service],
            fixed=money.prices.fixed[service],
            variable=money.prices.variable[service],
            premium=premium if frame.loops[Loop.CROWDING_ESCALATION] else 0.0,
        )
        total[service] += pricing.short_term_premium(
            books.short_term[service],
            books.unit_year[service] / MONTHS_PER_YEAR,
            money.prices.short_term_premium[service],
        )
    costs: np.ndarray = total * money.price[month]
    return costs


def attribute(frame: Frame, books: Books, usage: Usage, total: np.ndarray) -> np.ndarray:
    """Return what each fund pays for each service; pounds (f, s).

    A service is paid by the funds that budget for it, in proportion; a service without budget
    by its default payers. What NHS commissioners' own funds pay is split by their residents' use.
    """
    money = frame.money
    payers = books.contribution.shape[1] - 1
    commissioners = payers - 1
    due = total * (1.0 - money.pays[:, payers])
    budgeted = books.budget.sum(axis=0)
    default = np.zeros_like(books.budget)
    default[:payers] = money.pays[:, :payers].T
    weights = np.where(budgeted > 0.0, books.budget, default)
    sums = weights.sum(axis=0)
    shares = weights / np.where(sums > 0.0, sums, 1.0)
    if commissioners > 1:
        used = usage.unit_days.sum(axis=1)
        by_use = np.where(
            used > 0.0, usage.unit_days.T / np.where(used > 0.0, used, 1.0),
            money.commissioner_share[:, None],
        )  # fmt: skip
        shares[:commissioners] = shares[:commissioners].sum(axis=0) * by_use
    paid: np.ndarray = shares * due
    return paid


def bearing(books: Books) -> np.ndarray:
    """Return the share of each fund's spending that each body bears: its contribution; (f, b)."""
    given = books.contribution.sum(axis=1, keepdims=True)
    shares = books.contribution / np.where(given > 0.0, given, 1.0)
    for body in range(shares.shape[1] - 1):
        if given[body, 0] <= 0.0:
            shares[body, body] = 1.0
    return shares


def overhead(frame: Frame, books: Books, month: int) -> np.ndarray:
    """Return what the arrangement itself costs each fund in the month; pounds (f)."""
    money, (rules, terms) = frame.money, frame.after
    payers = books.contribution.shape[1] - 1
    cost = np.zeros(len(books.spent))
    since = month - money.starts_in_force
    if month < money.first_month:
        return cost
    if since < 0:
        governed = books.budget[:payers] * rules.pool_share.sum(axis=0)
        setup = governed.sum(axis=1) * terms.setup_cost
        cost[:payers] += setup / (money.starts_in_force - money.first_month)
        return cost
    pooled = books.contribution[payers:].sum(axis=1)
    yearly = terms.yearly_cost - (terms.saving if since >= terms.saving_after else 0.0)
    cost[payers:] += pooled * yearly / MONTHS_PER_YEAR
    if since < MONTHS_PER_YEAR and money.starts_in_force == money.first_month:
        cost[payers:] += pooled * terms.setup_cost / MONTHS_PER_YEAR
    own = books.contribution[:payers].sum(axis=1)
    if own.sum() > 0.0:
        cost[:payers] += terms.joint_working / MONTHS_PER_YEAR * own / own.sum()
    return cost


def charge_transfers(frame: Frame, chargeable_days: np.ndarray, month: int) -> np.ndarray:
    """Return what the council pays (-) and the NHS receives (+) under a month's terms; pounds (b).

    ``chargeable_days`` are delayed acute days after notice, (reason, service waited for).
    """
    money, terms = frame.money, in_force(frame, month)[1]
    pooled = pooled_share(frame, month)
    due = 0.0
    for reason in range(chargeable_days.shape[0]):
        for service in range(chargeable_days.shape[1]):
            due += partnership.charge(
                chargeable_days[reason, service],
                money.social_share[Setting.ACUTE, reason],
                per_day=money.steering.charge * terms.charge_on,
                pooled=pooled[service],
            )
    commissioners = len(money.commissioner_share)
    transfers = np.zeros(commissioners + 2)
    transfers[:commissioners] = due * money.commissioner_share
    transfers[commissioners] = -due
    return transfers
