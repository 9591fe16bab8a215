"""Where things are: one row of a table, given the world; and what is counted there.

For machine code the world is a single row that holds the address and length of every table, so that
one pointer is handed on where it would be dozens of arrays; see ``compiled/memory``. For Python the
world holds the tables themselves; see ``simpy_world``.
"""

from __future__ import annotations

import numpy as np

from carefunds_sim.engines.steps.records import (
    LEVEL,
    LEVEL_MONTH,
    NEW,
    NOTE,
    OUTSIDE,
    RUN_MONTH,
    SERVICE,
    SERVICE_MONTH,
    STAGE,
    STEP_OF_CAPACITY,
    STREAM,
    Record,
    World,
)
from carefunds_sim.model.compiling import at_address, cells_at, machine, row_of, step
from carefunds_sim.model.draws import uniform
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


@step
def service_at(w: World, place: int) -> Record:
    """Return the record of a service."""
    return at_address(w.services, w.services_size, SERVICE)[row_of(place)]


@step
def stage_at(w: World, stage: int) -> Record:
    """Return the record of a stage of arranging care."""
    return at_address(w.stages, w.stages_size, STAGE)[row_of(stage)]


@step
def stream_at(w: World, stream: int) -> Record:
    """Return the record of a stream; the last is the census of the first day."""
    return at_address(w.streams, w.streams_size, STREAM)[row_of(stream)]


@step
def capacity_step_at(w: World, step: int) -> Record:
    """Return the record of a capacity step."""
    return at_address(w.capacity_steps, w.capacity_steps_size, STEP_OF_CAPACITY)[row_of(step)]


@step
def number_at(address: int, row: int) -> float:
    """Return a number of a column of numbers."""
    return at_address(address, row + 1, np.float64)[row_of(row)]


@step
def code_at(address: int, row: int) -> int:
    """Return a code of a column of whole numbers."""
    return at_address(address, row + 1, np.int64)[row_of(row)]


@step
def onward_from(w: World, place: int, dependency: int, presentation: int) -> np.ndarray:
    """Return the cumulative shares of where people go from a place; shape (s + 1)."""
    row = (place * DEPENDENCIES + dependency) * PRESENTATIONS + presentation
    ways = w.services_size + 1
    return cells_at(w.onward, row * ways, ways)


@step
def refused_from(w: World, need: int) -> np.ndarray:
    """Return the cumulative shares of what people fall back on; shape (s)."""
    places = w.services_size
    return cells_at(w.refused_to, need * places, places)


@step
def stage_chance_of(w: World, stage: int, arranged_from: int, need: int) -> float:
    """Return the chance that a stage meets those for whom a service is arranged from a place."""
    row = stage * ARRANGED_FROM + arranged_from
    return number_at(w.stage_chance, row * w.services_size + need)


# --- This month's counts --------------------------------------------------------------------


@step
def month_of_service(w: World, place: int) -> Record:
    """Return what is counted this month of a service."""
    return at_address(w.service_months, w.services_size, SERVICE_MONTH)[row_of(place)]


@step
def month_of_run(w: World) -> Record:
    """Return what is counted this month of the whole."""
    return at_address(w.run_months, 1, RUN_MONTH)[0]


@step
def month_of_level(w: World, cell: int) -> Record:
    """Return what a level came to this month."""
    return at_address(w.level_months, w.levels_size, LEVEL_MONTH)[row_of(cell)]


@step
def count_start_by(w: World, place: int, commissioner: int) -> None:
    """Count a start in a service by the home commissioner."""
    cells = at_address(w.starts_months, w.services_size * w.commissioners, np.float64)
    cells[place * w.commissioners + commissioner] += 1.0


@step
def count_arrival(w: World, stream: int) -> None:
    """Count a person who has entered the model."""
    at_address(w.arrivals_months, w.streams_size, np.float64)[stream] += 1.0


@step
def count_move(w: World, origin: int, destination: int) -> None:
    """Count a person who goes from one place to the next; see ``records`` for the codes.

    A destination after the last service is an end: first to need nothing more, then death.
    """
    destinations = w.services_size + 3
    cells = at_address(w.moves_months, w.moves_each, np.float64)
    cells[(origin - NEW) * destinations + destination - OUTSIDE] += 1.0


# --- Levels ---------------------------------------------------------------------------------


@step
def level_at(w: World, cell: int) -> Record:
    """Return one level."""
    return at_address(w.levels, w.levels_size, LEVEL)[row_of(cell)]


@step
def occupied_at(w: World, place: int, dependency: int) -> Record:
    """Return the level of people in a service."""
    return level_at(w, w.occupied + place * DEPENDENCIES + dependency)


@step
def units_at(w: World, place: int, commissioner: int) -> Record:
    """Return the level of units that a commissioner's residents use of a service."""
    return level_at(w, w.units + place * w.commissioners + commissioner)


@step
def escalation_at(w: World, place: int) -> Record:
    """Return the level of units above the open core capacity of a service."""
    return level_at(w, w.escalation + place)


@step
def waiting_at(w: World, need: int, where: int) -> Record:
    """Return the level of people who wait for a service somewhere."""
    return level_at(w, w.waiting + need * WAITING_PLACES + where)


@step
def delayed_at(w: World, setting: int, reason: int) -> Record:
    """Return the level of people who are officially delayed."""
    return level_at(w, w.delayed + setting * REASONS + reason)


@step
def undeclared_at(w: World, setting: int) -> Record:
    """Return the level of people in beds of no benefit to them, not yet declared ready."""
    return level_at(w, w.undeclared + setting)


@step(inlined=False)
def change(level: Record, by: float, day: float) -> None:
    """Change a level; what it was counts until this day."""
    level.total += level.now * (day - level.since)
    level.since = day
    level.now += by


@step(inlined=False)
def close_month(w: World) -> None:
    """Bring every level up to the month's end, and note how things stand."""
    for cell in range(w.levels_size):
        level, counted = level_at(w, cell), month_of_level(w, cell)
        change(level, 0.0, w.now)
        counted.total, counted.now = level.total, level.now
        level.total = 0.0
    for place in range(w.services_size):
        service, stands = service_at(w, place), month_of_service(w, place)
        stands.used, stands.in_line = service.used, service.in_line
        stands.open_units = service.open_units
    whole = month_of_run(w)
    whole.day = w.now
    whole.people_here, whole.people_outside = w.people_here, w.people_outside


def note(w: World, person: Record, what: int, detail: int, days: float) -> None:
    """Note what happens to a person, where the run is traced; see ``event_log.Note``."""
    w.log.note(person.id, what, w.now, detail, days)


@machine(note)
def _note(w: World, person: Record, what: int, detail: int, days: float) -> None:
    if not w.traced:
        return
    line = at_address(w.notes, w.notes_size, NOTE)[row_of(w.noted)]
    line.person = person.id
    line.note = what
    line.detail = detail
    line.day = w.now
    line.days = days
    w.noted += 1


# --- A person's chances, keyed as in ``model/draws.py`` -------------------------------------


def draw(w: World, person: Record, episode: int, purpose: int) -> float:
    """Return a person's draw for a purpose of an episode."""
    return uniform(w.seed, w.replication, person.key, person.number, int(episode), int(purpose))


@machine(draw, inlined=False)
def _draw(w: World, person: Record, episode: int, purpose: int) -> float:
    return uniform(w.seed, w.replication, person.key, person.number, episode, purpose)


@step
def chance(w: World, person: Record, purpose: int) -> float:
    """Return this episode's draw for a purpose."""
    return draw(w, person, person.episode, purpose)


@step
def is_so(w: World, person: Record, purpose: int, likely: float) -> bool:
    """Return whether something happens that is so likely; what is sure needs no draw."""
    if likely <= 0.0 or likely >= 1.0:
        return likely >= 1.0
    return chance(w, person, purpose) < likely
