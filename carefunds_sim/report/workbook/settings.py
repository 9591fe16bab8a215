"""The sheet of every setting: its value, what it rests on, and in which scenarios it holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import xarray as xr

from carefunds_sim.report.scenario_names import holding_words
from carefunds_sim.report.scenario_text import Setting, loaded, settings
from carefunds_sim.report.workbook.sheet import Cell, Column, Form, Grid, Sheet
from carefunds_sim.scenario.evidence import GRADES

ABOUT = (
    "Every number that went in: value, plausible range, grade of evidence, source or reason."
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One number, word or flag of a setting."""

    setting: Setting
    path: str
    title: str
    value: Cell


def settings_sheet(dataset: xr.Dataset) -> Sheet:
    """Return the sheet."""
    rows = [row for setting in settings(dataset) for row in _rows(setting)]
    grades = "; ".join(f"{given.letter} {kind}: {given.meaning}" for kind, given in GRADES.items())
    sentences = (
        f"Grades of evidence, the best first. {grades}.",
        "A choice is part of the design and rests on no evidence. The range is what is plausible: "
        "a study can be run anywhere in it. Every setting is listed once for all scenarios that "
        "share it.",
    )
    title = "Settings: every number of the scenarios, and what it rests on"
    return Sheet("Settings", title, sentences, (_grid(dataset, rows),), about=ABOUT)


def _rows(setting: Setting) -> Iterator[Row]:
    """Yield a row for each number of a setting, or one for its words."""
    numbers = [*setting.numbers()]
    for number in numbers:
        yield Row(setting, number.path, number.title, number.value)
    if not numbers:
        yield Row(setting, setting.path, setting.title, setting.words)


def _grid(dataset: xr.Dataset, rows: list[Row]) -> Grid:
    sources = loaded(dataset, "sources")
    found = [row.setting for row in rows]
    columns = (
        Column("Part", [setting.part for setting in found], width=14),
        Column("Setting", [row.title for row in rows], Form.WRAPPED, width=46),
        Column("Value", [row.value for row in rows], Form.AS_IT_IS, width=14),
        Column("Unit", [setting.unit for setting in found], width=18),
        Column("Plausible from", [_end(setting, 0) for setting in found], Form.AS_IT_IS),
        Column("Plausible to", [_end(setting, 1) for setting in found], Form.AS_IT_IS),
        Column("Grade", [setting.grade for setting in found]),
        Column("Evidence", [setting.kind for setting in found]),
        Column("Source", [_source_words(setting.source, sources) for setting in found],
               Form.WRAPPED, width=36),
        Column("Where in it, or why it is assumed",
               [setting.at or setting.why for setting in found], Form.WRAPPED, width=60),
        Column("Role in a sweep", [setting.role for setting in found], width=11),
        Column("So in", [_where(setting, dataset) for setting in found], Form.WRAPPED,
               width=28),
        Column("Name in files", [row.path for row in rows], Form.WRAPPED, width=40),
    )  # fmt: skip
    return Grid("Settings", columns, fixed=2)


def _end(setting: Setting, which: int) -> Cell:
    return setting.range[which] if setting.range else None


def _source_words(source: str, sources: dict[str, dict[str, str]]) -> str:
    """Return a source's title, publisher and year, or its id where only that is known."""
    known = sources.get(source) or {}
    if "title" not in known:
        return source
    return f"{known['title']} ({known['publisher']}, {known['year']})"


def _where(setting: Setting, dataset: xr.Dataset) -> str:
    """Return in which scenarios a setting holds."""
    return holding_words(dataset, setting.scenarios) or "all"
