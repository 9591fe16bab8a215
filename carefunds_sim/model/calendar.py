"""Days, months and financial years of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from carefunds_sim.model.plan import Calendar

if TYPE_CHECKING:
    from carefunds_sim.scenario.schema.squeeze import YearPath
    from carefunds_sim.scenario.schema.study import RunSettings

DAYS_PER_YEAR = 365.25
FIRST_MONTH = 4  # the financial year starts on 1 April
MONTHS_PER_YEAR = 12
THURSDAY = 3  # counted from Monday: the weekday of 1 January 1970


def make_calendar(run: RunSettings) -> Calendar:
    """Lay out the months from 1 April of the start year to the end of the last year."""
    firsts = _first_days(run.start_year, run.warmup_months + 12 * run.years + 1)
    starts = (firsts - firsts[0]).astype(np.float64)
    month = _since_1970(firsts[:-1], "M") % 12 + 1
    return Calendar(starts=starts, month=month, warmup=run.warmup_months, first_year=run.start_year)


def reporting_months(run: RunSettings) -> np.ndarray:
    """Return the first day of each reported month as datetime64[D]."""
    return _first_days(run.start_year, run.warmup_months + 12 * run.years)[run.warmup_months :]


def _first_days(start_year: int, months: int) -> np.ndarray:
    """Return the first day of each month from 1 April of the start year; datetime64[D]."""
    first = np.datetime64(f"{start_year}-{FIRST_MONTH:02d}", "M")
    return (first + np.arange(months)).astype("datetime64[D]")


def by_year(path: YearPath, years: int) -> np.ndarray:
    """Return a path's values for each year of the study; (y)."""
    return np.array([*path.by_year.value, *[path.after.value] * years][:years])


def by_month(yearly: np.ndarray, calendar: Calendar, *, before: float) -> np.ndarray:
    """Return yearly values (y) for each month of the run, and what holds before the study; (m)."""
    return np.concatenate([np.full(calendar.warmup, before), yearly.repeat(MONTHS_PER_YEAR)])


def dated(path: YearPath | None, calendar: Calendar) -> np.ndarray:
    """Return a dated input for each year of the study, nothing where none is given; (y)."""
    years = (len(calendar.month) - calendar.warmup) // MONTHS_PER_YEAR
    return by_year(path, years) if path else np.zeros(years)


def day_profile(
    start_year: int, days: int, season: list[float] | None, weekday: list[float] | None
) -> np.ndarray:
    """Return a factor for each day of the run, each profile scaled to a mean of one.

    ``season`` has twelve factors from January, ``weekday`` seven from Monday.
    """
    dates = _first_days(start_year, 1)[0] + np.arange(days)
    factor = np.ones(days)
    if season is not None:
        factor *= np.array(season)[_since_1970(dates, "M") % 12] / np.mean(season)
    if weekday is not None:
        factor *= np.array(weekday)[(_since_1970(dates, "D") + THURSDAY) % 7] / np.mean(weekday)
    return factor


def _since_1970(dates: np.ndarray, unit: str) -> np.ndarray:
    """Return whole days or months between 1 January 1970 and each date."""
    return dates.astype(f"datetime64[{unit}]").astype(np.int64)
