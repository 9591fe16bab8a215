"""A stock-and-flow model, and its text in XMILE 1.0.

Only what readers agree on is written: stocks, flows and auxiliaries with plain equations.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from carefunds_sim.version import __version__

NAMESPACE = "http://docs.oasis-open.org/xmile/ns/XMILE/v1.0"
FUNCTIONS = frozenset({"MIN", "MAX", "EXP", "SQRT"})
CLOUD = ""
"""The end of a flow that leads out of the model."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Variable:
    """A variable of a model, and where its diagram has it.

    ``kind`` is ``stock``, ``flow`` or ``aux``. ``equation`` is a stock's value at the start;
    ``ends`` are the stocks that a flow leaves and reaches; ``either_way`` is whether it may run
    from the second to the first.
    """

    kind: str
    name: str
    units: str
    equation: str
    at: Point
    doc: str
    ends: tuple[str, str] = (CLOUD, CLOUD)
    either_way: bool = False

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


def add(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> ET.Element:
    """Return a new element below another."""
    element = ET.SubElement(parent, tag, attributes)
    element.text = text
    return element


def root_of(document: Document) -> ET.Element:
    """Return a model as an XMILE document without a diagram."""
    root = ET.Element("xmile", version="1.0", xmlns=NAMESPACE)
    header = add(root, "header")
    add(header, "vendor", "carefunds_sim")
    add(header, "product", "carefunds_sim", version=__version__, lang="en")
    add(header, "name", document.name)
    specs = add(root, "sim_specs", method="Euler", time_units="days")
    for tag, number in (("start", 0.0), ("stop", document.days), ("dt", document.dt)):
        add(specs, tag, f"{number:.12g}")
    variables = add(add(root, "model"), "variables")
    for each in document.variables:
        _write(variables, each, document)
    return root


def _write(variables: ET.Element, each: Variable, document: Document) -> None:
    element = add(variables, each.kind, name=each.title)
    add(element, "doc", each.doc)
    add(element, "eqn", each.equation)
    if each.kind == "stock":
        for tag, end in (("inflow", 1), ("outflow", 0)):
            for flow in document.variables:
                if flow.ends[end] == each.name:
                    add(element, tag, flow.name)
    if each.kind == "flow" and not each.either_way:
        add(element, "non_negative")
    add(element, "units", each.units)
