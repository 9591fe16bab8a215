"""What a month of a service costs: fixed follows capacity, variable follows use."""

from __future__ import annotations


def month_cost(
    *,
    days: float,
    open_units: float,
    unit_days: float,
    starts: float,
    fixed: float,
    variable: float,
    per_start: float,
) -> float:
    """Return the ordinary cost of a month in pounds; prices per unit a day and per start."""
    return days * open_units * fixed + unit_days * variable + starts * per_start


def escalation_cost(
    escalation_days: float, *, fixed: float, variable: float, premium: float
) -> float:
    """Return what bed days above core capacity cost beyond their variable cost."""
    return escalation_days * (fixed + (fixed + variable) * premium)


def short_term_premium(units: float, unit_month: float, premium: float) -> float:
    """Return the premium on capacity bought for a month, at the price of a unit for a month."""
    return units * unit_month * premium
