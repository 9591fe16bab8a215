"""The memory of the compiled engine: tables, and the row that leads machine code to them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from carefunds_sim.engines.compiled.event_queue import NOWHERE
from carefunds_sim.engines.compiled.people import count_waiting
from carefunds_sim.engines.month_snapshot import MonthSnapshot, month_snapshot
from carefunds_sim.engines.steps.layout import (
    OF_BEHAVIOUR,
    OF_CONDITIONS,
    OF_ROUTES,
    OF_STAGES,
    capacity_step_rows,
    change_services,
    level_shapes,
    service_rows,
    stage_rows,
    stream_rows,
    world_row,
)
from carefunds_sim.engines.steps.records import (
    LEVEL,
    LEVEL_MONTH,
    NO_PERSON,
    NOTE,
    PERSON,
    RUN_MONTH,
    SERVICE_MONTH,
    World,
)
from carefunds_sim.errors import SimulationError
from carefunds_sim.model.load import MOST_PRESENT
from carefunds_sim.model.plan import People

if TYPE_CHECKING:
    from carefunds_sim.model.conditions import Conditions
    from carefunds_sim.model.plan import Plan, Version

LINE = 64  # bytes
FIRST_PERSONS = 1024
FIRST_NOTES = 4096
OF_MONTHS = (
    "service_months", "run_months", "level_months", "starts_months", "arrivals_months",
    "moves_months",
)  # fmt: skip
OF_EVENTS = (
    ("event_time", np.float64, 1), ("event_order", np.int64, 1), ("event_slot", np.int64, 1),
    ("own_time", np.float64, 1), ("own_order", np.int64, 1), ("own_links", np.int64, 2),
)  # fmt: skip


class Memory:
    """The tables of a run, kept alive, and ``world``, the row that leads machine code to them.

    ``tables[name]`` is a table of ``records.TABLES``; the world holds its address and length.
    ``worlds`` is the table of that one row.
    Months are counted in rows, of which there are as many as the longest ``stretch`` between two
    pauses.
    """

    def __init__(
        self, plan: Plan, conditions: Conditions, *, traced: bool, stretch: int = 1
    ) -> None:
        self.tables: dict[str, np.ndarray] = {}
        self.worlds = world_row(plan, traced=traced)
        self.world: World = self.worlds[0]
        network = plan.network
        services, commissioners = len(network.core), int(self.world["commissioners"])
        self.keep("services", service_rows(plan, conditions))
        self.keep("stages", stage_rows(network))
        self.keep("streams", stream_rows(network))
        self.keep("capacity_steps", capacity_step_rows(network))
        for name in OF_ROUTES:
            self.keep(name, np.array(getattr(network, name), np.float64, order="C"))
        for name, column in zip(People._fields, plan.people, strict=True):
            kind = np.float64 if name in ("arrival_day", "thinning") else np.int64
            self.keep(f"comer_{name}", np.ascontiguousarray(column, kind))
        shapes = level_shapes(services, commissioners).values()
        self.keep("levels", np.zeros(sum(map(math.prod, shapes)), LEVEL))
        self._keep_months(services, commissioners, stretch)
        self.keep("month_lengths", np.diff(plan.calendar.starts).astype(np.float64))
        self.keep("notes", np.zeros(FIRST_NOTES if traced else 0, NOTE))
        self.keep("days", np.full(int(plan.calendar.starts[-1]) + 1, NO_PERSON, np.int64))
        self._keep_persons(FIRST_PERSONS)
        self.follow(conditions)

    def keep(self, name: str, table: np.ndarray) -> None:
        """Keep a table alive and let the world know where it is; its length is in rows."""
        self.tables[name] = table
        self.world[name] = table.ctypes.data
        self.world[f"{name}_size"] = len(table)

    def follow(self, conditions: Conditions) -> None:
        """Take over the conditions of the month that begins."""
        for name in OF_CONDITIONS:
            self.tables["services"][name] = getattr(conditions, name)
        self.tables["stages"]["factor"] = conditions.stage_factor
        self.tables["stages"]["search"] = conditions.search
        self.tables["streams"]["threshold"] = conditions.threshold
        self.world["dispute_length"] = conditions.dispute_length[0]

    def change(self, version: Version) -> None:
        """Take over what a timetable has changed."""
        change_services(self.tables["services"], version.network)
        for name in OF_STAGES:
            self.tables["stages"][name] = getattr(version.network, f"stage_{name}")
        for name in OF_ROUTES:
            self.tables[name][:] = getattr(version.network, name)
        for name in OF_BEHAVIOUR:
            self.world[name] = getattr(version.behaviour, name)

    def make_room_for_persons(self) -> None:
        """Double the number of people who may be in the model at a time.

        Raises SimulationError when there are more than a run can hold.
        """
        size = len(self.tables["persons"])
        if size >= MOST_PRESENT:
            raise SimulationError(
                f"day {self.world['now']:g}: more than {size:,} people are in the model, which is "
                "what one run can hold; give the services more places, or lower the scale"
            )
        self._keep_persons(2 * size)

    def make_room_for_notes(self) -> None:
        """Double the number of notes."""
        notes = self.tables["notes"]
        self.keep("notes", _longer(notes, 2 * len(notes)))

    def count_anew(self) -> None:
        """Begin to count in the first of the rows of months."""
        for name, (rows, address) in self._months.items():
            rows[:] = 0
            self.world[name] = address

    def snapshot(self, months: int) -> MonthSnapshot:
        """Return how things stood at the ends of the latest months, and what each has counted."""
        services = len(self.tables["services"])

        def waiting_in() -> np.ndarray:
            counted = np.zeros((services, services))
            count_waiting(self.worlds, counted)
            return counted

        latest = {name: self.tables[name][:months] for name in OF_MONTHS}
        return month_snapshot(latest, int(self.world["commissioners"]), waiting_in)

    def _keep_months(self, services: int, commissioners: int, stretch: int) -> None:
        """Make a row for each month between two pauses."""
        self.keep("service_months", np.zeros((stretch, services), SERVICE_MONTH))
        self.keep("run_months", np.zeros(stretch, RUN_MONTH))
        self.keep("level_months", np.zeros((stretch, len(self.tables["levels"])), LEVEL_MONTH))
        self.keep("starts_months", np.zeros((stretch, services, commissioners)))
        self.keep("arrivals_months", np.zeros((stretch, len(self.tables["streams"]))))
        self.keep("moves_months", np.zeros((stretch, services + 2, services + 3)))
        self._months = {
            name: (self.tables[name].view(np.uint8).reshape(-1), int(self.world[name]))
            for name in OF_MONTHS
        }

    def _keep_persons(self, size: int) -> None:
        """Make the tables of people longer; who is there stays in their slot."""
        before = self.tables.get("persons", np.zeros(0, PERSON))
        persons = _longer(before, size)
        persons["sibling"][len(before) :] = np.arange(len(before) + 1, size + 1)
        persons["sibling"][-1] = self.world["free"]
        self.world["free"] = len(before)
        self.keep("persons", persons)
        for name, kind, each in OF_EVENTS:
            column = self.tables.get(name, np.zeros(0, kind))
            self.keep(name, _longer(column, each * size))
        places = np.full(size, NOWHERE, np.int64)
        places[: len(before)] = self.tables.get("event_at", places[:0])
        self.keep("event_at", places)


def _longer(table: np.ndarray, size: int) -> np.ndarray:
    """Return a longer table that begins where a line of memory begins."""
    room = np.zeros(size * table.itemsize + LINE, np.uint8)
    first = -room.ctypes.data % LINE
    made = room[first : first + size * table.itemsize].view(table.dtype)
    made[: len(table)] = table
    return made
