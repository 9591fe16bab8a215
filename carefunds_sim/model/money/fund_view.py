"""What a fund may see when it decides, as plain numbers: all that a decision rule is given.

A view holds copies. Nothing leads from it to the books, to another fund, or to a month to come.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import NoReturn

import numpy as np

from carefunds_sim.errors import ArgumentError, did_you_mean
from carefunds_sim.model.money.books import HISTORY, Books
from carefunds_sim.model.money.frame import Frame, in_force, months_passed
from carefunds_sim.model.money.holders import by_holder
from carefunds_sim.model.money.moving import Bounds, bounds_of
from carefunds_sim.model.money.perception import (
    perceived_waiting_cost,
    sight_of_partners,
    worths_of,
)
from carefunds_sim.model.rules import steering

ByService = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class FundView:
    """What a fund, or its partners' board, sees at the start of a month in which it decides.

    Mappings are by service and hold those that the fund budgets for; pounds are a year's unless
    it says otherwise. What falls on partners is seen late and in part, as the arrangement's rules
    on sight say, and weighs as its regard says.

    Attributes
    ----------
    fund
        Whose view it is: ``nhs``, ``council``, or a pool.
    year, month
        The month for which it decides, such as 2013 and 4 for April 2013.
    months_since_start
        Months of the study that have passed.
    budget
        Its own money on each service.
    spent, forecast
        What its money has paid since April, pounds, and the year's sum if it goes on so. In April,
        when nothing has been spent, the forecast is the budget.
    planned, capacity
        Units that all funds' money plans, and that there are, before rounding to whole ones.
    unit_cost
        What a unit costs.
    demand
        Units in use and wanted, as perceived: about a year's mean.
    waiting_cost
        What a day of one person's wait for the service costs, as the fund sees and weighs it;
        pounds a day.
    worth_more, worth_less
        What one more pound would spare, and what one less would cost, in pounds.
    may_give, may_take
        The most that one decision may move out of, and into, each service. One that may not give
        (its money does not move, or it is at its floor) or take (its market's limit) is left out.
    may_move
        The most that one decision may move in all.
    virement
        The share of the fund's flexible money, and of a service's, that is behind these limits.
    floor, market_limit
        The units below which a service cannot be cut, and above which none are to be had.
    hysteresis
        How much more than it costs a move must spare before the model's own rule makes it.
    sight, sight_lag_months
        The share of what falls on partners that is seen, and how old that is.
    partner_budgets
        What each partner puts on each service, by body: as much of it as is seen, and as old. A
        partner of whom nothing is seen is left out.
    """

    fund: str
    year: int
    month: int
    months_since_start: int
    budget: ByService
    spent: ByService
    forecast: ByService
    planned: ByService
    capacity: ByService
    unit_cost: ByService
    demand: ByService
    waiting_cost: ByService
    worth_more: ByService
    worth_less: ByService
    may_give: ByService
    may_take: ByService
    may_move: float
    virement: float
    floor: ByService
    market_limit: ByService
    hysteresis: float
    sight: float
    sight_lag_months: int
    partner_budgets: Mapping[str, ByService]

    def most(self, from_service: str, to_service: str) -> float:
        """Return the pounds a year that one decision may move between two services; 0 if none.

        Raises
        ------
        ArgumentError
            The fund does not budget for one of them.
        """
        for service in (from_service, to_service):
            if service not in self.budget:
                hint = did_you_mean(service, self.budget)
                raise ArgumentError(f"{self.fund} has no budget for '{service}'{hint}")
        if from_service == to_service:
            return 0.0
        give, take = self.may_give.get(from_service, 0.0), self.may_take.get(to_service, 0.0)
        return min(self.may_move, give, take)

    def __getattr__(self, name: str) -> NoReturn:
        seen = ", ".join(each.name for each in fields(FundView))
        raise AttributeError(f"a fund cannot see '{name}'; what it may see is {seen}")


def fund_view(frame: Frame, books: Books, holder: int, month: int) -> FundView:
    """Return what a holder of money sees when it decides for a month."""
    money, core, rules = frame.money, frame.network.core, in_force(frame, month).rules
    budget = by_holder(books.budget, rules.by_partner)[holder]
    spent = by_holder(books.year_cost, rules.by_partner)[holder]
    passed = months_passed(frame, month) - 1
    more, less = worths_of(frame, books, holder, month)
    bounds: Bounds = bounds_of(frame, books, holder, month)
    own, limited = budget > 0.0, np.isfinite(core)
    start = np.where(limited, core, 0.0)

    def by_service(numbers: np.ndarray, shown: np.ndarray = own) -> ByService:
        """Return the numbers (s) of the services that are shown (s)."""
        return MappingProxyType(
            {frame.names.services[s]: float(numbers[s]) for s in np.flatnonzero(shown)}
        )

    return FundView(
        fund=frame.names.funds[holder],
        year=frame.calendar.year_of(month),
        month=int(frame.calendar.month[month]),
        months_since_start=month - money.first_month,
        budget=by_service(budget),
        spent=by_service(spent),
        forecast=by_service(steering.forecast(spent, passed) if passed else budget),
        planned=by_service(books.planned),
        capacity=by_service(books.stock),
        unit_cost=by_service(books.unit_year * money.price[month]),
        demand=by_service(books.demand),
        waiting_cost=by_service(perceived_waiting_cost(frame, books, holder, month)),
        worth_more=by_service(more),
        worth_less=by_service(less),
        may_give=by_service(bounds.give, ~np.isnan(bounds.give)),
        may_take=by_service(bounds.take, ~np.isnan(bounds.take)),
        may_move=bounds.whole,
        virement=float(rules.virement[holder]),
        floor=by_service(money.flexing.floor * start, own & limited),
        market_limit=by_service(money.flexing.market_limit * start, own & limited),
        hysteresis=float(money.steering.hysteresis),
        sight=sight_of_partners(books, rules, holder),
        sight_lag_months=int(rules.lag[holder]),
        partner_budgets=_partner_budgets(frame, books, holder, month),
    )


def _partner_budgets(
    frame: Frame, books: Books, holder: int, month: int
) -> Mapping[str, ByService]:
    """Return what a holder sees of what its partners put on services."""
    rules = in_force(frame, month).rules
    seen = sight_of_partners(books, rules, holder)
    lines = books.lines[min(int(rules.lag[holder]), HISTORY - 1)]
    return MappingProxyType(
        {
            frame.names.bodies[body]: MappingProxyType(
                {
                    frame.names.services[s]: float(seen * lines[body, s])
                    for s in np.flatnonzero(lines[body] > 0.0)
                }
            )
            for body in range(frame.money.payers)
            if not rules.owner[holder, body] and seen > 0.0
        }
    )
