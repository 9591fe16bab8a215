"""What one more unit of a service is worth to a fund, and what one less would cost it."""

from __future__ import annotations

import numpy as np

from carefunds_sim.model.calendar import DAYS_PER_YEAR
from carefunds_sim.model.compiling import compiled
from carefunds_sim.model.money.books import Books
from carefunds_sim.model.money.frame import Frame
from carefunds_sim.model.money.perception import perceived_waiting_cost
from carefunds_sim.model.rules import worth


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
