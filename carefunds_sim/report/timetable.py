"""What changes during the runs of a study, in words: a list that figures' letters refer to."""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_lowercase
from typing import Any, NamedTuple

import numpy as np
import xarray as xr

from carefunds_sim.analysis.years import MONTHS
from carefunds_sim.report.scenario_names import holding_words
from carefunds_sim.report.scenario_text import text_of
from carefunds_sim.report.scenario_text import timetable_of as timetable_of
from carefunds_sim.report.tables import Table
from carefunds_sim.report.wording import month_words

TITLE = "What changes during the run"
MOST = 8
"""How many changes are said in a console; a report lists all."""

_HOLDERS = ("area", "arrangement", "squeeze")


class Dated(NamedTuple):
    """A change and the scenarios whose timetables say it; months are such as 2013-04.

    ``letter`` is its mark in figures. ``until`` is the month in which it no longer holds, or ''.
    """

    letter: str
    month: str
    until: str
    title: str
    sentence: str
    scenarios: tuple[str, ...]

    @property
    def when(self) -> str:
        """From when it holds, and to when if it ends: April 2013 to September 2015."""
        first = month_words(self.month)
        return f"{first} to {month_words(self.until, before=1)}" if self.until else first


def timetable(dataset: xr.Dataset) -> list[Dated]:
    """Return every change once for all scenarios that share it, in order of their months."""
    found: dict[tuple[str, str, str, str], list[str]] = {}
    for label in map(str, dataset["scenario"].values):
        for words in timetable_of(dataset, label):
            key = (words["month"], words["until"], words["title"], words["sentence"])
            found.setdefault(key, []).append(label)
    ordered = sorted(found.items(), key=lambda item: item[0][0])
    return [
        Dated(_letter(i), *key, tuple(dict.fromkeys(labels)))
        for i, (key, labels) in enumerate(ordered)
    ]


def timetable_table(dataset: xr.Dataset) -> Table:
    """Return what changes, from when, its mark in figures, and in which scenarios if not in all."""
    dated = timetable(dataset)
    where = [holding_words(dataset, each.scenarios) for each in dated]
    rows = [
        (each.title, each.when, each.letter, each.sentence, words or "all")
        for each, words in zip(dated, where, strict=True)
    ]
    columns = ("What", "When", "Mark", "In words", "In")
    width = len(columns) if any(where) else len(columns) - 1
    return Table(TITLE, columns[:width], tuple(row[:width] for row in rows))


def timetable_sentences(dataset: xr.Dataset) -> list[str]:
    """Return a sentence for every change, which says of which scenarios it is if not of all."""
    said = []
    for each in timetable(dataset):
        where = holding_words(dataset, each.scenarios)
        said.append(f"{where}: {each.sentence}" if where else each.sentence)
    return said


def late_change(dataset: xr.Dataset) -> str:
    """Return that means are mostly of years before anything changes; '' where it is early."""
    months = [each.month for each in timetable(dataset)]
    if not months:
        return ""
    first = dataset["month"].values[0].astype("datetime64[M]")
    before = int((np.datetime64(min(months), "M") - first).astype(int))
    years, reported = before // MONTHS, dataset.sizes["month"] // MONTHS
    if years < 1 or before >= dataset.sizes["month"]:
        return ""
    several = len(set(months)) > 1
    return (
        f"All this is a mean over {reported} years: the {'first ' * several}change comes in "
        f"{month_words(min(months))}, and {'more than ' * (before % MONTHS > 0)}{years} of them "
        f"{'are' if years > 1 or before % MONTHS else 'is'} before it; the figures by year show "
        "what follows."
    )


def succeeding(dataset: xr.Dataset, label: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the arrangements that a timetable brings, each with the month it takes effect."""
    text = text_of(dataset, label)
    months = {words["name"]: words["month"] for words in reversed(timetable_of(dataset, label))}
    for part in (*((text.get(key) or {}) for key in _HOLDERS), text):
        for name, change in (part.get("timetable") or {}).items():
            if isinstance(change.get("arrangement"), dict) and name in months:
                yield months[name], change["arrangement"]


def _letter(number: int) -> str:
    """Return a, b and so on; after z comes aa."""
    before, this = divmod(number, len(ascii_lowercase))
    return (_letter(before - 1) if before else "") + ascii_lowercase[this]
