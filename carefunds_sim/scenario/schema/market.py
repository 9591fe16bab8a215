"""A market of care providers: homes, or hours of home care, that several services share."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from carefunds_sim.scenario.schema.quantity import (
    Factor,
    Growth,
    Months,
    Quantity,
    ServiceName,
    Share,
)
from carefunds_sim.scenario.schema.words import Strict, Title


class Market(Strict):
    """Providers whose places, or hours, are used by all who pay for them.

    Of ``services`` those with a capacity are bought by the council, the unlimited ones by people
    themselves; all use the same places. In the base year ``occupancy`` of the open places is in
    use; the study starts with ``places`` times as many. Each year ``turnover`` of all places
    close, and as many open and those by which need has grown. For every per cent that providers'
    income, against their costs, lies above that of the base year, ``response`` per cent
    more open and as many fewer close; they go by what they have seen over ``lag`` months. Posts
    beyond the usual ``vacancies`` keep places closed, ``closed_by_vacancies`` of them for each
    share of posts; ``vacancy_response`` is how far vacancies follow income.

    The council's fee grows by ``fee_growth`` a year against prices, and by ``fee_restraint`` of any
    yearly cut of its money. A search takes longer the fewer places are free, as their power
    ``search``, up to ``longest_search`` times the usual.
    """

    title: Title
    services: Annotated[list[ServiceName], Field(min_length=1)]
    occupancy: Quantity[Share]
    places: Quantity[Factor]
    turnover: Quantity[Share]
    response: Quantity[Factor]
    lag: Quantity[Months]
    vacancies: Quantity[Share]
    vacancy_response: Quantity[Factor]
    closed_by_vacancies: Quantity[Factor]
    fee_growth: Quantity[Growth]
    fee_restraint: Quantity[Share]
    search: Quantity[Factor]
    longest_search: Quantity[Factor]
