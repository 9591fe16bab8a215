"""A month's standing, read from the memory of the compiled engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from carefunds_sim.engines.compiled.loop import close_levels, count_waiting
from carefunds_sim.engines.standing import Standing

if TYPE_CHECKING:
    from carefunds_sim.engines.compiled.memory import Memory

OF_SERVICES = (
    "waits_ended", "wait_days_ended", "requests", "requested_units", "refused", "starts",
    "second_choices",
)  # fmt: skip
OF_THE_RUN = (
    "admissions", "stays_ended", "stay_days_ended", "readmissions_30d", "departures", "deaths",
    "care_home_admissions", "reabled_followed", "reabled_at_home",
)  # fmt: skip
OF_LEVELS = {
    "occupied_days": "occupied",
    "unit_days_by_commissioner": "units",
    "escalation_days": "escalation",
    "waiting_days": "waiting",
    "delayed_days": "delayed",
    "undeclared_days": "undeclared",
}


def standing(memory: Memory) -> Standing:
    """Close the month's counts and tell how things stand."""
    world, tables = memory.world, memory.tables
    close_levels(world)
    services = tables["services"]

    def waiting_in() -> np.ndarray:
        counted = np.zeros((len(services), len(services)))
        count_waiting(world, counted)
        return counted

    return Standing(
        day=float(world["now"]),
        counted=_counted(memory),
        people_here=int(world["people_here"]),
        people_outside=int(world["people_outside"]),
        inside=tables["occupied"]["now"].copy(),
        held=tables["units"]["now"].sum(axis=1),
        used=services["used"].copy(),
        waiting=services["in_line"].astype(np.float64),
        waiting_in=waiting_in,
    )


def _counted(memory: Memory) -> dict[str, np.ndarray]:
    """Return the month's accounts and start the next month's."""
    world, tables = memory.world, memory.tables
    services = tables["services"]
    month = {name: _taken(services, name) for name in OF_SERVICES}
    for name in OF_THE_RUN:
        month[name] = np.array(world[name])
        world[name] = 0.0
    month["chargeable_days"] = np.ascontiguousarray(_taken(services, "chargeable_days").T)
    month["arrivals"] = _taken(tables["streams"], "arrivals")
    month["starts_by_commissioner"] = tables["starts_by"].copy()
    tables["starts_by"][...] = 0.0
    for name, level in OF_LEVELS.items():
        month[name] = _taken(tables[level], "total")
    return month


def _taken(table: np.ndarray, name: str) -> np.ndarray:
    taken: np.ndarray = table[name].copy()
    table[name] = 0.0
    return taken
