"""How things stand at month ends: all that an engine says of the months it has simulated."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from carefunds_sim.engines.steps.layout import level_shapes

OF_SERVICES = (
    "waits_ended", "wait_days_ended", "requests", "requested_units", "diverted_units", "refused",
    "starts", "second_choices", "displaced",
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


class MonthSnapshot(NamedTuple):
    """What was counted in each of some months, and who and what was where at its end.

    Dimensions: m months, s services, d dependency.
    """

    day: np.ndarray  # (m) on which each month ended
    counted: dict[str, np.ndarray]  # (m, ...) accounts by name
    people_here: np.ndarray  # (m)
    people_outside: np.ndarray  # (m) of them: in no service
    inside: np.ndarray  # (m, s, d) people in services
    held: np.ndarray  # (m, s) units that people hold, as counted
    used: np.ndarray  # (m, s) units that services have given
    open_units: np.ndarray  # (m, s) capacity that was open
    waiting: np.ndarray  # (m, s) people who wait for each service
    waiting_in: Callable[[], np.ndarray]  # (s, s) of them, at the last: in a service, and for one


def month_snapshot(
    tables: dict[str, np.ndarray], commissioners: int, waiting_in: Callable[[], np.ndarray]
) -> MonthSnapshot:
    """Return how things stood at the ends of some months, and what was counted in each.

    ``tables`` are those of ``steps/records`` that have a row for each month: ``service_months``,
    ``run_months``, ``level_months``, ``starts_months``, ``arrivals_months`` and ``moves_months``.
    """
    services, whole = tables["service_months"], tables["run_months"]
    months, size = services.shape
    levels, first = {}, 0
    for name, shape in level_shapes(size, commissioners).items():
        last = first + math.prod(shape)
        levels[name] = tables["level_months"][:, first:last].reshape(months, *shape)
        first = last
    counted = {name: services[name].copy() for name in OF_SERVICES}
    counted |= {name: whole[name].copy() for name in OF_THE_RUN}
    counted["chargeable_days"] = services["chargeable_days"].transpose(0, 2, 1).copy()
    counted["arrivals"] = tables["arrivals_months"].copy()
    counted["moves"] = tables["moves_months"].reshape(months, size + 2, size + 3).copy()
    starts = tables["starts_months"].reshape(months, size, commissioners)
    counted["starts_by_commissioner"] = starts.copy()
    counted |= {name: levels[level]["total"].copy() for name, level in OF_LEVELS.items()}
    return MonthSnapshot(
        day=whole["day"].copy(),
        counted=counted,
        people_here=whole["people_here"].copy(),
        people_outside=whole["people_outside"].copy(),
        inside=levels["occupied"]["now"].copy(),
        held=levels["units"]["now"].sum(axis=2),
        used=services["used"].copy(),
        open_units=services["open_units"].copy(),
        waiting=services["in_line"].copy(),
        waiting_in=waiting_in,
    )
