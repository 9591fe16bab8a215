"""The books of a run: funds, their budgets, deficits, trust and what was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from carefunds_sim.model.money.holders import of_lines
from carefunds_sim.model.tables import total
from carefunds_sim.vocabulary import Budgeting, DelayReason, WaitingPlace

if TYPE_CHECKING:
    from carefunds_sim.model.plan import Markets, Money, Network, Plan, Rules, Terms

BY_ORIGIN = int(Budgeting.BY_ORIGIN)
HISTORY = 25  # months of waiting and of budgets that late sight can reach back to


class HospitalBooks(NamedTuple):
    """A hospital trust's own accounts; one number each, pounds unless it says otherwise."""

    income: np.ndarray  # this financial year to date
    cost: np.ndarray  # this financial year to date
    activity: np.ndarray  # admissions this financial year to date
    usual: np.ndarray  # admissions in the base year
    price: np.ndarray  # of an admission in the base year, first-year prices
    envelope: np.ndarray  # what payers have set aside for its contract this year
    budget: np.ndarray  # what the trust may spend this year
    deficit: np.ndarray  # that stands; negative is a surplus


class MarketBooks(NamedTuple):
    """Markets of care providers, by market (h)."""

    places: np.ndarray  # that providers run
    open: np.ndarray  # of them, those that staff keep open
    free: np.ndarray  # share of the open ones
    income: np.ndarray  # for each place against costs, as providers see it; 1 in the base year
    used: np.ndarray  # places in use this month
    earned: np.ndarray  # pounds a day this month
    usual_use: np.ndarray  # places in use in the base year's last months
    usual_income: np.ndarray  # pounds a day in those months
    fee: np.ndarray  # (s) against the base year and prices


class Books(NamedTuple):
    """Changed in place once a month; money in pounds, yearly where it says a year."""

    contribution: np.ndarray  # (f, p, s) a year: what each body gives each fund for each service
    budget: np.ndarray  # (f, p, s) a year: what is left of it once deficits and overhead are met
    allocation: np.ndarray  # (f, p) this financial year
    spent: np.ndarray  # (f, p) this financial year to date
    year_cost: np.ndarray  # (f, p, s) this financial year to date
    year_budget: np.ndarray  # (f, p, s) this financial year to date
    granted: np.ndarray  # (f, p) one-off money within this year's allocation
    year_chargeable: np.ndarray  # (reason, s) chargeable days this year to date
    deficit: np.ndarray  # (p) carried forward; negative is a reserve
    saving: np.ndarray  # (p) of last year, to be reinvested or taken out this year
    year_reinvested: np.ndarray  # (p) of it, this financial year to date
    trust: np.ndarray  # (1)
    unit_year: np.ndarray  # (s) what a unit costs the payers a year, first-year prices
    stock: np.ndarray  # (s) capacity before rounding to whole units
    planned: np.ndarray  # (s)
    level: np.ndarray  # (s) of the eligibility threshold, before any hold
    hold: np.ndarray  # (s) factor on acceptance this month
    cut: np.ndarray  # (s) share of planned capacity cut in-year
    short_term: np.ndarray  # (s) units bought for this month only
    premium: np.ndarray  # (s) share by which they are dearer than planned ones
    committed: np.ndarray  # (s) of them, those that outlive the grant that ends this month
    demand: np.ndarray  # (s) perceived offered load, in units
    requested: np.ndarray  # (s) units requested a day, smoothed
    diverted: np.ndarray  # (s) units a day for those whom another service has refused, smoothed
    waiting: np.ndarray  # (HISTORY, s, where) share of waiting by place, latest first
    lines: np.ndarray  # (HISTORY, p, s) a year: what bodies put on services, latest first
    usual_use: np.ndarray  # (1) use of the hospital's core beds before the study
    used: np.ndarray  # (s) units in use at the end of the last month; negative when unknown
    leaving: np.ndarray  # (s) share of the units in use that people leave in a day, as seen
    felt: np.ndarray  # (s) capacity that prevention is felt by, against its starting capacity
    market: MarketBooks
    usual_load: np.ndarray  # (1) cases of those who arrange care, for what they can take on
    used_to: np.ndarray  # (1) pressure on beds that managers have got used to
    hospital: HospitalBooks
    dated: (
        np.ndarray
    )  # (changes, 2) a year: what each gave and what each got, as it has grown since
    short: np.ndarray  # (changes, then decisions) bool: there was less money than it asks for
    year_transfer: np.ndarray  # (1) charge and risk share of the latest month, pounds


def open_books(plan: Plan, money: Money, terms: Terms) -> Books:
    """Open the books on the first day: every body holds its own money."""
    payers, services = money.payers, len(plan.names.services)
    funds = len(plan.names.funds)
    cells = (funds, payers, services)
    budget = np.zeros(cells)
    for payer in range(payers):
        budget[payer, payer] = money.start_budget[:, payer]
    limited = np.isfinite(plan.network.core)
    return Books(
        contribution=budget.copy(),
        budget=budget,
        allocation=total(budget),
        spent=np.zeros((funds, payers)),
        year_cost=np.zeros(cells),
        year_budget=np.zeros(cells),
        granted=np.zeros((funds, payers)),
        year_chargeable=np.zeros((len(DelayReason), services)),
        deficit=np.zeros(payers),
        saving=np.zeros(payers),
        year_reinvested=np.zeros(payers),
        trust=np.array([terms.trust_initial]),
        unit_year=money.unit_year.copy(),
        stock=np.where(limited, plan.network.core, 0.0),
        planned=plan.network.core.copy(),
        level=money.first_acceptance.copy(),
        hold=np.ones(services),
        cut=np.zeros(services),
        short_term=np.zeros(services),
        premium=money.prices.short_term_premium.copy(),
        committed=np.zeros(services),
        demand=np.full(services, -1.0),
        requested=np.full(services, -1.0),
        diverted=np.full(services, -1.0),
        waiting=np.zeros((HISTORY, services, len(WaitingPlace))),
        lines=np.zeros((HISTORY, payers, services)),
        usual_use=np.full(1, -1.0),
        used=np.full(services, -1.0),
        leaving=np.full(services, -1.0),
        felt=np.ones(services),
        market=open_markets(money.markets),
        usual_load=np.ones(1),
        used_to=np.zeros(1),
        hospital=HospitalBooks(*(np.zeros(1) for _ in HospitalBooks._fields)),
        dated=np.zeros((len(plan.money_changes), 2)),
        short=np.zeros(len(plan.money_changes) + len(plan.decisions), dtype=np.bool_),
        year_transfer=np.zeros(1),
    )


def open_markets(markets: Markets) -> MarketBooks:
    """Open the books of markets, of which nothing has been seen yet."""
    size = len(markets.occupancy)
    return MarketBooks(
        places=np.zeros(size),
        open=np.zeros(size),
        free=1.0 - markets.occupancy,
        income=np.ones(size),
        used=np.zeros(size),
        earned=np.zeros(size),
        usual_use=np.zeros(size),
        usual_income=np.zeros(size),
        fee=np.ones(len(markets.bought)),
    )


def rebase(books: Books, network: Network) -> None:
    """Take the year before the study as every fund's base, as real budgets do.

    What was spent becomes the allocation, and what a unit has cost becomes its price, so that
    without a squeeze the study starts in balance. No body is allocated less than nothing: one that
    has received more by the charge than was spent starts with no allocation, and lives on the
    charge.
    """
    for payer in range(books.budget.shape[1]):
        cost = books.year_cost[payer, payer]
        books.budget[payer, payer] = cost
        books.contribution[payer, payer] = over_lines(max(0.0, books.spent[payer, payer]), cost)
    paid = of_lines(books.year_cost)
    limited = np.isfinite(network.core) & (network.core > 0.0) & (paid > 0.0)
    books.unit_year[limited] = paid[limited] / network.core[limited]


def over_lines(pounds: float, lines: np.ndarray) -> np.ndarray:
    """Return a sum spread over lines as they are, evenly where all are empty; pounds (s)."""
    whole = total(lines)
    if whole > 0.0:
        spread: np.ndarray = pounds * lines / whole
        return spread
    return np.full(lines.shape, pounds / len(lines))


def form_pools(books: Books, rules: Rules) -> None:
    """Move each pool's share of every service's money from its contributors into it.

    A pool budgeted pro rata makes one sum of it, in which no pound is any body's own.
    """
    funds, payers = len(books.budget), books.budget.shape[1]
    for pool in range(payers, funds):
        left = 1.0 - rules.pool_share[:pool].sum(axis=0)  # by earlier pools
        left[left <= 0.0] = 1.0
        share = np.minimum(rules.pool_share[pool] / left, 1.0)
        for cells in (books.contribution, books.budget, books.year_cost, books.year_budget):
            for payer in range(payers):  # the year's cost is what acute care is budgeted by
                moved = cells[payer, payer] * share
                cells[pool, payer] += moved
                cells[payer, payer] -= moved
        mixed = mixed_lines(rules, pool)
        given = total(books.contribution[pool] * mixed)
        for cells in (books.contribution, books.budget, books.year_cost, books.year_budget):
            mix(cells[pool], mixed, given)


def disband_pools(books: Books) -> None:
    """Give every body its pounds in pools back to its own fund."""
    payers = books.budget.shape[1]
    for cells in (books.contribution, books.budget, books.year_cost, books.year_budget):
        for pool in range(payers, len(cells)):
            for payer in range(payers):
                cells[payer, payer] += cells[pool, payer]
        cells[payers:] = 0.0


def mixed_lines(rules: Rules, pool: int) -> np.ndarray:
    """Return the services on which a pool's pounds are no body's own; bool (s)."""
    if rules.budgeting[pool] == BY_ORIGIN:
        return np.zeros(rules.fixed.shape[1], dtype=np.bool_)
    mixed: np.ndarray = ~rules.fixed[pool]
    return mixed


def mix(lines: np.ndarray, mixed: np.ndarray, given: np.ndarray) -> None:
    """Make one sum of partners' pounds (p, s) on mixed lines (s), shared as they have given (p)."""
    whole = total(given)
    if whole > 0.0:
        lines[:, mixed] = (given / whole)[:, None] * total(lines, axis=0)[mixed]
