"""From a Plan to the memory of the compiled engine: tables, and the row that leads to them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from carefunds_sim.engines.compiled.event_queue import NOBODY, NOWHERE
from carefunds_sim.engines.compiled.records import (
    LEVEL,
    LEVEL_MONTH,
    LEVELS,
    NOTE,
    PERSON,
    RUN_MONTH,
    SERVICE,
    SERVICE_MONTH,
    STAGE,
    STEP_OF_CAPACITY,
    STREAM,
    WORLD,
    World,
)
from carefunds_sim.errors import SimulationError
from carefunds_sim.model.load import MOST_PRESENT
from carefunds_sim.model.plan import People
from carefunds_sim.vocabulary import (
    DelayReason,
    Dependency,
    Loop,
    Origin,
    Setting,
    WaitingPlace,
)

if TYPE_CHECKING:
    from carefunds_sim.model.plan import Conditions, Network, Plan

LINE = 64  # bytes
FIRST_PERSONS = 1024
FIRST_NOTES = 4096
OF_SERVICES = (
    "setting", "stay_family", "second_choice", "self_funded_as", "reason", "waits_at_home",
    "arranged", "kept_in_hospital", "long_term", "rehabilitation", "rationed", "escalation",
    "stay_spread", "hip_fracture_death", "patience", "lowest_acceptance", "units", "stay_mean",
    "hazard", "improvement", "refusal_weight",
)  # fmt: skip
OF_STAGES = (
    "team", "family", "reason", "chance_purpose", "days_purpose", "declared", "dispute", "days",
    "spread",
)  # fmt: skip
OF_CONDITIONS = (
    "open_units", "acceptance", "package", "stay_factor", "head_start", "dispute_chance",
)  # fmt: skip
OF_BEHAVIOUR = (
    "recent_days", "recent_admission", "deconditioning", "early_above", "early_chance",
    "early_cut", "early_readmission", "charge_notice_days", "readmission_hip_fracture",
)  # fmt: skip
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
    ``worlds`` is the table of that one row. ``levels`` has the shape of each table of levels.
    Months are counted in rows, of which there are as many as the longest ``stretch`` between two
    pauses.
    """

    def __init__(
        self, plan: Plan, conditions: Conditions, *, traced: bool, stretch: int = 1
    ) -> None:
        self.tables: dict[str, np.ndarray] = {}
        self.worlds = np.zeros(1, WORLD)
        self.world: World = self.worlds[0]
        _fill_world(self.world, plan, traced=traced)
        network = plan.network
        services, commissioners = len(network.core), int(self.world["commissioners"])
        self.keep("services", _services(plan))
        self.keep("stages", _stages(network))
        self.keep("streams", _streams(network))
        self.keep("capacity_steps", _capacity_steps(network))
        for name in ("onward", "refused_to", "stage_chance"):
            self.keep(name, np.array(getattr(network, name), np.float64, order="C"))
        for name, column in zip(People._fields, plan.people, strict=True):
            kind = np.float64 if name in ("arrival_day", "thinning") else np.int64
            self.keep(f"comer_{name}", np.ascontiguousarray(column, kind))
        self._keep_levels(services, commissioners)
        self._keep_months(services, commissioners, stretch)
        self.keep("month_lengths", np.diff(plan.calendar.starts).astype(np.float64))
        self.keep("notes", np.zeros(FIRST_NOTES if traced else 0, NOTE))
        self.keep("days", np.full(int(plan.calendar.starts[-1]) + 1, NOBODY, np.int64))
        self._keep_persons(FIRST_PERSONS)
        self.follow(conditions)
        table = self.tables["services"]
        open_now = table["open_units"] + table["escalation"]
        table["limit"] = np.where(table["limited"], open_now, np.inf)

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
        self.tables["streams"]["threshold"] = conditions.threshold
        self.world["dispute_length"] = conditions.dispute_length[0]

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

    def _keep_levels(self, services: int, commissioners: int) -> None:
        """Lay the tables of levels one after the other."""
        shapes = (
            (services, len(Dependency)),
            (services, commissioners),
            (services,),
            (services, len(WaitingPlace)),
            (2, len(DelayReason)),
            (2,),
        )
        self.levels = dict(zip(LEVELS, shapes, strict=True))
        cells = 0
        for name, shape in self.levels.items():
            self.world[name] = cells
            cells += math.prod(shape)
        self.keep("levels", np.zeros(cells, LEVEL))

    def _keep_months(self, services: int, commissioners: int, stretch: int) -> None:
        """Make a row for each month between two pauses."""
        self.keep("service_months", np.zeros((stretch, services), SERVICE_MONTH))
        self.keep("run_months", np.zeros(stretch, RUN_MONTH))
        self.keep("level_months", np.zeros((stretch, len(self.tables["levels"])), LEVEL_MONTH))
        self.keep("starts_months", np.zeros((stretch, services, commissioners)))
        self.keep("arrivals_months", np.zeros((stretch, len(self.tables["streams"]))))
        self.keep("moves_months", np.zeros((stretch, services + 2, services + 3)))
        self.world["moves_each"] = (services + 2) * (services + 3)
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


def _fill_world(world: World, plan: Plan, *, traced: bool) -> None:
    """Fill in what holds for the run as a whole."""
    world["seed"], world["replication"] = plan.seed, plan.replication
    for name in OF_BEHAVIOUR:
        world[name] = getattr(plan.behaviour, name)
    world["admitted_to"], world["home"] = plan.network.admitted_to, plan.network.home
    world["early_readmits"] = plan.loops[Loop.EARLY_DISCHARGE_READMISSION]
    world["bed_rest_weakens"] = plan.loops[Loop.DECONDITIONING]
    world["missing_costs"] = plan.loops[Loop.NO_REHABILITATION_DEARER_CARE]
    world["traced"] = traced
    world["commissioners"] = len(plan.names.bodies) - 2  # all but the council and people
    world["free"] = NOBODY


def _services(plan: Plan) -> np.ndarray:
    network = plan.network
    table = np.zeros(len(network.core), SERVICE)
    for name in OF_SERVICES:
        table[name] = getattr(network, name)
    acute = network.setting == Setting.ACUTE
    table["limited"] = np.where(
        acute, plan.loops[Loop.FREE_BED_ADMITS], plan.loops[Loop.PLACES_DISCHARGE]
    )
    table["first"] = NOBODY
    table["held_fast"] = ~network.hazard.any(axis=(1, 2))
    return table


def _stages(network: Network) -> np.ndarray:
    table = np.zeros(len(network.stage_team), STAGE)
    for name in OF_STAGES:
        table[name] = getattr(network, f"stage_{name}")
    return table


def _streams(network: Network) -> np.ndarray:
    """Lay out the streams and, last, the census of the first day."""
    table = np.zeros(len(network.stream_home) + 1, STREAM)
    table["home"] = np.append(network.stream_home, -1)
    table["origin"] = np.append(network.stream_origin, Origin.HOSPITAL)
    return table


def _capacity_steps(network: Network) -> np.ndarray:
    table = np.zeros(len(network.step_day), STEP_OF_CAPACITY)
    table["day"], table["service"] = network.step_day, network.step_service
    table["capacity"] = network.step_capacity
    return table
