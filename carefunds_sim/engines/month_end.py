"""The end of a month: check how things stand, let the money set the next month."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from carefunds_sim.engines.checks import check_gridlock, check_moves, check_people, check_pounds
from carefunds_sim.model.conditions import first_conditions
from carefunds_sim.model.money.books import Books, open_books
from carefunds_sim.model.money.changes import shortfalls
from carefunds_sim.model.money.frame import Frame, OnDecisions, Usage, in_force
from carefunds_sim.model.money.month import close_month
from carefunds_sim.model.record import ACCOUNTS
from carefunds_sim.model.rules import pathway
from carefunds_sim.model.tables import total

if TYPE_CHECKING:
    from carefunds_sim.engines.month_snapshot import MonthSnapshot
    from carefunds_sim.model.plan import Plan, Version

OnMonth = Callable[[int, int], None]


class MonthEnd:
    """Keeps a run's accounts month by month, the same for every engine.

    ``conditions`` are what people meet in the month to come; ``steers`` says whether they are
    set at each month's end, so that no engine may go on without asking. ``version`` is what the
    scenario says of that month, where a timetable changes it.
    """

    def __init__(
        self, plan: Plan, on_month: OnMonth | None, on_decisions: OnDecisions | None = None
    ) -> None:
        self.plan = plan
        self.on_month, self.on_decisions = on_month, on_decisions
        self.conditions = first_conditions(plan)
        self.version = plan.first
        self.later = list(plan.later)
        self.frame = make_frame(plan, on_decisions=on_decisions)
        self.books = (
            open_books(plan, self.frame.money, self.frame.agreements[0].terms)
            if self.frame
            else None
        )
        trend = bool((plan.stay_factor != 1.0).any())
        self.steers = self.frame is not None or bool(self.later) or trend
        self._people_at_start = 0
        self._there_at_start = np.zeros(len(plan.names.services) + 1)
        names = plan.names
        reported = len(plan.calendar.month) - plan.calendar.warmup
        self._values = {
            account.name: np.full(
                (reported, *(len(names.along(dim)) for dim in account.dims)), np.nan
            )
            for account in ACCOUNTS
        }

    def close(self, first: int, snapshot: MonthSnapshot) -> None:
        """Close months from the first on: check, keep, and steer the next one.

        Where money or a trend steers, it is one month at a time.
        """
        plan, months = self.plan, len(snapshot.day)
        check_people(snapshot, self._people_at_start, plan.names.services)
        check_moves(snapshot, self._there_at_start, plan.names.services)
        check_gridlock(snapshot, plan)
        self._people_at_start = int(snapshot.people_here[-1])
        self._there_at_start[0] = snapshot.people_outside[-1]
        self._there_at_start[1:] = snapshot.inside[-1].sum(axis=1)
        self.conditions.open_units[:] = snapshot.open_units[-1]
        accounts = self._of_people(snapshot, slice(first, first + months))
        following = self._next_version(first + months)
        if self.frame and self.books:
            accounts |= self._of_money(self.frame, self.books, snapshot, first, following)
        if self.steers:
            self.conditions.stay_factor[:] = plan.stay_factor[first + 1]
        self._change_to(following)
        unreported = max(0, plan.calendar.warmup - first)
        if unreported < months:
            reported = slice(
                first + unreported - plan.calendar.warmup, first + months - plan.calendar.warmup
            )
            for name, value in accounts.items():
                self._values[name][reported] = value[unreported:]
        if self.on_month:
            self.on_month(first + months, len(plan.calendar.month))

    def values(self) -> dict[str, np.ndarray]:
        """Return every account of the reporting period; shape (months, *dims)."""
        return self._values

    def remarks(self) -> tuple[str, ...]:
        """Return what became otherwise than a timetable says, a sentence each."""
        return shortfalls(self.frame, self.books) if self.frame and self.books else ()

    def _next_version(self, month: int) -> Version:
        """Return what the scenario says of a month."""
        return self.later.pop(0) if self.later and self.later[0].since == month else self.version

    def _change_to(self, version: Version) -> None:
        """Let what a timetable has changed hold, capacity without money included."""
        if version is not self.version:
            if self.frame is None:
                changed = version.network.core != self.version.network.core
                self.conditions.open_units[changed] = version.network.core[changed]
            self.version = version

    def _of_people(self, snapshot: MonthSnapshot, months: slice) -> dict[str, np.ndarray]:
        """Return the accounts of people and places; shape (months, *dims) each."""
        plan, network, counted = self.plan, self.version.network, snapshot.counted
        accounts = {name: value for name, value in counted.items() if name in self._values}
        home, rates = network.home, network.attendance
        if home >= 0:
            smaller = 1.0 - self.conditions.package[:, None]
            rates = pathway.attendance_rate(rates, rates[home], smaller)
        unmet = total((counted["occupied_days"] * rates).sum(axis=2))
        accounts["attendances"] = (
            plan.baseline_attendances[months] + unmet + counted["admissions"].sum(axis=1)
        )
        accounts["unit_days"] = counted["unit_days_by_commissioner"].sum(axis=2)
        accounts["people"] = snapshot.people_here
        accounts["offered_load"] = np.broadcast_to(plan.offered_load, snapshot.used.shape)
        accounts["residents"] = plan.residents[months]
        accounts["capacity"] = snapshot.open_units
        accounts["package"] = np.broadcast_to(self.conditions.package.copy(), snapshot.used.shape)
        accounts["acceptance"] = np.broadcast_to(
            self.conditions.acceptance.copy(), snapshot.used.shape
        )
        return accounts

    def _of_money(
        self,
        frame: Frame,
        books: Books,
        snapshot: MonthSnapshot,
        month: int,
        version: Version,
    ) -> dict[str, np.ndarray]:
        """Close the month's money and return its accounts; shape (1, *dims) each.

        ``version`` is what the scenario says of the next month.
        """
        counted = {name: value[0] for name, value in snapshot.counted.items()}
        planned, trust = books.planned.copy(), books.trust[0]
        usage = Usage(
            unit_days=counted["unit_days_by_commissioner"],
            escalation_days=counted["escalation_days"],
            starts=counted["starts_by_commissioner"],
            waiting_days=counted["waiting_days"],
            requests=counted["requests"],
            requested_units=counted["requested_units"],
            diverted_units=counted["diverted_units"],
            refused=counted["refused"],
            second_choices=counted["second_choices"],
            chargeable_days=counted["chargeable_days"],
            used_now=snapshot.used[0],
            waiting_now=snapshot.waiting[0],
        )
        if version is not self.version:
            self.frame = make_frame(self.plan, version, on_decisions=self.on_decisions)
        closed = close_month(frame, books, self.conditions, usage, month, self.frame)
        check_pounds(closed)
        of_money = {
            "cost": closed.cost,
            "overhead": closed.overhead,
            "transfers": closed.transfers,
            "budget": closed.budget,
            "spend": closed.spend,
            "service_budget": closed.service_budget,
            "contribution": closed.contribution,
            "payment": closed.payment,
            "planned_capacity": planned,
            "hospital_deficit": books.hospital.deficit[0],
            "trust": trust,
            "in_force": float(in_force(frame, month) is not frame.agreements[0]),
        }
        return {name: np.asarray(value)[None] for name, value in of_money.items()}


def make_frame(
    plan: Plan, version: Version | None = None, *, on_decisions: OnDecisions | None = None
) -> Frame | None:
    """Return what a month's money is worked out from; None for a network without money.

    ``version`` is what the scenario says of the month, if not what it says at first.
    """
    version = version or plan.first
    if version.money is None:
        return None
    return Frame(
        network=version.network,
        money=version.money,
        calendar=plan.calendar,
        loops=plan.loops,
        partnerships=plan.partnerships,
        refill=version.behaviour.refill,
        names=plan.names,
        money_changes=plan.money_changes,
        decisions=plan.decisions,
        decided=plan.decided,
        on_decisions=on_decisions,
    )
