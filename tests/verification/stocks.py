"""Stock-and-flow models read from the text of an XMILE file: a third reader, of a few lines.

It knows what the files hold (+ - * /, MIN, MAX, EXP, SQRT) and nothing else.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pint

from carefunds_sim.report.xmile.document import NAMESPACE

IN = {"": NAMESPACE}
OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
}
NUMBERS: dict[str, Callable[..., Any]] = {
    "MIN": min, "MAX": max, "EXP": math.exp, "SQRT": math.sqrt
}  # fmt: skip


@dataclass(frozen=True)
class Read:
    """A variable as the file has it."""

    kind: str
    name: str
    equation: ast.expr
    units: str
    doc: str
    inflows: tuple[str, ...]
    outflows: tuple[str, ...]
    never_negative: bool

    @property
    def causes(self) -> list[str]:
        """The variables in the equation."""
        called = [each.func for each in ast.walk(self.equation) if isinstance(each, ast.Call)]
        names = [each for each in ast.walk(self.equation) if isinstance(each, ast.Name)]
        return [each.id for each in names if each not in called]


def read(text: str) -> dict[str, Read]:
    """Return the variables of a file by name."""
    found = {}
    for each in ET.fromstring(text).find("model/variables", IN) or ():
        name = each.attrib["name"].replace(" ", "_")
        said = {tag: each.findtext(tag, "", IN) for tag in ("eqn", "units", "doc")}
        flows = (tuple(flow.text or "" for flow in each.findall(tag, IN))
                 for tag in ("inflow", "outflow"))  # fmt: skip
        kind = each.tag.removeprefix(f"{{{NAMESPACE}}}")
        equation = ast.parse(said["eqn"], mode="eval").body
        never_negative = each.find("non_negative", IN) is not None
        found[name] = Read(kind, name, equation, said["units"], said["doc"], *flows, never_negative)
    return found


def worth(
    equation: ast.expr, values: Mapping[str, Any], functions: Mapping[str, Callable[..., Any]]
) -> Any:
    """Return what an equation gives for the values of its names."""
    if isinstance(equation, ast.Constant):
        return equation.value
    if isinstance(equation, ast.Name):
        return values[equation.id]
    if isinstance(equation, ast.UnaryOp) and isinstance(equation.op, ast.USub):
        return -worth(equation.operand, values, functions)
    if isinstance(equation, ast.BinOp):
        sides = (worth(side, values, functions) for side in (equation.left, equation.right))
        return OPERATORS[type(equation.op)](*sides)
    if isinstance(equation, ast.Call) and isinstance(equation.func, ast.Name):
        given = (worth(each, values, functions) for each in equation.args)
        return functions[equation.func.id](*given)
    raise ValueError(f"readers may not agree on {ast.unparse(equation)}")


def in_order(model: Mapping[str, Read], of: set[str]) -> list[str]:
    """Return variables so that each comes after those of its causes that are among them."""
    done: dict[str, None] = {}

    def place(name: str) -> None:
        for cause in model[name].causes:
            if cause in of and cause not in done:
                place(cause)
        done[name] = None

    for name in sorted(of):
        if name not in done:
            place(name)
    return list(done)


def by_euler(model: Mapping[str, Read], dt: float, steps: int) -> dict[str, np.ndarray]:
    """Return every stock at the start and after each step."""
    stocks = [name for name, each in model.items() if each.kind == "stock"]
    rates = in_order(model, set(model) - set(stocks))
    values: dict[str, float] = {}
    for name in in_order(model, set(model)):
        values[name] = worth(model[name].equation, values, NUMBERS)
    found = {name: np.zeros(steps + 1) for name in stocks}
    for step in range(steps + 1):
        for name in rates:
            rate = worth(model[name].equation, values, NUMBERS)
            values[name] = max(0.0, rate) if model[name].never_negative else rate
        for name in stocks:
            found[name][step] = values[name]
        for name in stocks:
            gained = sum(values[flow] for flow in model[name].inflows)
            values[name] += dt * (gained - sum(values[flow] for flow in model[name].outflows))
    return found


def wrong_units(model: Mapping[str, Read]) -> list[str]:
    """Return every equation whose units are not those of its variable, by Pint."""
    registry = _registry()
    values = {name: registry.Quantity(1.0, each.units) for name, each in model.items()}
    functions = {
        "MIN": _alike, "MAX": _alike, "EXP": lambda x: registry.Quantity(_pure(x)),
        "SQRT": lambda x: x**0.5,
    }  # fmt: skip
    wrong = []
    for name, each in model.items():
        if not each.causes:
            continue  # a number of the file: its units are what it says
        try:
            found = worth(each.equation, values, functions)
            values[name].to(registry.Quantity(found).units)
        except pint.DimensionalityError as error:
            wrong.append(f"{name}: {error}")
    wrong += [
        f"{flow} into or out of {name}"
        for name, each in model.items()
        for flow in (*each.inflows, *each.outflows)
        if (values[flow] * registry.day).dimensionality != values[name].dimensionality
    ]
    return wrong


@cache
def _registry() -> Any:
    registry: Any = pint.UnitRegistry()
    for line in ("people = [people]", "GBP = [money]", "dmnl = []"):
        registry.define(line)
    return registry


def _alike(*given: Any) -> Any:
    """Return the last argument, once all but noughts have been added: unlike units raise."""
    kept = [each for each in given if not (isinstance(each, int) and each == 0)]
    return sum(kept[1:], start=kept[0])


def _pure(found: Any) -> float:
    return float(found.to("dimensionless").magnitude)
