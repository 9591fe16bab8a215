"""Small faults to plant in a rule: every place where a hand could have slipped.

A fault is one change of one function's syntax tree: a sign flipped, ``min`` and ``max`` swapped, a
comparison that treats its border otherwise, a number off, a term or factor dropped, a branch always
or never taken.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

NOT_WORKED_OUT = {"annotation", "returns", "target", "func", "decorator_list", "ops"}
OTHER_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
}
OTHER_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
}
OTHER_CALLS = {"min": "max", "max": "min"}


class Fault(NamedTuple):
    """A planted fault: the function or table it is in, what was done, and the whole faulty file."""

    within: str
    what: str
    tree: ast.Module


def faults_in(source: str) -> Iterator[Fault]:
    """Yield every fault that can be planted in a file's functions and tables, one at a time."""
    tree = ast.parse(source)
    for place, item in enumerate(tree.body):
        within = name_of(item)
        if within is None:
            continue
        for spot, node in enumerate(ast.walk(item)):
            for field, index, value in worked_out(node):
                for wrong in wrong_forms(value, is_condition=field == "test"):
                    faulty = copy.deepcopy(tree)
                    put(list(ast.walk(faulty.body[place]))[spot], field, index, wrong)
                    what = f"{ast.unparse(value)} -> {ast.unparse(wrong)}"
                    yield Fault(within, what, ast.fix_missing_locations(faulty))


def name_of(item: ast.stmt) -> str | None:
    """Return the name of a function or of a table of coefficients; None for anything else."""
    match item:
        case ast.FunctionDef():
            return item.name
        case ast.Assign([ast.Name(name)], ast.Tuple()):
            return name
    return None


def worked_out(node: ast.AST) -> Iterator[tuple[str, int | None, ast.expr]]:
    """Yield the expressions right below a node that work something out, and where they stand."""
    if isinstance(node, ast.Expr):
        return  # a docstring
    for field, held in ast.iter_fields(node):
        if field in NOT_WORKED_OUT:
            continue
        if isinstance(held, ast.expr):
            yield field, None, held
        elif isinstance(held, list):
            yield from ((field, at, item) for at, item in enumerate(held)
                        if isinstance(item, ast.expr))  # fmt: skip


def put(node: Any, field: str, index: int | None, wrong: ast.expr) -> None:
    """Put a wrong form where the right one stood."""
    if index is None:
        setattr(node, field, wrong)
    else:
        getattr(node, field)[index] = wrong


def wrong_forms(value: ast.expr, *, is_condition: bool) -> Iterator[ast.expr]:
    """Yield the wrong forms of an expression; a condition may also hold always or never."""
    for kind, forms in FORMS.items():
        if isinstance(value, kind):
            yield from forms(value)
    if is_condition:
        yield from (ast.Constant(True), ast.Constant(False))


def of_operation(value: ast.BinOp) -> Iterator[ast.expr]:
    if type(value.op) in OTHER_OPERATORS:
        yield ast.BinOp(value.left, OTHER_OPERATORS[type(value.op)](), value.right)
    yield from (value.left, value.right)


def of_comparison(value: ast.Compare) -> Iterator[ast.expr]:
    for at, comparison in enumerate(value.ops):
        for other in OTHER_COMPARISONS[type(comparison)]:
            changed = [*value.ops[:at], other(), *value.ops[at + 1 :]]
            yield ast.Compare(value.left, changed, value.comparators)
    if len(value.ops) > 1:
        yield ast.Compare(value.left, value.ops[:1], value.comparators[:1])
        yield ast.Compare(value.comparators[-2], value.ops[-1:], value.comparators[-1:])


def of_conditions(value: ast.BoolOp) -> Iterator[ast.expr]:
    yield ast.BoolOp(ast.Or() if isinstance(value.op, ast.And) else ast.And(), value.values)
    yield from value.values


def of_sign(value: ast.UnaryOp) -> Iterator[ast.expr]:
    yield value.operand


def of_choice(value: ast.IfExp) -> Iterator[ast.expr]:
    yield ast.IfExp(value.test, value.orelse, value.body)


def of_call(value: ast.Call) -> Iterator[ast.expr]:
    name = value.func.id if isinstance(value.func, ast.Name) else ""
    if name in OTHER_CALLS:
        yield ast.Call(ast.Name(OTHER_CALLS[name], ast.Load()), value.args, [])
        yield from value.args
    elif len(value.args) == 1:
        yield value.args[0]


def of_number(value: ast.Constant) -> Iterator[ast.expr]:
    if isinstance(value.value, bool):
        yield ast.Constant(not value.value)
    elif isinstance(value.value, int | float):
        yield ast.Constant(value.value + 1)
        yield ast.Constant(value.value * 1.01 if value.value else -1)


FORMS: dict[type[ast.expr], Callable[[Any], Iterator[ast.expr]]] = {
    ast.BinOp: of_operation,
    ast.Compare: of_comparison,
    ast.BoolOp: of_conditions,
    ast.UnaryOp: of_sign,
    ast.IfExp: of_choice,
    ast.Call: of_call,
    ast.Constant: of_number,
}
