"""Facts beside the model: what is met, what may be chance, and how far off counts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from carefunds_sim.analysis.calibration import MEASURES, FactFit, find_measure, measured, misfits
from carefunds_sim.errors import CarefundsError
from carefunds_sim.scenario.schema.study import PublishedFact


def target(**changes: object) -> PublishedFact:
    said = {
        "title": "A fact", "measure": "readmitted", "years": [2010, 2010], "value": 15.0,
        "observation_error": 0.6, "discrepancy": 0.8, "unit": "% of stays",
        "kind": "assumed", "why": "of this test",
    }  # fmt: skip
    return PublishedFact.model_validate(said | changes)


def test_a_fact_is_met_within_two_standard_deviations_of_both_errors() -> None:
    assert target().interval == pytest.approx((13.0, 17.0))
    assert FactFit("x", target(), mean=13.1, low=12.0, high=14.2).is_met
    outside = FactFit("x", target(), mean=12.9, low=12.0, high=13.8)
    assert not outside.is_met
    assert outside.might_be_met
    assert not FactFit("x", target(), mean=12.0, low=11.5, high=12.5).might_be_met


def test_a_misfit_is_counted_in_standard_deviations_of_both_errors() -> None:
    facts = {"a": target(), "b": target(value=14.0, observation_error=2.0, discrepancy=0.0)}
    assert misfits(np.array([16.0, 10.0]), facts) == pytest.approx([1.0, -2.0])


@pytest.mark.parametrize("changes", [{"observation_error": 0.0}, {"discrepancy": -1.0},
                                     {"years": [2011, 2010]}])  # fmt: skip
def test_a_fact_that_contradicts_itself_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"must|greater"):
        target(**changes)


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


def test_a_hospital_s_balance_is_the_change_of_its_deficit_over_what_acute_care_costs() -> None:
    """A deficit grows from 10 to 40 with the last month of the second year; care cost 12 x 50."""
    deficit = np.array([10.0] * 23 + [40.0])
    runs = two_years(hospital_deficit=((), deficit), cost=((), np.full(24, 50.0)))
    assert one(runs, "hospital_balance", (2011, 2011)) == pytest.approx(-5.0)
    assert one(runs, "hospital_balance", (2010, 2010)) == 0.0


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
        find_measure("readmited")
    with pytest.raises(CarefundsError, match=r"is by setting, reason \(got service\)"):
        measured(delays(), "share_of_delays", {"service": "acute"}, (2010, 2010))


def test_every_measure_has_a_unit() -> None:
    assert all(measure.unit for measure in MEASURES.values())
