"""Arrivals by season, weekday and growth against the exact Mt/G/infinity queue."""

from __future__ import annotations

import numpy as np
import pytest
from verification.comparison import Verify
from verification.rhythm import FAMILIES, MEAN_DAYS, days_within, rates, rows, scenario_of
from verification.sampling import engines_alike


@pytest.mark.parametrize("family", FAMILIES)
def test_every_month_of_a_year_follows_the_exact_mean(family: str, verify: Verify) -> None:
    alike = engines_alike(scenario_of(family, 1))
    alike = alike._replace(measure=f"{family}: SimPy accounts that differ")
    verify("rhythm", [*rows(family, 1, 150), alike])


@pytest.mark.slow
@pytest.mark.parametrize("family", FAMILIES)
def test_every_month_of_three_years_follows_the_exact_mean(family: str, verify: Verify) -> None:
    verify("rhythm", rows(family, 3, 400))


@pytest.mark.parametrize("family", FAMILIES)
def test_the_theory_has_everybody_stay_the_stated_mean(family: str) -> None:
    """Of everybody of the first year, all but a few of the longest stays end within three."""
    per_day, _ = rates(1)
    since = 3 * 365.25 - np.arange(len(per_day))
    within = days_within(family)
    days = float(per_day @ (within(since) - within(since - 1.0)))
    assert days == pytest.approx(per_day.sum() * MEAN_DAYS, rel=1e-4)
