"""What a month's money is worked out from, and what it leaves in the accounts."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from carefunds_sim.model.plan import Calendar, Money, Network, Rules, Terms

MONTHS_PER_YEAR = 12
FIRST_MONTH = 4  # the financial year starts with April
LAST_MONTH = 3


class Frame(NamedTuple):
    """What does not change from month to month."""

    network: Network
    money: Money
    calendar: Calendar
    loops: np.ndarray
    before: tuple[Rules, Terms]
    after: tuple[Rules, Terms]
    refill: float  # how far freed beds draw people in


class Usage(NamedTuple):
    """What people did in the month, and how things stand at its end."""

    unit_days: np.ndarray  # (s, k) by home commissioner
    escalation_days: np.ndarray  # (s)
    starts: np.ndarray  # (s, k)
    waiting_days: np.ndarray  # (s, where)
    requests: np.ndarray  # (s) people
    requested_units: np.ndarray  # (s)
    refused: np.ndarray  # (s)
    second_choices: np.ndarray  # (s)
    chargeable_days: np.ndarray  # (reason, s)
    used_now: np.ndarray  # (s) units
    waiting_now: np.ndarray  # (s) people


class MonthAccounts(NamedTuple):
    """What the month leaves in the accounts."""

    cost: np.ndarray  # (s, b)
    overhead: np.ndarray  # (b)
    transfers: np.ndarray  # (kind, b)
    budget: np.ndarray  # (f)
    spend: np.ndarray  # (f)
    service_budget: np.ndarray  # (s)


def in_force(frame: Frame, month: int) -> tuple[Rules, Terms]:
    """Return the rules that hold in a month."""
    return frame.after if month >= frame.money.starts_in_force else frame.before


def months_passed(frame: Frame, month: int) -> int:
    """Return how many months of the financial year have passed at a month's end."""
    return int((frame.calendar.month[month] - FIRST_MONTH) % MONTHS_PER_YEAR + 1)


def pooled_share(frame: Frame, month: int) -> np.ndarray:
    """Return the share of each service's money that pools hold in a month; (s)."""
    if month < frame.money.starts_in_force:
        return np.zeros(len(frame.network.core))
    share: np.ndarray = frame.after[0].pool_share.sum(axis=0)
    return share
