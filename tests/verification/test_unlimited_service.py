"""Services without a limit: Poisson occupancy, true means, deaths, and the traffic equations."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from verification.comparison import LEVEL, Verify
from verification.event_times import levels, reported_days
from verification.sampling import engines_alike
from verification.unlimited_service import (
    FAMILIES,
    STAYS,
    death_rows,
    network,
    occupancy_rows,
    scenario_of,
    traffic,
    traffic_rows,
)

from carefunds_sim.engines import simulate
from carefunds_sim.model.resolve import offered_load


@pytest.mark.parametrize("family", FAMILIES)
def test_a_service_without_limit_is_m_g_infinity(family: str, verify: Verify) -> None:
    alike = engines_alike(scenario_of(family, deaths=6.0))
    alike = alike._replace(measure=f"{family}: SimPy accounts that differ")
    verify("unlimited", [*occupancy_rows(family, 80, 5), *death_rows(family, 60, 5), alike])


@pytest.mark.slow
@pytest.mark.parametrize("family", FAMILIES)
def test_a_service_without_limit_is_m_g_infinity_for_long(family: str, verify: Verify) -> None:
    verify("unlimited", [*occupancy_rows(family, 150, 10), *death_rows(family, 150, 10)])


def test_starts_and_occupancy_follow_the_traffic_equations(verify: Verify) -> None:
    verify("unlimited", [*traffic_rows(40, 6), engines_alike(network())])


@pytest.mark.slow
def test_starts_and_occupancy_follow_the_traffic_equations_for_long(verify: Verify) -> None:
    verify("unlimited", traffic_rows(60, 20))


def test_the_load_estimated_before_a_run_is_that_of_the_traffic_equations() -> None:
    _, _, flows = offered_load(network())
    starts = np.array(list(traffic().values()))
    np.testing.assert_allclose(flows.starts.sum(axis=1), starts, rtol=1e-12)
    present = starts * list(STAYS.values())
    np.testing.assert_allclose(flows.present.sum(axis=1), present, rtol=1e-12)


def test_occupancy_at_moments_far_apart_is_poisson() -> None:
    """Dispersion test: the variance of a Poisson number is its mean."""
    scenario = scenario_of("lognormal", years=60)
    first, last = reported_days(scenario)
    times, counts = levels(simulate(scenario, trace=True).events, ["care"])
    moments = np.arange(first, last, 60.0)
    seen = counts[np.searchsorted(times, moments, side="right") - 1, 0]
    dispersion = ((seen - seen.mean()) ** 2).sum() / seen.mean()
    low, high = stats.chi2.ppf([LEVEL / 2, 1 - LEVEL / 2], len(seen) - 1)
    assert low < dispersion < high
    assert not low < dispersion * 1.6 < high
    assert not low < dispersion / 1.6 < high
