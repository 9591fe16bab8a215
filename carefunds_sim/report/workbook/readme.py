"""The first sheet: what this is, what was found, how to read it, and what made it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from carefunds_sim.report.caveats import caveats, notices
from carefunds_sim.report.chapters.answer import answer
from carefunds_sim.report.chapters.method import extensions, precision_sentences
from carefunds_sim.report.chapters.question import question
from carefunds_sim.report.document import Chapter, Listing, Paragraph, Results
from carefunds_sim.report.figures.style import source
from carefunds_sim.report.scenario_text import runs_in
from carefunds_sim.report.timetable import TITLE, timetable_sentences
from carefunds_sim.report.workbook.sheet import Cover, Line, Sheet

INTRODUCTION = (
    "A simulation of older people's way through hospital, intermediate care and community "
    "services. Everything here was made from the stored results, results.nc."
)
READING = (
    "Low and high are the ends of the 95% interval of a mean over replications, by Student's t. A "
    "replication is one possible history of the same area: other people, other chances.",
    "In the replication of one number every scenario meets the same people and chances. So "
    "differences are taken replication by replication and are surer than the levels: use the sheet "
    "Differences, and do not compare the intervals of two scenarios.",
    "Where an interval of a difference crosses zero, there is no clear difference: that is not "
    "proof that there is none.",
    "An empty cell is not known, or has no meaning there.",
)
UNITS = {
    "Bed days a year": "days that a bed is taken, added up over a year",
    "Delayed days": "days between declared ready for discharge and gone, as the official return "
    "counts them",
    "GBP million a year": "real prices of the first year; cells hold millions",
    "%": "cells hold shares (0.25) and show percent (25%)",
    "Cost after transfers": "cost less what was received from other bodies: who bears it in the "
    "end",
}


def cover_sheet(results: Results, sheets: Sequence[Sheet]) -> Cover:
    """Return the first sheet, which leads to the other ``sheets``."""
    dataset = results.dataset
    attrs = dataset.attrs
    urgent, changes = notices(dataset), timetable_sentences(dataset)
    rest = [
        words for words in [*caveats(dataset), *precision_sentences(dataset)] if words not in urgent
    ]
    made = {
        "Study": attrs["study"],
        "Version": f"carefunds_sim {attrs['package_version']}",
        "Commit": attrs["git_commit"],
        "Engine": attrs["engine"],
        "Seed": attrs["seed"],
        "Replications": runs_in(dataset),
        "Years reported": attrs["years"],
        "Date of the run": attrs["date"],
        "Command": attrs["command"],
        "Extensions": "; ".join(extensions(dataset)),
    }
    parts = (
        _part("What this is", [Line(INTRODUCTION), *_chapter(question(results))]),
        _part(TITLE, map(Line, changes)) if changes else [],
        _chapter(answer(results)),
        _part("What must not be overlooked", map(Line, urgent)) if urgent else [],
        _part("What to keep in mind", map(Line, rest)),
        _part("What the sheets hold", [Line(s.about, term=s.name, link=s.name) for s in sheets]),
        _part("How to read the numbers", map(Line, READING)),
        _part("Units", [Line(words, term=unit) for unit, words in UNITS.items()]),
        _part("How it was made", [
            *(Line(str(words), term=term) for term, words in made.items() if str(words)),
            Line(source(dataset)),
        ]),
    )  # fmt: skip
    title = f"carefunds_sim results: {attrs.get('study_title') or attrs['study']}"
    return Cover("Read me", title, tuple(line for part in parts for line in part))


def _part(title: str, lines: Iterable[Line]) -> list[Line]:
    return [Line(title, is_heading=True), *lines]


def _chapter(chapter: Chapter) -> list[Line]:
    """Return the sentences of a chapter of the report; its tables are on the other sheets."""
    sentences = []
    for part in chapter.parts:
        if isinstance(part, Paragraph):
            sentences.append(part.words)
        elif isinstance(part, Listing):
            sentences += part.sentences
    return _part(chapter.title, map(Line, sentences))
