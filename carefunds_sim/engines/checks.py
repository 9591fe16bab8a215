"""What is checked at every month's end of every run: people, pounds, and that people can move."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from carefunds_sim.errors import ConservationError, GridlockError
from carefunds_sim.vocabulary import TransferKind

if TYPE_CHECKING:
    from carefunds_sim.engines.month_snapshot import MonthSnapshot
    from carefunds_sim.model.money.frame import MonthAccounts
    from carefunds_sim.model.plan import Plan

ROUNDING = 1e-6  # of units held, which come and go in any order
PENCE = 1e-6  # share of the month's money by which sums in another order may differ
BETWEEN_BODIES = (
    TransferKind.CHARGE,
    TransferKind.RISK_SHARE,
    TransferKind.CONTRACT,
    TransferKind.AGREED,
)
"""What one body receives and another pays; other transfers come from outside."""


def check_people(snapshot: MonthSnapshot, at_start: int, names: tuple[str, ...]) -> None:
    """All who came are here or have gone, and all who are here are somewhere."""
    counted, here = snapshot.counted, snapshot.people_here
    came = counted["arrivals"].sum(axis=1) - counted["departures"] - counted["deaths"]
    expected = np.append(at_start, here[:-1]) + came
    month = _first(expected != here)
    if month is not None:
        raise ConservationError(
            f"day {snapshot.day[month]:g}: {expected[month]:g} people should be here, found "
            f"{here[month]:g}"
        )
    inside = snapshot.inside.sum(axis=(1, 2))
    month = _first(inside + snapshot.people_outside != here)
    if month is not None:
        raise ConservationError(
            f"day {snapshot.day[month]:g}: {here[month]:g} people are here, but "
            f"{inside[month]:g} are in services and {snapshot.people_outside[month]:g} outside them"
        )
    off = np.abs(snapshot.held - snapshot.used)
    month = _first(~(off.max(axis=1) <= ROUNDING))
    if month is not None:
        worst = int(off[month].argmax())
        raise ConservationError(
            f"day {snapshot.day[month]:g}: people hold {snapshot.held[month, worst]:g} units of "
            f"{names[worst]}, which has given {snapshot.used[month, worst]:g}"
        )


def check_moves(snapshot: MonthSnapshot, at_start: np.ndarray, names: tuple[str, ...]) -> None:
    """Whoever comes to a place or leaves it is counted as a move from and to somewhere.

    ``at_start`` holds the people in no service, then those in each, when the first month began.
    """
    moves = snapshot.counted["moves"]
    there = np.column_stack([snapshot.people_outside, snapshot.inside.sum(axis=2)])
    came = moves[:, :, : len(names) + 1].sum(axis=1) - moves[:, 1:].sum(axis=2)
    more = np.diff(there, axis=0, prepend=at_start[None])
    month = _first((came != more).any(axis=1))
    if month is not None:
        place = int((came != more)[month].argmax())
        raise ConservationError(
            f"day {snapshot.day[month]:g}: the month's moves change the people in "
            f"{('no service', *names)[place]} by {came[month, place]:+g}, but they changed by "
            f"{more[month, place]:+g}"
        )


def _first(wrong: np.ndarray) -> int | None:
    """Return the first month that is wrong."""
    return int(wrong.argmax()) if wrong.any() else None


def check_pounds(accounts: MonthAccounts) -> None:
    """What bodies bear is what was spent, each through its funds, and transfers cancel out."""
    own = accounts.payment.shape[1]
    contract = accounts.transfers[TransferKind.CONTRACT, :own]
    borne = accounts.cost[:, :own].sum() - contract.sum() + accounts.overhead.sum()
    spent = accounts.spend.sum()
    if abs(borne - spent) > PENCE * max(spent, 1.0):
        raise ConservationError(f"bodies bear {borne:.2f} pounds of {spent:.2f} spent by funds")
    due = accounts.cost[:, :own].sum(axis=0) - contract
    for body, (paid, cost) in enumerate(zip(accounts.payment.sum(axis=(0, 2)), due, strict=True)):
        if abs(paid - cost) > PENCE * max(spent, 1.0):
            raise ConservationError(
                f"body {body} through its funds pays {paid:.2f} of {cost:.2f} pounds it bears"
            )
    for kind in BETWEEN_BODIES:
        left_over = accounts.transfers[kind].sum()
        if abs(left_over) > PENCE * max(spent, 1.0):
            raise ConservationError(f"{kind.label}: {left_over:.2f} pounds came from nowhere")


def check_gridlock(snapshot: MonthSnapshot, plan: Plan) -> None:
    """Raise when all in a set of full services wait for a place within that set.

    It is the last month that is looked at: an engine pauses at a month that may be locked.
    """
    network, names = plan.network, plan.names.services
    present = snapshot.inside[-1].sum(axis=1)
    stuck = set(np.flatnonzero((present > 0) & ~network.hazard.any(axis=(1, 2))).tolist())
    if not stuck:
        return
    waiting_in = snapshot.waiting_in() * (network.patience == np.inf)
    while True:
        free = {
            place
            for place in stuck
            if sum(waiting_in[place, need] for need in stuck) < present[place]
        }
        if not free:
            break
        stuck -= free
    if stuck:
        locked = ", ".join(names[place] for place in sorted(stuck))
        raise GridlockError(
            f"day {snapshot.day[-1]:g}: everybody in {locked} waits for a place that somebody "
            "among them holds; give one of these services a second choice or more places"
        )
