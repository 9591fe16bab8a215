"""Units of the equations of docs/background/equations.md, and equations worked out with them.

Both arms of a choice are worked out, and all that a least or a most is taken of, so that nothing is
left unlooked at, and which numbers are put in does not matter. Days, months and years are units of
their own: nothing is converted unseen. A nought has any unit.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pint
from scipy.special import ndtr, ndtri

BASES = (
    "pound = [money]", "person = [people] = _ = people", "unit = [capacity]", "day = [days]",
    "month = [months]", "year = [years]", "any_unit = [anything]",
)  # fmt: skip
BARE = ("share", "no unit", "code")
YES_OR_NO = "yes or no"
NAMES = re.compile(r"^\| ([^|]+) \| ((?:`\w+`(?:, )?)+) \|$", re.MULTILINE)
NUMBERS = re.compile(r"^\| `([A-Z_]+)` \| ([\d.e-]+|inf)([^|]*) \| [^|]+ \|$", re.MULTILINE)
WHERE = re.compile(r"^# where (.+)$", re.MULTILINE)

UREG: Any = pint.UnitRegistry(None)
for base in BASES:
    UREG.define(base)
NOTHING = UREG.Unit("")


def unit_of(words: str) -> pint.Unit:
    """Return the unit that words name: *pounds per unit a day* is pound / unit / day."""
    if words in BARE:
        return NOTHING
    text = words.replace("any unit", "any_unit").replace("-", " * ")
    return UREG.parse_units(re.sub(r" (?:per|a) ", " / ", re.sub(r"^per ", "1 / ", text)))


def units_of_names(page: str) -> dict[str, str]:
    """Return the unit of each name in the table of the page, in words; each name stands once."""
    pairs = [
        (name, words)
        for words, names in NAMES.findall(page)
        for name in re.findall(r"`(\w+)`", names)
    ]
    assert len(dict(pairs)) == len(pairs), "a name has two units"
    return dict(pairs)


def numbers_of(page: str) -> dict[str, tuple[float, str]]:
    """Return each named number of the page with its unit in words."""
    return {
        name: (float(value), words.strip() or "no unit")
        for name, value, words in NUMBERS.findall(page)
    }


def where(block: str) -> dict[str, str]:
    """Return what a block says of names that mean something else there: ``# where a, b: unit``."""
    said = WHERE.findall(block)
    clauses = [clause.split(": ") for line in said for clause in line.split("; ")]
    return {name: words for names, words in clauses for name in names.split(", ")}


def fail(*found: Any) -> None:
    raise pint.DimensionalityError(*(str(each) for each in found))


def is_nought(value: Any) -> bool:
    return not isinstance(value, UREG.Quantity | tuple) and value == 0


def unit(value: Any) -> pint.Unit:
    return value.units if isinstance(value, UREG.Quantity) else NOTHING


def common(values: Iterable[Any]) -> pint.Unit:
    """Return the one unit of all values; noughts have any."""
    found = {unit(value) for value in values if not is_nought(value)}
    if len(found) > 1:
        fail(*sorted(map(str, found))[:2])
    return found.pop() if found else NOTHING


def alike(values: Sequence[Any]) -> list[Any]:
    """Return values in the one unit that they have; of tuples part by part."""
    if isinstance(values[0], tuple):
        return list(zip(*map(alike, zip(*values, strict=True)), strict=True))
    if all(isinstance(value, bool) for value in values):
        return list(values)
    of_all = common(values)
    return [
        value if isinstance(value, UREG.Quantity) else UREG.Quantity(value, of_all)
        for value in values
    ]


def one_of(choose: Callable[..., Any]) -> Callable[..., Any]:
    """Return the least or the most of values that have one unit."""

    def chosen(*values: Any, default: Any = None) -> Any:
        several = list(values[0]) if len(values) == 1 else list(values)
        same = alike(several if default is None else [*several, default])
        return choose(same[: len(several)] or same)

    return chosen


def either(condition: Any, one: Any, other: Any) -> Any:
    """Return one or the other, which have one unit."""
    same = alike([one, other])
    return same[0] if condition else same[1]


def equal(one: Any, other: Any) -> bool:
    """Return whether values of one unit are equal."""
    first, second = alike([one, other])
    return bool(first == second)


def of_bare(function: Callable[[float], float]) -> Callable[[Any], Any]:
    """Return a function that takes a number without a unit only."""

    def worked_out(value: Any) -> Any:
        if unit(value) != NOTHING:
            fail(unit(value), "no unit")
        return UREG.Quantity(function(getattr(value, "magnitude", value)), "")

    return worked_out


FUNCTIONS: Mapping[str, Any] = {
    "exp": of_bare(math.exp), "log1p": of_bare(math.log1p), "expm1": of_bare(math.expm1),
    "Phi": of_bare(lambda z: float(ndtr(z))), "Phi_inverse": of_bare(lambda u: float(ndtri(u))),
    "floor_of": of_bare(math.floor), "sqrt": lambda value: value**0.5,
    "min": one_of(min), "max": one_of(max), "either": either, "equal": equal,
    "all_of": lambda *values: all(values), "any_of": lambda *values: any(values),
}  # fmt: skip


class Everything(ast.NodeTransformer):
    """Turn what is worked out in part into what is worked out whole."""

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        return self._call("either", node.test, node.body, node.orelse)

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        return self._call("all_of" if isinstance(node.op, ast.And) else "any_of", *node.values)

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        if not isinstance(node.ops[0], ast.Eq):
            self.generic_visit(node)
            return node
        return self._call("equal", node.left, *node.comparators)

    def _call(self, name: str, *parts: ast.expr) -> ast.AST:
        seen = [self.visit(part) for part in parts]
        return ast.Call(ast.Name(name, ast.Load()), seen, [])


def worked_out(block: str, space: Mapping[str, Any]) -> Any:
    """Return what a block comes to on quantities."""
    module = ast.fix_missing_locations(Everything().visit(ast.parse(block)))
    last = module.body.pop()
    names = {**FUNCTIONS, **space}
    exec(compile(module, "equations.md", "exec"), names)
    return eval(compile(ast.Expression(last.value), "equations.md", "eval"), names)


def check_result(result: Any, words: Sequence[str]) -> None:
    """Raise an error unless a result's parts have the stated units, or all of them the only one."""
    parts = result if isinstance(result, tuple) else (result,)
    for part, said in zip(parts, words if len(words) > 1 else words * len(parts), strict=True):
        if isinstance(part, bool) != (said == YES_OR_NO):
            fail(part, said)
        if said != YES_OR_NO and unit(part) != unit_of(said):
            fail(unit(part), said)
