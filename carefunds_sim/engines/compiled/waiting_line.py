"""Who waits for a service, in order: a pairing heap whose links are in the people's records.

Joining takes one comparison; the first, or anybody who gives up, is taken out in a few.
"""

from __future__ import annotations

import numpy as np

from carefunds_sim.engines.compiled.records import Record
from carefunds_sim.model.compiling import compiled, inlined

NOBODY = -1


@compiled
def join_line(persons: np.ndarray, service: Record, slot: int) -> None:
    """Let the person in a slot wait for a service, at the place that their record says."""
    service.in_line += 1
    persons[slot].child = NOBODY
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
    if after != NOBODY:
        persons[after].back = before
    service.first = _together(persons, service.first, rest)


@inlined
def _is_before(one: Record, other: Record) -> bool:
    if one.queue_place != other.queue_place:
        return one.queue_place < other.queue_place
    if one.joined != other.joined:
        return one.joined < other.joined
    return one.id < other.id


@inlined
def _together(persons: np.ndarray, one: int, other: int) -> int:
    """Make one tree of two, and return who is first."""
    if one == NOBODY or other == NOBODY:
        first = max(one, other)
        if first != NOBODY:
            persons[first].sibling = NOBODY
            persons[first].back = NOBODY
        return first
    first, second = one, other
    if _is_before(persons[other], persons[one]):
        first, second = other, one
    eldest = persons[first].child
    persons[second].sibling = eldest
    persons[second].back = first
    if eldest != NOBODY:
        persons[eldest].back = second
    persons[first].child = second
    persons[first].sibling = NOBODY
    persons[first].back = NOBODY
    return first


@inlined
def _all_together(persons: np.ndarray, child: int) -> int:
    """Make one tree of siblings: pairs first, then all from the last pair back."""
    pairs = NOBODY
    while child != NOBODY:
        second = persons[child].sibling
        following = NOBODY if second == NOBODY else persons[second].sibling
        pair = _together(persons, child, second)
        persons[pair].sibling = pairs
        pairs = pair
        child = following
    first = NOBODY
    while pairs != NOBODY:
        following = persons[pairs].sibling
        first = _together(persons, first, pairs)
        pairs = following
    return first
