"""Replications of a scenario, measured; and whether both engines give the same numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from verification.comparison import Row, none

from carefunds_sim.engines import simulate
from carefunds_sim.model.record import Run
from carefunds_sim.scenario.scenario import Scenario

Measure = Callable[[Run], Mapping[str, float]]


def sampled(
    scenario: Scenario, measure: Measure, replications: int, *, trace: bool = False
) -> dict[str, list[float]]:
    """Run by the compiled engine and return each measure's value in every replication."""
    found: dict[str, list[float]] = {}
    for number in range(replications):
        for name, value in measure(simulate(scenario, replication=number, trace=trace)).items():
            found.setdefault(name, []).append(float(value))
    return found


def engines_alike(scenario: Scenario) -> Row:
    """Run a year by both engines; every month of every account must be the same, bit for bit."""
    year = scenario.with_run(years=1, warmup_months=0)
    fast, plain = (simulate(year, engine=name).values for name in ("compiled", "simpy"))
    differ = [name for name in fast if not np.array_equal(fast[name], plain[name], equal_nan=True)]
    return none("accounts in which the SimPy engine differs", len(differ), len(fast))


def days_reported(run: Run) -> float:
    """Return the days of the reporting period."""
    return float((np.datetime64(run.months[-1], "M") + 1 - run.months[0]) / np.timedelta64(1, "D"))
