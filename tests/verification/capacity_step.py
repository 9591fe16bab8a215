"""Places added on a stated day, and the transient of the exact Markov chain around it."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from verification.comparison import Row, means
from verification.markov import BLOCKED, FURTHER, Tandem, chain, empty, open_places, pass_days
from verification.sampling import sampled

from carefunds_sim.model.calendar import make_calendar
from carefunds_sim.model.record import Run
from carefunds_sim.scenario.load import load_scenario
from carefunds_sim.scenario.scenario import Scenario

BEFORE = Tandem(
    arrivals_per_day=2.5,
    beds=30,
    stay_days=9.0,
    share_going_on=0.25,
    places=15,
    further_days=24.0,
    most_outside=450,
)
MORE_PLACES = 20
STEP_DAY = "area.services.intermediate_care.capacity_steps.0.day"
FROM_MONTH = 2  # before it hardly anybody is delayed, and means are far from normal


def scenario_of(years: int, step_day: float) -> Scenario:
    """Return the lesson with a step, from empty."""
    scenario = load_scenario("blocking_with_step", years=years, warmup_months=0, start="empty")
    return scenario.with_value(STEP_DAY, step_day)


@lru_cache
def theory(years: int, step_day: float) -> dict[str, float]:
    """Return the expected delayed and intermediate care days of each month, from empty."""
    first, second = chain(BEFORE), chain(BEFORE._replace(places=MORE_PLACES))
    exact, chance, today = first, empty(first), 0.0
    expected: dict[str, float] = {}
    ends = make_calendar(scenario_of(years, step_day).run).starts[1:]
    for month, end in enumerate(ends):
        days = np.zeros(2)
        for until in (min(max(step_day, today), end), end):
            if today == step_day and exact is first:
                chance, exact = open_places(first, chance, second), second
            chance, spent = pass_days(exact, chance, until - today)
            days += [exact.mean(spent, BLOCKED), exact.mean(spent, FURTHER)]
            today = until
        if month >= FROM_MONTH:
            expected |= named(month, *days)
    return expected


def named(month: int, delayed: float, in_place: float) -> dict[str, float]:
    """Return a month's two measures by name."""
    return {
        f"month {month + 1}: delayed days": delayed,
        f"month {month + 1}: days in intermediate care": in_place,
    }


def measure(run: Run) -> dict[str, float]:
    """Return the delayed and intermediate care days of each month."""
    delayed = run.values["delayed_days"].sum(axis=(1, 2))
    in_place = run.values["occupied_days"][:, 1].sum(axis=1)
    months: dict[str, float] = {}
    for month, both in enumerate(zip(delayed, in_place, strict=True)):
        months |= named(month, *both)
    return months


def rows(
    years: int, step_day: float, replications: int, *, simulated_step: float | None = None
) -> list[Row]:
    """Compare month by month; ``simulated_step`` is another day where a fault is planted."""
    day = step_day if simulated_step is None else simulated_step
    samples = sampled(scenario_of(years, day), measure, replications)
    return means(samples, theory(years, step_day))
