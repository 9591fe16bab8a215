"""The routes of an area in words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from itertools import groupby

from carefunds_sim.scenario.area import Area
from carefunds_sim.scenario.routes import Route, Way, routes_of

WIDTH = 100


def as_text(area: Area) -> str:
    """Return every route of an area, by where it starts."""
    lines = [area.title, "Shares in per cent: independent, some help, much help", ""]
    for start, routes in groupby(routes_of(area), key=lambda route: route.start):
        lines += _told(title_of(area, start), list(routes), area)
    return "\n".join(lines) + "\n"


def title_of(area: Area, name: str) -> str:
    """Return what a stream or service is called."""
    return area.streams[name].title if name in area.streams else area.services[name].title


def percent(route: Route) -> str:
    """Return a route's shares in per cent, one where dependency makes no difference."""
    shares = route.shares[:1] if len(set(route.shares)) == 1 else route.shares
    return " ".join(f"{100 * share:.0f}" for share in shares)


def _told(title: str, routes: list[Route], area: Area) -> Iterator[str]:
    yield title
    for way, same in groupby(routes, key=lambda route: route.way):
        said = "; ".join(_one(route, area) for route in same)
        yield from textwrap.wrap(
            f"{way.value}: {said}", WIDTH, initial_indent="  ", subsequent_indent="    "
        )
        if way is Way.ONWARD:
            yield "    the rest needs nothing more"


def _one(route: Route, area: Area) -> str:
    title = title_of(area, route.to)
    return f"{title} ({percent(route)})" if route.shares else title
