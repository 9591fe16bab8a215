"""Months, leap years and the profiles of seasons and weekdays."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from carefunds_sim.model.calendar import day_profile, make_calendar, reporting_months
from carefunds_sim.scenario.schema.study import RunSettings


def test_a_run_starts_on_the_first_of_april_and_ends_in_march() -> None:
    calendar = make_calendar(RunSettings(start_year=2009, warmup_months=12, years=2))
    assert calendar.starts[0] == 0.0
    assert calendar.month.tolist() == [*range(4, 13), 1, 2, 3] * 3
    assert calendar.starts[-1] == 3 * 365 + 1  # 29 February 2012
    assert calendar.warmup == 12


@pytest.mark.parametrize(
    ("year", "days"), [(2009, 28), (2011, 29), (2099, 28), (2027, 29), (1999, 29)]
)
def test_february_has_its_days_in_leap_years_and_others(year: int, days: int) -> None:
    calendar = make_calendar(RunSettings(start_year=year, warmup_months=0, years=1))
    lengths = dict(zip(calendar.month.tolist(), np.diff(calendar.starts).tolist(), strict=True))
    assert lengths[2] == days
    assert lengths[4] == 30
    assert lengths[12] == 31


def test_a_warm_up_need_not_be_whole_years() -> None:
    run = RunSettings(start_year=2009, warmup_months=5, years=1)
    calendar = make_calendar(run)
    assert len(calendar.month) == 17
    assert calendar.month[calendar.warmup] == 9
    assert reporting_months(run)[0] == np.datetime64("2009-09-01")
    assert reporting_months(run)[-1] == np.datetime64("2010-08-01")


def test_reported_months_begin_where_the_calendar_says() -> None:
    run = RunSettings(start_year=2011, warmup_months=12, years=3)
    calendar, months = make_calendar(run), reporting_months(run)
    since = (months - np.datetime64("2011-04-01")).astype(np.int64)
    np.testing.assert_array_equal(since, calendar.starts[12:-1])


def test_a_weekday_profile_falls_on_its_weekdays_with_a_mean_of_one() -> None:
    factors = day_profile(2009, 70, None, [3.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0])
    assert factors.mean() == pytest.approx(1.0)
    assert factors[5] == 3.0  # 1 April 2009 was a Wednesday; the sixth was a Monday
    assert factors[3] == factors[4] == 0.0


def test_a_season_falls_on_its_months_with_a_mean_of_one_over_months() -> None:
    season = [2.0, 2.0, *[1.0] * 10]
    factors = day_profile(2009, 365, season, None)
    scale = 12.0 / 14.0
    assert factors[0] == pytest.approx(scale)
    assert factors[275] == pytest.approx(2.0 * scale)  # 1 January
    assert factors[275 + 31 + 28] == pytest.approx(scale)  # 1 March
    months = make_calendar(RunSettings(start_year=2009, warmup_months=0, years=1)).starts
    by_month = [factors[int(a) : int(b)].mean() for a, b in pairwise(months)]
    assert np.mean(by_month) == pytest.approx(1.0)


def test_without_profiles_every_day_is_alike() -> None:
    assert (day_profile(2009, 400, None, None) == 1.0).all()
