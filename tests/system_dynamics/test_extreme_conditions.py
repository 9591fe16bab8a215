"""Conditions at their ends do what was expected of them, on both engines."""

from __future__ import annotations

import numpy as np
import pytest
from system_dynamics.claims import LONG, SHORT, SMALL, Extreme, Size
from system_dynamics.extremes import EXTREMES

from carefunds_sim.engines import simulate

BY_BOTH = ("Nobody lives there", "Everybody dies within a day of reaching a service")


def check(extreme: Extreme, size: Size) -> None:
    refuted = [
        f"{claim.what}: {found:g}, expected {claim.how.words} (usual {usual:g})"
        for claim, found, usual in extreme.found(size)
        if not claim.how.holds(found, usual)
    ]
    assert bool(refuted) == bool(extreme.finding), refuted


@pytest.mark.parametrize("extreme", EXTREMES, ids=lambda each: each.says)
def test_it_is_as_expected(extreme: Extreme) -> None:
    check(extreme, SHORT)


@pytest.mark.slow
@pytest.mark.parametrize("extreme", EXTREMES, ids=lambda each: each.says)
def test_it_is_as_expected_in_the_long_form(extreme: Extreme) -> None:
    check(extreme, LONG)


@pytest.mark.parametrize(
    "extreme",
    [
        pytest.param(each, id=each.says, marks=[] if each.says in BY_BOTH else [pytest.mark.slow])
        for each in EXTREMES
    ],
)
def test_both_engines_say_the_same_of_it(extreme: Extreme) -> None:
    scenario = extreme.scenario(SMALL)
    one, other = (simulate(scenario, engine=engine).values for engine in ("simpy", "compiled"))
    assert not [name for name in one if not np.array_equal(one[name], other[name], equal_nan=True)]
