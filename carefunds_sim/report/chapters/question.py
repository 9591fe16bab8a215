"""What was asked, and what the words in it stand for."""

from __future__ import annotations

import math
from typing import Any

import xarray as xr

from carefunds_sim.analysis.contrasts import baselines, compared_by
from carefunds_sim.report.caveats import residents_simulated
from carefunds_sim.report.document import Chapter, Paragraph, Results
from carefunds_sim.report.scenario_names import (
    SCENARIO,
    baseline_words,
    compared_words,
    preposition,
    scenario_words,
)
from carefunds_sim.report.scenario_text import parts
from carefunds_sim.report.tables import Table
from carefunds_sim.report.timetable import succeeding, timetable_table
from carefunds_sim.report.wording import joined, within_sentence

QUOTE = "'"
KINDS = {
    "arrangement": "Who holds the money",
    "squeeze": "What happens to the money",
    "area": "Where",
}


def question(results: Results) -> Chapter:
    """Ask what the study answers, and say what is compared."""
    dataset = results.dataset
    about = str(dataset.attrs.get("study_about", "")).strip()
    words = [Paragraph(each) for each in (_asked(dataset), about) if each]
    return Chapter("question", "The question", (*words, *_tables(dataset)))


def _asked(dataset: xr.Dataset) -> str:
    pairs = baselines(dataset)
    where = _where(dataset)
    if not pairs:
        names = [
            f"{'in' if name[0] == QUOTE else 'with'} {name}"
            for name in scenario_words(dataset).values()
        ]
        return f"What happens to people, to delay and to money {where}{joined(names)}?"
    others = joined([*dict.fromkeys(compared_words(dataset, label) for label in pairs)])
    asked = "What would become of delayed discharges, of unmet need, and of cost by who bears it, "
    base, led = baseline_words(dataset), preposition(dataset)
    if led != "with":
        there = "" if led == "in" else where
        return f"{asked}{there}{led} {others} instead of {led} {base}?"
    if compared_by(dataset) == SCENARIO:
        return f"{asked}{where}with {others} instead of {base}?"
    return f"{asked}{where}if money were held by way of {others} instead of {base}?"


def _where(dataset: xr.Dataset) -> str:
    areas = [within_sentence(str(a)) for a in dict.fromkeys(dataset["area_title"].values) if str(a)]
    if not areas or math.isnan(residents_simulated(dataset)):
        return ""
    return f"in {joined(areas)}, "


def _tables(dataset: xr.Dataset) -> list[Table]:
    found = {kind: parts(dataset, kind) for kind in KINDS}
    known = {part.get("name") for part in found["arrangement"]}
    found["arrangement"] += [part for part in _later(dataset) if part.get("name") not in known]
    tables = [
        Table(title, ("Name", "What it stands for"), tuple(map(_row, found[kind])))
        for kind, title in KINDS.items()
    ]
    return [table for table in (*tables, timetable_table(dataset)) if table.rows]


def _later(dataset: xr.Dataset) -> list[dict[str, Any]]:
    """Return each arrangement once that takes the place of another during the run."""
    labels = map(str, dataset["scenario"].values)
    each = (part for label in labels for _, part in succeeding(dataset, label))
    return [*{str(part.get("name")): part for part in each}.values()]


def _row(part: dict[str, Any]) -> tuple[str, str]:
    about = " ".join(str(part.get("about") or "").split())
    return str(part.get("title") or part.get("name") or ""), about or "No description."
