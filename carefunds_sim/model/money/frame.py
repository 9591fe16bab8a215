"""What a month's money is worked out from, and what it leaves in the accounts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from carefunds_sim.model.money.waiting_cost import waiting_costs
from carefunds_sim.model.plan import Calendar, Money, Network, Prices, Rules, Terms
from carefunds_sim.model.tables import total
from carefunds_sim.vocabulary import Loop

MONTHS_PER_YEAR = 12
FIRST_MONTH = 4  # the financial year starts with April
LAST_MONTH = 3


class Agreement(NamedTuple):
    """What holds between partners for as long as one set of rules is in force."""

    rules: Rules
    terms: Terms
    pooled: np.ndarray  # (s) share of each service's money that pools hold
    waiting_costs: np.ndarray  # (s, where, b) what a day of one person's wait costs; pounds


@dataclass(frozen=True)
class Frame:
    """What does not change from month to month."""

    network: Network
    money: Money
    calendar: Calendar
    loops: np.ndarray
    before: tuple[Rules, Terms]
    after: tuple[Rules, Terms]
    refill: float  # how far freed beds draw people in

    @cached_property
    def until_agreed(self) -> Agreement:
        """What holds until the arrangement is in force; no pool holds money yet."""
        return self._agreement(*self.before, np.zeros(len(self.network.core)))

    @cached_property
    def agreed(self) -> Agreement:
        """What holds once the arrangement is in force."""
        return self._agreement(*self.after, total(self.after[0].pool_share, axis=0))

    @cached_property
    def prices(self) -> Prices:
        """Prices; a bed above core capacity has no premium where that loop is off."""
        prices = self.money.prices
        premium = prices.escalation_premium * self.loops[Loop.CROWDING_ESCALATION]
        return prices._replace(escalation_premium=premium)

    @cached_property
    def usual_payers(self) -> np.ndarray:
        """What each fund pays of a service that no fund budgets for; shares (f, s)."""
        payers = self.money.pays.shape[1] - 1
        shares = np.zeros((len(self.after[0].sight), len(self.money.pays)))
        shares[:payers] = self.money.pays[:, :payers].T
        return shares

    def _agreement(self, rules: Rules, terms: Terms, pooled: np.ndarray) -> Agreement:
        costs = waiting_costs(self.network, self.money, terms, pooled)
        return Agreement(rules, terms, pooled, costs)


class Usage(NamedTuple):
    """What people did in the month, and how things stand at its end."""

    unit_days: np.ndarray  # (s, k) by home commissioner
    escalation_days: np.ndarray  # (s)
    starts: np.ndarray  # (s, k)
    waiting_days: np.ndarray  # (s, where)
    requests: np.ndarray  # (s) people
    requested_units: np.ndarray  # (s)
    diverted_units: np.ndarray  # (s) wanted by those whom another service has refused
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


def in_force(frame: Frame, month: int) -> Agreement:
    """Return what holds between partners in a month."""
    return frame.agreed if month >= frame.money.starts_in_force else frame.until_agreed


def months_passed(frame: Frame, month: int) -> int:
    """Return how many months of the financial year have passed at a month's end."""
    return int((frame.calendar.month[month] - FIRST_MONTH) % MONTHS_PER_YEAR + 1)
