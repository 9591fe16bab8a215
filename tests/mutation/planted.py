"""Rules with a fault planted in them, held against the sentences that tell what they do.

Nothing is written: the faulty file is executed, uncompiled, as a module that nothing imports.
"""

from __future__ import annotations

import ast
import pkgutil
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import numpy as np
from cases.test_cases import CASES, Case, check
from mutation.faults import Fault, faults_in
from ruamel.yaml import YAML

from carefunds_sim.model import rules

STATED = Path(__file__).with_name("equivalent.yaml")
SOURCES = {
    module.name: Path(rules.__path__[0], f"{module.name}.py").read_text(encoding="utf-8")
    for module in pkgutil.iter_modules(rules.__path__)
}
FILES = sorted(name for name, source in SOURCES.items() if next(faults_in(source), None))


class Survivor(NamedTuple):
    """A fault that no sentence told of the rule catches."""

    rule: str
    what: str


class Tally(NamedTuple):
    """How many faults were planted in each function and table of a file, and what survived."""

    planted: dict[str, int]
    survivors: list[Survivor]


def equivalents() -> dict[Survivor, str]:
    """Return the faults that are stated to change nothing, and why."""
    stated = YAML(typ="safe").load(STATED.read_text(encoding="utf-8"))
    return {Survivor(item["rule"], item["what"]): item["why"] for item in stated}


@cache
def tally(file: str) -> Tally:
    """Plant every fault of a file of rules in turn."""
    planted: dict[str, int] = {}
    left = []
    for fault in faults_in(SOURCES[file]):
        planted[fault.within] = planted.get(fault.within, 0) + 1
        if not is_caught(file, fault):
            left.append(Survivor(f"{file}.{fault.within}", fault.what))
    return Tally(planted, left)


def is_caught(file: str, fault: Fault) -> bool:
    """Tell whether a sentence about what is faulty no longer holds."""
    module = executed(fault.tree)
    with np.errstate(all="ignore"):
        return any(fails(case, module) for case in told_of(file, fault.within))


def told_of(file: str, within: str) -> list[Case]:
    """Return the sentences told of a rule; of all its file's for what the rules there share."""
    own = f"{file}.{within}"
    is_shared = within.startswith("_") or within.isupper()
    return [
        case
        for case in CASES
        if case.rule == own or (is_shared and case.rule.startswith(f"{file}."))
    ]


def fails(case: Case, module: ModuleType) -> bool:
    """Tell whether a case no longer holds; a rule that breaks down has failed."""
    try:
        check(case, getattr(module, case.rule.partition(".")[2]))
    except Exception:  # noqa: BLE001 - whatever a fault leads to, it has been noticed
        return True
    return False


def executed(tree: ast.Module) -> ModuleType:
    """Return the module that a syntax tree makes, with its functions left as Python."""
    for item in tree.body:
        if isinstance(item, ast.FunctionDef):
            item.decorator_list = []
    module = ModuleType("faulty")
    exec(compile(tree, "faulty", "exec"), module.__dict__)
    return module
