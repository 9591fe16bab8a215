"""How far one decision may move a holder's money, and the move itself."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from carefunds_sim.model.compiling import compiled
from carefunds_sim.model.money.books import Books
from carefunds_sim.model.money.frame import Frame, in_force
from carefunds_sim.model.money.holders import by_holder, held_by
from carefunds_sim.model.plan import Flexing
from carefunds_sim.model.tables import total

ROUNDING = 1e-9  # a service at its floor has nothing to give, whatever the last bit says


class Bounds(NamedTuple):
    """What one decision of a holder may move at the most; pounds a year."""

    whole: float  # in all
    give: np.ndarray  # (s) from each service; NaN where it may not give
    take: np.ndarray  # (s) to each service; NaN where it may not take


def bounds_of(frame: Frame, books: Books, holder: int, month: int) -> Bounds:
    """Return how far a holder may move its money by one decision.

    A decision moves at most the virement share of the giving service's money, so that no service
    is wrecked by one decision, and of the fund's flexible money, which is all that can move and
    is not protected.
    """
    money, core, rules = frame.money, frame.network.core, in_force(frame, month).rules
    held = by_holder(books.budget, rules.by_partner)
    funds = sorted({fund for fund, _ in held_by(holder, rules.by_partner, money.payers)})
    movable = money.flexing.movable & ~rules.fixed[funds].any(axis=0)
    virement = rules.virement[holder]
    give, take = most_by_service(
        held[holder],
        total(held, axis=0),
        books.planned,
        core,
        books.unit_year * money.price[month],
        virement,
        money.flexing._replace(movable=movable),
    )
    flexible = total(held[holder] * (movable & ~money.flexing.protected))
    return Bounds(float(virement * flexible), give, take)


@compiled
def most_by_service(
    budget: np.ndarray,
    budgeted: np.ndarray,
    planned: np.ndarray,
    core: np.ndarray,
    price: np.ndarray,
    virement: float,
    flexing: Flexing,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the most that each service may give, and take; pounds a year (s), NaN where none.

    A service must be above its floor to give, below its market's limit to take, and both must be
    budgeted by the holder: ``budget`` is its own, ``budgeted`` that of all.
    """
    give, take = np.full(len(budget), np.nan), np.full(len(budget), np.nan)
    for service in range(len(budget)):
        if not flexing.movable[service] or budget[service] <= 0.0:
            continue
        share_of_start = planned[service] / core[service]
        if share_of_start > flexing.floor[service] + ROUNDING:
            floor = flexing.floor[service] * core[service] * price[service]
            spare = max(0.0, budget[service] * (1.0 - floor / budgeted[service]))
            give[service] = min(virement * budget[service], spare)
        if share_of_start < flexing.market_limit[service]:
            limit = flexing.market_limit[service] * core[service] * price[service]
            take[service] = max(0.0, limit - budgeted[service])
    return give, take


def move_pounds(
    books: Books,
    by_partner: np.ndarray,
    payers: int,
    holder: int,
    give: int,
    take: int,
    pounds: float,
) -> None:
    """Move a holder's pounds a year from one service to another, in budget and contribution.

    Every body's pounds move alike, and keep their origin.
    """
    cells_held = held_by(holder, by_partner, payers)
    part = pounds / sum(books.budget[fund, payer, give] for fund, payer in cells_held)
    for fund, payer in cells_held:
        for cells in (books.budget, books.contribution):
            moved = part * cells[fund, payer, give]
            cells[fund, payer, give] -= moved
            cells[fund, payer, take] += moved
