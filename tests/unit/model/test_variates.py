"""From a uniform draw to days, and a choice: against scipy, and against stated means."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, special, stats

from carefunds_sim.model.rules.variates import (
    exponential,
    normal_quantile,
    pick,
    residual_days,
    stay_days,
)
from carefunds_sim.vocabulary import StayFamily

FAMILIES = list(StayFamily)
MEAN_DAYS, SPREAD = 9.0, 1.1
SQUARE = {  # E[L^2] / E[L]^2
    StayFamily.EXPONENTIAL: 2.0,
    StayFamily.LOGNORMAL: math.exp(SPREAD**2),
    StayFamily.FIXED: 1.0,
}
CHANCES = st.floats(2**-53, 1 - 2**-53)


def mean_over_chance(value: Callable[[float], float]) -> float:
    """Return the mean of a function of a uniform draw, by quadrature in its normal score."""
    z = np.linspace(-8.1, 8.1, 3001)
    weight = stats.norm.pdf(z) / stats.norm.pdf(z).sum()
    return float(sum(w * value(u) for w, u in zip(weight, special.ndtr(z), strict=True)))


@given(u=CHANCES)
def test_the_normal_quantile_is_scipys(u: float) -> None:
    assert normal_quantile(u) == pytest.approx(special.ndtri(u), rel=1e-14, abs=1e-15)


@pytest.mark.parametrize("u", [0.5, 0.075, 0.925, math.exp(-25.0), 1e-300, 2**-53, 1 - 2**-53])
def test_the_normal_quantile_is_right_where_its_formula_changes_and_far_out(u: float) -> None:
    assert normal_quantile(u) == pytest.approx(special.ndtri(u), rel=1e-13, abs=1e-15)


def test_the_normal_quantile_is_increasing_across_its_pieces() -> None:
    for u in (0.075, 0.925, math.exp(-25.0)):
        below, above = u * (1.0 - 1e-14), u * (1.0 + 1e-14)
        assert normal_quantile(below) < normal_quantile(u) < normal_quantile(above)


def test_an_exponential_allowance_is_the_unit_exponential_quantile() -> None:
    for u in (1e-12, 0.3, 0.5, 0.999):
        assert exponential(u) == pytest.approx(stats.expon.ppf(u), rel=1e-12)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_mean_of_stays_is_the_stated_mean(family: StayFamily) -> None:
    mean = mean_over_chance(lambda u: stay_days(u, family, MEAN_DAYS, SPREAD))
    assert mean == pytest.approx(MEAN_DAYS, rel=1e-6)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_mean_residual_stay_is_the_length_biased_one(family: StayFamily) -> None:
    """Renewal theory: a stay found under way goes on for E[L^2] / (2 E[L]) on average."""

    def over_share(u: float) -> float:
        nodes = (0.5 - 0.5 / math.sqrt(3.0), 0.5 + 0.5 / math.sqrt(3.0))
        return sum(residual_days(u, share, family, MEAN_DAYS, SPREAD) for share in nodes) / 2.0

    expected = MEAN_DAYS * SQUARE[family] / 2.0
    assert mean_over_chance(over_share) == pytest.approx(expected, rel=1e-6)


def test_residual_lognormal_stays_have_the_equilibrium_distribution() -> None:
    """The chance of no more than x is the mean survival up to x over the mean."""
    z = np.linspace(-6.0, 6.0, 301)
    weight = stats.norm.pdf(z) / stats.norm.pdf(z).sum()
    whole = stats.lognorm(SPREAD, scale=MEAN_DAYS * math.exp(-(SPREAD**2) / 2.0))
    for days in (1.0, 5.0, 20.0, 80.0):
        expected = integrate.quad(whole.sf, 0.0, days)[0] / MEAN_DAYS
        longest = [
            residual_days(u, 1.0, StayFamily.LOGNORMAL, MEAN_DAYS, SPREAD) for u in special.ndtr(z)
        ]
        found = (weight * np.minimum(days / np.array(longest), 1.0)).sum()
        assert found == pytest.approx(expected, rel=2e-3)


@pytest.mark.parametrize("family", FAMILIES)
@given(low=CHANCES, high=CHANCES)
def test_stays_never_shorten_when_the_draw_rises(
    family: StayFamily, low: float, high: float
) -> None:
    low, high = sorted((low, high))
    short, long = (stay_days(u, family, MEAN_DAYS, SPREAD) for u in (low, high))
    assert 0.0 < short <= long * (1.0 + 1e-14)


def test_a_stay_of_no_days_is_no_days_in_every_family() -> None:
    assert [stay_days(0.7, family, 0.0, SPREAD) for family in FAMILIES] == [0.0, 0.0, 0.0]


def test_pick_takes_the_first_share_that_exceeds_the_draw() -> None:
    shares = (0.2, 0.2, 0.5, 1.0)
    drawn = {u: pick(u, shares) for u in (0.0, 0.1999, 0.2, 0.4999, 0.5, 0.9999)}
    assert drawn == {0.0: 0, 0.1999: 0, 0.2: 2, 0.4999: 2, 0.5: 3, 0.9999: 3}


def test_pick_takes_the_last_when_rounding_leaves_the_shares_short_of_one() -> None:
    assert pick(0.9999999999, (0.3, 0.9999999998)) == 1
    assert pick(0.5, (1.0,)) == 0
