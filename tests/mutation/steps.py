"""Small faults planted in the steps of the engines, and who notices them, but for the other engine.

Both engines share the steps, so that a fault in one is in both and they still agree. What is
planted here is a slip of bookkeeping: a statement left out, a sum of the wrong sign, a branch
always or never taken. The SimPy engine runs a small area with it. Who notices first is written
down: the run itself, by an error or by the checks at each month's end; the recount of the accounts
from the event log; or only a comparison with a run as it was before, as stored results and theory
make it.
"""

from __future__ import annotations

import ast
import copy
import json
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from mutation.faults import Fault
from properties.test_recount import check_recount

from carefunds_sim.engines import simpy_engine, simpy_world, simulate
from carefunds_sim.model.record import Run
from carefunds_sim.scenario.load import compose

FILES = ("choices", "movements", "questions", "tables", "waiting")
STEPS: dict[str, ModuleType] = {
    file: import_module(f"carefunds_sim.engines.steps.{file}") for file in FILES
}
USERS = (*STEPS.values(), simpy_engine, simpy_world)
NOTICED = Path(__file__).with_name("steps.json")
BY = ("run", "recount", "comparison", "nothing")
LONGEST = 60  # seconds; a fault may let people go round in circles


def faults_in_steps(file: str) -> Iterator[Fault]:
    """Yield every fault that can be planted in a file's steps, one at a time."""
    source = Path(str(STEPS[file].__file__)).read_text(encoding="utf-8")
    for item in ast.parse(source).body:
        if isinstance(item, ast.FunctionDef) and not item.name.startswith("_"):
            item.decorator_list = []
            for spot, node in enumerate(ast.walk(item)):
                for what, change in slips(node):
                    faulty = copy.deepcopy(item)
                    change(list(ast.walk(faulty))[spot])
                    tree = ast.Module([faulty], [])
                    yield Fault(item.name, what, ast.fix_missing_locations(tree))


def slips(node: ast.AST) -> Iterator[tuple[str, Any]]:
    """Yield what can go wrong at a node, and what does it to a copy of the node."""
    if isinstance(node, ast.If):
        test = ast.unparse(node.test)
        for holds in (ast.Constant(True), ast.Constant(False)):
            yield f"{test} -> {holds.value}", lambda it, holds=holds: setattr(it, "test", holds)
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add | ast.Sub):
        other = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
        yield f"sign of {ast.unparse(node)}", lambda it: setattr(it, "op", other)
    for field in ("body", "orelse") if isinstance(node, ast.stmt) else ():
        for at, statement in enumerate(getattr(node, field, None) or []):
            if may_be_left_out(statement):
                yield (
                    f"without {ast.unparse(statement)}",
                    lambda it, field=field, at=at: getattr(it, field).__setitem__(at, ast.Pass()),
                )


def may_be_left_out(statement: Any) -> bool:
    """Return whether the rest still means something: a name that is not set would not be found."""
    match statement:
        case ast.Expr(ast.Call()) | ast.AugAssign():
            return True
        case ast.Assign(targets):
            names = [each for target in targets for each in ast.walk(target)
                     if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)]  # fmt: skip
            return not names
    return False


@contextmanager
def planted(file: str, fault: Fault) -> Iterator[None]:
    """Plant a fault in a step, for every module of the SimPy engine that calls it."""
    right = getattr(STEPS[file], fault.within)
    users = [module for module in USERS if getattr(module, fault.within, None) is right]
    exec(compile(fault.tree, "faulty", "exec"), STEPS[file].__dict__)
    wrong = getattr(STEPS[file], fault.within)
    try:
        for module in users:
            setattr(module, fault.within, wrong)
        yield
    finally:
        for module in users:
            setattr(module, fault.within, right)


@contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """Stop what goes on for too long."""

    def stop(*_: Any) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def a_run() -> Run:
    """Return a run of a small area, in which every account is met."""
    run = {"scale": 0.02, "years": 1, "warmup_months": 0}
    scenario = compose("typical_council", "pooled", "deep_cut", run=run)
    return simulate(scenario, replication=1, engine="simpy", trace=True)


@cache
def right_run() -> Run:
    return a_run()


def noticed_by(file: str, fault: Fault) -> str:
    """Return what notices a fault first."""
    right = right_run()
    try:
        with np.errstate(all="ignore"), at_most(LONGEST), planted(file, fault):
            run = a_run()
    except Exception:  # noqa: BLE001 - whatever a fault leads to, it has been noticed
        return "run"
    try:
        check_recount(run)
    except Exception:  # noqa: BLE001 - a log that makes no sense has been noticed too
        return "recount"
    same = run.events == right.events and all(
        np.array_equal(values, right.values[name], equal_nan=True)
        for name, values in run.values.items()
    )
    return "nothing" if same else "comparison"


def found(file: str) -> dict[str, str]:
    """Plant every fault of a file and return who notices each, in order."""
    return {key(fault, at): noticed_by(file, fault)
            for at, fault in enumerate(faults_in_steps(file))}  # fmt: skip


def key(fault: Fault, at: int) -> str:
    return f"{at} {fault.within}: {fault.what}"


def write() -> None:
    """Write down who notices what; this takes some minutes."""
    everything = {file: found(file) for file in FILES}
    NOTICED.write_text(json.dumps(everything, indent=1) + "\n", encoding="utf-8")


def stored() -> dict[str, dict[str, str]]:
    """Return who noticed each fault when it was last written down."""
    read: dict[str, dict[str, str]] = json.loads(NOTICED.read_text(encoding="utf-8"))
    return read


def numbers(file: str) -> list[int]:
    """Return a file's functions and faults, and how many of these were noticed by whom."""
    by = Counter(stored()[file].values())
    functions = {fault.partition(":")[0].split()[1] for fault in stored()[file]}
    return [len(functions), by.total(), *(by[who] for who in BY)]
