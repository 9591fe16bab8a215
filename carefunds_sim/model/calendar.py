"""Days, months and financial years of a run."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from carefunds_sim.model.plan import Calendar

if TYPE_CHECKING:
    from carefunds_sim.scenario.study import RunSettings

DAYS_PER_YEAR = 365.25
FIRST_MONTH = 4  # the financial year starts on 1 April
THURSDAY = 3  # counted from Monday: the weekday of 1 January 1970


def make_calendar(run: RunSettings) -> Calendar:
    """Lay out the months from 1 April of the start year to the end of the last year."""
    count = run.warmup_months + 12 * run.years
    firsts = [_first_day(run.start_year, index) for index in range(count + 1)]
    starts = np.array([(day - firsts[0]).days for day in firsts], dtype=np.float64)
    month = np.array([day.month for day in firsts[:-1]], dtype=np.int64)
    return Calendar(starts=starts, month=month, warmup=run.warmup_months)


def reporting_months(run: RunSettings) -> np.ndarray:
    """Return the first day of each reported month as datetime64[D]."""
    first = run.warmup_months
    days = [_first_day(run.start_year, first + index) for index in range(12 * run.years)]
    return np.array(days, dtype="datetime64[D]")


def _first_day(start_year: int, index: int) -> date:
    months = FIRST_MONTH - 1 + index
    return date(start_year + months // 12, months % 12 + 1, 1)


def day_profile(
    start_year: int, days: int, season: list[float] | None, weekday: list[float] | None
) -> np.ndarray:
    """Return a factor for each day of the run, each profile scaled to a mean of one.

    ``season`` has twelve factors from January, ``weekday`` seven from Monday.
    """
    dates = np.datetime64(_first_day(start_year, 0), "D") + np.arange(days)
    factor = np.ones(days)
    if season is not None:
        factor *= np.array(season)[_since_1970(dates, "M") % 12] / np.mean(season)
    if weekday is not None:
        factor *= np.array(weekday)[(_since_1970(dates, "D") + THURSDAY) % 7] / np.mean(weekday)
    return factor


def _since_1970(dates: np.ndarray, unit: str) -> np.ndarray:
    """Return whole days or months between 1 January 1970 and each date."""
    return dates.astype(f"datetime64[{unit}]").astype(np.int64)
