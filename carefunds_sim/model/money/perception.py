"""What decision makers see of the month, and how it weighs with them."""

from __future__ import annotations

import numpy as np

from carefunds_sim.model.calendar import DAYS_PER_YEAR
from carefunds_sim.model.compiling import compiled
from carefunds_sim.model.money.books import Books
from carefunds_sim.model.money.frame import Frame, Usage, in_force
from carefunds_sim.model.plan import Rules
from carefunds_sim.model.rules import worth
from carefunds_sim.model.tables import ratio, total
from carefunds_sim.vocabulary import WaitingPlace

SMOOTHING = 1.0 / 12.0  # perceived demand is about a year's average
HOME = int(WaitingPlace.HOME)


def observe(frame: Frame, books: Books, usage: Usage, month: int) -> None:
    """Take in the month: perceived demand, requests, where people wait, and where money is."""
    money, network = frame.money, frame.network
    days = float(frame.calendar.starts[month + 1] - frame.calendar.starts[month])
    used = total(usage.unit_days)
    turned_away = (usage.refused + usage.second_choices) * money.mean_stay
    wanting = usage.waiting_days.copy()
    wanting[:, HOME] += turned_away  # those turned away go without at home
    waited = wanting.sum(axis=1)
    smooth(books.demand, (used + waited * money.mean_units) / days)
    smooth(books.requested, usage.requested_units / days)
    smooth(books.diverted, usage.diverted_units / days)
    books.waiting[1:] = books.waiting[:-1]
    books.waiting[0] = wanting / np.where(waited > 0.0, waited, 1.0)[:, None]
    books.lines[1:] = books.lines[:-1]
    books.lines[0] = total(books.budget, axis=0)
    hospital = network.admitted_to
    if hospital >= 0 and month < money.first_month and network.core[hospital] > 0.0:
        smooth(books.usual_use, used[hospital : hospital + 1] / days / network.core[hospital])


def smooth(seen: np.ndarray, now: np.ndarray) -> None:
    """Move what is seen a part of the way to what is now; what was never seen is seen whole."""
    seen[:] = np.where(seen < 0.0, now, seen + SMOOTHING * (now - seen))


def perceived_waiting_cost(frame: Frame, books: Books, fund: int, month: int) -> np.ndarray:
    """Return the daily cost of one person's going without each service as a fund sees it; (s).

    That is the wait, and the later care of the council that managers believe a start would spare,
    spread over the days that it lasts. What falls on its own bodies it sees now and whole; what
    falls on others it sees late, in part, and weighs by regard. Pounds.
    """
    money, agreement = frame.money, in_force(frame, month)
    weight = weights(books, agreement.rules)[fund]
    spared = money.later_saving * weight[money.payers - 1]
    lag = min(int(agreement.rules.lag[fund]), len(books.waiting) - 1)
    waiting = weigh_waiting(
        agreement.waiting_costs,
        books.waiting[0],
        books.waiting[lag],
        agreement.rules.owner[fund],
        weight,
    )
    seen: np.ndarray = waiting + ratio(spared, money.mean_stay, 0.0)
    return seen


@compiled
def weigh_waiting(
    costs: np.ndarray, now: np.ndarray, late: np.ndarray, own: np.ndarray, weight: np.ndarray
) -> np.ndarray:
    """Return the cost of a day's wait for each service to all bodies, as they weigh; pounds (s).

    ``costs`` (s, where, b) fall on bodies, of which some are the fund's ``own`` (b); waits are
    spread over places (s, where) as they are ``now`` and as others' are seen, ``late``.
    """
    services, places, bodies = costs.shape
    perceived = np.zeros(services)
    for body in range(bodies - 1):  # what falls on people themselves weighs with no fund
        seen = now if own[body] else late
        for service in range(services):
            cost = 0.0
            for where in range(places):
                cost += seen[service, where] * costs[service, where, body]
            perceived[service] += weight[body] * cost
    return perceived


def weights(books: Books, rules: Rules) -> np.ndarray:
    """Return how much a cost that falls on a body weighs with a fund's decision makers; (f, b)."""
    return weigh_bodies(rules.owner, rules.sight, rules.regard, rules.goodwill, books.trust[0])


@compiled
def weigh_bodies(
    owner: np.ndarray, sight: np.ndarray, regard: np.ndarray, goodwill: np.ndarray, trust: float
) -> np.ndarray:
    """Return the weight of each body's costs in each fund's decisions; (f, b)."""
    weight = np.zeros(owner.shape)
    for fund in range(len(sight)):
        for body in range(owner.shape[1]):
            weight[fund, body] = worth.weight_on_body(
                owner[fund, body], sight[fund], regard[fund], goodwill[fund], trust
            )
    return weight


def sight_of_partners(books: Books, rules: Rules, fund: int) -> float:
    """Return the share that a fund sees of what falls on partners, as far as trust lets it."""
    goodwill = rules.goodwill[fund]
    return float(rules.sight[fund] * ((1.0 - goodwill) + goodwill * books.trust[0]))


def shared_sight(books: Books, rules: Rules) -> float:
    """Return the partners' sight of each other, weighted by each fund's money."""
    by_fund = total(total(books.contribution))
    money = total(by_fund)
    return float(total(by_fund * rules.sight) / money) if money > 0.0 else 0.0


def worths_of(frame: Frame, books: Books, fund: int, month: int) -> tuple[np.ndarray, np.ndarray]:
    """Return what a pound more, and a pound less, on each service is worth to a fund; (s), (s)."""
    waiting_cost = perceived_waiting_cost(frame, books, fund, month)
    return weigh_units(
        books.demand, books.planned, frame.money.mean_units, waiting_cost, books.unit_year
    )


@compiled
def weigh_units(
    demand: np.ndarray,
    planned: np.ndarray,
    mean_units: np.ndarray,
    waiting_cost: np.ndarray,
    unit_year: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Return what a pound more, and a pound less, than planned would spare; (s), (s)."""
    more, less = np.zeros(len(demand)), np.zeros(len(demand))
    for service in range(len(demand)):
        capacity, units = planned[service], mean_units[service]
        cost, unit_day = waiting_cost[service], unit_year[service] / DAYS_PER_YEAR
        more[service] = worth.worth_per_pound(demand[service], capacity, units, cost, unit_day)
        less[service] = worth.worth_per_pound(
            demand[service], capacity - units, units, cost, unit_day
        )
    return more, less
