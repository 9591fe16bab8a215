"""The books of a run: funds, their budgets, deficits, trust and what was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from carefunds_sim.model.tables import total
from carefunds_sim.vocabulary import DelayReason, WaitingPlace

if TYPE_CHECKING:
    from carefunds_sim.model.plan import Money, Network, Plan, Rules, Terms

HISTORY = 25  # months of waiting that late sight can reach back to


class Books(NamedTuple):
    """Changed in place once a month; money in pounds, yearly where it says a year."""

    budget: np.ndarray  # (f, s) a year
    contribution: np.ndarray  # (f, b) a year
    allocation: np.ndarray  # (f) this financial year
    spent: np.ndarray  # (f) this financial year to date
    year_cost: np.ndarray  # (f, s) this financial year to date
    granted: np.ndarray  # (f) one-off money within this year's allocation
    year_chargeable: np.ndarray  # (reason, s) chargeable days this year to date
    deficit: np.ndarray  # (b) carried forward; negative is a reserve
    trust: np.ndarray  # (1)
    unit_year: np.ndarray  # (s) what a unit costs the payers a year, first-year prices
    stock: np.ndarray  # (s) capacity before rounding to whole units
    planned: np.ndarray  # (s)
    level: np.ndarray  # (s) of the eligibility threshold, before any hold
    hold: np.ndarray  # (s) factor on acceptance this month
    cut: np.ndarray  # (s) share of planned capacity cut in-year
    short_term: np.ndarray  # (s) units bought for this month only
    demand: np.ndarray  # (s) perceived offered load, in units
    requested: np.ndarray  # (s) units requested a day, smoothed
    diverted: np.ndarray  # (s) units a day for those whom another service has refused, smoothed
    waiting: np.ndarray  # (HISTORY, s, where) share of waiting by place, latest first
    usual_use: np.ndarray  # (1) use of the hospital's core beds before the study
    year_transfer: np.ndarray  # (1) charge and risk share of the latest month, pounds


def open_books(plan: Plan, money: Money, terms: Terms) -> Books:
    """Open the books on the first day: every body holds its own money."""
    payers, services = len(money.growth[0]) - 1, len(plan.names.services)
    funds = len(plan.names.funds)
    budget = np.zeros((funds, services))
    budget[:payers] = money.start_budget[:, :payers].T
    contribution = np.zeros((funds, payers + 1))
    for body in range(payers):
        contribution[body, body] = total(budget[body])
    limited = np.isfinite(plan.network.core)
    return Books(
        budget=budget,
        contribution=contribution,
        allocation=total(contribution),
        spent=np.zeros(funds),
        year_cost=np.zeros((funds, services)),
        granted=np.zeros(funds),
        year_chargeable=np.zeros((len(DelayReason), services)),
        deficit=np.zeros(payers + 1),
        trust=np.array([terms.trust_initial]),
        unit_year=money.unit_year.copy(),
        stock=np.where(limited, plan.network.core, 0.0),
        planned=plan.network.core.copy(),
        level=money.first_acceptance.copy(),
        hold=np.ones(services),
        cut=np.zeros(services),
        short_term=np.zeros(services),
        demand=np.full(services, -1.0),
        requested=np.full(services, -1.0),
        diverted=np.full(services, -1.0),
        waiting=np.zeros((HISTORY, services, len(WaitingPlace))),
        usual_use=np.full(1, -1.0),
        year_transfer=np.zeros(1),
    )


def rebase(books: Books, network: Network) -> None:
    """Take the year before the study as every fund's base, as real budgets do.

    What was spent becomes the allocation, and what a unit has cost becomes its price, so that
    without a squeeze the study starts in balance. No body is allocated less than nothing: one that
    has received more by the charge than was spent starts with no allocation, and lives on the
    charge.
    """
    for body in range(books.contribution.shape[1] - 1):
        books.contribution[body, body] = max(0.0, books.spent[body])
        books.budget[body] = books.year_cost[body]
    paid = total(books.year_cost, axis=0)
    limited = np.isfinite(network.core) & (network.core > 0.0) & (paid > 0.0)
    books.unit_year[limited] = paid[limited] / network.core[limited]


def form_pools(books: Books, rules: Rules) -> None:
    """Move each pool's share of every service's money from its contributors into it."""
    funds, payers = len(books.spent), books.contribution.shape[1] - 1
    for pool in range(payers, funds):
        left = 1.0 - rules.pool_share[:pool].sum(axis=0)  # by earlier pools
        left[left <= 0.0] = 1.0
        for body in range(payers):
            moved = books.budget[body] * rules.pool_share[pool] / left
            own = total(books.budget[body])
            part = total(moved) / own if own > 0.0 else 0.0
            given = books.contribution[body, body] * part
            spent = books.year_cost[body] * rules.pool_share[pool] / left
            books.budget[pool] += moved
            books.budget[body] -= moved
            books.year_cost[pool] += spent  # the year's cost is what acute care is budgeted by
            books.year_cost[body] -= spent
            books.contribution[pool, body] += given
            books.contribution[body, body] -= given
