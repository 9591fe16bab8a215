"""The page that lists every shipped number with what it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from carefunds_sim.report.markdown import table
from carefunds_sim.report.wording import value_words
from carefunds_sim.scenario.catalogue import Entry, catalogue
from carefunds_sim.scenario.evidence import GRADES, grade, shipped_sources
from carefunds_sim.scenario.files import part_of, read_links
from carefunds_sim.scenario.scenario import quantities_of
from carefunds_sim.scenario.schema.quantity import Quantity

KINDS = {"area": "Areas", "arrangement": "Funding arrangements", "squeeze": "Squeezes"}
Numbers = Mapping[str, Quantity[Any]]

INTRODUCTION = """\
# Evidence

Every number of every shipped area, funding arrangement and squeeze: its value, unit and plausible
range, its role in a study (lever, uncertain or constant), and what it rests on. A file that extends
another lists only what differs. This page is made from the files by
`carefunds evidence -o docs/reference/evidence.md`; a test holds the two together. Which numbers
matter most is in [screening.md](../background/screening.md). Those have been read twice:
`tests/evidence/second_reading.yaml` holds what a second reading made of the sources, and a test
compares the two.
"""


def evidence_page() -> str:
    """Return the whole page, in Markdown."""
    entries = [entry for entry in catalogue() if entry.kind in KINDS]
    numbers = {each: _numbers(each.kind, read_links(each.kind, each.path)) for each in entries}
    lines = [INTRODUCTION, *_grades(), *_counts(numbers), *_files(numbers), *_sources()]
    return "\n".join(lines).rstrip("\n") + "\n"


def _numbers(kind: str, links: Any) -> Numbers:
    """Return the numbers of a file with those of what it extends."""
    found = quantities_of(kind, part_of(kind, links).model)
    return {path.removeprefix(f"{kind}."): quantity for path, quantity in found}


def _grades() -> Iterator[str]:
    yield "## Grades\n"
    rows = ((given.letter, kind, given.meaning) for kind, given in GRADES.items())
    yield from table(("Grade", "Kind", "What it rests on"), rows)


def _counts(numbers: Mapping[Entry, Numbers]) -> Iterator[str]:
    yield "## How many numbers of each kind\n"
    columns = ("File", *(f">{kind} ({given.letter})" for kind, given in GRADES.items()), ">all")
    rows = []
    for entry, found in numbers.items():
        counts = Counter(quantity.kind.word for quantity in found.values())
        cells = [str(counts[kind]) for kind in GRADES]
        rows.append((f"[{entry.name}](#{entry.name})", *cells, str(len(found))))
    yield from table(columns, rows)


def _files(numbers: Mapping[Entry, Numbers]) -> Iterator[str]:
    for kind, title in KINDS.items():
        yield f"## {title}\n"
        for entry, found in numbers.items():
            if entry.kind == kind:
                yield from _file(entry, found)


def _file(entry: Entry, found: Numbers) -> Iterator[str]:
    """Yield a file's numbers, or how they differ from those of the file it extends."""
    yield f"### {entry.name}\n"
    links = read_links(entry.kind, entry.path)
    extended = links[-1].data.get("extends")
    if extended is None:
        yield f"{entry.title}.\n"
    else:
        yield f"{entry.title}. Extends {extended}; what differs:\n"
        base = _numbers(entry.kind, links[:-1])
        if gone := [f"`{path}`" for path in base if path not in found]:
            yield f"Left out: {', '.join(gone)}.\n"
        found = {path: quantity for path, quantity in found.items() if base.get(path) != quantity}
    columns = ("Number", "Value", "Unit", "Range", "Role", "Evidence", "Source and reason")
    yield from table(columns, (_row(path, quantity) for path, quantity in found.items()))


def _row(path: str, quantity: Quantity[Any]) -> tuple[str, ...]:
    low, high = quantity.range or (float("nan"), float("nan"))
    source = f"[{quantity.source}](#{quantity.source})" if quantity.source else ""
    rests = ": ".join(part for part in (source, quantity.at or "") if part)
    kind = f"{grade(quantity.kind).letter} {quantity.kind.word}"
    return (
        f"`{path}`", value_words(quantity.value), quantity.unit, f"{low:g} to {high:g}",
        quantity.role.word, kind, "; ".join(part for part in (rests, quantity.why or "") if part),
    )  # fmt: skip


def _sources() -> Iterator[str]:
    yield "## Sources\n"
    yield "The rows are those of the project's evidence page that rest on the source.\n"
    rows = []
    for name, source in shipped_sources().items():
        title = f"[{source.title}]({source.url})" if source.url else source.title
        rows.append(
            (f'<a id="{name}"></a>`{name}`', title, source.publisher, str(source.year),
             ", ".join(source.rows), source.note or "")
        )  # fmt: skip
    yield from table(("Id", "Title", "Publisher", "Year", "Rows", "Note"), rows)
