"""How far ahead of those at home a hospital's people are in each queue."""

from __future__ import annotations

import numpy as np

from carefunds_sim.model.compiling import compiled
from carefunds_sim.model.money.books import Books
from carefunds_sim.model.money.frame import Frame, in_force
from carefunds_sim.model.money.perception import weights
from carefunds_sim.model.rules import worth
from carefunds_sim.vocabulary import WaitingPlace

ACUTE_BED = int(WaitingPlace.ACUTE_BED)


def head_starts(frame: Frame, books: Books, month: int) -> np.ndarray:
    """Return how far ahead a hospital discharge is in each queue; days (s)."""
    steering, agreement = frame.money.steering, in_force(frame, month)
    return weigh_beds(
        agreement.waiting_costs[:, ACUTE_BED],
        books.budget,
        weights(books, agreement.rules),
        steering.head_start,
        steering.head_start_per_ratio,
        steering.home_wait_cost,
    )


@compiled
def weigh_beds(
    bed_day: np.ndarray,
    budget: np.ndarray,
    weight: np.ndarray,
    base: float,
    per_ratio: float,
    home_day: float,
) -> np.ndarray:
    """Return the head start in each queue, by what those who budget for it see of the bed; (s).

    ``bed_day`` (s, b) is what a day's wait in an acute bed costs each body, ``weight`` (f, b) how
    much of that weighs with each fund; ``home_day`` is what a day's wait at home costs.
    """
    funds, services = budget.shape
    ahead = np.zeros(services)
    for service in range(services):
        budgeted = budget[:, service].sum()
        seen = 0.0
        if budgeted > 0.0:
            for fund in range(funds):
                share = budget[fund, service] / budgeted
                for body in range(weight.shape[1] - 1):
                    seen += share * weight[fund, body] * bed_day[service, body]
        ahead[service] = worth.head_start_days(base, per_ratio, seen, home_day)
    return ahead
