"""What decides a sign is found at its value, and chance is not taken for it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from carefunds_sim.analysis.hinges import hinges


def made_up(worlds: int, numbers: int, seed: int) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    found: dict[str, Any] = {f"number_{i}": random.random(worlds) for i in range(numbers)}
    return found | {"rule": random.choice(["by_origin", "pro_rata", "fixed"], worlds)}


def test_a_planted_number_is_found_with_the_value_at_which_the_sign_turns() -> None:
    inputs = made_up(120, 30, seed=1)
    difference = inputs["number_7"] - 0.4 + np.random.default_rng(2).normal(0, 0.03, 120)
    found = hinges(inputs, difference, size=0.01)
    (hinge,) = found.found
    assert (hinge.path, hinge.lower_if) == ("number_7", "below")
    assert hinge.low <= hinge.turns_at <= hinge.high
    assert hinge.turns_at == pytest.approx(0.4, abs=0.05)
    assert 0.8 < hinge.accuracy <= 1.0
    assert found == hinges(inputs, difference, size=0.01)


def test_a_planted_rule_is_found_by_its_option() -> None:
    inputs = made_up(90, 10, seed=3)
    difference = np.where(inputs["rule"] == "pro_rata", -1.0, 1.0)
    difference[:5] *= -1
    (hinge,) = hinges(inputs, difference).found
    assert (hinge.path, hinge.turns_at, hinge.lower_if) == ("rule", "pro_rata", "is")
    assert hinge.low is None


def test_what_nothing_depends_on_is_no_hinge() -> None:
    """Noise is taken for a hinge in at most one data set of twenty."""
    random, named = np.random.default_rng(1), 0
    for seed in range(100):
        inputs = made_up(40, 20, 1000 + seed)
        named += bool(hinges(inputs, random.normal(size=40), permutations=59).found)
    assert named <= 5


def test_no_hinge_is_looked_for_where_the_sign_hardly_changes() -> None:
    inputs = made_up(60, 5, seed=4)
    difference = np.where(np.arange(60) < 9, 1.0, -1.0)
    difference[-1] = np.nan
    found = hinges(inputs | {"told": difference > 0}, difference)
    assert found.sign_hardly_changes
    assert (found.found, found.lower, found.higher) == ((), 50, 9)


def test_an_input_that_never_varies_is_left_out() -> None:
    difference = np.tile([1.0, -1.0], 30)
    assert hinges({"same": np.ones(60)}, difference).found == ()
    (hinge,) = hinges({"same": np.ones(60), "on": difference > 0}, difference).found
    assert (hinge.path, hinge.turns_at, hinge.lower_if) == ("on", "True", "other than")
