"""What decision makers see of the month, and what a unit of service is worth to them."""

from __future__ import annotations

import numpy as np

from carefunds_sim.model.calendar import DAYS_PER_YEAR
from carefunds_sim.model.money.books import Books
from carefunds_sim.model.money.frame import Frame, Usage, in_force, pooled_share
from carefunds_sim.model.plan import Rules
from carefunds_sim.model.rules import worth
from carefunds_sim.vocabulary import ServiceKind, Setting, WaitingPlace

SMOOTHING = 1.0 / 12.0  # perceived demand is about a year's average
NURSED = (Setting.ACUTE, Setting.NON_ACUTE)


def observe(frame: Frame, books: Books, usage: Usage, month: int) -> None:
    """Take in the month: perceived demand, requests, and where people wait."""
    money, network = frame.money, frame.network
    days = float(frame.calendar.starts[month + 1] - frame.calendar.starts[month])
    turned_away = (usage.refused + usage.second_choices) * money.mean_stay
    wanting = usage.waiting_days.copy()
    wanting[:, WaitingPlace.HOME] += turned_away  # those turned away go without at home
    total = wanting.sum(axis=1, keepdims=True)
    load = (usage.unit_days.sum(axis=1) + total[:, 0] * money.mean_units) / days
    requested = usage.requested_units / days
    _smooth(books.demand, load)
    _smooth(books.requested, requested)
    books.waiting[1:] = books.waiting[:-1].copy()
    books.waiting[0] = wanting / np.where(total > 0.0, total, 1.0)
    hospital = network.admitted_to
    if hospital >= 0 and month < money.first_month:
        use = usage.unit_days[hospital].sum() / days / network.core[hospital]
        _smooth(books.usual_use, np.array([use]))


def _smooth(seen: np.ndarray, now: np.ndarray) -> None:
    seen[:] = np.where(seen < 0.0, now, seen + SMOOTHING * (now - seen))


def worths_of(frame: Frame, books: Books, fund: int, month: int) -> tuple[np.ndarray, np.ndarray]:
    """Return what a pound more, and a pound less, on each service is worth to a fund; (s), (s)."""
    money = frame.money
    waiting_cost = perceived_waiting_cost(frame, books, fund, month)
    more, less = np.zeros(len(waiting_cost)), np.zeros(len(waiting_cost))
    for service in range(len(more)):
        for capacity, worths in ((0.0, more), (-money.mean_units[service], less)):
            worths[service] = worth.worth_per_pound(
                books.demand[service],
                books.planned[service] + capacity,
                mean_units=money.mean_units[service],
                waiting_cost=waiting_cost[service],
                unit_day=books.unit_year[service] / DAYS_PER_YEAR,
            )
    return more, less


def perceived_waiting_cost(frame: Frame, books: Books, fund: int, month: int) -> np.ndarray:
    """Return the daily cost of one person's wait for each service as a fund sees it; pounds (s).

    What falls on its own bodies it sees now and whole; what falls on others it sees late, in
    part, and weighs by regard.
    """
    costs = waiting_costs(frame, month)
    rules = in_force(frame, month)[0]
    lag = min(int(rules.lag[fund]), len(books.waiting) - 1)
    perceived = np.zeros(costs.shape[0])
    for body in range(costs.shape[2] - 1):
        own = bool(rules.owner[fund, body])
        weight = weight_on(books, rules, fund, body)
        seen = books.waiting[0 if own else lag]
        perceived += weight * (seen * costs[:, :, body]).sum(axis=1)
    return perceived


def weight_on(books: Books, rules: Rules, fund: int, body: int) -> float:
    """Return how much a cost that falls on a body weighs with a fund's decision makers."""
    return worth.weight_on_body(
        bool(rules.owner[fund, body]),
        sight=rules.sight[fund],
        regard=rules.regard[fund],
        goodwill=rules.goodwill[fund],
        trust=books.trust[0],
    )


def waiting_costs(frame: Frame, month: int) -> np.ndarray:
    """Return what a day of one person's wait costs each body; pounds (s, where, b)."""
    money, network = frame.money, frame.network
    charge = (
        money.steering.charge
        * in_force(frame, month)[1].charge_on
        * (1.0 - pooled_share(frame, month))
    )
    bed_day = money.prices.fixed + money.prices.variable
    costs = np.zeros((len(network.core), len(WaitingPlace), money.pays.shape[1]))
    for where in WaitingPlace:
        for setting in NURSED:
            beds = (network.setting == setting) & (network.kind == ServiceKind.BEDS)
            if beds.any() and _is_in(where, setting):
                costs[:, where] = (money.pays[beds] * bed_day[beds, None]).mean(axis=0)
        if where in (WaitingPlace.HOME, WaitingPlace.CARE_HOME):
            costs[:, where] = money.pays * money.steering.home_wait_cost
    council = costs.shape[2] - 2
    for service in range(len(network.core)):
        reason = network.reason[service]
        if reason >= 0:
            due = charge[service] * money.social_share[Setting.ACUTE, reason]
            costs[service, WaitingPlace.ACUTE_BED, council] += due
            costs[service, WaitingPlace.ACUTE_BED, :council] -= due * money.commissioner_share
    return costs


def _is_in(where: WaitingPlace, setting: Setting) -> bool:
    if setting is Setting.ACUTE:
        return where in (WaitingPlace.ACUTE_BED, WaitingPlace.EMERGENCY_DEPARTMENT)
    return where is WaitingPlace.NON_ACUTE_BED


def head_starts(frame: Frame, books: Books, month: int) -> np.ndarray:
    """Return how far ahead a hospital discharge is in each queue; days (s)."""
    money = frame.money
    costs, rules = waiting_costs(frame, month), in_force(frame, month)[0]
    budgeted = books.budget.sum(axis=0)
    head_start = np.full(len(budgeted), money.steering.head_start)
    for service in range(len(budgeted)):
        if budgeted[service] <= 0.0:
            continue
        seen = 0.0
        for fund in range(len(books.spent)):
            share = books.budget[fund, service] / budgeted[service]
            for body in range(costs.shape[2] - 1):
                weight = weight_on(books, rules, fund, body)
                seen += share * weight * costs[service, WaitingPlace.ACUTE_BED, body]
        head_start[service] = worth.head_start_days(
            money.steering.head_start,
            money.steering.head_start_per_ratio,
            seen,
            money.steering.home_wait_cost,
        )
    return head_start


def shared_sight(books: Books, rules: Rules) -> float:
    """Return the partners' sight of each other, weighted by the money each fund holds."""
    held = books.contribution.sum(axis=1)
    return float((held * rules.sight).sum() / held.sum())
