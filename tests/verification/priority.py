"""The head start of hospital discharges, as endless as it can be, and theory's priority queue."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import numpy as np
from verification.comparison import Row, means, named
from verification.event_times import holds, reported_days
from verification.queues import priority_waits
from verification.sampling import sampled
from verification.written import stream

from carefunds_sim.engines import month_end
from carefunds_sim.model.conditions import Conditions, first_conditions
from carefunds_sim.model.plan import Plan
from carefunds_sim.model.record import Run
from carefunds_sim.model.resolve import make_plan
from carefunds_sim.scenario.load import load_scenario
from carefunds_sim.scenario.scenario import Scenario

STAY_DAYS, BEDS = 9.0, 25
STREAMS = {"a third go first": (0.7, 1.5), "two thirds go first": (1.5, 0.7)}
ENDLESS = 1e6


def two_streams(first: float, second: float, **run: object) -> Scenario:
    """Return the one-queue lesson with two streams that compete for its beds."""
    return load_scenario("one_queue", **run).with_value(
        "area.streams",
        {
            "discharges": stream(first, "hospital"),
            "referrals": stream(second, "hospital", origin="community"),
        },
    )


@contextmanager
def head_start(days: float) -> Iterator[None]:
    """Let every discharge be so many days ahead, as money's conditions would."""

    def conditions(plan: Plan) -> Conditions:
        first = first_conditions(plan)
        return first._replace(head_start=np.full_like(first.head_start, days))

    with patch.object(month_end, "first_conditions", conditions):
        yield


def waits(run: Run) -> dict[str, float]:
    """Return the mean wait of each stream and of both."""
    people = make_plan(run.scenario, seed=run.seed, replication=run.replication).people
    first = reported_days(run.scenario)[0]
    started = [hold for hold in holds(run.events, "hospital") if hold.start >= first]
    person = np.array([hold.person for hold in started])
    waited = np.array([hold.start for hold in started]) - people.arrival_day[person]
    waited[waited < 0.0] = 0.0  # who is in a bed on the first day has not waited
    stream_of = people.stream[person]
    return {
        "mean wait of discharges": float(waited[stream_of == 0].mean()),
        "mean wait of referrals": float(waited[stream_of == 1].mean()),
    }


def rows(case: str, replications: int, years: int, *, days_ahead: float = ENDLESS) -> list[Row]:
    """Compare with theory; a head start of fewer ``days_ahead`` is a planted fault."""
    first, second = STREAMS[case]
    scenario = two_streams(first, second, years=years, warmup_months=12)
    with head_start(days_ahead):
        samples = sampled(scenario, waits, replications, trace=True)
    expected = priority_waits(first, second, STAY_DAYS, BEDS)
    names = ("mean wait of discharges", "mean wait of referrals")
    return named(case, means(samples, dict(zip(names, expected, strict=True))))
