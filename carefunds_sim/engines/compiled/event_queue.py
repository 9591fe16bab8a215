"""What is to happen to each person next: a heap in which everybody has at most one event.

Events are ordered by (time, moment, person); moment and person are packed into one ``order``.
Each parent has four children, which lie side by side in memory. Everybody's place in the heap is
kept by their slot, so that a new event takes the place of the old one.
"""

from __future__ import annotations

import numpy as np

from carefunds_sim.engines.compiled.records import World
from carefunds_sim.model.compiling import at_address, compiled, inlined

CHILDREN = 4
PERSONS = 32  # bits of an order that are the person's
NOWHERE = -1


@inlined
def order_of(moment: int, person: int) -> int:
    """Return the order of events at one instant."""
    return (np.int64(moment) << PERSONS) | person


@inlined
def moment_of(order: int) -> int:
    """Return the moment of an order."""
    return order >> PERSONS


@inlined
def first_event(w: World) -> tuple[float, int, int]:
    """Return time, order and slot of what comes first; there has to be something."""
    return _times(w)[0], _orders(w)[0], _slots(w)[0]


@compiled
def schedule(w: World, slot: int, time: float, order: int) -> None:
    """Let this be the next event of the person in a slot, instead of any they had."""
    at = _places(w)[slot]
    if at == NOWHERE:
        at = w.events
        w.events += 1
        _rise(w, at, time, order, slot)
    elif _is_before(time, order, _times(w)[at], _orders(w)[at]):
        _rise(w, at, time, order, slot)
    else:
        _sink(w, at, time, order, slot)


@compiled
def cancel(w: World, slot: int) -> None:
    """Let nothing be to come to the person in a slot."""
    times, orders, slots, places = _times(w), _orders(w), _slots(w), _places(w)
    at = places[slot]
    if at == NOWHERE:
        return
    places[slot] = NOWHERE
    w.events -= 1
    last = w.events
    if at == last:
        return
    time, order, moved = times[last], orders[last], slots[last]
    if _is_before(time, order, times[at], orders[at]):
        _rise(w, at, time, order, moved)
    else:
        _sink(w, at, time, order, moved)


@inlined
def _is_before(time: float, order: int, other_time: float, other_order: int) -> bool:
    return time < other_time or (time == other_time and order < other_order)


@compiled
def _rise(w: World, at: int, time: float, order: int, slot: int) -> None:
    """Put an event at a place that is free, or above it."""
    times, orders, slots, places = _times(w), _orders(w), _slots(w), _places(w)
    while at > 0:
        parent = (at - 1) // CHILDREN
        if not _is_before(time, order, times[parent], orders[parent]):
            break
        times[at], orders[at], slots[at] = times[parent], orders[parent], slots[parent]
        places[slots[at]] = at
        at = parent
    times[at], orders[at], slots[at] = time, order, slot
    places[slot] = at


@compiled
def _sink(w: World, at: int, time: float, order: int, slot: int) -> None:
    """Put an event at a place that is free, or below it."""
    times, orders, slots, places = _times(w), _orders(w), _slots(w), _places(w)
    size = w.events
    while True:
        first = at * CHILDREN + 1
        if first >= size:
            break
        best = first
        for child in range(first + 1, min(first + CHILDREN, size)):
            if _is_before(times[child], orders[child], times[best], orders[best]):
                best = child
        if not _is_before(times[best], orders[best], time, order):
            break
        times[at], orders[at], slots[at] = times[best], orders[best], slots[best]
        places[slots[at]] = at
        at = best
    times[at], orders[at], slots[at] = time, order, slot
    places[slot] = at


@inlined
def _times(w: World) -> np.ndarray:
    return at_address(w.event_time, w.event_time_size, np.float64)


@inlined
def _orders(w: World) -> np.ndarray:
    return at_address(w.event_order, w.event_order_size, np.int64)


@inlined
def _slots(w: World) -> np.ndarray:
    return at_address(w.event_slot, w.event_slot_size, np.int64)


@inlined
def _places(w: World) -> np.ndarray:
    return at_address(w.event_at, w.event_at_size, np.int64)
