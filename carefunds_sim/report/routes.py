"""The routes of an area in words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from carefunds_sim.scenario.routes import Route, Way, routes_of
from carefunds_sim.scenario.schema.area import Area
from carefunds_sim.screen import WIDTH, wrapped

READING = "Of a hundred people, how many go where: independent, with some help, with much help"


def as_text(area: Area, *, width: int = WIDTH) -> str:
    """Return every route of an area, by where it starts."""
    lines = [*wrapped(area.title, width), *wrapped(READING, width), ""]
    for start, routes in groupby(routes_of(area), key=lambda route: route.start):
        lines += _told(title_of(area, start), list(routes), area, width)
    return "\n".join(lines) + "\n"


def title_of(area: Area, name: str) -> str:
    """Return what a stream or service is called."""
    return area.streams[name].title if name in area.streams else area.services[name].title


def percent(route: Route) -> str:
    """Return a route's shares in per cent, one where dependency makes no difference."""
    shares = route.shares[:1] if len(set(route.shares)) == 1 else route.shares
    return " ".join(f"{100 * share:.0f}" for share in shares)


def _told(title: str, routes: list[Route], area: Area, width: int) -> Iterator[str]:
    yield from wrapped(title, width, rest="  ")
    for way, same in groupby(routes, key=lambda route: route.way):
        said = "; ".join(_one(route, area) for route in same)
        yield from wrapped(f"{way.value}: {said}", width, first="  ", rest="    ")
        if way is Way.ONWARD:
            yield "    the rest need nothing more"


def _one(route: Route, area: Area) -> str:
    title = title_of(area, route.to)
    return f"{title} ({percent(route)})" if route.shares else title
