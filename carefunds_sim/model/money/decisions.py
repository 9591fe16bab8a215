"""Decisions: each fund moves a bounded part of its money to where it sees most worth."""

from __future__ import annotations

import numpy as np

from carefunds_sim.model.compiling import compiled
from carefunds_sim.model.money.books import Books
from carefunds_sim.model.money.frame import Frame, in_force
from carefunds_sim.model.money.unit_worth import worths_of
from carefunds_sim.model.plan import Flexing
from carefunds_sim.model.tables import total
from carefunds_sim.vocabulary import Loop

MATERIAL = 0.01  # nobody moves money to spare less than a penny in the pound


def decide(frame: Frame, books: Books, coming: int) -> None:
    """Let every fund whose turn it is move money to where a pound is worth most to it."""
    since = coming - frame.money.first_month
    if since < 0 or not frame.loops[Loop.REALLOCATION]:
        return
    rules = in_force(frame, coming).rules
    for fund in np.flatnonzero((since - rules.offset) % rules.cycle == 0):
        move_money(frame, books, int(fund), coming)


def move_money(frame: Frame, books: Books, fund: int, month: int) -> None:
    """Move money from a fund's least to its most worthwhile use, within bounds.

    A decision moves at most the virement share of the giving service's money, so that no service
    is wrecked by one decision, and of the fund's flexible money, which is all that can move and
    is not protected.
    """
    money, network = frame.money, frame.network
    more, less = worths_of(frame, books, fund, month)
    budget = books.budget[fund]
    give, take = least_and_most(budget, books.planned, network.core, more, less, money.flexing)
    if give < 0 or take < 0:
        return
    if more[take] <= max(MATERIAL, less[give] * (1.0 + money.steering.hysteresis)):
        return
    held = total(books.budget, axis=0)
    price = books.unit_year * money.price[month]
    floor = money.flexing.floor[give] * network.core[give] * price[give]
    spare = max(0.0, budget[give] * (1.0 - floor / held[give]))
    limit = money.flexing.market_limit[take] * network.core[take] * price[take]
    supply = max(0.0, limit - held[take])
    flexible = total(budget * (money.flexing.movable & ~money.flexing.protected))
    virement = in_force(frame, month).rules.virement[fund]
    moved = min(virement * flexible, virement * budget[give], spare, supply)
    budget[give] -= moved
    budget[take] += moved


@compiled
def least_and_most(
    budget: np.ndarray,
    planned: np.ndarray,
    core: np.ndarray,
    more: np.ndarray,
    less: np.ndarray,
    flexing: Flexing,
) -> tuple[int, int]:
    """Return the service that can best spare a pound and the one that can best use it.

    A service must be above its floor to give, below its market's limit to take, and both must be
    budgeted by the fund; -1 where there is none. Of equals the first is chosen.
    """
    give = take = -1
    for service in range(len(budget)):
        if not flexing.movable[service] or budget[service] <= 0.0:
            continue
        share_of_start = planned[service] / core[service]
        above_floor = share_of_start > flexing.floor[service]
        below_limit = share_of_start < flexing.market_limit[service]
        if above_floor and (give < 0 or less[service] < less[give]):
            give = service
        if below_limit and (take < 0 or more[service] > more[take]):
            take = service
    return give, take
