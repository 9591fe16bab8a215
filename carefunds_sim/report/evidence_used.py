"""What the numbers of a study rest on: grades, what differs between scenarios, sources."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import xarray as xr

from carefunds_sim.report.numbers import MISSING
from carefunds_sim.report.settings import PARTS, Setting, settings
from carefunds_sim.report.stored import parts, text_of
from carefunds_sim.report.tables import Table
from carefunds_sim.report.values import plain_word, value_words
from carefunds_sim.report.wording import capitalised
from carefunds_sim.scenario.grade import GRADES

MOST_ACROSS = 6
"""How many arrangements or squeezes still fit side by side."""

ELSEWHERE = ("arrangement.agreement.", "arrangement.replaces")
"""What is told in the chapter on agreements, or is no property of an arrangement itself."""


def grades(dataset: xr.Dataset) -> Table:
    """Return how many numbers have each grade, in the scenario that has most of them."""
    counts = json.loads(dataset.attrs.get("evidence") or "{}")
    rows = tuple(
        (given.letter, kind, capitalised(given.meaning), str(counts.get(kind, 0)))
        for kind, given in GRADES.items()
    )
    return Table("How sure the numbers are", ("Grade", "Kind", "What it rests on", "Numbers"), rows)


def differing(dataset: xr.Dataset, kind: str) -> Table | None:
    """Return what differs between the arrangements, or squeezes, of a study, side by side.

    None where there is only one, or where they are too many to stand side by side.
    """
    columns = {str(part.get("name")): str(part.get("title")) for part in parts(dataset, kind)}
    if not 1 < len(columns) <= MOST_ACROSS:
        return None
    of = {str(label): _name(dataset, str(label), kind) for label in dataset["scenario"].values}
    mine = [
        found for found in settings(dataset)
        if found.path.startswith(f"{kind}.") and not found.path.startswith(ELSEWHERE)
    ]  # fmt: skip
    rows = [
        row for path in dict.fromkeys(found.path for found in mine)
        if (row := _row([found for found in mine if found.path == path], of, [*columns]))
    ]  # fmt: skip
    title = f"What makes the {kind}s differ"
    return Table(title, (PARTS[kind], "Unit", *columns.values()), tuple(rows)) if rows else None


def _name(dataset: xr.Dataset, label: str, kind: str) -> str:
    return str((text_of(dataset, label).get(kind) or {}).get("name"))


def _row(
    found: Sequence[Setting], of: dict[str, str], columns: Sequence[str]
) -> tuple[str, ...] | None:
    """Return one setting's values side by side; None where they are all the same."""
    cells = {of[label]: _cell(setting) for setting in found for label in setting.scenarios}
    values = {of[label]: setting.words for setting in found for label in setting.scenarios}
    if len({values.get(name) for name in columns}) < 2:
        return None
    return (found[0].title, found[0].unit, *(cells.get(name, MISSING) for name in columns))


def _cell(setting: Setting) -> str:
    """Return a value with its grade; a list whose numbers are all the same once."""
    value = setting.value
    words = setting.words
    if isinstance(value, list) and len(value) > 1 and len({repr(item) for item in value}) == 1:
        words = f"{value_words(value[0], named=plain_word)}, {len(value)} times"
    return f"{words} ({setting.grade})" if setting.grade else words


def every_number(dataset: xr.Dataset) -> Table:
    """Return every number that has a grade, with what it rests on and where it holds."""
    register = sources_of(dataset)
    whole = dataset.sizes["scenario"]
    rows = tuple(
        (
            found.part, found.title, found.words, found.unit, _range(found), found.grade,
            _rests_on(found, register), _where(found, whole),
        )
        for found in settings(dataset)
        if found.grade
    )  # fmt: skip
    columns = (
        "Part", "Number", "Value", "Unit", "Plausible range", "Grade", "Source or reason",
        "In scenarios",
    )  # fmt: skip
    return Table("Every number, with its grade and source", columns, rows)


def _range(found: Setting) -> str:
    return f"{found.range[0]:g} to {found.range[1]:g}" if found.range else MISSING


def _where(found: Setting, whole: int) -> str:
    return "all" if found.shared else f"{len(found.scenarios)} of {whole}"


def _rests_on(found: Setting, register: dict[str, dict[str, str]]) -> str:
    known = register.get(found.source, {})
    source = f"{known['publisher']} {known['year']}" if known else found.source
    cited = ": ".join(part for part in (source, found.at) if part)
    return "; ".join(part for part in (cited, found.why) if part)


def sources_of(dataset: xr.Dataset) -> dict[str, dict[str, str]]:
    """Return what the dataset says of each source that it cites, by id; older ones say nothing."""
    found: dict[str, dict[str, str]] = json.loads(dataset.attrs.get("sources") or "{}")
    return found


def sources(dataset: xr.Dataset) -> Table:
    """Return every source that a number names, with how many rest on it, most first."""
    register, cited = sources_of(dataset), [*_cited(dataset)]
    order = sorted(set(cited), key=lambda source: (-cited.count(source), source))
    rows = tuple(_source(key, register.get(key, {}), cited.count(key)) for key in order)
    columns = ("Source", "Publisher", "Year", "Numbers that rest on it")
    return Table("Sources", columns, rows)


def _cited(dataset: xr.Dataset) -> Iterator[str]:
    """Yield the source of each number once for every place in a scenario where it stands."""
    places = {(found.path, found.source) for found in settings(dataset) if found.source}
    yield from (source for _, source in sorted(places))


def _source(key: str, known: dict[str, str], number: int) -> tuple[str, ...]:
    title = known.get("title", key)
    return (title, known.get("publisher", MISSING), known.get("year", MISSING), str(number))
