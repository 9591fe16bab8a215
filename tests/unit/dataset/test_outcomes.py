"""What each outcome reads off a run's accounts."""

from __future__ import annotations

import numpy as np
import pytest

from carefunds_sim.dataset.outcomes import OUTCOMES, Period
from carefunds_sim.vocabulary import Setting

BY_ID = {outcome.id: outcome for outcome in OUTCOMES}


@pytest.fixture
def period(make_scenario, make_run):
    return Period(make_run(make_scenario()))


def value(period, outcome):
    return BY_ID[outcome].compute(period)


def test_every_outcome_is_declared_in_full_and_once():
    assert len(BY_ID) == len(OUTCOMES)
    for outcome in OUTCOMES:
        assert outcome.unit, outcome.id
        assert outcome.title, outcome.id
        assert outcome.definition, outcome.id
        assert outcome.official_indicator, outcome.id


def test_cost_by_body_adds_up_to_the_total_exactly(period):
    parts = [value(period, f"cost_{body}") for body in ("nhs", "council", "self")]
    assert parts[0] + parts[1] + parts[2] == value(period, "cost_total")


def test_total_cost_is_every_pound_of_care_and_overhead(period):
    pounds = period.run.values["cost"].sum() + period.run.values["overhead"].sum()
    assert value(period, "cost_total") == pytest.approx(pounds / 2)


def test_net_cost_is_cost_less_transfers_received(period):
    for body in ("nhs", "council"):
        expected = value(period, f"cost_{body}") - value(period, f"transfers_net_{body}")
        assert value(period, f"net_cost_{body}") == expected


def test_days_are_per_year_and_people_per_moment(period):
    days = period.run.values["delayed_days"].sum()
    assert value(period, "delayed_days") == pytest.approx(days / 2)
    assert value(period, "people_delayed") == pytest.approx(days / 730)


def test_delay_by_setting_and_by_responsible_body_adds_up(period):
    whole = value(period, "delayed_days")
    settings = value(period, "delayed_days_acute") + value(period, "delayed_days_non_acute")
    bodies = sum(value(period, f"delayed_days_{b}") for b in ("nhs", "social_care", "both"))
    assert settings == pytest.approx(whole)
    assert bodies == pytest.approx(whole)
    assert value(period, "delayed_days_nhs") == pytest.approx(whole / 4)


def test_bed_days_are_those_in_acute_beds(period):
    assert value(period, "bed_days") == pytest.approx(
        period.run.values["occupied_days"][:, 0].sum() / 2
    )


def test_unmet_need_is_counted_once(period):
    """People who wait at home without care are in that service already."""
    without = period.run.values["occupied_days"][:, 4].sum()
    assert value(period, "unmet_need_days") == pytest.approx(without / 2)
    assert value(period, "unmet_need") == pytest.approx(without / 730)


def test_delay_costs_what_a_used_bed_day_costs(make_scenario, make_run):
    run = make_run(make_scenario())
    for account, amount in (("delayed_days", 0.0), ("cost", 0.0), ("unit_days", 1.0)):
        run.values[account][:] = amount
    run.values["delayed_days"][:, Setting.ACUTE, 0] = 10.0
    run.values["cost"][:, 0, 0] = 250.0
    assert value(Period(run), "cost_of_delay") == pytest.approx(10 * 12 * 250)


def test_a_service_without_limit_has_no_utilisation(period):
    shares = value(period, "utilisation")
    assert np.isnan(shares[-1])
    assert np.isfinite(shares[:-1]).all()


def test_nothing_counted_is_no_rate_rather_than_an_error(make_scenario, make_run):
    run = make_run(make_scenario())
    for account in run.values.values():
        account[:] = 0.0
    empty = Period(run)
    assert np.isnan(value(empty, "mean_stay_days"))
    assert np.isnan(value(empty, "at_home_after_91_days"))
    assert value(empty, "cost_of_delay") == 0
