"""A chain of three services with blocking against Ciw, person by person."""

from __future__ import annotations

import pytest
from verification.comparison import Verify
from verification.event_times import days_within
from verification.three_services import Chain, of_ciw, ours, rows


def test_ciw_sends_the_same_people_to_the_same_places_at_the_same_moments(verify: Verify) -> None:
    verify("ciw", [*rows(2, "compiled"), *rows(1, "simpy")])


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["compiled", "simpy"])
def test_ciw_sends_the_same_people_everywhere_through_a_decade(engine: str, verify: Verify) -> None:
    verify("ciw", rows(10, engine))


def test_somebody_is_blocked_in_both_services_that_can_be() -> None:
    """Else the comparison would prove little: people hold places for longer than their stays."""
    chain, years = Chain(), 4
    held = ours(chain, years, "compiled")
    window = (0.0, 365.25 * years)
    for number, service in enumerate(("hospital", "rehabilitation")):
        in_place = days_within(held[service], window)
        active = len(held[service]) * chain.stay_days[number]
        assert in_place > 1.05 * active, service
    assert len(of_ciw(chain, 1)["home_care"]) > 30
