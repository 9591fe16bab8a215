"""Services without a limit: Poisson occupancy, true means, and the traffic equations."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from verification.event_times import days_within, holds, levels, reported_days
from verification.fit import z_misfit
from verification.written import assumed, stream, unlimited

from carefunds_sim.engines import simulate
from carefunds_sim.model.calendar import DAYS_PER_YEAR
from carefunds_sim.model.resolve import offered_load
from carefunds_sim.scenario.load import load_scenario
from carefunds_sim.scenario.scenario import Scenario

FALSE_ALARM = 0.01
MEAN_DAYS = 9.0
SPREAD = 1.0
SQUARE = {  # E[L^2] / E[L]^2
    "exponential": 2.0,
    "lognormal": float(np.exp(SPREAD**2)),
    "fixed": 1.0,
}


def one_service(family: str, per_day: float, **run: object) -> Scenario:
    """Return a scenario with one unlimited service."""
    spread = {"stay_spread": assumed(SPREAD)} if family == "lognormal" else {}
    service = unlimited(MEAN_DAYS, stay_family=family, **spread)
    return load_scenario("one_queue", **run).with_values(
        {
            "area.services": {"care": service},
            "area.streams": {"arrivals": stream(per_day, "care")},
        }
    )


@pytest.mark.parametrize("family", SQUARE)
def test_mean_occupancy_is_arrivals_times_mean_stay_whatever_the_family(family: str) -> None:
    per_day, years = 6.0, 5
    scenario = one_service(family, per_day, years=years)
    first, last = reported_days(scenario)
    value = simulate(scenario).values
    mean = value["occupied_days"].sum() / (last - first)
    error = np.sqrt(per_day * MEAN_DAYS**2 * SQUARE[family] / (last - first))
    expected = per_day * MEAN_DAYS
    assert not z_misfit(mean, expected, error, false_alarm=FALSE_ALARM)
    assert z_misfit(mean, expected * 1.15, error, false_alarm=FALSE_ALARM)


def test_occupancy_at_moments_far_apart_is_poisson() -> None:
    """Dispersion test: the variance of a Poisson number is its mean."""
    scenario = one_service("lognormal", 1.0, years=40)
    first, last = reported_days(scenario)
    times, counts = levels(simulate(scenario, trace=True).events, ["care"])
    moments = np.arange(first, last, 60.0)
    seen = counts[np.searchsorted(times, moments, side="right") - 1, 0]
    dispersion = ((seen - seen.mean()) ** 2).sum() / seen.mean()
    low, high = stats.chi2.ppf([FALSE_ALARM / 2, 1 - FALSE_ALARM / 2], len(seen) - 1)
    assert low < dispersion < high
    assert not low < dispersion * 1.5 < high
    assert not low < dispersion / 1.5 < high


@pytest.mark.parametrize("family", SQUARE)
def test_a_full_start_is_steady_from_the_first_day(family: str) -> None:
    """Those of the first day leave as residual stays say: the first month is like any other."""
    per_day = 40.0
    scenario = one_service(family, per_day, years=1, warmup_months=0)
    april = simulate(scenario).values["occupied_days"][0].sum() / 30.0
    expected = per_day * MEAN_DAYS
    error = np.sqrt(per_day * MEAN_DAYS**2 * SQUARE[family] / 30.0)
    assert not z_misfit(april, expected, error, false_alarm=FALSE_ALARM)
    assert z_misfit(april, expected * 1.25, error, false_alarm=FALSE_ALARM)


@pytest.mark.parametrize("family", SQUARE)
def test_the_realised_mean_stay_is_the_stated_mean(family: str) -> None:
    scenario = one_service(family, 20.0, years=3, warmup_months=0, start="empty")
    last = reported_days(scenario)[1]
    held = holds(simulate(scenario, trace=True).events, "care")
    followed = [hold for hold in held if hold.start < last - 365]
    days = np.array([hold.end - hold.start for hold in followed])
    assert np.isfinite(days).mean() > 0.9999
    days = np.minimum(days, 365.0)
    error = MEAN_DAYS * np.sqrt((SQUARE[family] - 1.0) / len(days)) + 1e-9
    assert not z_misfit(days.mean(), MEAN_DAYS, error, false_alarm=FALSE_ALARM)


@pytest.mark.parametrize("family", SQUARE)
def test_death_cuts_stays_short_as_competing_hazards_say(family: str) -> None:
    """The chance of living through a stay is the stay's Laplace transform at the hazard."""
    rate_a_year = 12.0
    hazard = rate_a_year / DAYS_PER_YEAR
    scenario = one_service(family, 20.0, years=2, warmup_months=0, start="empty")
    scenario = scenario.with_value("area.services.care.hazards.death", {"independent": rate_a_year})
    value = simulate(scenario).values
    people = value["arrivals"].sum()
    z = np.linspace(-9.0, 9.0, 4001)
    weight = stats.norm.pdf(z) / stats.norm.pdf(z).sum()
    survives = {
        "exponential": 1.0 / (1.0 + hazard * MEAN_DAYS),
        "fixed": np.exp(-hazard * MEAN_DAYS),
        "lognormal": float(
            (weight * np.exp(-hazard * MEAN_DAYS * np.exp(SPREAD * z - SPREAD**2 / 2))).sum()
        ),
    }[family]
    gone = value["deaths"].sum() + value["departures"].sum()
    share, error = value["deaths"].sum() / gone, np.sqrt(survives * (1 - survives) / gone)
    assert not z_misfit(share, 1 - survives, error, false_alarm=FALSE_ALARM)
    person_days = (1 - survives) / hazard * people
    assert value["occupied_days"].sum() == pytest.approx(person_days, rel=0.03)


def test_starts_and_occupancy_follow_the_traffic_equations() -> None:
    """Three services in a row with a way back, solved by hand from the routes' shares."""
    services = {
        "ward": unlimited(6.0, onward=assumed({"independent": {"rehabilitation": 0.4}})),
        "rehabilitation": unlimited(
            20.0, onward=assumed({"independent": {"home_care": 0.5, "ward": 0.1}})
        ),
        "home_care": unlimited(100.0, onward=assumed({"independent": {"ward": 0.2}})),
    }
    scenario = load_scenario("one_queue", years=6).with_values(
        {"area.services": services, "area.streams": {"arrivals": stream(4.0, "ward")}}
    )
    # w = 4 + 0.1 r + 0.2 h, r = 0.4 w, h = 0.5 r
    ward = 4.0 / (1.0 - 0.4 * 0.1 - 0.4 * 0.5 * 0.2)
    starts = np.array([ward, 0.4 * ward, 0.2 * ward])
    present = starts * [6.0, 20.0, 100.0]
    _, _, flows = offered_load(scenario)
    np.testing.assert_allclose(flows.starts.sum(axis=1), starts, rtol=1e-12)
    np.testing.assert_allclose(flows.present.sum(axis=1), present, rtol=1e-12)
    window = reported_days(scenario)
    run = simulate(scenario, trace=True)
    days = window[1] - window[0]
    np.testing.assert_allclose(run.values["starts"].sum(axis=0) / days, starts, rtol=0.05)
    for name, expected in zip(services, present, strict=True):
        held = days_within(holds(run.events, name), window) / days
        assert held == pytest.approx(expected, rel=0.06)
