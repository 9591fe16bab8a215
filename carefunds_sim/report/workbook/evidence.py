"""The sheet of every setting: its value, what it rests on, and in which scenarios it is so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import xarray as xr

from carefunds_sim.report.scenario_text import Setting, settings
from carefunds_sim.report.workbook.sheet import Cell, Column, Form, Grid, Sheet
from carefunds_sim.scenario.evidence import GRADES

NAME, TITLE = "Settings", "Settings: every number of the scenarios, and what it rests on"
ALL = "all"


@dataclass(frozen=True)
class Row:
    """One number, word or flag of a setting."""

    setting: Setting
    path: str
    title: str
    value: Cell


def evidence(dataset: xr.Dataset) -> Sheet:
    """Return the sheet."""
    rows = [row for setting in settings(dataset) for row in _rows(setting)]
    return Sheet(NAME, TITLE, _sentences(), (_grid(dataset, rows),))


def _sentences() -> tuple[str, ...]:
    grades = "; ".join(f"{given.letter} {kind}: {given.meaning}" for kind, given in GRADES.items())
    return (
        f"Grades of evidence, the best first. {grades}.",
        "A choice is part of the design and rests on no evidence. The range is what is plausible: "
        "a study can be run anywhere in it. Every setting is listed once for all scenarios that "
        "share it.",
    )


def _rows(setting: Setting) -> Iterator[Row]:
    """Yield a row for each number of a setting, or one for its words."""
    numbers = [*setting.numbers()]
    for number in numbers:
        yield Row(setting, number.path, number.title, number.value)
    if not numbers:
        yield Row(setting, setting.path, setting.title, setting.words)


def _grid(dataset: xr.Dataset, rows: list[Row]) -> Grid:
    told = json.loads(dataset.attrs.get("sources") or "{}")
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
        Column("Source", [source_words(setting.source, told) for setting in found], Form.WRAPPED,
               width=36),
        Column("Where in it, or why it is assumed",
               [setting.at or setting.why for setting in found], Form.WRAPPED, width=60),
        Column("Role in a sweep", [setting.role for setting in found], width=11),
        Column("So in", [held_in(setting, dataset) for setting in found], Form.WRAPPED, width=28),
        Column("Name in files", [row.path for row in rows], Form.WRAPPED, width=40),
    )  # fmt: skip
    return Grid("Settings", columns, fixed=2)


def _end(setting: Setting, which: int) -> Cell:
    return setting.range[which] if setting.range else None


def source_words(source: str, told: dict[str, dict[str, str]]) -> str:
    """Return a source's title, publisher and year, or its id where only that is known."""
    known = told.get(source) or {}
    if "title" not in known:
        return source
    return f"{known['title']} ({known['publisher']}, {known['year']})"


def held_in(setting: Setting, dataset: xr.Dataset) -> str:
    """Return in which scenarios a setting is so: in words where they are all of one kind."""
    if setting.shared:
        return ALL
    for part in ("arrangement", "squeeze", "area"):
        words = _whole(setting.scenarios, dataset, part)
        if words:
            return ", ".join(words)
    return ", ".join(setting.scenarios)


def _whole(labels: tuple[str, ...], dataset: xr.Dataset, part: str) -> list[str]:
    """Return the titles of a part whose scenarios, taken together, are exactly these; or none."""
    mine = dict.fromkeys(map(str, dataset[part].sel(scenario=list(labels)).values))
    of_them = dataset["scenario"].values[dataset[part].isin([*mine]).values]
    if set(map(str, of_them)) != set(labels):
        return []
    titles = dataset[f"{part}_title"].sel(scenario=list(labels)).values
    return [*dict.fromkeys(map(str, titles))]
