"""A fault planted in a rule makes a sentence about that rule fail."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest
from cases.test_cases import CASES
from mutation import planted
from mutation.faults import Fault, faults_in
from mutation.page import PAGE, page
from mutation.planted import FILES, SOURCES, equivalents, is_caught, tally


@pytest.mark.parametrize("file", FILES)
def test_every_fault_is_caught_or_stated_to_change_nothing(file: str) -> None:
    stated = [each for each in equivalents() if each.rule.startswith(f"{file}.")]
    assert Counter(tally(file).survivors) == Counter(stated)


@pytest.mark.parametrize("file", FILES)
def test_every_function_has_faults_planted_in_it(file: str) -> None:
    functions = {
        item.name for item in ast.parse(SOURCES[file]).body if isinstance(item, ast.FunctionDef)
    }
    assert functions <= set(tally(file).planted)


@pytest.mark.parametrize("file", FILES)
def test_a_rule_without_a_fault_raises_no_alarm(file: str) -> None:
    for within in tally(file).planted:
        assert not is_caught(file, Fault(within, "nothing", ast.parse(SOURCES[file])))


def test_without_sentences_every_fault_would_survive(monkeypatch: pytest.MonkeyPatch) -> None:
    fault = next(faults_in(SOURCES["pricing"]))
    assert is_caught("pricing", fault)
    monkeypatch.setattr(planted, "CASES", [each for each in CASES if "pricing" not in each.rule])
    assert not is_caught("pricing", fault)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("a - b", {"a + b", "a", "b"}),
        ("max(a, b)", {"min(a, b)", "a", "b"}),
        ("a < b", {"a <= b", "a >= b"}),
        ("a if b else c", {"c if b else a", "True", "False"}),
        ("a and not b", {"a or not b", "a", "not b", "b"}),
        ("-a", {"a"}),
        ("math.exp(a)", {"a"}),
        ("2.0", {"3.0", "2.02"}),
    ],
)
def test_the_faults_of_an_expression_are_these(right: str, wrong: set[str]) -> None:
    found = {fault.what.partition(" -> ")[2] for fault in faults_in(f"def f():\n return {right}")}
    assert found == wrong


def test_the_page_is_what_the_faults_say() -> None:
    assert Path(PAGE).read_text(encoding="utf-8") == page()
