"""How things stand at the ends of some months, read from the memory of the compiled engine."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from carefunds_sim.engines.compiled.loop import count_waiting
from carefunds_sim.engines.standing import Standing

if TYPE_CHECKING:
    from carefunds_sim.engines.compiled.memory import Memory

OF_SERVICES = (
    "waits_ended", "wait_days_ended", "requests", "requested_units", "diverted_units", "refused",
    "starts",
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


def standing(memory: Memory, months: int) -> Standing:
    """Tell how things stood at the ends of the latest months, and what was counted in each."""
    services = memory.tables["service_months"][:months]
    whole = memory.tables["run_months"][:months]

    def waiting_in() -> np.ndarray:
        counted = np.zeros((services.shape[1], services.shape[1]))
        count_waiting(memory.worlds, counted)
        return counted

    return Standing(
        day=whole["day"].copy(),
        counted=_counted(memory, months),
        people_here=whole["people_here"].copy(),
        people_outside=whole["people_outside"].copy(),
        inside=_levels(memory, "occupied", "now", months),
        held=_levels(memory, "units", "now", months).sum(axis=2),
        used=services["used"].copy(),
        open_units=services["open_units"].copy(),
        waiting=services["in_line"].copy(),
        waiting_in=waiting_in,
    )


def _counted(memory: Memory, months: int) -> dict[str, np.ndarray]:
    """Return what was counted in each month, by name."""
    tables = memory.tables
    services, whole = tables["service_months"][:months], tables["run_months"][:months]
    counted = {name: services[name].copy() for name in OF_SERVICES}
    counted |= {name: whole[name].copy() for name in OF_THE_RUN}
    counted["chargeable_days"] = services["chargeable_days"].transpose(0, 2, 1).copy()
    counted["arrivals"] = tables["arrivals_months"][:months].copy()
    counted["moves"] = tables["moves_months"][:months].copy()
    counted["starts_by_commissioner"] = tables["starts_months"][:months].copy()
    for name, level in OF_LEVELS.items():
        counted[name] = _levels(memory, level, "total", months)
    return counted


def _levels(memory: Memory, level: str, what: str, months: int) -> np.ndarray:
    """Return what some levels came to, or were, in each month; shape (months, *of the levels)."""
    shape, first = memory.levels[level], int(memory.world[level])
    cells = memory.tables["level_months"][:months, first : first + math.prod(shape)]
    return cells[what].reshape(months, *shape)
