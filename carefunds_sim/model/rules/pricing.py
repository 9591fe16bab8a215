"""What a month of a service costs: fixed follows capacity, variable follows use."""

from __future__ import annotations

from typing import TypeVar

import numpy as np

Amount = TypeVar("Amount", float, np.ndarray)
"""A number, or an array with one for each service: what a rule without branches works on."""


def month_cost(
    days: float,
    *,
    open_units: Amount,
    unit_days: Amount,
    starts: Amount,
    fixed: Amount,
    variable: Amount,
    per_start: Amount,
) -> Amount:
    """Return the ordinary cost of a month in pounds; prices per unit a day and per start."""
    cost: Amount = days * open_units * fixed + unit_days * variable + starts * per_start
    return cost


def escalation_cost(
    escalation_days: Amount, *, fixed: Amount, variable: Amount, premium: Amount
) -> Amount:
    """Return what bed days above core capacity cost beyond their variable cost."""
    cost: Amount = escalation_days * (fixed + (fixed + variable) * premium)
    return cost


def short_term_premium(units: Amount, unit_month: Amount, premium: Amount) -> Amount:
    """Return the premium on capacity bought for a month, at the price of a unit for a month."""
    cost: Amount = units * unit_month * premium
    return cost
