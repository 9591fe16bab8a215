"""The diagram of a stock-and-flow model: where pipes turn, and where arrows start.

A model says where its variables stand. A cause that is far away is shown again beside what it acts
on, so that arrows stay short.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from xml.etree import ElementTree as ET

from carefunds_sim.report.xmile.document import Document, Point, Variable, add

HALF_WIDTH, HALF_HEIGHT = 22.5, 17.5
REACH = 75.0
"""How far beyond a flow's valve its cloud stands."""

BENT = 35.0
"""Degrees by which an arrow leaves a pipe, so as not to lie on it."""

FAR = 250.0
WIDE, HIGH, CLEAR = 100.0, 44.0, 32.0
"""Room that a name takes, and that is kept from a pipe."""

RINGS, SECTORS = (75.0, 95.0, 120.0, 150.0, 185.0, 225.0), 24


def draw(model: ET.Element, document: Document) -> None:
    """Add a view that shows every variable, and an arrow from every cause to what it acts on."""
    view = add(add(model, "views"), "view", type="stock_flow")
    for each in document.variables:
        element = add(view, each.kind, name=each.title, **_at(each.at))
        element.set("label_side", _side(each, document))
        if each.kind == "flow":
            points = add(element, "pts")
            for point in pipe(each, document):
                add(points, "pt", **_at(point))
    copies: dict[tuple[str, Point], str] = {}
    for cause, start, effect in arrows(document):
        if start != document.named(cause).at and (cause, start) not in copies:
            copies[cause, start] = str(len(view) + 1)
            add(add(view, "alias", uid=copies[cause, start], **_at(start)), "of", cause)
        _arrow(view, cause, effect, start, copies.get((cause, start)))


def _side(each: Variable, document: Document) -> str:
    """Return the side of a variable on which its name lies on no pipe, if there is one."""
    touching = [pipe(flow, document) for flow in document.variables if each.name in flow.ends]
    if each.kind == "flow":
        (x, _), (to_x, _) = pipe(each, document)[:2]
        return "left" if x == to_x == each.at[0] else "bottom"
    below = {y > each.at[1] for corners in touching for x, y in corners if x == each.at[0]}
    return "top" if below == {True} else "bottom"


def _at(place: Point) -> dict[str, str]:
    return {"x": f"{place[0]:g}", "y": f"{place[1]:g}"}


def _arrow(view: ET.Element, cause: str, effect: Variable, start: Point, copy: str | None) -> None:
    (x, y), (to_x, to_y) = start, effect.at
    angle = math.degrees(math.atan2(y - to_y, to_x - x))  # y grows downwards
    bent = BENT if x == to_x or y == to_y or cause in effect.ends else 0.0
    uid = str(len(view) + 1)
    arrow = add(view, "connector", uid=uid, angle=f"{(angle + bent) % 360:.1f}")
    origin = add(arrow, "from", None if copy else cause)
    if copy:
        add(origin, "alias", uid=copy)
    add(arrow, "to", effect.name)


def arrows(document: Document) -> Iterator[tuple[str, Point, Variable]]:
    """Yield each cause, the place from which its arrow starts, and what it acts on."""
    shown = {each.name: [each.at] for each in document.variables}
    flows = [each for each in document.variables if each.kind == "flow"]
    pipes = [point for flow in flows for point in _along(pipe(flow, document))]
    for effect in document.variables:
        for cause in effect.causes if effect.kind != "stock" else ():
            nearest = min(shown[cause], key=lambda place: math.dist(place, effect.at))
            if math.dist(nearest, effect.at) > FAR:
                nearest = _free_place(
                    effect.at, [at for all_ in shown.values() for at in all_], pipes
                )
                shown[cause].append(nearest)
            yield cause, nearest, effect


def _free_place(beside: Point, names: list[Point], pipes: list[Point]) -> Point:
    """Return the nearest place beside another at which nothing stands yet."""
    x, y = beside
    for ring in RINGS:
        for sector in range(SECTORS):
            turn = 2 * math.pi * sector / SECTORS
            place = (round(x + ring * math.cos(turn)), round(y - ring * math.sin(turn)))
            if not any(_within(place, name, WIDE, HIGH) for name in names) and not any(
                _within(place, point, CLEAR, CLEAR) for point in pipes
            ):
                return place
    return x + REACH, y + REACH


def _within(place: Point, other: Point, wide: float, high: float) -> bool:
    return abs(place[0] - other[0]) < wide and abs(place[1] - other[1]) < high


def _along(corners: tuple[Point, ...]) -> Iterator[Point]:
    """Yield points along a pipe, close together."""
    for (x, y), (to_x, to_y) in pairwise(corners):
        steps = max(1, math.ceil(math.dist((x, y), (to_x, to_y)) / CLEAR))
        yield from (
            (x + (to_x - x) * i / steps, y + (to_y - y) * i / steps) for i in range(steps + 1)
        )


def pipe(flow: Variable, document: Document) -> tuple[Point, ...]:
    """Return the corners of a flow's pipe, from where it comes to where it goes.

    It runs level through its valve, and turns to reach a stock above or below; or straight up or
    down between a stock and a cloud.
    """
    x, y = flow.at
    source, target = (document.named(end).at if end else None for end in flow.ends)
    ends: list[list[Point]] = []
    for sign, here, there in ((-1.0, source, target), (1.0, target, source)):
        if here is not None:
            ends.append(list(_edge_and_corner(here, flow.at)))
        elif there is not None and there[0] == x:
            ends.append([(x, y + math.copysign(REACH, y - there[1]))])
        else:
            way = sign * REACH if there is None else math.copysign(REACH, x - there[0])
            ends.append([(x + way, y)])
    return (*ends[0], *reversed(ends[1]))


def _edge_and_corner(stock: Point, valve: Point) -> Iterator[Point]:
    """Yield where a pipe touches a stock, and where it turns towards its valve if it does."""
    across, down = valve[0] - stock[0], valve[1] - stock[1]
    if down == 0.0:
        yield stock[0] + math.copysign(HALF_WIDTH, across), stock[1]
        return
    yield stock[0], stock[1] + math.copysign(HALF_HEIGHT, down)
    if across != 0.0:
        yield stock[0], valve[1]
