"""What a month's money is worked out from, what waiting costs, and what is left in the accounts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from carefunds_sim.model.calendar import FIRST_MONTH, MONTHS_PER_YEAR
from carefunds_sim.model.dated_money import DatedDecision, MoneyChange
from carefunds_sim.model.plan import (
    Calendar,
    Money,
    Network,
    Partnership,
    Prices,
    Rules,
    Terms,
)
from carefunds_sim.model.record import Names
from carefunds_sim.model.tables import total
from carefunds_sim.vocabulary import Loop, ServiceKind, Setting, WaitingPlace

if TYPE_CHECKING:
    from carefunds_sim.model.money.books import Books

LAST_MONTH = 3
ACUTE, BEDS = int(Setting.ACUTE), int(ServiceKind.BEDS)
ACUTE_BED = int(WaitingPlace.ACUTE_BED)
AT_HOME = [int(WaitingPlace.HOME), int(WaitingPlace.CARE_HOME)]
BEDS_OF = {  # the beds that a wait takes up; the emergency department waits for an acute bed
    ACUTE: [ACUTE_BED, int(WaitingPlace.EMERGENCY_DEPARTMENT)],
    int(Setting.NON_ACUTE): [int(WaitingPlace.NON_ACUTE_BED)],
}


OnDecisions = Callable[["Frame", "Books", int], None]
"""Is called with the frame, the books and the month before all who decide do so."""


class Agreement(NamedTuple):
    """What holds between partners for as long as one set of rules is in force."""

    since: int  # month from which it holds
    began: int  # month in which its arrangement took effect
    setup_from: int  # month from which it is set up
    rules: Rules
    terms: Terms
    pooled: np.ndarray  # (s) share of each service's money that pools hold
    undisputed: np.ndarray  # (s) share over which partners do not dispute who pays
    uncharged: np.ndarray  # (s) share on whose delays no charge is due
    waiting_costs: np.ndarray  # (s, where, b) what a day of one person's wait costs; pounds


@dataclass(frozen=True)
class Frame:
    """What does not change from month to month, unless a timetable changes it."""

    network: Network
    money: Money
    calendar: Calendar
    loops: np.ndarray
    partnerships: tuple[Partnership, ...]
    refill: float  # how far freed beds draw people in
    names: Names
    money_changes: tuple[MoneyChange, ...] = ()
    decisions: tuple[DatedDecision, ...] = ()
    decided: np.ndarray | None = None  # (m, f) bool: the timetable decides in place of the holder
    on_decisions: OnDecisions | None = None  # called before each month's decisions

    @cached_property
    def agreements(self) -> tuple[Agreement, ...]:
        """What holds between partners, in order."""
        return tuple(self._agreement(partnership) for partnership in self.partnerships)

    @cached_property
    def prices(self) -> Prices:
        """Prices; a bed above core capacity has no premium where that loop is off."""
        prices = self.money.prices
        premium = prices.escalation_premium * self.loops[Loop.CROWDING_ESCALATION]
        return prices._replace(escalation_premium=premium)

    @property
    def bodies(self) -> int:
        """How many bodies bear costs: payers, people, and a hospital trust where there is one."""
        return self.money.people + 1 + (self.money.hospital is not None)

    @cached_property
    def usual_payers(self) -> np.ndarray:
        """What each body pays of a service that no fund budgets for; shares (p, s)."""
        return np.ascontiguousarray(self.money.pays[:, : self.money.payers].T)

    def _agreement(self, partnership: Partnership) -> Agreement:
        """Lay out what holds under a partnership's rules, whose pools hold shares of the money."""
        rules, held = partnership.rules, partnership.rules.pool_share
        uncharged = total(held * rules.ends_charge[:, None], axis=0)
        return Agreement(
            since=partnership.since,
            began=partnership.began,
            setup_from=partnership.setup_from,
            rules=rules,
            terms=partnership.terms,
            pooled=total(held, axis=0),
            undisputed=total(held * rules.ends_disputes[:, None], axis=0),
            uncharged=uncharged,
            waiting_costs=waiting_costs(self.network, self.money, partnership.terms, uncharged),
        )


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
    contribution: np.ndarray  # (f, p, s)
    payment: np.ndarray  # (f, p, s)


def in_force(frame: Frame, month: int) -> Agreement:
    """Return what holds between partners in a month."""
    return [held for held in frame.agreements if held.since <= month][-1]


def months_passed(frame: Frame, month: int) -> int:
    """Return how many months of the financial year have passed at a month's end."""
    return int((frame.calendar.month[month] - FIRST_MONTH) % MONTHS_PER_YEAR + 1)


def waiting_costs(
    network: Network, money: Money, terms: Terms, uncharged: np.ndarray
) -> np.ndarray:
    """Return what a day of one person's wait costs each body; pounds (s, where, b).

    ``uncharged`` (s) is the share of each service's money on whose delays no charge is due.
    """
    costs = np.zeros((len(network.core), len(WaitingPlace), money.pays.shape[1]))
    costs[:, AT_HOME] = (money.pays * money.steering.home_wait_cost)[:, None]
    bed_day = money.prices.fixed + money.prices.variable
    for setting, places in BEDS_OF.items():
        beds = (network.setting == setting) & (network.kind == BEDS)
        if beds.any():
            of_beds = network.core[beds] if network.core[beds].any() else np.ones(beds.sum())
            by_bed = of_beds[:, None] * money.pays[beds] * bed_day[beds, None]
            costs[:, places] = total(by_bed, axis=0) / total(of_beds)
    charge = money.steering.charge * terms.charge_on * (1.0 - uncharged)
    social_share = np.where(network.reason >= 0, money.social_share[ACUTE, network.reason], 0.0)
    due = charge * social_share
    council = money.payers - 1
    costs[:, ACUTE_BED, council] += due
    costs[:, ACUTE_BED, :council] -= due[:, None] * money.commissioner_share
    return costs
