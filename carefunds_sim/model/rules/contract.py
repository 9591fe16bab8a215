"""What commissioners pay a hospital trust, and what becomes of its deficit."""

from __future__ import annotations


def due(activity: float, usual: float, price: float, marginal_rate: float) -> float:
    """Return what a year's activity is worth: beyond the usual number a part of the price only.

    ``usual`` is the base year's activity; ``marginal_rate`` is 1 where all is paid in full.
    """
    beyond = max(0.0, activity - usual)
    return price * (activity - beyond * (1.0 - marginal_rate))


def payment(due_pounds: float, envelope: float, passed_on: float) -> float:
    """Return what is paid of what is due: beyond the money set aside for it, a stated share.

    ``passed_on`` is how far the hospital's claims reach the money of other services.
    """
    beyond = max(0.0, due_pounds - envelope)
    return due_pounds - beyond * (1.0 - passed_on)


def central_support(
    result: float, standing: float, income: float, *, supported: float, limit: float
) -> float:
    """Return the central support for a year's deficit: a share of it, and what no limit allows.

    ``result`` is the year's deficit, ``standing`` what has been carried from earlier years,
    ``limit`` the share of income that may stand.
    """
    support = supported * max(0.0, result)
    left = standing + result - support
    return support + max(0.0, left - limit * income)


def savings_plan(standing: float, recovered: float, budget: float, limit: float) -> float:
    """Return what a trust takes out of next year's spending to recover a standing deficit.

    It is a share of what stands, at most ``limit`` of the budget in one year.
    """
    return min(recovered * max(0.0, standing), limit * budget)
