"""A run step by step: look, decide, go on. All of it that is kept is a scenario's timetable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from carefunds_sim.engines import DEFAULT_ENGINE, check_engine, simulate
from carefunds_sim.errors import ArgumentError, check_whole, did_you_mean
from carefunds_sim.model.calendar import reporting_months
from carefunds_sim.model.money.frame import in_force
from carefunds_sim.model.money.fund_view import FundView, fund_view
from carefunds_sim.model.money.holders import by_holder
from carefunds_sim.model.money.own_rules import Decision
from carefunds_sim.model.record import Run
from carefunds_sim.model.tables import total
from carefunds_sim.scenario.timetable import dated_changes

if TYPE_CHECKING:
    from carefunds_sim.model.money.books import Books
    from carefunds_sim.model.money.frame import Frame
    from carefunds_sim.scenario.scenario import Scenario

YEAR = 12


def begin(
    scenario: Scenario,
    *,
    seed: int | None = None,
    replication: int = 0,
    engine: str = DEFAULT_ENGINE,
) -> Session:
    """Return a session at the beginning of a scenario's reporting period.

    Parameters
    ----------
    scenario
        What to simulate; its timetable is followed.
    seed, replication, engine
        As of ``simulate``.

    Raises
    ------
    ArgumentError
        There is no such engine, or no such seed or replication.
    """
    return Session(scenario, seed=seed, replication=replication, engine=engine)


class Session:
    """One replication of a scenario up to a month, and what is decided in it.

    A session knows its scenario, with what was decided as its timetable, and how far it has come.
    Each step simulates from the beginning, which gives the same to the last bit; what was simulated
    is kept until something is decided.
    """

    def __init__(
        self,
        scenario: Scenario,
        *,
        seed: int | None = None,
        replication: int = 0,
        engine: str = DEFAULT_ENGINE,
        months: int = 0,
    ) -> None:
        check_engine(engine)
        check_whole(0, 2**32 - 1, replication=replication, seed=0 if seed is None else seed)
        self.scenario = scenario
        self.seed = scenario.run.seed if seed is None else seed
        self.replication, self.engine = replication, engine
        self.months = months
        self._run: Run | None = None
        self._views: dict[int, dict[str, FundView]] = {}

    @property
    def month(self) -> str:
        """The month that begins, such as 2013-04."""
        first = reporting_months(self.scenario.run)[0].astype("datetime64[M]")
        return str(first + np.timedelta64(self.months, "M"))

    @property
    def is_over(self) -> bool:
        """Whether the reporting period has come to its end."""
        return self.months == YEAR * self.scenario.run.years

    @property
    def run(self) -> Run:
        """Everything up to now: monthly accounts, shapes (months so far, ...), without events."""
        whole = self._simulated()
        values = {name: value[: self.months] for name, value in whole.values.items()}
        return replace(whole, months=whole.months[: self.months], values=values, events=[])

    def advance(self, months: int = 1) -> Session:
        """Let months pass, and return the session.

        Raises
        ------
        ArgumentError
            It is no whole number of months from 1 to those that are left.
        """
        left = YEAR * self.scenario.run.years - self.months
        if left == 0:
            raise ArgumentError("the reporting period is over; fork an earlier session")
        check_whole(1, left, months=months)
        self.months += months
        return self

    def view(self, fund: str) -> FundView:
        """Return what a fund may see when the month begins; see ``FundView``.

        Raises
        ------
        ArgumentError
            There is no such fund, the scenario has no money, or the period is over.
        """
        if self.is_over:
            raise ArgumentError("the reporting period is over: there is nothing left to decide")
        self._simulated()
        views = self._views.get(self.months, {})
        if not views:
            raise ArgumentError("a scenario without money has no funds")
        if fund not in views:
            known = ", ".join(views)
            raise ArgumentError(f"no fund is called '{fund}'{did_you_mean(fund, views)} ({known})")
        return views[fund]

    def decide(self, fund: str, decisions: Sequence[Decision] = (), *, months: int = YEAR) -> None:
        """Move a fund's money now, in place of what its own rule would decide in so many months.

        Without decisions nothing is moved.

        Raises
        ------
        ArgumentError
            There is no such fund, it has less on a line than is moved from it, or it has decided
            this month.
        """
        budget = dict(self.view(fund).budget)
        for decision in decisions:
            _check(decision, fund, budget)
            there = budget[decision.from_service]
            if decision.gbp_a_year > there:
                raise ArgumentError(
                    f"{fund} has GBP {there:,.0f} a year for {decision.from_service}, and "
                    f"GBP {decision.gbp_a_year:,.0f} cannot be moved from it"
                )
            budget[decision.from_service] = there - decision.gbp_a_year
        scale = self.scenario.run.scale
        moves = [
            {
                "from_service": decision.from_service,
                "to_service": decision.to_service,
                "gbp_a_year": decision.gbp_a_year / scale,
            }
            for decision in decisions
        ]
        said = {"fund": fund, "moves": moves, "months": months}
        name = f"{fund}_{self.month.replace('-', '_')}"
        if any(dated.name == name for dated in dated_changes(self.scenario)):
            raise ArgumentError(f"{fund} has decided this month: give all it moves at once")
        self.change(name, decision=said)

    def change(self, name: str, **change: Any) -> None:
        """Add a change to the timetable, dated now; its keys are those of a file.

        Raises
        ------
        ArgumentError
            The timetable has a change of that name.
        ScenarioError
            The change cannot be made.
        """
        if self.is_over:
            raise ArgumentError("the reporting period is over: nothing can change any more")
        if "month" in change:
            raise ArgumentError("a change of a session is dated now: leave out 'month'")
        if any(dated.name == name for dated in dated_changes(self.scenario)):
            raise ArgumentError(f"the timetable has a change called '{name}': choose another name")
        dated = {"month": self.month, **change}
        self.scenario = self.scenario.with_value(f"timetable.{name}", dated)
        self._run = None

    def fork(self) -> Session:
        """Return another session that stands where this one does, and goes its own way."""
        other = Session(
            self.scenario,
            seed=self.seed,
            replication=self.replication,
            engine=self.engine,
            months=self.months,
        )
        other._run, other._views = self._run, self._views
        return other

    def _simulated(self) -> Run:
        """Return the whole run of what has been decided so far, with what funds see in it."""
        if self._run is None:
            views: dict[int, dict[str, FundView]] = {}

            def look(frame: Frame, books: Books, month: int) -> None:
                views[month - frame.money.first_month] = views_of(frame, books, month)

            self._run = simulate(
                self.scenario,
                seed=self.seed,
                replication=self.replication,
                engine=self.engine,
                on_decisions=look,
            )
            self._views = views
        return self._run


def _check(decision: Any, fund: str, budget: Mapping[str, float]) -> None:
    """Refuse what is no decision about a fund's services, or moves no pounds."""
    if not isinstance(decision, Decision):
        raise ArgumentError(f"must be a Decision (got {type(decision).__name__})")
    for service in (decision.from_service, decision.to_service):
        if service not in budget:
            hint = did_you_mean(service, budget)
            raise ArgumentError(f"{fund} has no budget for '{service}'{hint}")
    if not decision.gbp_a_year > 0.0:
        raise ArgumentError(f"must move more than GBP 0 (got {decision.gbp_a_year})")


def views_of(frame: Frame, books: Books, month: int) -> dict[str, FundView]:
    """Return what each fund sees before a month's decisions, by its name.

    Bodies have views, and pools with money that a board decides on.
    """
    rules, payers = in_force(frame, month).rules, frame.money.payers
    held = total(by_holder(books.budget, rules.by_partner))
    boards = (fund for fund in range(payers, len(held)) if held[fund] > 0.0)
    return {
        frame.names.funds[fund]: fund_view(frame, books, fund, month)
        for fund in (*range(payers), *boards)
    }
