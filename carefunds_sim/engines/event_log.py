"""The event log of one run, as the engines write it."""

from __future__ import annotations

import heapq
from enum import IntEnum

from carefunds_sim.model.record import Event
from carefunds_sim.vocabulary import DelayReason, Dependency

ARRIVAL_DEPARTURE = "arrival_departure"
QUEUE = "queue"
RESOURCE_USE = "resource_use"
RESOURCE_USE_END = "resource_use_end"
ATTRIBUTE = "attribute"

WAITING_FOR, WITHOUT, NOW_IS = "waiting for ", "did without ", "now is: "
DELAYED = "was delayed {days} days: {reason}"
"""How lines begin, and what one of a delay says."""


class Note(IntEnum):
    """What can happen to a person; its detail says of which service, dependency or reason."""

    ARRIVAL = 0
    DEPARTURE = 1
    DEATH = 2
    WAITING = 3  # detail: the service
    USE = 4  # detail: the service
    USE_END = 5  # detail: the service
    NOW_IS = 6  # detail: the new dependency
    WAS_DELAYED = 7  # detail: the reason; for how many days
    DID_WITHOUT = 8  # detail: the team that there was no more patience with
    DISPLACED = 9  # detail: the service whose provider has closed


EVENT_TYPES = {
    Note.ARRIVAL: ARRIVAL_DEPARTURE,
    Note.DEPARTURE: ARRIVAL_DEPARTURE,
    Note.DEATH: ARRIVAL_DEPARTURE,
    Note.WAITING: QUEUE,
    Note.USE: RESOURCE_USE,
    Note.USE_END: RESOURCE_USE_END,
    Note.NOW_IS: ATTRIBUTE,
    Note.WAS_DELAYED: ATTRIBUTE,
    Note.DID_WITHOUT: QUEUE,
    Note.DISPLACED: ATTRIBUTE,
}
CLOSED = "provider closed: "
WORDS = {Note.ARRIVAL: "arrival", Note.DEPARTURE: "departures", Note.DEATH: "deaths"}


class EventLog:
    """Events in the order in which they happened; a run that is not traced keeps none.

    ``resource_id`` is the lowest free number of the place that is used, from 1; 0 for none.
    """

    def __init__(self, services: tuple[str, ...], *, kept: bool) -> None:
        self.kept = kept
        self.events: list[Event] = []
        self._services = services
        self._free: dict[int, list[int]] = {}
        self._highest: dict[int, int] = {}
        self._held: dict[tuple[int, int], int] = {}

    def note(self, person: int, note: Note, day: float, detail: int = 0, days: float = 0.0) -> None:
        """Write one line; see ``Note`` for what ``detail`` and ``days`` stand for."""
        if not self.kept:
            return
        resource = 0
        if note is Note.USE:
            resource = self._held[person, detail] = self._take(detail)
        elif note is Note.USE_END:
            resource = self._held.pop((person, detail))
            heapq.heappush(self._free[detail], resource)
        words = self._words(note, detail, days)
        self.events.append(Event(person, EVENT_TYPES[note], words, day, resource))

    def _words(self, note: Note, detail: int, days: float) -> str:
        """Return the words of one line."""
        if note in (Note.USE, Note.USE_END):
            return self._services[detail]
        if note is Note.WAITING:
            return WAITING_FOR + self._services[detail]
        if note is Note.DID_WITHOUT:
            return WITHOUT + self._services[detail]
        if note is Note.DISPLACED:
            return CLOSED + self._services[detail]
        if note is Note.NOW_IS:
            return NOW_IS + Dependency(detail).label
        if note is Note.WAS_DELAYED:
            return DELAYED.format(days=f"{days:.2f}", reason=DelayReason(detail).label)
        return WORDS[note]

    def _take(self, service: int) -> int:
        free = self._free.setdefault(service, [])
        if free:
            return heapq.heappop(free)
        self._highest[service] = self._highest.get(service, 0) + 1
        return self._highest[service]
