"""Who pays for what: services are paid by funds, and funds by the bodies that contribute."""

from __future__ import annotations

import numpy as np

from carefunds_sim.model.compiling import compiled
from carefunds_sim.model.money.books import Books
from carefunds_sim.model.money.frame import Frame, Usage
from carefunds_sim.model.tables import total


def attribute(frame: Frame, books: Books, usage: Usage, cost: np.ndarray) -> np.ndarray:
    """Return what each fund pays for each service; pounds (f, s).

    A service is paid by the funds that budget for it, in proportion; a service without budget
    by its default payers. A pool to which nobody gives money pays for nothing. What NHS
    commissioners' own funds pay is split by their residents' use.
    """
    money, payers = frame.money, books.contribution.shape[1] - 1
    empty = total(books.contribution) <= 0.0
    empty[:payers] = False  # a body answers for its own fund, whatever is in it
    shares = payers_shares(np.where(empty[:, None], 0.0, books.budget), frame.usual_payers)
    commissioners = len(money.commissioner_share)
    if commissioners > 1:
        of_nhs = total(shares[:commissioners], axis=0)
        shares[:commissioners] = of_nhs * residents_shares(
            usage.unit_days, money.commissioner_share
        )
    paid: np.ndarray = shares * (cost * (1.0 - money.pays[:, -1]))
    return paid


@compiled
def payers_shares(budget: np.ndarray, usual: np.ndarray) -> np.ndarray:
    """Return each fund's share of a service's cost, as it budgets or else as ``usual``; (f, s)."""
    shares = np.zeros(budget.shape)
    for service in range(budget.shape[1]):
        weights = budget if budget[:, service].sum() > 0.0 else usual
        whole = weights[:, service].sum()
        if whole > 0.0:
            for fund in range(len(shares)):
                shares[fund, service] = weights[fund, service] / whole
    return shares


@compiled
def residents_shares(unit_days: np.ndarray, residents: np.ndarray) -> np.ndarray:
    """Return each commissioner's share of a service's use; (k, s).

    What nobody used is shared by ``residents`` (k).
    """
    services, commissioners = unit_days.shape
    shares = np.zeros((commissioners, services))
    for service in range(services):
        used = unit_days[service].sum()
        for of in range(commissioners):
            shares[of, service] = unit_days[service, of] / used if used > 0.0 else residents[of]
    return shares


@compiled
def bearing(contribution: np.ndarray) -> np.ndarray:
    """Return the share of each fund's spending that each body bears: its contribution; (f, b)."""
    funds, bodies = contribution.shape
    shares = np.zeros(contribution.shape)
    for fund in range(funds):
        given = contribution[fund].sum()
        if given > 0.0:
            for body in range(bodies):
                shares[fund, body] = contribution[fund, body] / given
        elif fund < bodies - 1:
            shares[fund, fund] = 1.0
    return shares
