"""People in the memory of the compiled engine: where they are in their story, and in a line.

Who waits for a service, in order, is a pairing heap whose links are in the people's records.
Joining takes one comparison; the first, or one who gives up, is taken out in a few.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from carefunds_sim.engines.compiled.event_queue import order_of, schedule
from carefunds_sim.engines.steps.movements import let_start
from carefunds_sim.engines.steps.records import NO_PERSON, OUTSIDE, PERSON, Record, World
from carefunds_sim.engines.steps.tables import service_at
from carefunds_sim.model.compiling import at_address, compiled, machine, row_of, step
from carefunds_sim.model.rules import pathway
from carefunds_sim.vocabulary import Moment


class Step(IntEnum):
    """Below ``IN_STAGE`` what takes no time; from there on what is waited for."""

    REACH = 0
    ARRANGE = 1
    PASS_THRESHOLD = 2
    JOIN_QUEUE = 3
    MOVE_IN = 4
    STAY = 5
    COMPLETE = 6
    LEAVE = 7
    IN_STAGE = 8
    WAITS_FOR_TEAM = 9
    WITH_TEAM = 10
    WAITS = 11
    FIRST_PART = 12
    STAYS = 13
    GONE = 14


@step
def person_at(w: World, slot: int) -> Record:
    """Return the record of a person who is in the model."""
    return at_address(w.persons, w.persons_size, PERSON)[row_of(slot)]


@step
def persons_of(w: World) -> np.ndarray:
    """Return the records of all who are in the model, whatever is in slots that are free."""
    persons: np.ndarray = at_address(w.persons, w.persons_size, PERSON)
    return persons


# --- The line for a service -----------------------------------------------------------------


@step(inlined=False)
def serve(w: World, service: Record) -> None:
    """Let waiting people start, in order, while there is room for the first of them."""
    while service.first != NO_PERSON:
        slot = service.first
        person = person_at(w, slot)
        if not pathway.fits(service.used, person.wanted, service.limit):
            return
        leave_line(persons_of(w), service, slot)
        service.used += person.wanted
        person.granted = True
        schedule(w, slot, w.now, order_of(Moment.START, person.id))


@machine(let_start)
def _let_start(w: World, place: int) -> None:
    service = service_at(w, place)
    if service.first != NO_PERSON:
        serve(w, service)


@compiled
def join_line(persons: np.ndarray, service: Record, slot: int) -> None:
    """Let the person in a slot wait for a service, at the place that their record says."""
    service.in_line += 1
    persons[slot].child = NO_PERSON
    service.first = _together(persons, service.first, slot)


@compiled
def leave_line(persons: np.ndarray, service: Record, slot: int) -> None:
    """Take the person in a slot out of the line."""
    service.in_line -= 1
    rest = _all_together(persons, persons[slot].child)
    if service.first == slot:
        service.first = rest
        return
    before, after = persons[slot].back, persons[slot].sibling
    if persons[before].child == slot:
        persons[before].child = after
    else:
        persons[before].sibling = after
    if after != NO_PERSON:
        persons[after].back = before
    service.first = _together(persons, service.first, rest)


@step
def _is_before(one: Record, other: Record) -> bool:
    if one.queue_place != other.queue_place:
        return one.queue_place < other.queue_place
    if one.joined != other.joined:
        return one.joined < other.joined
    return one.id < other.id


@step
def _together(persons: np.ndarray, one: int, other: int) -> int:
    """Make one tree of two, and return who is first."""
    if one == NO_PERSON or other == NO_PERSON:
        first = max(one, other)
        if first != NO_PERSON:
            persons[first].sibling = NO_PERSON
            persons[first].back = NO_PERSON
        return first
    first, second = one, other
    if _is_before(persons[other], persons[one]):
        first, second = other, one
    eldest = persons[first].child
    persons[second].sibling = eldest
    persons[second].back = first
    if eldest != NO_PERSON:
        persons[eldest].back = second
    persons[first].child = second
    persons[first].sibling = NO_PERSON
    persons[first].back = NO_PERSON
    return first


@step
def _all_together(persons: np.ndarray, child: int) -> int:
    """Make one tree of siblings: pairs first, then all from the last pair back."""
    pairs = NO_PERSON
    while child != NO_PERSON:
        second = persons[child].sibling
        following = NO_PERSON if second == NO_PERSON else persons[second].sibling
        pair = _together(persons, child, second)
        persons[pair].sibling = pairs
        pairs = pair
        child = following
    first = NO_PERSON
    while pairs != NO_PERSON:
        following = persons[pairs].sibling
        first = _together(persons, first, pairs)
        pairs = following
    return first


@compiled
def count_waiting(worlds: np.ndarray, counted: np.ndarray) -> None:
    """Count who waits, by the service they are in and the one they wait for; shape (s, s)."""
    w = worlds[0]
    for slot in range(w.persons_size):
        person = person_at(w, slot)
        waits = person.step == Step.WAITS or person.step == Step.WAITS_FOR_TEAM
        if waits and person.place != OUTSIDE and not person.granted:
            counted[person.place, person.waits_for] += 1.0
