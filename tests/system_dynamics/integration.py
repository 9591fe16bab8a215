"""No time step: where the months begin that are reported by changes nobody's day.

An event log is a list of exact moments, so two runs either agree in every one of them or do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple
from unittest import mock

import numpy as np

from carefunds_sim.engines import simulate
from carefunds_sim.model import resolve
from carefunds_sim.model.calendar import make_calendar
from carefunds_sim.model.plan import Calendar
from carefunds_sim.model.record import ACCOUNTS, Run
from carefunds_sim.model.rules.steering import step_capacity
from carefunds_sim.scenario.load import load_scenario
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.scenario.schema.study import RunSettings

PARTS = 4
LEVELS = ("people", "residents", "capacity", "planned_capacity", "offered_load", "package",
          "acceptance", "trust", "in_force", "hospital_deficit")  # fmt: skip


class Compared(NamedTuple):
    """How many things were compared, and how many differ."""

    what: str
    number: int
    differ: int


def network(**run: object) -> Scenario:
    """Return a ward that a full service blocks; it has no money, which moves by the month."""
    return load_scenario("blocking", **{"years": 2, "warmup_months": 0, **run})


def finer(run: RunSettings) -> Calendar:
    """Return the calendar with every month cut into parts."""
    whole = make_calendar(run)
    inner = np.linspace(whole.starts[:-1], whole.starts[1:], PARTS, endpoint=False, axis=1)
    starts = np.append(inner.ravel(), whole.starts[-1])
    return Calendar(starts, whole.month.repeat(PARTS), whole.warmup * PARTS, whole.first_year)


@contextmanager
def shorter_months() -> Iterator[None]:
    """Let runs be reported by parts of months."""
    resolve.groundwork.cache_clear()
    with mock.patch.object(resolve, "make_calendar", finer):
        yield
    resolve.groundwork.cache_clear()


def of_events(one: Run, other: Run, before: float = np.inf) -> tuple[int, int]:
    """Return how many events there are, up to a day, and how many are not in both runs."""
    logs = [{each for each in run.events if each.time < before} for run in (one, other)]
    return len(logs[0]), len(logs[0] ^ logs[1])


def of_accounts(one: Run, parts: Run) -> tuple[int, int]:
    """Return how many months' accounts there are, and how many are not the sum of their parts."""
    number = differ = 0
    for account in ACCOUNTS:
        whole, cut = one.values[account.name], parts.values[account.name]
        cut = cut.reshape(len(whole), PARTS, *whole.shape[1:])
        summed = cut[:, -1] if account.name in LEVELS else cut.sum(axis=1)
        wrong = ~np.isclose(whole, summed, rtol=1e-9, atol=1e-9, equal_nan=True)
        number, differ = number + whole.size, differ + int(wrong.sum())
    return number, differ


def compared(engine: str) -> list[Compared]:
    """Return what is compared on an engine, and how much of it differs."""
    scenario = network()
    whole = simulate(scenario, engine=engine, trace=True)
    with shorter_months():
        parts = simulate(scenario, engine=engine, trace=True)
    warmed = simulate(network(warmup_months=12, years=1), engine=engine, trace=True)
    longer = simulate(network(years=4), engine=engine, trace=True)
    end = float(make_calendar(scenario.run).starts[-1])
    return [
        Compared("months cut into four: events", *of_events(whole, parts)),
        Compared("months cut into four: accounts, against the sum of their parts",
                 *of_accounts(whole, parts)),
        Compared("the first year a warm-up: events", *of_events(whole, warmed)),
        Compared("twice as many years: events of the first two", *of_events(whole, longer, end)),
    ]  # fmt: skip


def capacity_in_steps(steps: int) -> float:
    """Return capacity after a month towards a plan, worked out in so many steps."""
    units = 100.0
    for _ in range(steps):
        units = step_capacity(units, 120.0, 4.0 * steps, 3.0)
    return units


def exact_lag(lag_months: float) -> float:
    """Return the lag that a monthly share of one over a lag comes to, followed without steps."""
    return -1.0 / np.log1p(-1.0 / lag_months)
