"""What is checked at every month's end of every run: people, pounds, and that people can move."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from carefunds_sim.errors import ConservationError, GridlockError
from carefunds_sim.vocabulary import TransferKind

if TYPE_CHECKING:
    from carefunds_sim.engines.whereabouts import Whereabouts
    from carefunds_sim.model.money.frame import MonthAccounts

PENCE = 1e-6  # share of the month's money by which sums in another order may differ


def check_people(system: Whereabouts, counted: dict[str, np.ndarray]) -> None:
    """Everybody who came is here or has gone, and everybody here is somewhere."""
    came = counted["arrivals"].sum() - counted["departures"] - counted["deaths"]
    expected = system.people_at_month_start + came
    if expected != system.people_here:
        raise ConservationError(
            f"day {system.clock.now:g}: {expected:g} people should be here, found "
            f"{system.people_here}"
        )
    inside = system.tally.occupied.now().sum()
    if inside + system.people_outside != system.people_here:
        raise ConservationError(
            f"day {system.clock.now:g}: {system.people_here} people are here, but {inside:g} are "
            f"in services and {system.people_outside} outside them"
        )
    system.people_at_month_start = system.people_here
    held = system.tally.units.now().sum(axis=1)
    given = np.array([places.used for places in system.services])
    if not np.allclose(held, given, rtol=0.0, atol=1e-6):
        worst = int(np.argmax(np.abs(held - given)))
        raise ConservationError(
            f"day {system.clock.now:g}: people hold {held[worst]:g} units of "
            f"{system.names[worst]}, which has given {given[worst]:g}"
        )


def check_pounds(accounts: MonthAccounts) -> None:
    """What bodies bear is what was spent, and transfers between bodies cancel out."""
    own = accounts.cost.shape[1] - 1
    borne = accounts.cost[:, :own].sum() + accounts.overhead.sum()
    spent = accounts.spend.sum()
    if abs(borne - spent) > PENCE * max(spent, 1.0):
        raise ConservationError(f"bodies bear {borne:.2f} pounds of {spent:.2f} spent by funds")
    for kind in (TransferKind.CHARGE, TransferKind.RISK_SHARE):
        left_over = accounts.transfers[kind].sum()
        if abs(left_over) > PENCE * max(spent, 1.0):
            raise ConservationError(f"{kind.label}: {left_over:.2f} pounds came from nowhere")


def check_gridlock(system: Whereabouts) -> None:
    """Raise when everybody in a set of full services waits for a place within that set."""
    waiting_from: dict[tuple[int, int], int] = {}
    for need, places in enumerate(system.services):
        if system.net.patience[need] < np.inf:
            continue
        for request in places.put_queue:
            key = (request.person.place, need)
            waiting_from[key] = waiting_from.get(key, 0) + 1
    present = system.tally.occupied.now().sum(axis=1)
    stuck = {
        place
        for place in range(len(present))
        if present[place] > 0 and not system.net.hazard[place].any()
    }
    while True:
        free = {
            place
            for place in stuck
            if sum(waiting_from.get((place, need), 0) for need in stuck) < present[place]
        }
        if not free:
            break
        stuck -= free
    if stuck:
        names = ", ".join(system.names[place] for place in sorted(stuck))
        raise GridlockError(
            f"day {system.clock.now:g}: everybody in {names} waits for a place that somebody "
            "among them holds; give one of these services a second choice or more places"
        )
