"""Whom to follow in an event log, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from carefunds_sim.engines.event_log import QUEUE, RESOURCE_USE, RESOURCE_USE_END, WAITING_FOR
from carefunds_sim.report.wording import counted
from carefunds_sim.vocabulary import Setting

if TYPE_CHECKING:
    from carefunds_sim.model.record import Event
    from carefunds_sim.scenario.schema.area import Area

LEAST_DAYS = 1.0
"""A wait that is worth following, in days."""

LEAST_STAYS = 3
"""Stays of one person that are worth following, where nobody waited."""


class Followed(NamedTuple):
    """A person, and in a sentence without its end what makes them worth following."""

    person: int
    reason: str


class _Wait(NamedTuple):
    days: float
    person: int
    service: str
    in_bed: bool


def worth_following(events: Sequence[Event], area: Area) -> Followed | None:
    """Return who waited longest in a hospital bed and then went on to what they waited for.

    Where nobody waited there for a day, it is who waited longest anywhere, then who has most
    stays. Of several alike it is the first. None where there is nothing of the kind.
    """
    beds = {name for name, service in area.services.items() if service.setting is Setting.ACUTE}
    waits = [wait for wait in _waits(events, beds) if wait.days >= LEAST_DAYS]
    longest = max([w for w in waits if w.in_bed] or waits, key=lambda w: w.days, default=None)
    if longest:
        days, service = counted(round(longest.days), "day"), longest.service.replace("_", " ")
        where = " in a hospital bed" if longest.in_bed else ""
        reason = f"Person {longest.person} waited {days}{where} for {service}"
        return Followed(longest.person, reason)
    return _most_stays(events)


def _waits(events: Iterable[Event], beds: set[str]) -> Iterator[_Wait]:
    """Yield every wait that ended with the place that was waited for."""
    since: dict[int, tuple[str, float, bool]] = {}
    held: set[tuple[int, str]] = set()
    for event in events:
        person, what = event.entity_id, event.event
        if event.event_type == QUEUE and what.startswith(WAITING_FOR):
            in_bed = any((person, bed) in held for bed in beds)
            since[person] = (what.removeprefix(WAITING_FOR), event.time, in_bed)
        elif event.event_type == RESOURCE_USE:
            service, start, in_bed = since.pop(person, ("", 0.0, False))
            if service == what:
                yield _Wait(event.time - start, person, service, in_bed)
            held.add((person, what))
        elif event.event_type == RESOURCE_USE_END:
            held.discard((person, what))


def _most_stays(events: Iterable[Event]) -> Followed | None:
    stays = Counter(event.entity_id for event in events if event.event_type == RESOURCE_USE)
    ((person, number),) = stays.most_common(1) or [(0, 0)]
    if number < LEAST_STAYS:
        return None
    return Followed(person, f"Person {person} has {number} stays")
