"""The rules as sentences with numbers, one test for each case in the files beside this one.

A file is a list of rules. Each names the rule (``module.function``), says when it applies, names
its answer, and lists cases; ``unless_said`` holds what is given in every case that does not say
otherwise, and a parameter with a default may be left out. Numbers agree to nine digits, or
``within`` what the case says.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import IntEnum
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from ruamel.yaml import YAML

from carefunds_sim import vocabulary as v
from carefunds_sim.model import rules

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*.yaml"))
RULE_KEYS = {"rule", "when", "answer", "unless_said", "cases"}
CASE_KEYS = {"name", "given", "then", "within"}
WORDS: Mapping[tuple[str, str], type[IntEnum]] = {
    ("borne_share", "rule"): v.RiskShare,
    ("whole_units", "kind"): v.ServiceKind,
    ("stay_days", "family"): v.StayFamily,
    ("residual_days", "family"): v.StayFamily,
    ("improved", "dependency"): v.Dependency,
    ("declined", "dependency"): v.Dependency,
    ("hazard_rates", "dependency"): v.Dependency,
    ("what_comes_first", "end"): v.Moment,
    ("what_comes_first", "moment"): v.Moment,
}


class Case(NamedTuple):
    """One sentence with its numbers."""

    file: str
    rule: str
    name: str
    answer: tuple[str, ...]
    given: Mapping[str, Any]
    then: Mapping[str, Any]
    within: float | None

    @property
    def function(self) -> Callable[..., Any]:
        """The rule as it is called; a compiled one keeps its Python form as ``py_func``."""
        module, _, name = self.rule.partition(".")
        found: Callable[..., Any] = getattr(
            importlib.import_module(f"{rules.__name__}.{module}"), name
        )
        return found

    @property
    def complete(self) -> Mapping[str, Any]:
        """All that the rule is given, with what goes without saying."""
        parameters = inspect.signature(self.function).parameters.values()
        return {p.name: p.default for p in parameters if p.default is not p.empty} | self.given

    def coded(self, key: str, value: Any) -> Any:
        words = WORDS.get((self.rule.partition(".")[2], key))
        return int(words[value.upper()]) if words and isinstance(value, str) else value


def check_keys(where: str, found: Mapping[str, Any], allowed: set[str], needed: set[str]) -> None:
    unknown, missing = set(found) - allowed, needed - set(found)
    if unknown or missing:
        raise ValueError(f"{where}: unknown {sorted(unknown)}, missing {sorted(missing)}")


def read_file(name: str, blocks: Sequence[Mapping[str, Any]]) -> Iterator[Case]:
    for block in blocks:
        check_keys(name, block, RULE_KEYS, RULE_KEYS - {"unless_said"})
        answer = block["answer"]
        answers = (answer,) if isinstance(answer, str) else tuple(answer)
        for case in block["cases"]:
            where = f"{name}: {case.get('name', 'a case without a name')}"
            check_keys(where, case, CASE_KEYS, CASE_KEYS - {"within"})
            check_keys(where, case["then"], set(answers), set(answers))
            given = {**block.get("unless_said", {}), **case["given"]}
            read = Case(
                name, block["rule"], case["name"], answers, given, case["then"], case.get("within")
            )
            parameters = inspect.signature(read.function).parameters.values()
            needed = {p.name for p in parameters if p.default is p.empty}
            check_keys(where, given, {p.name for p in parameters}, needed)
            yield read


def read_all() -> list[Case]:
    parser = YAML(typ="safe")
    return [
        case
        for path in FILES
        for case in read_file(path.stem, parser.load(path.read_text(encoding="utf-8")))
    ]


CASES = read_all()


def public_rules() -> list[str]:
    names = []
    for module in pkgutil.iter_modules(rules.__path__):
        loaded = importlib.import_module(f"{rules.__name__}.{module.name}")
        names += [
            f"{module.name}.{name}"
            for name, item in vars(loaded).items()
            if callable(item)
            and not isinstance(item, type)
            and not name.startswith("_")
            and getattr(item, "__module__", None) == loaded.__name__
        ]
    return names


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}: {case.name}")
def test_it_holds_that(case: Case) -> None:
    check(case, case.function)


def check(case: Case, function: Callable[..., Any]) -> None:
    """Hold a function against a case that is told of a rule."""
    parameters = inspect.signature(function).parameters
    coded = {key: case.coded(key, value) for key, value in case.given.items()}
    positional = [p for p in parameters.values() if p.kind is not p.KEYWORD_ONLY]
    ordered = [coded[p.name] for p in positional if p.name in coded]
    named = {p.name: coded[p.name] for p in parameters.values() if p.kind is p.KEYWORD_ONLY}
    ordered = [
        np.array(value, dtype=float) if isinstance(value, list) else value for value in ordered
    ]
    result = function(*ordered, **named)
    if hasattr(function, "py_func"):
        assert result == function.py_func(*ordered, **named), "compiled, it says something else"
    found = result if isinstance(result, tuple) else (result,)
    for key, value in zip(case.answer, found, strict=True):
        said = case.coded(key, case.then[key])
        if isinstance(said, bool):
            assert bool(value) is said
        else:
            tolerance = {"rel": 1e-9, "abs": 1e-9} if case.within is None else {"abs": case.within}
            assert value == pytest.approx(said, **tolerance)


@pytest.mark.parametrize("rule", public_rules())
def test_every_rule_is_told_in_several_cases(rule: str) -> None:
    assert sum(case.rule == rule for case in CASES) >= 2


def test_every_sentence_is_told_once() -> None:
    told = [(case.file, case.rule, case.name) for case in CASES]
    assert len(set(told)) == len(told)


@pytest.mark.parametrize(
    "wrong",
    [
        {"given": {"capacity": 3.2, "kind": "beds", "colour": "red"}},
        {"given": {"capacity": 3.2}},
        {"then": {"beds": 3}},
        {"expect": 3},
    ],
    ids=["unknown given", "missing given", "unknown answer", "unknown key"],
)
def test_a_case_with_the_wrong_keys_is_refused(wrong: dict[str, Any]) -> None:
    case = {
        "name": "beds are whole",
        "given": {"capacity": 3.2, "kind": "beds"},
        "then": {"units": 3},
    }
    block = {
        "rule": "steering.whole_units",
        "when": "units are opened",
        "answer": "units",
        "cases": [case | wrong],
    }
    with pytest.raises(ValueError, match="unknown"):
        list(read_file("made_up", [block]))
