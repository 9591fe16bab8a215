"""What the numbers of a study rest on: grades, what differs between scenarios, sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import xarray as xr

from carefunds_sim.report.scenario_text import PARTS, Setting, loaded, parts, settings, text_of
from carefunds_sim.report.tables import Table
from carefunds_sim.report.wording import MISSING, capitalised, plain_word, value_words
from carefunds_sim.scenario.evidence import GRADES

MOST_ACROSS = 6
"""How many arrangements or squeezes still fit side by side."""

PERCENT = ("share", "a year")
"""Units of shares, which people read as percentages."""

ELSEWHERE = ("arrangement.agreement.", "arrangement.replaces")
"""What the chapter on agreements shows, or is no property of an arrangement itself."""


def grades(dataset: xr.Dataset) -> Table:
    """Return how many numbers have each grade, in the scenario that has most of them."""
    counts = loaded(dataset, "evidence")
    rows = tuple(
        (given.letter, kind, capitalised(given.meaning), str(counts.get(kind, 0)))
        for kind, given in GRADES.items()
    )
    return Table("How sure the numbers are", ("Grade", "Kind", "What it rests on", "Numbers"), rows)


def differing(dataset: xr.Dataset, kind: str) -> dict[str, tuple[str, ...]]:
    """Return what differs between the arrangements, or squeezes, of a study: a row by its path.

    Nothing where there is only one, or where they are too many to stand side by side.
    """
    columns = [*_titles(dataset, kind)]
    if not 1 < len(columns) <= MOST_ACROSS:
        return {}
    of = {str(label): _name(dataset, str(label), kind) for label in dataset["scenario"].values}
    by_path: dict[str, list[Setting]] = {}
    for found in settings(dataset):
        if found.path.startswith(f"{kind}.") and not found.path.startswith(ELSEWHERE):
            by_path.setdefault(found.path, []).append(found)
    rows = {path: _row(found, of, columns) for path, found in by_path.items()}
    return {path: row for path, row in rows.items() if row}


def side_by_side(dataset: xr.Dataset, kind: str) -> Table:
    """Return what differs between the arrangements, or squeezes, of a study, side by side."""
    columns = (PARTS[kind], "Unit", *_titles(dataset, kind).values())
    rows = tuple(differing(dataset, kind).values())
    return Table(f"What makes the {kind}s differ", columns, rows)


def _titles(dataset: xr.Dataset, kind: str) -> dict[str, str]:
    return {str(part.get("name")): str(part.get("title")) for part in parts(dataset, kind)}


def _name(dataset: xr.Dataset, label: str, kind: str) -> str:
    return str((text_of(dataset, label).get(kind) or {}).get("name"))


def _row(found: Sequence[Setting], of: dict[str, str], columns: Sequence[str]) -> tuple[str, ...]:
    """Return one setting's values side by side; () where they are all the same."""
    cells = {of[label]: _cell(setting) for setting in found for label in setting.scenarios}
    values = {of[label]: setting.words for setting in found for label in setting.scenarios}
    if len({values.get(name) for name in columns}) < 2:
        return ()
    return (found[0].title, found[0].unit, *(cells.get(name, MISSING) for name in columns))


def _cell(setting: Setting) -> str:
    """Return a value with its grade; a list whose numbers are all the same once."""
    value = _percentages(setting.value) if setting.unit in PERCENT else setting.value
    words = value_words(value, named=plain_word)
    if isinstance(value, list) and len(value) > 1 and len({repr(item) for item in value}) == 1:
        words = f"{value_words(value[0], named=plain_word)}, {len(value)} times"
    return f"{words} ({setting.grade})" if setting.grade else words


def _percentages(value: Any) -> Any:
    """Return shares as percentages, whatever holds them."""
    if isinstance(value, dict):
        return {key: _percentages(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_percentages(part) for part in value]
    return f"{100 * value:.4g}%"


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
    found: dict[str, dict[str, str]] = loaded(dataset, "sources")
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
