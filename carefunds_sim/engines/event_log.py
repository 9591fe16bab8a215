"""The event log of one run, in the columns that animation tools read."""

from __future__ import annotations

import heapq

from carefunds_sim.model.record import Event

ARRIVAL_DEPARTURE = "arrival_departure"
QUEUE = "queue"
RESOURCE_USE = "resource_use"
RESOURCE_USE_END = "resource_use_end"
ATTRIBUTE = "attribute"


class EventLog:
    """Events in the order in which they happened; a run that nobody traces keeps none.

    ``resource_id`` is the lowest free number of the place that is used, from 1; 0 for none.
    """

    def __init__(self, *, kept: bool) -> None:
        self.kept = kept
        self.events: list[Event] = []
        self._free: dict[str, list[int]] = {}
        self._highest: dict[str, int] = {}
        self._held: dict[tuple[int, str], int] = {}

    def note(self, person: int, event_type: str, event: str, day: float) -> None:
        """Write one line."""
        if not self.kept:
            return
        resource = 0
        if event_type == RESOURCE_USE:
            resource = self._held[person, event] = self._take(event)
        elif event_type == RESOURCE_USE_END:
            resource = self._held.pop((person, event))
            heapq.heappush(self._free[event], resource)
        self.events.append(Event(person, event_type, event, day, resource))

    def _take(self, service: str) -> int:
        free = self._free.setdefault(service, [])
        if free:
            return heapq.heappop(free)
        self._highest[service] = self._highest.get(service, 0) + 1
        return self._highest[service]
