"""The lesson with a capacity step against the transient of its exact Markov chain."""

from __future__ import annotations

import numpy as np
import pytest
from verification.fit import collected, misfits
from verification.markov import BLOCKED, FURTHER, Tandem, chain, empty, open_places, pass_days

from carefunds_sim.engines import simulate
from carefunds_sim.model.calendar import make_calendar
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
FALSE_ALARM = 0.01  # of each test as a whole, all months together
STEP_DAY = "area.services.intermediate_care.capacity_steps.0.day"


def theory(scenario: Scenario, step_day: float, *, places: int) -> dict[str, float]:
    """Return the expected delayed and intermediate care days of each month, from empty."""
    first, second = chain(BEFORE), chain(BEFORE._replace(places=places))
    exact, chance, today = first, empty(first), 0.0
    expected = {}
    for month, end in enumerate(make_calendar(scenario.run).starts[1:]):
        days = np.zeros(2)
        for until in (min(max(step_day, today), end), end):
            if today == step_day and exact is first:
                chance, exact = open_places(first, chance, second), second
            chance, spent = pass_days(exact, chance, until - today)
            days += [exact.mean(spent, BLOCKED), exact.mean(spent, FURTHER)]
            today = until
        expected[f"delayed_days_{month}"], expected[f"place_days_{month}"] = days
    return expected


def measure(scenario: Scenario, replication: int) -> dict[str, float]:
    """Run once and return the delayed and intermediate care days of each month."""
    value = simulate(scenario, replication=replication).values
    delayed = value["delayed_days"].sum(axis=(1, 2))
    places = value["occupied_days"][:, 1].sum(axis=1)
    return {f"delayed_days_{month}": days for month, days in enumerate(delayed)} | {
        f"place_days_{month}": days for month, days in enumerate(places)
    }


def check_against_transient(
    scenario: Scenario, step_day: float, *, replications: int, from_month: int
) -> None:
    """Compare month by month; a theory in which nothing steps must be rejected."""
    samples = collected([measure(scenario, number) for number in range(replications)])

    def watched(expected: dict[str, float]) -> dict[str, float]:
        return {
            name: days
            for name, days in expected.items()
            if int(name.rpartition("_")[2]) >= from_month
        }

    stepped = watched(theory(scenario, step_day, places=MORE_PLACES))
    assert not misfits(samples, stepped, false_alarm=FALSE_ALARM)
    unchanged = watched(theory(scenario, step_day, places=BEFORE.places))
    rejected = misfits(samples, unchanged, false_alarm=FALSE_ALARM)
    assert any(name.startswith("delayed") for name in rejected)
    assert any(name.startswith("place") for name in rejected)


def test_the_months_around_a_capacity_step_follow_the_exact_transient() -> None:
    scenario = load_scenario("blocking_with_step", years=1, warmup_months=0, start="empty")
    scenario = scenario.with_value(STEP_DAY, 200)
    check_against_transient(scenario, 200.0, replications=30, from_month=2)


@pytest.mark.slow
def test_the_shipped_step_follows_the_exact_transient_from_empty() -> None:
    scenario = load_scenario("blocking_with_step", years=3, warmup_months=0, start="empty")
    check_against_transient(scenario, 730.0, replications=150, from_month=2)
