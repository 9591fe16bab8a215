"""Where things are in memory: one row of a table, given the row of the world.

The world is a single row that holds the address and length of every table, so that machine code
hands on one pointer where it would hand on dozens of arrays. Whoever makes the tables keeps them
alive; see ``memory``.
"""

from __future__ import annotations

import numpy as np

from carefunds_sim.engines.compiled.records import (
    LEVEL,
    LEVEL_MONTH,
    NOTE,
    PERSON,
    RUN_MONTH,
    SERVICE,
    SERVICE_MONTH,
    STAGE,
    STEP_OF_CAPACITY,
    STREAM,
    Record,
    World,
)
from carefunds_sim.engines.person import NEW, OUTSIDE
from carefunds_sim.model.compiling import at_address, inlined
from carefunds_sim.vocabulary import (
    ArrangedFrom,
    DelayReason,
    Dependency,
    Presentation,
    WaitingPlace,
)

DEPENDENCIES = len(Dependency)
PRESENTATIONS = len(Presentation)
ARRANGED_FROM = len(ArrangedFrom)
REASONS = len(DelayReason)
WAITING_PLACES = len(WaitingPlace)
BYTES = 8  # of a number
SERVICE_MONTH_BYTES = SERVICE_MONTH.itemsize
RUN_MONTH_BYTES = RUN_MONTH.itemsize
LEVEL_MONTH_BYTES = LEVEL_MONTH.itemsize


@inlined
def row_of(index: int) -> np.uint64:
    """Return an index as one that is not negative, so that machine code need not ask."""
    return np.uint64(index)


@inlined
def person_at(w: World, slot: int) -> Record:
    """Return the record of a person who is in the model."""
    return at_address(w.persons, w.persons_size, PERSON)[row_of(slot)]


@inlined
def persons_of(w: World) -> np.ndarray:
    """Return the records of everybody who is in the model, and of nobody where a slot is free."""
    return at_address(w.persons, w.persons_size, PERSON)


@inlined
def service_at(w: World, place: int) -> Record:
    """Return the record of a service."""
    return at_address(w.services, w.services_size, SERVICE)[row_of(place)]


@inlined
def stage_at(w: World, stage: int) -> Record:
    """Return the record of a stage of arranging care."""
    return at_address(w.stages, w.stages_size, STAGE)[row_of(stage)]


@inlined
def stream_at(w: World, stream: int) -> Record:
    """Return the record of a stream; the last is the census of the first day."""
    return at_address(w.streams, w.streams_size, STREAM)[row_of(stream)]


@inlined
def capacity_step_at(w: World, step: int) -> Record:
    """Return the record of a capacity step."""
    return at_address(w.capacity_steps, w.capacity_steps_size, STEP_OF_CAPACITY)[row_of(step)]


@inlined
def note_at(w: World, line: int) -> Record:
    """Return the record of a note."""
    return at_address(w.notes, w.notes_size, NOTE)[row_of(line)]


@inlined
def number_at(address: int, row: int) -> float:
    """Return a number of a column of numbers."""
    return at_address(address, row + 1, np.float64)[row_of(row)]


@inlined
def code_at(address: int, row: int) -> int:
    """Return a code of a column of whole numbers."""
    return at_address(address, row + 1, np.int64)[row_of(row)]


@inlined
def onward_from(w: World, place: int, dependency: int, presentation: int) -> np.ndarray:
    """Return the cumulative shares of where people go from a place; shape (s + 1)."""
    row = (place * DEPENDENCIES + dependency) * PRESENTATIONS + presentation
    ways = w.services_size + 1
    return at_address(w.onward + row * ways * BYTES, ways, np.float64)


@inlined
def refused_from(w: World, need: int) -> np.ndarray:
    """Return the cumulative shares of what people fall back on; shape (s)."""
    places = w.services_size
    return at_address(w.refused_to + need * places * BYTES, places, np.float64)


@inlined
def stage_chance_of(w: World, stage: int, arranged_from: int, need: int) -> float:
    """Return the chance that a stage meets those for whom a service is arranged from a place."""
    row = stage * ARRANGED_FROM + arranged_from
    return number_at(w.stage_chance, row * w.services_size + need)


# --- This month's counts --------------------------------------------------------------------


@inlined
def month_of_service(w: World, place: int) -> Record:
    """Return what is counted this month of a service."""
    return at_address(w.service_months, w.services_size, SERVICE_MONTH)[row_of(place)]


@inlined
def month_of_run(w: World) -> Record:
    """Return what is counted this month of the whole."""
    return at_address(w.run_months, 1, RUN_MONTH)[0]


@inlined
def month_of_level(w: World, cell: int) -> Record:
    """Return what a level came to this month."""
    return at_address(w.level_months, w.levels_size, LEVEL_MONTH)[row_of(cell)]


@inlined
def count_start_by(w: World, place: int, commissioner: int) -> None:
    """Count a start in a service by the home commissioner."""
    cells = at_address(w.starts_months, w.services_size * w.commissioners, np.float64)
    cells[place * w.commissioners + commissioner] += 1.0


@inlined
def count_arrival(w: World, stream: int) -> None:
    """Count somebody who has entered the model."""
    at_address(w.arrivals_months, w.streams_size, np.float64)[stream] += 1.0


@inlined
def count_move(w: World, origin: int, destination: int) -> None:
    """Count somebody who goes from one place to the next; see ``tally`` for the codes."""
    destinations = w.services_size + 3
    cells = at_address(w.moves_months, w.moves_each, np.float64)
    cells[(origin - NEW) * destinations + destination - OUTSIDE] += 1.0


@inlined
def begin_month(w: World) -> None:
    """Count in the next rows from now on."""
    w.service_months += w.services_size * SERVICE_MONTH_BYTES
    w.run_months += RUN_MONTH_BYTES
    w.level_months += w.levels_size * LEVEL_MONTH_BYTES
    w.starts_months += w.services_size * w.commissioners * BYTES
    w.arrivals_months += w.streams_size * BYTES
    w.moves_months += w.moves_each * BYTES


# --- Levels ---------------------------------------------------------------------------------


@inlined
def level_at(w: World, cell: int) -> Record:
    """Return one level."""
    return at_address(w.levels, w.levels_size, LEVEL)[row_of(cell)]


@inlined
def occupied_at(w: World, place: int, dependency: int) -> Record:
    """Return the level of people in a service."""
    return level_at(w, w.occupied + place * DEPENDENCIES + dependency)


@inlined
def units_at(w: World, place: int, commissioner: int) -> Record:
    """Return the level of units that a commissioner's residents use of a service."""
    return level_at(w, w.units + place * w.commissioners + commissioner)


@inlined
def escalation_at(w: World, place: int) -> Record:
    """Return the level of units above the open core capacity of a service."""
    return level_at(w, w.escalation + place)


@inlined
def waiting_at(w: World, need: int, where: int) -> Record:
    """Return the level of people who wait for a service somewhere."""
    return level_at(w, w.waiting + need * WAITING_PLACES + where)


@inlined
def delayed_at(w: World, setting: int, reason: int) -> Record:
    """Return the level of people who are officially delayed."""
    return level_at(w, w.delayed + setting * REASONS + reason)


@inlined
def undeclared_at(w: World, setting: int) -> Record:
    """Return the level of people in beds of no benefit to them, not yet declared ready."""
    return level_at(w, w.undeclared + setting)
