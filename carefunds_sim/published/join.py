"""Councils of several published tables, joined by code and by name.

Delays name the councils; residents, unit costs and activity are joined to them. A council that
lacks a figure is left out, and it is said which and why; a cell that is no figure is a fault.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from carefunds_sim.errors import Fault, ScenarioError
from carefunds_sim.published.council import ENGLAND_CODE, by_year, name_words
from carefunds_sim.published.headings import BODIES, RETURNED, meaning, words
from carefunds_sim.published.population import BANDS, columns_of
from carefunds_sim.published.table import NOT_GIVEN, Row, Table
from carefunds_sim.published.table import read as read_table
from carefunds_sim.vocabulary import AgeBand

UNIT_COSTS = ("home_care_gbp", "residential_gbp", "nursing_gbp")
ACTIVITY = ("home_care_users", "residential_weeks", "nursing_weeks", "assessments")
LEAST_YEARS, LEAST_COUNCILS = 2, 20
_SAME_AREA = {"E06000048": "E06000057", "E08000020": "E08000037", "E10000002": "E06000060"}
"""Codes that changed while the council stayed: Northumberland, Gateshead, Buckinghamshire."""

Figures = dict[str, float]


@dataclass(frozen=True)
class Place:
    """What is known of a council, or of England: figures by name, and its delayed days.

    ``days`` are a year's by whose they are and by year. ``lacks`` says what is missing, and where.
    """

    code: str
    name: str
    figures: Figures = field(default_factory=dict)
    days: dict[str, dict[int, float]] = field(default_factory=dict)
    lacks: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Joined:
    """Councils with every figure, those left out, and England.

    ``alike`` says which names were taken for the same though they are spelt otherwise.
    """

    councils: tuple[Place, ...]
    left_out: tuple[Place, ...]
    england: Place
    years: tuple[int, ...]
    alike: tuple[str, ...]
    files: str


def join(delays: Path, residents: Path, unit_costs: Path, activity: Path) -> Joined:
    """Return the councils of four tables.

    Raises
    ------
    ScenarioError
        With every fault of every table, or when too few councils have every figure.
    """
    faults: list[Fault] = []
    asked: list[tuple[Path, Sequence[str]]] = [
        (delays, ()),
        (residents, ()),
        (unit_costs, UNIT_COSTS),
        (activity, ACTIVITY),
    ]
    tables = [table for path, of in asked if (table := _read(path, of, faults))]
    if len(tables) < len(asked):
        raise ScenarioError(faults)
    days, people, costs, users = tables
    places, years = _delayed(days)
    own = [
        (people, _figures(people, _bands(people))),
        (costs, _figures(costs, _returned(costs, UNIT_COSTS))),
        (users, _figures(users, _returned(users, ACTIVITY))),
    ]
    if places and not any(map(_is_england, places)):
        days.fault(days.line, "must have rows for England")
    faults += [fault for table in tables for fault in table.faults]
    if faults:
        raise ScenarioError(faults)
    _england_of_residents(own[0][1])
    alike = [said for table, rows in own for said in _joined(places, rows, table)]
    whole = tuple(place for place in places if not place.lacks)
    left = tuple(place for place in places if place.lacks)
    _enough(whole, left, days)
    files = ", ".join(table.path.name for table in tables)
    england = next(filter(_is_england, whole))
    councils = tuple(place for place in whole if place is not england)
    return Joined(councils, left, england, tuple(years), tuple(alike), files)


def _enough(whole: Sequence[Place], left: Sequence[Place], table: Table) -> None:
    """Refuse to go on without England, or with so few councils that they say nothing."""
    for place in filter(_is_england, left):
        table.fault(table.line, f"England {'; '.join(place.lacks)}")
    if len(whole) <= LEAST_COUNCILS and not table.faults:
        why = f"; {left[0].name or left[0].code} {left[0].lacks[0]}" if left else ""
        needs = f"must have {LEAST_COUNCILS} councils with every figure (got {len(whole) - 1})"
        table.fault(table.line, needs + why)
    if table.faults:
        raise ScenarioError(table.faults)


def _read(path: Path, wanted: Sequence[str], faults: list[Fault]) -> Table | None:
    """Return a table; of a return the heading is the line with most of what is wanted."""
    known = {heading for name in wanted for column in RETURNED[name] for heading in column}

    def has(cells: Sequence[str]) -> bool:
        return any(words(cell) in known for cell in cells)

    try:
        table = read_table(path, has if wanted else None)
    except ScenarioError as error:
        faults += error.faults
        return None
    if wanted and not table.headings[0].strip():  # councils stand in a column without a heading
        table.headings = ("name", *table.headings[1:])
    return table


def _named(table: Table, row: Row) -> Place:
    code = row.cell(table.column("code")).upper()
    return Place(_SAME_AREA.get(code, code), row.cell(table.column("name")))


def _is_england(place: Place) -> bool:
    return place.code == ENGLAND_CODE or {*name_words(place.name)} - {"total"} == {"england"}


def _delayed(table: Table) -> tuple[list[Place], list[int]]:
    """Return every council of a table of delayed days, and the years that it has."""
    columns = {meaning(heading, BODIES): i for i, heading in enumerate(table.headings)}
    whose = {body.word: columns[body] for body in BODIES if body in columns}
    total = table.needed("total")
    if total is None or table.needed("year") is None:
        return [], []
    months = table.column("months")
    places: dict[tuple[str, ...], Place] = {}
    years = {year: rows for year, rows in by_year(table, table.rows).items() if year is not None}
    if len(years) < LEAST_YEARS:
        table.fault(
            table.line, f"must have councils of {LEAST_YEARS} years or more (got {len(years)})"
        )
    for year, rows in years.items():
        for row in rows:
            named = _named(table, row)
            place = places.setdefault((named.code, *name_words(named.name)), named)
            share = 12.0 / (_cell(table, row, months) or 12.0) if months is not None else 1.0
            for body, column in {"total": total, **whose}.items():
                days = place.days.setdefault(body, {})
                if year in days:
                    table.fault(row.line, f"must have {place.name} once in {year}")
                days[year] = share * (_cell(table, row, column) or 0.0)
    for place in places.values():
        without = [str(year) for year in sorted(years) if not place.days["total"].get(year)]
        if without:
            place.lacks.append(f"has no delayed days in {', '.join(without)} ({table.path.name})")
    return list(places.values()), sorted(years)


def _cell(table: Table, row: Row, column: int) -> float | None:
    """Return a figure, or None where it is suppressed; what is no figure is a fault."""
    if row.cell(column).casefold() in NOT_GIVEN:
        return None
    return table.number(row, column)


def _bands(table: Table) -> dict[str, tuple[int, ...]]:
    """Return the columns of each age band."""
    found = {band.word: columns_of(table.headings, ages) for band, ages in BANDS.items()}
    for word in (word for word, columns in found.items() if columns is None):
        table.fault(table.line, f"must have columns for the residents {word.replace('_', ' ')}")
    return {word: columns for word, columns in found.items() if columns is not None}


def _returned(table: Table, wanted: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Return the columns of what councils returned; one that is lacking is a fault."""
    bare = [words(heading) for heading in table.headings]
    found: dict[str, tuple[int, ...]] = {}
    for name in wanted:
        first, *more = RETURNED[name]
        if not any(own in first for own in bare):
            table.fault(table.line, f"must have a column '{first[0]}' (or '{first[1]}')")
        found[name] = tuple(
            bare.index(own) for known in (first, *more) for own in known if own in bare
        )
    return found


def _figures(table: Table, columns: Mapping[str, tuple[int, ...]]) -> list[Place]:
    """Return every row of a table with its figures; rows that hold none are remarks."""
    if table.column("code") is None and table.needed("name") is None:
        return []
    places: list[Place] = []
    for row in table.rows:
        if not any(row.cell(column) for of in columns.values() for column in of):
            continue
        place = _named(table, row)
        for name, of in columns.items():
            parts = [_cell(table, row, column) for column in of]
            if None in parts or not sum(filter(None, parts)):
                place.lacks.append(f"has no {name} ({table.path.name} line {row.line})")
            else:
                place.figures[name] = sum(filter(None, parts))
        if any(_key(one) == _key(place) for one in places):
            table.fault(row.line, f"must have {place.name or place.code} once")
        places.append(place)
    return places


def _key(place: Place) -> object:
    return place.code or name_words(place.name)


def _england_of_residents(places: list[Place]) -> None:
    """Add England to residents, as all councils together, where the table has no row for it."""
    if any(map(_is_england, places)):
        return
    whole = {band.word: sum(p.figures.get(band.word, 0.0) for p in places) for band in AgeBand}
    places.append(Place(ENGLAND_CODE, "England", whole))


def _joined(places: Sequence[Place], own: Sequence[Place], table: Table) -> Iterator[str]:
    """Give each council its figures of a table, and yield names that are taken for the same."""
    codes = {one.code: one for one in own if one.code}
    names = {name_words(one.name): one for one in own if one.name}
    england = next(filter(_is_england, own), None)
    exact: dict[int, Place | None] = {}
    for place in places:
        by_name = names.get(name_words(place.name)) if place.name else None
        found = codes.get(place.code) if codes and place.code else by_name
        exact[id(place)] = england if _is_england(place) else found
    taken = {id(one) for one in exact.values()}
    free = [one for one in own if id(one) not in taken]
    lost = [place for place in places if exact[id(place)] is None and not codes]
    for place in places:
        found = exact[id(place)]
        near = [one for one in free if _within(place.name, one.name)] if place in lost else []
        if len(near) == 1 and sum(_within(other.name, near[0].name) for other in lost) == 1:
            found = near[0]
            yield f"{place.name} is taken for {found.name} ({table.path.name})"
        if found is None:
            place.lacks.append(f"has no row by {'code' if codes else 'name'} ({table.path.name})")
        else:
            place.figures.update(found.figures)
            place.lacks.extend(found.lacks)


def _within(one: str, other: str) -> bool:
    """Whether all words of one name are in the other, such as Medway in Medway Towns."""
    short, long = sorted((set(name_words(one)), set(name_words(other))), key=len)
    return bool(short) and short <= long
