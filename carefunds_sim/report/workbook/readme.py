"""The first sheet: what this is, what was found, how to read it, and what made it."""

from __future__ import annotations

from collections.abc import Iterator

from carefunds_sim.report.caveats import caveats, notices
from carefunds_sim.report.chapters.answer import answer
from carefunds_sim.report.chapters.method import precision_sentences
from carefunds_sim.report.chapters.question import question
from carefunds_sim.report.document import Chapter, Listing, Paragraph, Results
from carefunds_sim.report.figures.style import source
from carefunds_sim.report.workbook.sheet import Cover, Line
from carefunds_sim.report.workbook.words import runs_in

NAME = "Read me"
SHEETS = {
    "Summary": "One row for each scenario: delay, unmet need, beds and cost, with intervals. "
    "Charts of delayed days and of cost by who bears it.",
    "By body": "What each body pays, what it receives from others, what it bears in the end, and "
    "how that differs from the baseline.",
    "By service": "Capacity, demand, use, waiting and refusals of each service, with warnings.",
    "Monthly": "Month by month, to filter and to pivot; people delayed over time as charts.",
    "Differences": "Every outcome against the baseline, with its interval and what may be said "
    "of it.",
    "Settings": "Every number that went in: value, plausible range, grade of evidence, source or "
    "reason.",
}
"""The other sheets, in their order, and what each holds."""
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
UNITS = (
    ("Bed days a year", "days that a bed is taken, added up over a year"),
    ("Delayed days", "days between declared ready for discharge and gone, as the official return "
     "counts them"),
    ("GBP million a year", "real prices of the first year; cells hold millions"),
    ("%", "cells hold shares (0.25) and show percent (25%)"),
    ("Cost after transfers", "cost less what was received from other bodies: who bears it in the "
     "end"),
)  # fmt: skip


def readme(results: Results) -> Cover:
    """Return the sheet."""
    parts = (_question, _answer, _remarks, _sheets, _reading, _units, _made)
    dataset = results.dataset
    title = f"carefunds_sim results: {dataset.attrs.get('study_title') or dataset.attrs['study']}"
    return Cover(NAME, title, tuple(line for part in parts for line in part(results)))


def _question(results: Results) -> Iterator[Line]:
    yield Line("What this is", is_heading=True)
    yield Line(
        "A simulation of older people's way through hospital, intermediate care and community "
        "services. Everything here was made from the stored results, results.nc."
    )
    yield from _told(question(results))


def _answer(results: Results) -> Iterator[Line]:
    yield from _told(answer(results))


def _told(chapter: Chapter) -> Iterator[Line]:
    """Yield the sentences of a chapter of the report; its tables are on the other sheets."""
    yield Line(chapter.title, is_heading=True)
    for part in chapter.parts:
        if isinstance(part, Paragraph):
            yield Line(part.words)
        elif isinstance(part, Listing):
            yield from map(Line, part.sentences)


def _remarks(results: Results) -> Iterator[Line]:
    """Yield what must be known before any number is believed, then what else to keep in mind."""
    told = notices(results.dataset)
    if told:
        yield Line("What must not be overlooked", is_heading=True)
        yield from map(Line, told)
    yield Line("What to keep in mind", is_heading=True)
    rest = [*caveats(results.dataset), *precision_sentences(results.dataset)]
    yield from (Line(words) for words in rest if words not in told)


def _sheets(_results: Results) -> Iterator[Line]:
    yield Line("What the sheets hold", is_heading=True)
    yield from (Line(words, term=name, link=name) for name, words in SHEETS.items())


def _reading(_results: Results) -> Iterator[Line]:
    yield Line("How to read the numbers", is_heading=True)
    yield from map(Line, READING)


def _units(_results: Results) -> Iterator[Line]:
    yield Line("Units", is_heading=True)
    yield from (Line(words, term=unit) for unit, words in UNITS)


def _made(results: Results) -> Iterator[Line]:
    attrs = results.dataset.attrs
    yield Line("How it was made", is_heading=True)
    told = {
        "Study": attrs["study"],
        "Version": f"carefunds_sim {attrs['package_version']}",
        "Commit": attrs["git_commit"],
        "Engine": attrs["engine"],
        "Seed": attrs["seed"],
        "Replications": runs_in(results.dataset),
        "Years reported": attrs["years"],
        "Date of the run": attrs["date"],
        "Command": attrs["command"],
    }
    yield from (Line(str(words), term=term) for term, words in told.items() if str(words))
    yield Line(source(results.dataset))
