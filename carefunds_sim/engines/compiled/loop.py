"""The event loop: what comes first happens, until the month ends."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from carefunds_sim.engines.compiled.event_queue import (
    first_event,
    has_event_before,
    moment_of,
    order_of,
)
from carefunds_sim.engines.compiled.people import Step, person_at
from carefunds_sim.engines.compiled.story import advance, go_on
from carefunds_sim.engines.steps.choices import make_person
from carefunds_sim.engines.steps.movements import enter, open_places
from carefunds_sim.engines.steps.records import (
    LEVEL_MONTH,
    NO_PERSON,
    NOTHING,
    RUN_MONTH,
    SERVICE_MONTH,
    World,
)
from carefunds_sim.engines.steps.tables import (
    DEPENDENCIES,
    capacity_step_at,
    close_month,
    code_at,
    number_at,
    occupied_at,
    service_at,
    stream_at,
)
from carefunds_sim.model.compiling import BYTES, compiled, step
from carefunds_sim.vocabulary import Moment

SERVICE_MONTH_BYTES = SERVICE_MONTH.itemsize
RUN_MONTH_BYTES = RUN_MONTH.itemsize
LEVEL_MONTH_BYTES = LEVEL_MONTH.itemsize
NOTES_OF_AN_EVENT = 64  # and eight for each stage: more than one event can bring


class Pause(IntEnum):
    """Why the loop has come to a stop."""

    MONTH_END = 0  # the month's counts are still to be read
    MORE_PERSONS = 1
    MORE_NOTES = 2


# --- What Python calls: the world in a table of one row, which is handed over much faster ----


@compiled
def simulate_months(worlds: np.ndarray) -> int:
    """Let happen what happens up to the month's end to pause after; return why the loop stopped."""
    w = worlds[0]
    room_for_notes = w.notes_size - NOTES_OF_AN_EVENT - 8 * w.stages_size
    while True:
        if w.traced and w.noted > room_for_notes:
            return Pause.MORE_NOTES
        if has_event_before(w, w.run_time, w.run_order):
            own_time, own_order, slot = first_event(w)
            w.event_count += 1
            w.now = own_time
            go_on(w, slot, moment_of(own_order))
        else:
            moment = moment_of(w.run_order)
            if moment == Moment.ARRIVAL and w.free == NO_PERSON:
                return Pause.MORE_PERSONS
            w.event_count += 1
            w.now = w.run_time
            if moment == Moment.MONTH:
                close_month(w)
                if w.month == w.pause_after or may_be_locked(w):
                    return Pause.MONTH_END
                begin_next_month(w)
                continue
            if moment == Moment.CAPACITY_STEP:
                step_capacity(w)
                continue
            slot = arrive(w)
            if slot == NO_PERSON:
                continue
        advance(w, slot)
        if person_at(w, slot).step == Step.GONE:
            person_at(w, slot).sibling = w.free  # the record may be used again
            w.free = slot


@compiled
def set_next_month(worlds: np.ndarray) -> None:
    """Begin the month after the one to pause after."""
    begin_next_month(worlds[0])


@step(inlined=False)
def find_next_of_run(w: World) -> None:
    """Find the next event that is no person's own: a month's end, a capacity step, an arrival."""
    time, order = w.month_day, order_of(Moment.MONTH, w.month)
    if w.next_step < w.capacity_steps_size and w.next_step_day < time:
        change = capacity_step_at(w, w.next_step)
        time, order = w.next_step_day, order_of(Moment.CAPACITY_STEP, change.service)
    if w.next_person < w.comer_number_size and w.next_arrival < time:
        time, order = w.next_arrival, order_of(Moment.ARRIVAL, w.next_person)
    w.run_time, w.run_order = time, order


@step
def step_capacity(w: World) -> None:
    """Step a small network's capacity on its stated day."""
    change = capacity_step_at(w, w.next_step)
    service_at(w, change.service).open_units = change.capacity
    open_places(w, change.service)
    set_next_step(w, w.next_step + 1)


@step
def set_next_step(w: World, index: int) -> None:
    """Set when the next capacity step comes: so many days after the one before."""
    w.next_step = index
    if index < w.capacity_steps_size:
        days = max(0.0, capacity_step_at(w, index).day - w.now)
        w.next_step_day = w.now + days
    find_next_of_run(w)


@step
def arrive(w: World) -> int:
    """Let the next person come forward; return their slot, NO_PERSON where loops hold them back."""
    row = w.next_person
    stream = code_at(w.comer_stream, row)
    set_next_arrival(w, row + 1)
    if number_at(w.comer_thinning, row) >= stream_at(w, stream).threshold:
        return NO_PERSON
    slot = w.free
    person = person_at(w, slot)
    w.free = person.sibling
    make_person(w, person, row)
    enter(w, person, code_at(w.comer_starts_in, row))
    person.step = Step.STAY if person.in_census else Step.REACH
    if person.need == NOTHING:
        person.step = Step.LEAVE
    return slot


@step
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
def open_every_place(worlds: np.ndarray) -> None:
    """Open what the money has bought for the coming month."""
    w = worlds[0]
    for place in range(w.services_size):
        open_places(w, place)


@step(inlined=False)
def may_be_locked(w: World) -> bool:
    """Return whether all in a service that no hazard takes people from wait to leave it."""
    for place in range(w.services_size):
        service = service_at(w, place)
        if service.held_fast and service.waiting_here > 0:
            present = 0.0
            for dependency in range(DEPENDENCIES):
                present += occupied_at(w, place, dependency).now
            if service.waiting_here >= present:
                return True
    return False


@step
def begin_next_month(w: World) -> None:
    """Begin the next month: count in the next rows; it ends so many days after the one before."""
    w.service_months += w.services_size * SERVICE_MONTH_BYTES
    w.run_months += RUN_MONTH_BYTES
    w.level_months += w.levels_size * LEVEL_MONTH_BYTES
    w.starts_months += w.services_size * w.commissioners * BYTES
    w.arrivals_months += w.streams_size * BYTES
    w.moves_months += w.moves_each * BYTES
    set_month(w, w.month + 1)


@step
def set_month(w: World, month: int) -> None:
    """Set which month this is and when it ends."""
    w.month = month
    w.month_day = w.now + number_at(w.month_lengths, month)
    find_next_of_run(w)
