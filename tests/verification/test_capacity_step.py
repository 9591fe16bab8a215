"""The lesson with a capacity step against the transient of its exact Markov chain."""

from __future__ import annotations

import pytest
from verification.capacity_step import rows, scenario_of
from verification.comparison import Verify
from verification.sampling import engines_alike


def test_the_months_around_a_capacity_step_follow_the_exact_transient(verify: Verify) -> None:
    verify("step", [*rows(1, 200.0, 400), engines_alike(scenario_of(1, 200.0))])


@pytest.mark.slow
def test_the_shipped_step_follows_the_exact_transient_from_empty(verify: Verify) -> None:
    verify("step", rows(3, 730.0, 1_000))
