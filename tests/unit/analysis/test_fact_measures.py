"""Measures of published facts, worked out by hand on a small dataset."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from carefunds_sim.analysis.measures import MEASURES, find, measured
from carefunds_sim.errors import CarefundsError

ACUTE = {"setting": "acute"}


def two_years(**accounts: tuple[tuple[str, ...], Any]) -> xr.Dataset:
    """Return monthly accounts of April 2010 to March 2012; one scenario, one replication."""
    months = pd.date_range("2010-04-01", periods=24, freq="MS")
    dims = ("scenario", "replication", "month")
    values = {
        f"monthly_{name}": ((*dims, *inner), np.asarray(array, dtype=float)[None, None])
        for name, (inner, array) in accounts.items()
    }
    names = {"setting": ["acute", "non_acute"], "reason": ["assessment", "housing"]}
    used = {dim for inner, _ in accounts.values() for dim in inner}
    known = {dim: labels for dim, labels in names.items() if dim in used}
    return xr.Dataset(values, coords={"month": months, **known})


def delays() -> xr.Dataset:
    """Return 3 days of assessment and 1 of housing a month in hospital, twice that elsewhere."""
    days = np.zeros((24, 2, 2))
    days[:, 0], days[:, 1] = (3.0, 1.0), (6.0, 2.0)
    days[12:] *= 10.0
    residents = np.full((24, 1), 500.0)
    return two_years(
        delayed_days=(("setting", "reason"), days),
        undeclared_days=(("setting",), np.array([[5.0, 9.0]] * 24)),
        residents=(("age_band",), residents),
    )


def one(dataset: xr.Dataset, name: str, years: tuple[int, int], **of: str) -> float:
    return float(measured(dataset, name, of, years).item())


def test_a_rate_counts_whole_financial_years() -> None:
    assert one(delays(), "delayed_days_per_1000", (2010, 2010)) == pytest.approx(12 * 12 / 0.5)
    assert one(delays(), "delayed_days_per_1000", (2011, 2011)) == pytest.approx(10 * 12 * 12 / 0.5)
    both = one(delays(), "delayed_days_per_1000", (2010, 2011))
    assert both == pytest.approx(11 * 12 * 12 / 0.5 / 2)


def test_a_change_is_from_the_first_year_to_the_last() -> None:
    assert one(delays(), "change_of_delays", (2010, 2011)) == pytest.approx(900.0)


def test_shares_are_of_all_delayed_days() -> None:
    assert one(delays(), "share_of_delays", (2010, 2011), setting="acute") == pytest.approx(100 / 3)
    share = one(delays(), "share_of_delays", (2010, 2010), setting="non_acute", reason="housing")
    assert share == pytest.approx(100 * 2 / 12)


def test_days_without_benefit_are_the_official_ones_and_those_before_them() -> None:
    assert one(delays(), "days_without_benefit", (2010, 2010)) == pytest.approx((4 + 5) / 4)


def test_a_month_of_the_year_is_seen_by_the_beds_it_takes() -> None:
    """As many delayed days in February as in other months are more beds."""
    february = one(delays(), "delays_in_month", (2010, 2010), calendar_month="february")
    assert february == pytest.approx((1 / 28) / np.mean(1 / delays().month.dt.days_in_month[:12]))


def test_years_that_are_not_there_and_unknown_words_are_refused() -> None:
    with pytest.raises(CarefundsError, match="do not hold all of 2010 to 2013"):
        measured(delays(), "delayed_days_per_1000", {}, (2010, 2013))
    with pytest.raises(CarefundsError, match="did you mean 'readmitted'"):
        find("readmited")
    with pytest.raises(CarefundsError, match=r"is by setting, reason \(got service\)"):
        measured(delays(), "share_of_delays", {"service": "acute"}, (2010, 2010))


def test_every_measure_has_a_unit() -> None:
    assert all(measure.unit for measure in MEASURES.values())
