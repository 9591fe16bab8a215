"""The event loop: what comes first happens, until the month ends."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from carefunds_sim.engines.compiled.counting import change
from carefunds_sim.engines.compiled.endings import go_on
from carefunds_sim.engines.compiled.event_queue import (
    NOBODY,
    first_event,
    has_event_before,
    moment_of,
    order_of,
)
from carefunds_sim.engines.compiled.passing_time import NOT_DRAWN
from carefunds_sim.engines.compiled.records import Record, World
from carefunds_sim.engines.compiled.step import Step
from carefunds_sim.engines.compiled.story import tell
from carefunds_sim.engines.compiled.tables import (
    DEPENDENCIES,
    begin_month,
    capacity_step_at,
    code_at,
    level_at,
    month_of_level,
    month_of_run,
    month_of_service,
    number_at,
    occupied_at,
    person_at,
    service_at,
    stream_at,
)
from carefunds_sim.engines.compiled.whereabouts import enter, open_places
from carefunds_sim.engines.person import LONG_AGO, NOTHING, OUTSIDE
from carefunds_sim.model.compiling import compiled, inlined
from carefunds_sim.vocabulary import Moment, Origin

NOTES_OF_AN_EVENT = 64  # and eight for each stage: more than one event can bring


class Pause(IntEnum):
    """Why the loop has come to a stop."""

    MONTH_END = 0  # the month's counts are still to be read
    MORE_PERSONS = 1
    MORE_NOTES = 2


# --- What Python calls: the world in a table of one row, which is handed over much faster ----


@compiled
def simulate_months(worlds: np.ndarray) -> int:
    """Simulate up to the end of the month to pause after; tell why the loop has stopped."""
    return _simulate_months(worlds[0])


@compiled
def set_next_month(worlds: np.ndarray) -> None:
    """Begin the month after the one to pause after."""
    _set_next_month(worlds[0])


@inlined
def _simulate_months(w: World) -> int:
    """Let happen what happens up to the month's end to pause after; tell why the loop stopped."""
    room_for_notes = w.notes_size - NOTES_OF_AN_EVENT - 8 * w.stages_size
    while True:
        if w.traced and w.noted > room_for_notes:
            return Pause.MORE_NOTES
        if has_event_before(w, w.run_time, w.run_order):
            own_time, own_order, slot = first_event(w)
            w.event_count += 1
            w.now = own_time
            go_on(w, slot, moment_of(own_order))
            if person_at(w, slot).step == Step.GONE:
                free(w, slot)
            continue
        moment = moment_of(w.run_order)
        if moment == Moment.ARRIVAL and w.free == NOBODY:
            return Pause.MORE_PERSONS
        w.event_count += 1
        w.now = w.run_time
        if moment == Moment.MONTH:
            close_month(w)
            if w.month == w.pause_after or may_be_locked(w):
                return Pause.MONTH_END
            _set_next_month(w)
            continue
        if moment == Moment.CAPACITY_STEP:
            step_capacity(w)
        else:
            arrive(w)


@compiled
def find_next_of_run(w: World) -> None:
    """Find the next event that is no person's own: a month's end, a capacity step, an arrival."""
    time, order = w.month_day, order_of(Moment.MONTH, w.month)
    if w.next_step < w.capacity_steps_size and w.next_step_day < time:
        step = capacity_step_at(w, w.next_step)
        time, order = w.next_step_day, order_of(Moment.CAPACITY_STEP, step.service)
    if w.next_person < w.comer_number_size and w.next_arrival < time:
        time, order = w.next_arrival, order_of(Moment.ARRIVAL, w.next_person)
    w.run_time, w.run_order = time, order


@inlined
def step_capacity(w: World) -> None:
    """Step a small network's capacity on its stated day."""
    step = capacity_step_at(w, w.next_step)
    service_at(w, step.service).open_units = step.capacity
    open_places(w, step.service)
    set_next_step(w, w.next_step + 1)


@inlined
def set_next_step(w: World, index: int) -> None:
    """Set when the next capacity step comes: so many days after the one before."""
    w.next_step = index
    if index < w.capacity_steps_size:
        days = max(0.0, capacity_step_at(w, index).day - w.now)
        w.next_step_day = w.now + days
    find_next_of_run(w)


@inlined
def arrive(w: World) -> None:
    """Let the next person come forward, as far as feedback loops let them."""
    row = w.next_person
    stream = code_at(w.comer_stream, row)
    set_next_arrival(w, row + 1)
    if number_at(w.comer_thinning, row) < stream_at(w, stream).threshold:
        begin(w, row)


@inlined
def set_next_arrival(w: World, row: int) -> None:
    """Set when the next person comes: so many days after the one before."""
    w.next_person = row
    if row < w.comer_number_size:
        days = max(0.0, number_at(w.comer_arrival_day, row) - w.now)
        w.next_arrival = w.now + days
    find_next_of_run(w)


@compiled
def set_off(worlds: np.ndarray) -> None:
    """Set when the first month ends, and when the first person and capacity step come."""
    w = worlds[0]
    set_month(w, 0)
    set_next_step(w, 0)
    set_next_arrival(w, 0)


@compiled
def begin(w: World, row: int) -> None:
    """Begin the story of a person."""
    slot = w.free
    person = person_at(w, slot)
    w.free = person.sibling
    make(w, person, row)
    need = code_at(w.comer_first_need, row)
    person.need = need
    enter(w, person, code_at(w.comer_starts_in, row))
    if need == NOTHING:
        tell(w, slot, Step.LEAVE)
    else:
        tell(w, slot, Step.STAY if person.in_census else Step.REACH)
    if person.step == Step.GONE:
        free(w, slot)


@inlined
def make(w: World, person: Record, row: int) -> None:
    """Fill in who a person is; see ``engines/person.py``."""
    person.id = row
    person.number = code_at(w.comer_number, row)
    person.key = code_at(w.comer_key, row)
    person.band = code_at(w.comer_band, row)
    person.dependency = code_at(w.comer_dependency, row)
    person.presentation = code_at(w.comer_presentation, row)
    person.funding = code_at(w.comer_funding, row)
    person.commissioner = code_at(w.comer_commissioner, row)
    person.in_census = code_at(w.comer_starts_in, row) >= 0
    person.came_as = stream_at(w, code_at(w.comer_stream, row)).origin
    if person.in_census:
        person.came_as = Origin.HOSPITAL
    person.place = person.kept = OUTSIDE
    person.units = person.kept_units = 0.0
    person.ready_day = person.admitted_day = person.discharged_day = LONG_AGO
    person.asked_day = person.reabled_day = LONG_AGO
    person.early = person.granted = False
    person.spell = person.stage = person.delay = 0
    person.renewals[:] = 0
    person.left[:] = NOT_DRAWN


@inlined
def free(w: World, slot: int) -> None:
    """Let the record of somebody who has gone be used again."""
    person_at(w, slot).sibling = w.free
    w.free = slot


@compiled
def open_every_place(worlds: np.ndarray) -> None:
    """Open what the money has bought for the coming month."""
    w = worlds[0]
    for place in range(w.services_size):
        open_places(w, place)


@compiled
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


@compiled
def may_be_locked(w: World) -> bool:
    """Tell whether everybody in a service that no hazard takes people from waits to leave it."""
    for place in range(w.services_size):
        service = service_at(w, place)
        if service.held_fast and service.waiting_here > 0:
            present = 0.0
            for dependency in range(DEPENDENCIES):
                present += occupied_at(w, place, dependency).now
            if service.waiting_here >= present:
                return True
    return False


@inlined
def _set_next_month(w: World) -> None:
    """Begin the next month: its end comes so many days after the one before."""
    begin_month(w)
    set_month(w, w.month + 1)


@inlined
def set_month(w: World, month: int) -> None:
    """Set which month this is and when it ends."""
    w.month = month
    w.month_day = w.now + number_at(w.month_lengths, month)
    find_next_of_run(w)


@compiled
def count_waiting(worlds: np.ndarray, counted: np.ndarray) -> None:
    """Count who waits, by the service they are in and the one they wait for; shape (s, s)."""
    w = worlds[0]
    for slot in range(w.persons_size):
        person = person_at(w, slot)
        waits = person.step == Step.WAITS or person.step == Step.WAITS_FOR_TEAM
        if waits and person.place != OUTSIDE and not person.granted:
            counted[person.place, person.waits_for] += 1.0
