"""The equations that docs/background/equations.md shows are what the rules work out.

Each block of the page is worked out as it stands and compared with the rule that it names: for
every case in the files beside this one, and for numbers around each case.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtr, ndtri
from test_cases import CASES, Case, public_rules
from units import numbers_of

from carefunds_sim.vocabulary import Dependency, Moment, RiskShare, ServiceKind, StayFamily

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "background" / "equations.md").read_text(encoding="utf-8")
AROUND = 20
HEADING = re.compile(r"# (\w+\.\w+): .+")
WORDS = {
    "exp": math.exp, "log": math.log, "log1p": math.log1p, "expm1": math.expm1,
    "sqrt": math.sqrt, "floor_of": math.floor,
    "Phi": lambda z: float(ndtr(z)), "Phi_inverse": lambda u: float(ndtri(u)),
    "EXPONENTIAL": StayFamily.EXPONENTIAL, "LOGNORMAL": StayFamily.LOGNORMAL,
    "HOURS": ServiceKind.HOURS, "MUCH_HELP": Dependency.MUCH_HELP,
    "CAPPED": RiskShare.CAPPED, "HOST": RiskShare.HOST,
    "DEATH": Moment.DEATH, "END_OF_WINDOW": Moment.END_OF_WINDOW,
    **{name: value for name, (value, _) in numbers_of(PAGE).items()},
}  # fmt: skip


def read_equations(page: str = PAGE) -> dict[str, str]:
    """Return the text of each equation by the rule it is of."""
    found: dict[str, str] = {}
    for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        for part in block.strip().split("\n\n"):
            heading, _, text = part.partition("\n")
            named = HEADING.fullmatch(heading)
            assert named, f"a block begins with '# module.function: what; unit', not '{heading}'"
            assert named[1] not in found, f"{named[1]} is told twice"
            found[named[1]] = text
    return found


EQUATIONS = read_equations()


def worked_out(rule: str, given: Mapping[str, Any]) -> Any:
    """Return what the page says that a rule answers."""
    module = ast.parse(EQUATIONS[rule])
    last = module.body.pop()
    assert isinstance(last, ast.Expr), f"{rule}: the last line is the equation"
    space = {**WORDS, **other_rules(rule), **given}
    exec(compile(module, "docs/background/equations.md", "exec"), space)
    return eval(compile(ast.Expression(last.value), "docs/background/equations.md", "eval"), space)


def other_rules(rule: str) -> dict[str, Any]:
    """Return the other rules of the page by their short names, as the page says them."""
    return {
        other.partition(".")[2]: lambda *values, other=other: worked_out(
            other, dict(zip(parameters_of(other), values, strict=True))
        )
        for other in EQUATIONS
        if other != rule
    }


def rule_of(name: str) -> Any:
    module, _, function = name.partition(".")
    return getattr(importlib.import_module(f"carefunds_sim.model.rules.{module}"), function)


def parameters_of(name: str) -> Mapping[str, inspect.Parameter]:
    return inspect.signature(rule_of(name)).parameters


def answer(case: Case, given: Mapping[str, Any]) -> Any:
    """Return what the code answers."""
    parameters = parameters_of(case.rule).values()
    given = {k: np.array(v, float) if isinstance(v, list) else v for k, v in given.items()}
    ordered = [given[p.name] for p in parameters if p.kind is not p.KEYWORD_ONLY]
    named = {p.name: given[p.name] for p in parameters if p.kind is p.KEYWORD_ONLY}
    return case.function(*ordered, **named)


def numbers_around(case: Case, chance: np.random.Generator) -> dict[str, Any]:
    """Return the case with every number that is not a code a little larger or smaller."""

    def moved(value: Any) -> Any:
        if isinstance(value, list):
            return sorted(moved(float(v)) for v in value)
        if value in (0, 1) or not math.isfinite(value):
            return value
        near = value * chance.uniform(0.6, 1.4)
        return min(near, 0.999) if 0.0 < value < 1.0 else near

    parameters = parameters_of(case.rule)
    return {
        key: case.coded(key, value)
        if str(parameters[key].annotation) in ("int", "bool")
        or isinstance(value, str | bool)
        or (key == "rule" and case.rule == "partnership.borne_share")
        else moved(value)
        for key, value in case.complete.items()
    }


def assert_same(found: Any, said: Any) -> None:
    for one, other in zip(np.atleast_1d(found), np.atleast_1d(said), strict=True):
        assert other == pytest.approx(one, rel=1e-9, abs=1e-12)


def agrees(case: Case) -> bool:
    try:
        test_the_page_says_what_the_code_does(case)
    except AssertionError:
        return False
    return True


def test_every_rule_has_an_equation_and_every_equation_a_rule() -> None:
    assert set(EQUATIONS) == set(public_rules())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}: {case.name}")
def test_the_page_says_what_the_code_does(case: Case) -> None:
    given = {key: case.coded(key, value) for key, value in case.complete.items()}
    assert_same(answer(case, given), worked_out(case.rule, given))
    chance = np.random.default_rng(1)
    for _ in range(AROUND):
        given = numbers_around(case, chance)
        assert_same(answer(case, given), worked_out(case.rule, given))


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        ("steering.severity", ("min(largest_cut", "max(largest_cut")),
        ("partnership.next_trust", ("gained - lost", "gained + lost")),
        ("pathway.what_comes_first", ("w > now", "w < now")),
        ("variates.residual_days", ("+ spread**2 / 2", "- spread**2 / 2")),
    ],
)
def test_a_wrong_equation_would_be_noticed(
    rule: str, wrong: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert wrong[0] in EQUATIONS[rule]
    monkeypatch.setitem(EQUATIONS, rule, EQUATIONS[rule].replace(*wrong))
    agreeing = [case for case in CASES if case.rule == rule and agrees(case)]
    assert len(agreeing) < sum(case.rule == rule for case in CASES)


@pytest.mark.parametrize("rule", sorted(EQUATIONS))
def test_the_section_of_an_equation_links_to_the_rules_cases(rule: str) -> None:
    section = next(part for part in PAGE.split("\n## ") if f"# {rule}: " in part)
    files = {case.file for case in CASES if case.rule == rule}
    assert all(f"(../../tests/cases/{file}.yaml)" in section for file in files), files


def test_every_function_named_on_the_page_exists() -> None:
    named = set(re.findall(r"`((?:model|engines)/[\w/]+\.py):([\w.]+)`", PAGE))
    assert len(named) > 20
    for path, function in named:
        found: Any = importlib.import_module(f"carefunds_sim.{path[:-3].replace('/', '.')}")
        for part in function.split("."):
            found = getattr(found, part)
