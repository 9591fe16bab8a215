"""What a scenario's states say of each day and month, where a timetable changes what it says.

What grows by a rate goes on from where it stood when the rate changes; what is a level is the
level of the state. No state knows anything of a later one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from carefunds_sim.model import tables
from carefunds_sim.model.calendar import DAYS_PER_YEAR, MONTHS_PER_YEAR
from carefunds_sim.model.elementary import power
from carefunds_sim.model.plan import Money
from carefunds_sim.model.resolve_network import make_network
from carefunds_sim.model.tables import ratio
from carefunds_sim.vocabulary import AgeBand

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carefunds_sim.model.plan import Calendar, Network
    from carefunds_sim.scenario.scenario import Scenario
    from carefunds_sim.scenario.schema.area import Area
    from carefunds_sim.scenario.schema.timetable import Change
    from carefunds_sim.scenario.timetable import State


class Course(NamedTuple):
    """What a state says of the whole run, going on from the states before it."""

    since: int  # month
    since_day: int
    scenario: Scenario
    capacity: tuple[Change, ...]
    network: Network
    residents: np.ndarray  # (m, band)
    residents_by_day: np.ndarray  # (days, band)
    need: np.ndarray  # (m) trend of need, no season or weekday
    need_by_day: np.ndarray  # (days) growth of need beyond that of residents, from 1
    stay_factor: np.ndarray  # (m + 1, s) length of stays against the first year


def courses(chain: Sequence[State[Scenario]], calendar: Calendar) -> list[Course]:
    """Return what each state of a scenario says of the run, joined to what was before it."""
    found: list[Course] = []
    for state in chain:
        course = _course(state, calendar)
        found.append(_going_on(found[-1], course, calendar) if found else course)
    return found


def _course(state: State[Scenario], calendar: Calendar) -> Course:
    scenario = state.scenario
    area, scale = scenario.area, scenario.run.scale
    network = make_network(area, scale)
    middle = (calendar.starts[:-1] + calendar.starts[1:]) / 2.0  # of each month
    middays = np.arange(int(calendar.starts[-1])) + 0.5
    residents = grown(area, middle) * scale * (area.residents is not None)
    reporting = np.maximum(middays - calendar.starts[calendar.warmup], 0.0) / DAYS_PER_YEAR
    years = np.maximum(np.arange(len(calendar.month) + 1) - calendar.warmup, 0) / 12.0
    return Course(
        since=state.since,
        since_day=int(calendar.starts[state.since]),
        scenario=scenario,
        capacity=state.capacity,
        network=network,
        residents=residents,
        residents_by_day=grown(area, middays) * scale,
        need=_need(scenario, calendar, residents),
        need_by_day=power(1.0 + _need_growth(scenario), reporting),
        stay_factor=power(1.0 + network.stay_trend, years[:, None]),
    )


def _going_on(before: Course, course: Course, calendar: Calendar) -> Course:
    month, day = course.since, course.since_day
    residents = going_on(before.residents, course.residents, month)
    need = _need(course.scenario, calendar, residents)
    return course._replace(
        residents=residents,
        residents_by_day=going_on(before.residents_by_day, course.residents_by_day, day),
        need=going_on(before.need, need, month),
        need_by_day=going_on(before.need_by_day, course.need_by_day, day),
        stay_factor=going_on(before.stay_factor, course.stay_factor, month),
    )


def going_on(before: np.ndarray, level: np.ndarray, start: int) -> np.ndarray:
    """Return a level that stays what it was until a start and grows as another one from there."""
    joined = before.copy()
    if 0 < start < len(level):
        joined[start:] = level[start:] * ratio(before[start - 1], level[start - 1], 1.0)
    return joined


def money_going_on(before: Money, money: Money, start: int) -> Money:
    """Return a state's money with prices and shortages that go on from those before it."""
    vacancies = before.markets.vacancies_more.copy()
    now = money.markets.vacancies_more
    vacancies[start:] = now[start:] - now[start - 1] + vacancies[start - 1]
    markets = money.markets._replace(
        cost=going_on(before.markets.cost, money.markets.cost, start), vacancies_more=vacancies
    )
    hospital = money.hospital
    if hospital is not None and before.hospital is not None:
        hospital = hospital._replace(
            tariff=going_on(before.hospital.tariff, hospital.tariff, start)
        )
    price = going_on(before.price, money.price, start)
    return money._replace(price=price, markets=markets, hospital=hospital)


def by_state(values: Sequence[np.ndarray], starts: Sequence[int]) -> np.ndarray:
    """Return each state's own values from its start on; along the first axis."""
    joined = values[0].copy()
    for value, start in zip(values[1:], starts[1:], strict=True):
        joined[start:] = value[start:]
    return joined


def grown(area: Area, days: np.ndarray) -> np.ndarray:
    """Return residents by day and band; one where an area has none to count by."""
    if area.residents is None:
        return np.ones((len(days), len(AgeBand)))
    population = tables.by_band(area.residents.population)
    growth = tables.by_band(area.residents.growth)
    residents: np.ndarray = population * power(1.0 + growth, days[:, None] / DAYS_PER_YEAR)
    return residents


def _need_growth(scenario: Scenario) -> float:
    return scenario.squeeze.need_growth.value if scenario.squeeze else 0.0


def _need(scenario: Scenario, calendar: Calendar, residents: np.ndarray) -> np.ndarray:
    """Return the trend of need by month (m): streams' rates by band, no season or weekday."""
    months = np.arange(len(calendar.month)) - calendar.warmup + 0.5
    weight = sum(
        tables.by_band(stream.per_1000_per_year)
        for stream in scenario.area.streams.values()
        if stream.grows_with_need
    )
    growth = power(1.0 + _need_growth(scenario), np.maximum(months / MONTHS_PER_YEAR, 0.0))
    index: np.ndarray = (residents * weight).sum(axis=1) * growth
    return index
