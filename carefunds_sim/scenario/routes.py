"""The ways from service to service that an area's file lays out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from carefunds_sim.scenario.schema.area import Area, Service, Stream
from carefunds_sim.vocabulary import Dependency


class Way(Enum):
    """Why people go from one place to the next."""

    FIRST = "first need"
    ONWARD = "after the stay"
    REFUSED = "when refused"
    SECOND = "when patience ends"
    PRIVATE = "who pays for it themselves"
    ADMITTED = "emergency admission"


@dataclass(frozen=True)
class Route:
    """One way from a stream or service to a service.

    ``shares`` are of those who go this way, by dependency; a single number where dependency
    makes no difference; empty where no share but something else decides.
    """

    start: str
    to: str
    way: Way
    shares: tuple[float, ...] = ()


def routes_of(area: Area) -> tuple[Route, ...]:
    """Return every route of an area, streams first, each part in the order of the file."""
    streams = (route for name, stream in area.streams.items() for route in _first(name, stream))
    services = (
        route for name, service in area.services.items() for route in _from(name, service, area)
    )
    return (*streams, *services)


def _first(name: str, stream: Stream) -> Iterator[Route]:
    for to, shares in _by_service(stream.first.value).items():
        yield Route(name, to, Way.FIRST, shares)


def _from(name: str, service: Service, area: Area) -> Iterator[Route]:
    if service.onward:
        for to, shares in _by_service(service.onward.value).items():
            yield Route(name, to, Way.ONWARD, shares)
    if service.rationing:
        for to, share in service.rationing.refused_to.value.items():
            yield Route(name, to, Way.REFUSED, (share,))
    if service.second_choice:
        yield Route(name, service.second_choice, Way.SECOND)
    if service.self_funded_as:
        yield Route(name, service.self_funded_as, Way.PRIVATE)
    if service.hazards.admission and area.admitted_to:
        yield Route(name, area.admitted_to, Way.ADMITTED)


def _by_service(
    rows: Mapping[Dependency, Mapping[str, float]],
) -> dict[str, tuple[float, ...]]:
    """Return each service's shares by dependency; a missing one repeats the one before it."""
    latest = next(iter(rows.values()))
    complete = [latest := rows.get(dependency, latest) for dependency in Dependency]
    services = dict.fromkeys(to for row in complete for to in row)
    return {
        to: shares for to in services if any(shares := tuple(row.get(to, 0.0) for row in complete))
    }
