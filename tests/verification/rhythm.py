"""Arrivals that follow season, weekday and growth, into a service without a limit.

A Poisson stream whose rate changes, into a service where nobody waits, keeps a Poisson number of
people there, of which the mean is exact (Mt/G/infinity; Eick, Massey and Whitt 1993).
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from itertools import pairwise

import numpy as np
from scipy import integrate, stats
from verification.comparison import Row, means, named
from verification.sampling import sampled
from verification.written import assumed, unlimited

from carefunds_sim.model.record import Run
from carefunds_sim.scenario.load import load_scenario
from carefunds_sim.scenario.scenario import Scenario

SEASON = [1.30, 1.15, 1.05, 0.95, 0.90, 0.85, 0.80, 0.80, 0.90, 1.00, 1.10, 1.20]  # from January
WEEKDAY = [1.30, 1.10, 1.00, 1.05, 1.15, 0.80, 0.60]  # from Monday
RESIDENTS = {  # on 1 April of the first year, and their yearly growth
    "aged_65_74": (8_000, 0.02),
    "aged_75_84": (5_000, -0.01),
    "aged_85_plus": (1_500, 0.05),
}
PER_1000 = {"aged_65_74": 150.0, "aged_75_84": 300.0, "aged_85_plus": 550.0}
MEAN_DAYS, SPREAD, START_YEAR = 20.0, 0.8, 2010
FAMILIES = ("exponential", "fixed", "lognormal")
YEAR = 365.25


def scenario_of(family: str, years: int, weekday: list[float] = WEEKDAY) -> Scenario:
    """Return one service without a limit, from empty, and one stream with every rhythm."""
    spread = {"stay_spread": assumed(SPREAD)} if family == "lognormal" else {}
    population, growth = (
        assumed({band: pair[part] for band, pair in RESIDENTS.items()}) for part in (0, 1)
    )
    run = {"years": years, "warmup_months": 0, "start": "empty", "start_year": START_YEAR}
    return load_scenario("one_queue", **run).with_values(
        {
            "area.residents": {"population": population, "growth": growth},
            "area.services": {"care": unlimited(MEAN_DAYS, stay_family=family, **spread)},
            "area.streams": {
                "arrivals": {
                    "title": "People by season and weekday",
                    "per_1000_per_year": assumed(PER_1000),
                    "season": assumed(SEASON),
                    "weekday": assumed(weekday),
                    "first": assumed({"independent": {"care": 1.0}}),
                }
            },
        }
    )


def rates(years: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the people expected on each day, and the day on which each month begins."""
    first = datetime.date(START_YEAR, 4, 1)
    number = (first.replace(year=START_YEAR + years) - first).days
    days = [first + datetime.timedelta(n) for n in range(number)]
    season, weekday = np.array(SEASON) / np.mean(SEASON), np.array(WEEKDAY) / np.mean(WEEKDAY)
    per_day = np.array(
        [
            season[day.month - 1]
            * weekday[day.weekday()]
            * sum(
                people * (1.0 + growth) ** ((n + 0.5) / YEAR) * PER_1000[band] / 1_000.0 / YEAR
                for band, (people, growth) in RESIDENTS.items()
            )
            for n, day in enumerate(days)
        ]
    )
    begins = [n for n, day in enumerate(days) if day.day == 1]
    return per_day, np.array([*begins, len(days)])


def days_within(family: str) -> Callable[[np.ndarray], np.ndarray]:
    """Return the integral, up to x days, of the mean days spent here within x days of coming."""
    m = MEAN_DAYS
    if family == "exponential":
        return lambda x: m * x - m * m * -np.expm1(-x / m)
    if family == "fixed":
        return lambda x: np.where(x < m, x * x / 2.0, m * m / 2.0 + m * (x - m))
    grid = np.concatenate([[0.0], np.geomspace(1e-3, 20.0 * YEAR, 20_000)])
    stays = stats.lognorm(SPREAD, scale=m * np.exp(-SPREAD * SPREAD / 2.0)).sf(grid)
    once = integrate.cumulative_trapezoid(stays, grid, initial=0)
    twice = integrate.cumulative_trapezoid(once, grid, initial=0)
    return lambda x: np.interp(x, grid, twice)


def theory(family: str, years: int) -> dict[str, float]:
    """Return expected arrivals and person-days by month."""
    per_day, begins = rates(years)
    within, day = days_within(family), np.arange(len(per_day))

    def until(end: int) -> float:
        """Person-days up to a day, of everybody who came before it, evenly over their day."""
        since = np.maximum(end - day, 0.0)
        return float(per_day @ (within(since) - within(np.maximum(since - 1.0, 0.0))))

    expected: dict[str, float] = {}
    for month, (begin, end) in enumerate(pairwise(begins)):
        expected |= month_of(month, per_day[begin:end].sum(), until(int(end)) - until(int(begin)))
    return expected


def month_of(month: int, came: float, days: float) -> dict[str, float]:
    """Return a month's two measures by name."""
    return {f"month {month + 1}: arrivals": came, f"month {month + 1}: person-days": days}


def measure(run: Run) -> dict[str, float]:
    """Return arrivals and person-days by month."""
    months: dict[str, float] = {}
    came, days = run.values["arrivals"].sum(axis=1), run.values["occupied_days"].sum(axis=(1, 2))
    for month, both in enumerate(zip(came, days, strict=True)):
        months |= month_of(month, *both)
    return months


def rows(
    family: str, years: int, replications: int, *, weekday: list[float] = WEEKDAY
) -> list[Row]:
    """Compare month by month; another ``weekday`` profile is a planted fault."""
    samples = sampled(scenario_of(family, years, weekday), measure, replications)
    return named(family, means(samples, theory(family, years)))
