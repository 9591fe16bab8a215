"""What an event log says: who held a place from when to when, and who waited."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from carefunds_sim.model.calendar import make_calendar
from carefunds_sim.model.record import Event
from carefunds_sim.scenario.scenario import Scenario

NEVER = float("inf")
ENDS_A_WAIT = ("resource_use", "resource_use_end", "queue", "arrival_departure")


class Interval(NamedTuple):
    """A person's time in something; ``end`` is infinite when the run ended first."""

    person: int
    start: float
    end: float

    def within(self, first: float, last: float) -> float:
        """Return the days of it that lie in a window."""
        return max(0.0, min(self.end, last) - max(self.start, first))


def reported_days(scenario: Scenario) -> tuple[float, float]:
    """Return the first and the last day of the reporting period."""
    calendar = make_calendar(scenario.run)
    return float(calendar.starts[calendar.warmup]), float(calendar.starts[-1])


def holds(events: Iterable[Event], service: str) -> list[Interval]:
    """Return every holding of a place of a service, in the order of the starts."""
    found: list[Interval] = []
    open_at: dict[int, int] = {}
    for event in events:
        if event.event != service:
            continue
        if event.event_type == "resource_use":
            open_at[event.entity_id] = len(found)
            found.append(Interval(event.entity_id, event.time, NEVER))
        elif event.event_type == "resource_use_end":
            place = open_at.pop(event.entity_id)
            found[place] = found[place]._replace(end=event.time)
    return found


def waits(events: Iterable[Event], service: str) -> list[Interval]:
    """Return every wait for a service of those who did not start at once.

    A wait ends with the next thing that happens to the person, changes of dependency apart.
    """
    found: list[Interval] = []
    open_at: dict[int, int] = {}
    for event in events:
        place = open_at.get(event.entity_id)
        if place is not None and event.event_type in ENDS_A_WAIT:
            found[place] = found[place]._replace(end=event.time)
            del open_at[event.entity_id]
        if event.event_type == "queue" and event.event == f"waiting for {service}":
            open_at[event.entity_id] = len(found)
            found.append(Interval(event.entity_id, event.time, NEVER))
    return found


def days_within(intervals: Iterable[Interval], window: tuple[float, float]) -> float:
    """Return the person-days of intervals that lie in a window."""
    return sum(interval.within(*window) for interval in intervals)


def levels(events: Iterable[Event], services: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the times of changes and, from each on, how many hold a place; (n), (n, services)."""
    column = {name: index for index, name in enumerate(services)}
    change = {"resource_use": 1, "resource_use_end": -1}
    moves = [
        (event.time, column[event.event], change[event.event_type])
        for event in events
        if event.event_type in change and event.event in column
    ]
    changes = np.zeros((len(moves) + 1, len(services)), dtype=np.int64)
    for row, (_, where, by) in enumerate(moves, start=1):
        changes[row, where] = by
    return np.array([0.0, *(time for time, _, _ in moves)]), changes.cumsum(axis=0)


def share_of_time(times: np.ndarray, holds_true: np.ndarray, window: tuple[float, float]) -> float:
    """Return the share of a window for which what begins at each time holds true."""
    edges = np.clip(np.append(times, NEVER), *window)
    return float((np.diff(edges) * holds_true).sum() / (window[1] - window[0]))
