"""Whose pounds they are, and who answers for them.

Money is kept in cells: the pounds of one body in one fund on one service, shape (f, p, s), where p
are the bodies that pay into funds. A body answers for its own fund. A pool answers for what its
partners share, and a partner for what stays its own there.
"""

from __future__ import annotations

import numpy as np

from carefunds_sim.model.compiling import compiled
from carefunds_sim.model.tables import total


@compiled
def by_holder(cells: np.ndarray, apart: np.ndarray) -> np.ndarray:
    """Return cells (f, p, s) added up by who answers for them; (f, s).

    ``apart`` (f) says of which funds each body answers for its own part.
    """
    funds, payers, services = cells.shape
    held = np.zeros((funds, services))
    for fund in range(funds):
        for payer in range(payers):
            holder = payer if apart[fund] else fund
            for service in range(services):
                held[holder, service] += cells[fund, payer, service]
    return held


def sums_by_holder(cells: np.ndarray, apart: np.ndarray) -> np.ndarray:
    """Return sums (f, p) added up by who answers for them; (f)."""
    held: np.ndarray = by_holder(cells[:, :, None], apart)[:, 0]
    return held


def held_by(holder: int, apart: np.ndarray, payers: int) -> list[tuple[int, int]]:
    """Return the (fund, body) pairs whose pounds a holder answers for."""
    funds = range(len(apart))
    if holder < payers:
        return [(fund, holder) for fund in funds if apart[fund]]
    return [(holder, payer) for payer in range(payers) if not apart[holder]]


def of_lines(cells: np.ndarray) -> np.ndarray:
    """Return what all funds and bodies together put on each service; (s)."""
    lines: np.ndarray = total(total(cells, axis=0), axis=0)
    return lines


def of_funds(cells: np.ndarray) -> np.ndarray:
    """Return what each fund has on each service, whoever's money it is; (f, s)."""
    return total(cells, axis=1)


def share_by_fund(cells: np.ndarray) -> np.ndarray:
    """Return where each body's money (f, p, s) is held: shares of its own, in its own fund if none.

    One-off money follows it, so that it is spent where the services are paid; shape (f, p).
    """
    held = total(cells)
    payers = held.shape[1]
    whole = total(held, axis=0)
    alone = np.eye(len(held), payers)
    shares: np.ndarray = np.where(whole > 0.0, held / np.where(whole > 0.0, whole, 1.0), alone)
    return shares


@compiled
def shares_of_funds(given: np.ndarray) -> np.ndarray:
    """Return each body's share of what it and its partners gave each fund; (f, p).

    ``given`` (f, p) are contributions; an own fund without money is its body's all the same.
    """
    funds, payers = given.shape
    shares = np.zeros((funds, payers))
    for fund in range(funds):
        whole = given[fund].sum()
        if whole > 0.0:
            for payer in range(payers):
                shares[fund, payer] = given[fund, payer] / whole
        elif fund < payers:
            shares[fund, fund] = 1.0
    return shares
