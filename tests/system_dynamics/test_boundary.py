"""The table of the boundary names every dated input and every stock, and nothing else."""

from __future__ import annotations

import numpy as np
from system_dynamics import boundary
from system_dynamics.claims import SHORT, usual_run
from system_dynamics.extremes import EXTREMES

from carefunds_sim.engines import simulate


def test_every_dated_input_is_said_to_be_given() -> None:
    found = boundary.named(boundary.GIVEN)
    assert sorted(found) == sorted(boundary.dated_inputs())


def test_every_stock_is_said_to_be_worked_out() -> None:
    found = boundary.named(boundary.WORKED_OUT)
    assert sorted(found) == sorted(boundary.stocks())


def test_money_changes_every_account_but_those_that_are_given() -> None:
    usual = usual_run(SHORT).values
    richer = next(each for each in EXTREMES if each.says == "Money doubles every year")
    values = simulate(richer.scenario(SHORT)).values
    same = {name for name in usual if np.array_equal(usual[name], values[name], equal_nan=True)}
    seldom = {"arrivals"}  # freed beds draw in so few that a small area may have none of them
    assert {name for name in same - seldom if usual[name].any()} == boundary.NOT_BY_MONEY
