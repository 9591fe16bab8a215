"""Lessons as stock-and-flow models that Stella, Vensim, Simlin and PySD read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from carefunds_sim.errors import ArgumentError
from carefunds_sim.report.xmile import one_pot, two_purses
from carefunds_sim.report.xmile.document import Document, Variable, text_of
from carefunds_sim.report.xmile.numbers import Numbers
from carefunds_sim.scenario.differences import scenario_differences
from carefunds_sim.scenario.load import load_scenario
from carefunds_sim.scenario.scenario import Scenario

DAYS_A_YEAR = 365.25
DT = 0.25
"""The step in days: a quarter of the shortest time in the models, and exact in binary."""

MODELS: dict[str, Callable[[Numbers], Iterator[Variable]]] = {
    "one_pot": one_pot.variables,
    "two_purses": two_purses.variables,
}
"""What makes the variables of a lesson's model, by the lesson's name."""


def xmile_text(scenario: Scenario) -> str:
    """Return a lesson, or a scenario that differs from it in numbers only, as XMILE.

    Raises
    ------
    ArgumentError
        The scenario has another network, rule or number than the model knows; every one is named.
    """
    return text_of(document_of(scenario))


def document_of(scenario: Scenario) -> Document:
    """Return the model of a scenario; see ``xmile_text``."""
    found = {name: faults_against(name, scenario) for name in MODELS}
    name = min(found, key=lambda name: len(found[name]))
    if found[name]:
        said = "\n".join(f"  {fault}" for fault in found[name])
        raise ArgumentError(
            f"{scenario.name} cannot be written as XMILE: a lesson of {' or '.join(MODELS)}, or one "
            f"that differs from it in numbers that its model reads, can. Against {name}:\n{said}"
        )
    variables = tuple(MODELS[name](Numbers(scenario)))
    return Document(scenario.name, scenario.run.years * DAYS_A_YEAR, DT, variables)


def faults_against(name: str, scenario: Scenario) -> list[str]:
    """Return everything in which a scenario differs from a lesson and its model cannot follow."""
    lesson, given = replace(load_scenario(name), run=scenario.run), Numbers(scenario)
    numbers = Numbers(lesson)
    list(MODELS[name](numbers))
    ours, theirs = numbers.quantities, given.quantities
    read = {
        path: theirs[path].value
        for path in numbers.read & theirs.keys()
        if _keys(ours[path].value) == _keys(theirs[path].value)
    }
    faults = scenario_differences(lesson.with_values(read), scenario)
    if not faults:
        list(MODELS[name](given))
    return [*faults, *given.faults]


def _keys(value: Any) -> Any:
    """Return the keys of a value by which it goes, level by level; None where it is a number."""
    return {key: _keys(part) for key, part in value.items()} if isinstance(value, dict) else None
