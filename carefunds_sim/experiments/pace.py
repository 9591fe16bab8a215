"""How long a study will take, said before it begins."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from carefunds_sim.engines import simulate

if TYPE_CHECKING:
    from carefunds_sim.scenario.scenario import Scenario


def seconds_a_run(scenario: Scenario, *, engine: str, seed: int) -> float:
    """Return how long a run takes a processor that does nothing else: a year of it is timed.

    Another name makes it another scenario, as most of those to come will be.
    """
    short = scenario.with_run(years=1)
    simulate(short, seed=seed, replication=0, engine=engine)
    start = time.process_time()
    simulate(short.renamed("timed"), seed=seed, replication=0, engine=engine)
    months = scenario.run.warmup_months + 12 * scenario.run.years
    return (time.process_time() - start) * months / (scenario.run.warmup_months + 12)


def about(runs: int, seconds: float, *, workers: int | None) -> str:
    """Return how long runs of so many seconds take together, in words."""
    processes = min(workers or os.cpu_count() or 1, runs)
    minutes = runs * seconds / processes / 60
    long = f"{minutes:.0f} minutes" if minutes >= 1.5 else f"{60 * minutes:.0f} seconds"
    return f"{long} if nothing else runs"
