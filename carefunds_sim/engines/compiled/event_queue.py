"""What is to happen to each person next: each has at most one event to come.

Events are ordered by (time, moment, person); moment and person are packed into one ``order``.
Those of later days are kept in a list for each day; only when their day comes they are put in
order, in a heap in which each parent has four children. So the heap stays small, however many
people there are, and a life's next event, which is mostly months away, costs next to nothing.
"""

from __future__ import annotations

import numpy as np

from carefunds_sim.engines.steps.records import NO_PERSON, PERSON, World
from carefunds_sim.model.compiling import at_address, compiled, fetch_ahead, step

CHILDREN = 4
PERSONS = 32  # bits of an order that are the person's
NOWHERE = -1  # nothing is to come, or not before the end of the run
LATER = -2  # in the list of a later day
LINE = 64  # bytes that memory is fetched by
PERSON_BYTES = PERSON.itemsize
LINES_OF_PERSON = 5  # all but what is seldom asked for


@step
def order_of(moment: int, person: int) -> int:
    """Return the order of events at one instant."""
    return (moment << PERSONS) | person


@step
def moment_of(order: int) -> int:
    """Return the moment of an order."""
    return order >> PERSONS


@step
def has_event_before(w: World, time: float, order: int) -> bool:
    """Return whether a person has an event before this; it is then the first in the heap."""
    while w.events == 0 and w.today + 1.0 <= time:
        w.today += 1
        _begin_day(w)
    return w.events > 0 and _is_before(_times(w)[0], _orders(w)[0], time, order)


@step
def first_event(w: World) -> tuple[float, int, int]:
    """Return time, order and slot of the first in the heap; there has to be one."""
    return _times(w)[0], _orders(w)[0], _slots(w)[0]


@compiled
def schedule(w: World, slot: int, time: float, order: int) -> None:
    """Let this be the next event of the person in a slot, instead of any they had."""
    if time < w.today + 1.0:
        _come_today(w, slot, time, order)
        return
    cancel(w, slot)
    if time < w.days_size:
        _come_later(w, slot, time, order)


@compiled
def cancel(w: World, slot: int) -> None:
    """Let nothing be to come to the person in a slot."""
    at = _places(w)[slot]
    if at >= 0:
        _take_out(w, at)
    elif at == LATER:
        _leave_list(w, slot)
    _places(w)[slot] = NOWHERE


# --- Later days -----------------------------------------------------------------------------


@step
def _come_later(w: World, slot: int, time: float, order: int) -> None:
    """Put an event into the list of its day."""
    links, days, day = _links(w), _days(w), np.int64(time)
    _own_times(w)[slot], _own_orders(w)[slot] = time, order
    _places(w)[slot] = LATER
    after = days[day]
    links[2 * slot], links[2 * slot + 1] = NO_PERSON, after
    if after != NO_PERSON:
        links[2 * after] = slot
    days[day] = slot


@step
def _leave_list(w: World, slot: int) -> None:
    """Take an event out of the list of its day."""
    links = _links(w)
    before, after = links[2 * slot], links[2 * slot + 1]
    if after != NO_PERSON:
        links[2 * after] = before
    if before != NO_PERSON:
        links[2 * before + 1] = after
    else:
        _days(w)[np.int64(_own_times(w)[slot])] = after


@compiled
def _begin_day(w: World) -> None:
    """Put the events of a day that begins in order, and have those people's records at hand."""
    links, times, orders = _links(w), _own_times(w), _own_orders(w)
    slot = _days(w)[w.today]
    while slot != NO_PERSON:
        for line in range(LINES_OF_PERSON):
            fetch_ahead(w.persons + slot * PERSON_BYTES + line * LINE)
        _rise(w, w.events, times[slot], orders[slot], slot)
        w.events += 1
        slot = links[2 * slot + 1]


# --- Today ----------------------------------------------------------------------------------


@step
def _come_today(w: World, slot: int, time: float, order: int) -> None:
    """Put an event into the heap, or to its new place there."""
    at = _places(w)[slot]
    if at >= 0:
        if _is_before(time, order, _times(w)[at], _orders(w)[at]):
            _rise(w, at, time, order, slot)
        else:
            _sink(w, at, time, order, slot)
        return
    if at == LATER:
        _leave_list(w, slot)
    w.events += 1
    _rise(w, w.events - 1, time, order, slot)


@step
def _take_out(w: World, at: int) -> None:
    """Take an event out of the heap; the last one takes its place."""
    times, orders, slots = _times(w), _orders(w), _slots(w)
    w.events -= 1
    last = w.events
    if at == last:
        return
    time, order, slot = times[last], orders[last], slots[last]
    if _is_before(time, order, times[at], orders[at]):
        _rise(w, at, time, order, slot)
    else:
        _sink(w, at, time, order, slot)


@step
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


# --- Tables ---------------------------------------------------------------------------------


@step
def _times(w: World) -> np.ndarray:
    return at_address(w.event_time, w.event_time_size, np.float64)


@step
def _orders(w: World) -> np.ndarray:
    return at_address(w.event_order, w.event_order_size, np.int64)


@step
def _slots(w: World) -> np.ndarray:
    return at_address(w.event_slot, w.event_slot_size, np.int64)


@step
def _places(w: World) -> np.ndarray:
    return at_address(w.event_at, w.event_at_size, np.int64)


@step
def _own_times(w: World) -> np.ndarray:
    return at_address(w.own_time, w.own_time_size, np.float64)


@step
def _own_orders(w: World) -> np.ndarray:
    return at_address(w.own_order, w.own_order_size, np.int64)


@step
def _links(w: World) -> np.ndarray:
    """By slot: who is before and who is after them in the list of a day."""
    return at_address(w.own_links, w.own_links_size, np.int64)


@step
def _days(w: World) -> np.ndarray:
    return at_address(w.days, w.days_size, np.int64)
