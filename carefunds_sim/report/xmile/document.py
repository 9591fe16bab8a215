"""A stock-and-flow model, and its text in XMILE 1.0 with a diagram.

Only what readers agree on is written: stocks, flows and auxiliaries with plain equations.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from carefunds_sim.version import __version__

NAMESPACE = "http://docs.oasis-open.org/xmile/ns/XMILE/v1.0"
FUNCTIONS = frozenset({"MIN", "MAX", "EXP", "SQRT"})
CLOUD = ""
"""The end of a flow that leads out of the model."""

HALF_WIDTH, HALF_HEIGHT = 22.5, 17.5
REACH = 75.0
"""How far beyond a flow's valve its cloud stands."""

BENT = 35.0
"""Degrees by which the arrow from a stock to its own flow leaves the pipe, not to lie on it."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Variable:
    """A variable of a model, and where its diagram has it.

    ``kind`` is ``stock``, ``flow`` or ``aux``. ``equation`` is a stock's value at the start;
    ``ends`` are the stocks that a flow leaves and reaches. ``copies`` are places at which the
    diagram shows it again, so that arrows stay short.
    """

    kind: str
    name: str
    units: str
    equation: str
    at: Point
    doc: str
    ends: tuple[str, str] = (CLOUD, CLOUD)
    copies: tuple[Point, ...] = ()
    side: str = "bottom"

    @property
    def causes(self) -> tuple[str, ...]:
        """The names in the equation, each once, in the order in which they stand there."""
        names = re.findall(r"[A-Za-z]\w*", self.equation)
        return tuple(dict.fromkeys(name for name in names if name not in FUNCTIONS))

    @property
    def title(self) -> str:
        """The name as a diagram shows it."""
        return self.name.replace("_", " ")


@dataclass(frozen=True)
class Document:
    """A model as it is written: what it is called, how long it runs and what is in it."""

    name: str
    days: float
    dt: float
    variables: tuple[Variable, ...]

    def named(self, name: str) -> Variable:
        """Return a variable by its name."""
        return next(each for each in self.variables if each.name == name)


def text_of(document: Document) -> str:
    """Return a model as the text of an XMILE file; the same model gives the same bytes."""
    root = ET.Element("xmile", version="1.0", xmlns=NAMESPACE)
    header = ET.SubElement(root, "header")
    _add(header, "vendor", "carefunds_sim")
    _add(header, "product", "carefunds_sim", version=__version__, lang="en")
    _add(header, "name", document.name)
    specs = ET.SubElement(root, "sim_specs", method="Euler", time_units="days")
    for tag, number in (("start", 0.0), ("stop", document.days), ("dt", document.dt)):
        _add(specs, tag, f"{number:.12g}")
    model = ET.SubElement(root, "model")
    variables = ET.SubElement(model, "variables")
    for each in document.variables:
        _write(variables, each, document)
    view = ET.SubElement(ET.SubElement(model, "views"), "view", type="stock_flow")
    _draw(view, document)
    ET.indent(root, " ")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _add(parent: ET.Element, tag: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, tag, attributes).text = text


def _write(variables: ET.Element, each: Variable, document: Document) -> None:
    element = ET.SubElement(variables, each.kind, name=each.title)
    _add(element, "doc", each.doc)
    _add(element, "eqn", each.equation)
    if each.kind == "stock":
        for tag, end in (("inflow", 1), ("outflow", 0)):
            for flow in document.variables:
                if flow.ends[end] == each.name:
                    _add(element, tag, flow.name)
    _add(element, "units", each.units)


def _draw(view: ET.Element, document: Document) -> None:
    """Add every variable, its copies, and an arrow from every cause to what it acts on."""
    copies: dict[str, list[tuple[Point, int]]] = {}
    for each in document.variables:
        element = ET.SubElement(view, each.kind, name=each.title, **_at(each.at))
        element.set("label_side", each.side)
        if each.kind == "flow":
            points = ET.SubElement(element, "pts")
            for point in pipe(each, document):
                ET.SubElement(points, "pt", _at(point))
        for place in each.copies:
            uid = len(view) + 1
            alias = ET.SubElement(view, "alias", uid=str(uid), **_at(place))
            _add(alias, "of", each.name)
            copies.setdefault(each.name, []).append((place, uid))
    for each in document.variables:
        for cause in each.causes if each.kind != "stock" else ():
            starts = [(document.named(cause).at, 0), *copies.get(cause, ())]
            _arrow(view, cause, each, min(starts, key=lambda start: math.dist(start[0], each.at)))


def _at(place: Point) -> dict[str, str]:
    return {"x": f"{place[0]:g}", "y": f"{place[1]:g}"}


def _arrow(view: ET.Element, cause: str, effect: Variable, start: tuple[Point, int]) -> None:
    """Add the arrow from a cause, or from the copy of it with a uid, to what it acts on."""
    (x, y), uid = start
    angle = math.degrees(math.atan2(y - effect.at[1], effect.at[0] - x))  # y grows downwards
    level = x == effect.at[0] or y == effect.at[1]
    bent = BENT if level or cause in effect.ends else 0.0
    uid_of_arrow = str(len(view) + 1)
    arrow = ET.SubElement(view, "connector", uid=uid_of_arrow, angle=f"{(angle + bent) % 360:.1f}")
    origin = ET.SubElement(arrow, "from")
    if uid:
        ET.SubElement(origin, "alias", uid=str(uid))
    else:
        origin.text = cause
    _add(arrow, "to", effect.name)


def pipe(flow: Variable, document: Document) -> tuple[Point, ...]:
    """Return the corners of a flow's pipe, from where it comes to where it goes.

    It runs level through its valve, and turns to reach a stock above or below; or straight up or
    down between a stock and a cloud.
    """
    stocks = [document.named(end).at if end else None for end in flow.ends]
    x, y = flow.at
    ends: list[list[Point]] = []
    for sign, here, there in ((-1.0, *stocks), (1.0, *reversed(stocks))):
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
