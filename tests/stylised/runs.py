"""Runs of worlds, made once a session, and what is measured in them."""

from __future__ import annotations

from functools import cache

import numpy as np
from stylised.measures import MEASURES
from stylised.world import Size, World

from carefunds_sim.dataset.outcomes import Period
from carefunds_sim.engines import simulate


@cache
def measured(world: World, size: Size) -> dict[str, np.ndarray]:
    """Return every measure of a world, an array over replications; runs are not kept."""
    scenario = world.scenario(size)
    table = [
        [measure.read(Period(run)) for measure in MEASURES.values()]
        for run in (simulate(scenario, replication=r) for r in range(size.replications))
    ]
    return dict(zip(MEASURES, np.array(table).T, strict=True))


def spread(worlds: tuple[World, ...], measure: str, size: Size) -> np.ndarray:
    """Return the measure of one world, or how far apart the furthest of several are."""
    values = np.array([measured(world, size)[measure] for world in worlds])
    if len(worlds) == 1:
        return np.asarray(values[0])
    return np.asarray(values.max(axis=0) - values.min(axis=0))
