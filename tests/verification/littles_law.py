"""Little's law for every service, from true intervals: the accounts against the event log.

The log gives every holding and every wait with its two ends, those cut off by the reporting period
included. Days present are people coming x mean days each, whatever happens in between; the
accounts, which count levels as they change, must add up to exactly the same days.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from verification.comparison import ROUNDING, Row, none
from verification.event_times import Interval, holds, reported_days, waits

from carefunds_sim.engines import simulate
from carefunds_sim.model.record import Run
from carefunds_sim.scenario.load import compose
from carefunds_sim.vocabulary import ServiceKind


def run_of(engine: str, area: str = "typical_council", **run: float) -> Run:
    """Run an area with its event log."""
    return simulate(compose(area, "separate", "nao_decade", run=run), engine=engine, trace=True)


def coming_times_mean(intervals: Sequence[Interval], window: tuple[float, float]) -> float:
    """Return people x mean days within a window, as Little's law has it."""
    within = [interval.within(*window) for interval in intervals]
    there = [days for days in within if days > 0.0]
    return len(there) * float(np.mean(there)) if there else 0.0


def rows(run: Run) -> list[Row]:
    """Compare the accounts of every service with the log, for places and for queues."""
    window, area = reported_days(run.scenario), run.scenario.area.services
    in_use, there, waiting = [], [], []
    for index, (name, service) in enumerate(area.items()):
        held = holds(run.events, name)
        by_law = coming_times_mean(held, window)
        if service.units_per_person is None:  # hours differ by person
            in_use.append(_apart(run.values["unit_days"][:, index].sum(), by_law))
        if service.kind is not ServiceKind.TEAM and not service.kept_in_hospital:
            there.append(_apart(run.values["occupied_days"][:, index].sum(), by_law))
        queued = coming_times_mean(waits(run.events, name), window)
        waiting.append(_apart(run.values["waiting_days"][:, index].sum(), queued))
    label = f"{run.scenario.area.name}, {run.engine}: services with other"
    return [
        none(f"{label} {what}", sum(apart), len(apart), steady=False)
        for what, apart in (("places in use", in_use), ("people", there), ("queues", waiting))
    ]


def _apart(days: float, by_law: float) -> bool:
    return bool(abs(days - by_law) > ROUNDING * max(by_law, 1.0))


def waited(run: Run) -> int:
    """Return how many services anybody waited for."""
    return int((run.values["waiting_days"].sum(axis=(0, 2)) > 0.0).sum())
