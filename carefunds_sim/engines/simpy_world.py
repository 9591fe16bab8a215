"""What the SimPy engine keeps: records as objects, and services as SimPy resources."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from carefunds_sim.engines.month_snapshot import MonthSnapshot, month_snapshot
from carefunds_sim.engines.places import Clock, Places
from carefunds_sim.engines.steps.layout import (
    OF_BEHAVIOUR,
    OF_CONDITIONS,
    OF_SERVICES,
    OF_STAGES,
    change_services,
    level_shapes,
    service_rows,
    stage_rows,
    stream_rows,
    world_row,
)
from carefunds_sim.engines.steps.records import (
    HAZARDS,
    LEVEL,
    LEVEL_MONTH,
    OUTSIDE,
    PERSON,
    RUN_MONTH,
    SERVICE,
    SERVICE_MONTH,
)
from carefunds_sim.engines.steps.tables import close_month
from carefunds_sim.model.plan import People

if TYPE_CHECKING:
    from carefunds_sim.engines.event_log import EventLog
    from carefunds_sim.model.conditions import Conditions
    from carefunds_sim.model.plan import Network, Plan, Version

OF_PLACES = ("limit", "used", "first", "in_line")


class Person:
    """One person, with the fields of ``PERSON``."""

    __slots__ = PERSON.names or ()

    def __init__(self) -> None:
        self.left, self.rates = np.zeros(HAZARDS), np.zeros(HAZARDS)
        self.renewals = [0] * HAZARDS


class World:
    """The fields of ``WORLD``; each table is a list of objects, or of numbers.

    ``clock`` is SimPy's environment, ``log`` the event log.
    """

    def __init__(self, plan: Plan, conditions: Conditions, log: EventLog) -> None:
        self.clock, self.log = Clock(), log
        row = world_row(plan, traced=log.kept)
        for name in set(row.dtype.names or ()) - {"now"}:
            setattr(self, name, row[name][0].tolist())
        self.conditions = conditions
        services = service_rows(plan, conditions)
        self.shapes = level_shapes(len(services), self.commissioners)
        self.keep("services", [self._places(fields) for fields in as_fields(services)])
        self.keep("stages", as_objects(stage_rows(plan.network)))
        self.keep("streams", as_objects(stream_rows(plan.network)))
        self._keep_routes(plan.network)
        for name, column in zip(People._fields, plan.people, strict=True):
            self.keep(f"comer_{name}", column.tolist())
        cells = sum(int(np.prod(shape)) for shape in self.shapes.values())
        self.keep("levels", as_objects(np.zeros(cells, LEVEL)))
        self.keep("level_months", as_objects(np.zeros(cells, LEVEL_MONTH)))
        self.begin_month()

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...

    @property
    def now(self) -> float:
        """The day, with fractions."""
        return float(self.clock.now)

    def keep(self, name: str, table: Any) -> None:
        """Keep a table and its length."""
        setattr(self, name, table)
        setattr(self, f"{name}_size", len(table))

    def _keep_routes(self, network: Network) -> None:
        self.keep("stage_chance", network.stage_chance.ravel().tolist())
        self.keep("onward", network.onward.ravel())
        self.keep("refused_to", network.refused_to.ravel())

    def change(self, version: Version) -> None:
        """Take over what a timetable has changed; who is there and who waits stay."""
        network = version.network
        table = np.zeros(self.services_size, SERVICE)
        change_services(table, network)
        for service, fields in zip(self.services, as_fields(table), strict=True):
            fields["hazard"] = [tuple(rates) for rates in fields["hazard"]]
            for name in (*OF_SERVICES, "held_fast"):
                setattr(service, name, fields[name])
        for stage, fields in zip(self.stages, as_fields(stage_rows(network)), strict=True):
            for name in OF_STAGES:
                setattr(stage, name, fields[name])
        self._keep_routes(network)
        for name in OF_BEHAVIOUR:
            found = np.asarray(getattr(version.behaviour, name))
            setattr(self, name, found.tolist())

    def begin_month(self) -> None:
        """Take over what the money has made of the month, and count from nothing."""
        for name in OF_CONDITIONS:
            for service, value in zip(
                self.services, getattr(self.conditions, name).tolist(), strict=True
            ):
                setattr(service, name, value)
        for name, kept in (("factor", "stage_factor"), ("search", "search")):
            for stage, value in zip(
                self.stages, getattr(self.conditions, kept).tolist(), strict=True
            ):
                setattr(stage, name, value)
        for stream, share in zip(self.streams, self.conditions.threshold.tolist(), strict=True):
            stream.threshold = share
        self.dispute_length = float(self.conditions.dispute_length[0])
        self.keep("service_months", as_objects(np.zeros(self.services_size, SERVICE_MONTH)))
        self.keep("run_months", as_objects(np.zeros(1, RUN_MONTH)))
        self.keep("starts_months", [0.0] * self.services_size * self.commissioners)
        self.keep("arrivals_months", [0.0] * self.streams_size)
        self.keep("moves_months", [0.0] * self.moves_each)

    def snapshot(self) -> MonthSnapshot:
        """Close the month's counts and return how things stand."""
        close_month(self)
        tables = {
            "service_months": as_table(self.service_months, SERVICE_MONTH)[None],
            "run_months": as_table(self.run_months, RUN_MONTH),
            "level_months": as_table(self.level_months, LEVEL_MONTH)[None],
            "starts_months": np.array(self.starts_months)[None],
            "arrivals_months": np.array(self.arrivals_months)[None],
            "moves_months": np.array(self.moves_months)[None],
        }
        return month_snapshot(tables, self.commissioners, self._waiting_in)

    def _waiting_in(self) -> np.ndarray:
        """Count who waits, by the service they are in and the one they wait for; shape (s, s)."""
        counted = np.zeros((self.services_size, self.services_size))
        for need, places in enumerate(self.services):
            for request in places.waiting:
                if request.person.place != OUTSIDE:
                    counted[request.person.place, need] += 1.0
        return counted

    def _places(self, fields: dict[str, Any]) -> Places:
        limit = fields["limit"]
        fields["hazard"] = [
            tuple(rates) for rates in fields["hazard"]
        ]  # as machine code takes them
        return Places(self.clock, limit, **{
            name: value for name, value in fields.items() if name not in OF_PLACES
        })  # fmt: skip


def as_fields(table: np.ndarray) -> list[dict[str, Any]]:
    """Return the fields of each row, with lists for those that are tables themselves."""
    columns = {name: table[name].tolist() for name in table.dtype.names or ()}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def as_objects(table: np.ndarray) -> list[SimpleNamespace]:
    """Return each row as an object with the fields as attributes."""
    return [SimpleNamespace(**fields) for fields in as_fields(table)]


def as_table(objects: list[SimpleNamespace], kind: np.dtype[Any]) -> np.ndarray:
    """Return objects as rows of a table again."""
    names = kind.names or ()
    return np.array([tuple(getattr(each, name) for name in names) for each in objects], kind)
