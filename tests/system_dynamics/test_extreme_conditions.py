"""Conditions at their ends do what was expected of them, on both engines."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from system_dynamics.claims import (
    LONG,
    NONE,
    SHORT,
    SMALL,
    Claim,
    Extreme,
    hospital_beds,
    over_full,
)
from system_dynamics.extremes import EXTREMES

from carefunds_sim.engines import simulate

BY_BOTH = "Everybody dies within a day of reaching a service"


def named(extreme: Extreme) -> str:
    return extreme.says


@pytest.mark.parametrize("extreme", [each for each in EXTREMES if not each.large], ids=named)
def test_it_is_as_expected(extreme: Extreme) -> None:
    assert set(extreme.wrong(SHORT)) <= set(extreme.refuted)


@pytest.mark.slow
@pytest.mark.parametrize("extreme", EXTREMES, ids=named)
def test_it_is_as_expected_in_the_long_form(extreme: Extreme) -> None:
    assert extreme.wrong(LONG) == list(extreme.refuted)


@pytest.mark.slow
@pytest.mark.parametrize("extreme", [each for each in EXTREMES if each.explain], ids=named)
def test_without_the_loops_that_explain_it_all_is_as_expected(extreme: Extreme) -> None:
    assert not replace(extreme, off=extreme.off + extreme.explain).wrong(LONG)


@pytest.mark.slow
@pytest.mark.parametrize(
    "extreme", [each for each in EXTREMES if "than there are" in str(each.refuted)], ids=named
)
def test_there_are_more_people_than_beds_only_where_beds_have_closed(extreme: Extreme) -> None:
    run = simulate(extreme.scenario(LONG))
    fell = np.minimum.accumulate(hospital_beds(run)) < hospital_beds(run)[0]
    assert fell[over_full(run)].all()


@pytest.mark.parametrize(
    "extreme",
    [
        pytest.param(each, id=each.says, marks=[] if each.says == BY_BOTH else [pytest.mark.slow])
        for each in EXTREMES
    ],
)
def test_both_engines_say_the_same_of_it(extreme: Extreme) -> None:
    scenario = extreme.scenario(SMALL)
    one, other = (simulate(scenario, engine=engine).values for engine in ("simpy", "compiled"))
    assert not [name for name in one if not np.array_equal(one[name], other[name], equal_nan=True)]


def test_a_wrong_expectation_is_refuted() -> None:
    nobody = EXTREMES[0]
    fixed = nobody.claims[-1]
    wrong = replace(nobody, claims=(Claim(fixed.what, fixed.of, NONE),))
    assert wrong.wrong(SHORT) == [fixed.what]
    assert all(each.finding for each in EXTREMES if each.refuted)
