"""Lessons as stock-and-flow models that Stella, Vensim, Simlin and PySD read."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

from carefunds_sim.errors import ArgumentError
from carefunds_sim.report.xmile import tables
from carefunds_sim.report.xmile.diagram import draw
from carefunds_sim.report.xmile.document import Document, root_of
from carefunds_sim.scenario.load import load_scenario
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.scenario.scenario_differences import scenario_differences

DAYS_A_YEAR = 365.25
DT = 0.25
"""The step in days: a quarter of the shortest time in the models, and exact in binary."""

OF_ANY_RUN = ("start_year", "warmup_months", "years", "replications", "seed")
"""Settings of a run that change no equation."""


def xmile_text(scenario: Scenario) -> str:
    """Return a lesson, or a scenario that differs from it in numbers only, as XMILE.

    The same scenario gives the same text.

    Raises
    ------
    ArgumentError
        The scenario has a service, rule or number that no model follows; every one is named.
    """
    document = document_of(scenario)
    root = root_of(document)
    draw(root[-1], document)
    ET.indent(root, " ")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def document_of(scenario: Scenario) -> Document:
    """Return the model of a scenario; see ``xmile_text``."""
    found = {model: faults_against(model, scenario) for model in tables.MODELS}
    model = min(found, key=lambda name: len(found[name]))
    if found[model]:
        said = "\n".join(f"  {fault}" for fault in found[model])
        raise ArgumentError(
            f"{scenario.name} has no model in XMILE: {' and '.join(tables.MODELS)} have one, and "
            f"what differs from them in numbers that it reads. Against {model}:\n{said}"
        )
    days = scenario.run.years * DAYS_A_YEAR
    return Document(scenario.name, days, DT, tables.variables(model, scenario))


def faults_against(model: str, scenario: Scenario) -> list[str]:
    """Return everything in which a scenario differs from a lesson and its model cannot follow."""
    lesson = load_scenario(model, **{key: getattr(scenario.run, key) for key in OF_ANY_RUN})
    ours, theirs = (
        {path: quantity.value for path, quantity in each.quantities()}
        for each in (lesson, scenario)
    )
    read = {
        path: theirs[path]
        for path in sorted(tables.read_by(model, ours) & theirs.keys())
        if _keys(ours[path]) == _keys(theirs[path])
    }
    faults = scenario_differences(lesson.with_values(read), scenario)
    return faults or tables.uneven(read)


def _keys(value: Any) -> Any:
    """Return the keys by which a value goes, level by level; None where it is a number."""
    return {key: _keys(part) for key, part in value.items()} if isinstance(value, dict) else None
