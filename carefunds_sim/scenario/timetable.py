"""What a scenario says from month to month, as its timetable changes it."""

from __future__ import annotations

import calendar
import math
from collections.abc import Iterator, Mapping
from dataclasses import replace as _replace
from functools import partial
from operator import add, mul
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeVar, cast

from carefunds_sim.errors import Fault, ScenarioError
from carefunds_sim.scenario.change import numbers_changed, set_values, validate_parts, value_at
from carefunds_sim.scenario.faults import number
from carefunds_sim.scenario.schema.arrangement import Arrangement
from carefunds_sim.scenario.schema.timetable import Change

if TYPE_CHECKING:
    from pydantic import BaseModel

    from carefunds_sim.scenario.schema.area import Area
    from carefunds_sim.scenario.schema.squeeze import Squeeze
    from carefunds_sim.scenario.schema.study import RunSettings
    from carefunds_sim.scenario.schema.timetable import Timetable

FIRST_MONTH = 4  # the financial year, and every run, starts on 1 April
MONTHS_PER_YEAR = 12
HOLDERS = ("area", "arrangement", "squeeze")
"""The parts that may have a timetable, beside the scenario itself."""


class Composed(Protocol):
    """What of a scenario a timetable changes; a scenario knows its timetable, not the reverse."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def area(self) -> Area:
        """Who lives there and what care there is."""

    @property
    def arrangement(self) -> Arrangement | None:
        """Who holds the money, if there is any."""

    @property
    def replaced(self) -> Arrangement | None:
        """What holds until the arrangement takes effect."""

    @property
    def squeeze(self) -> Squeeze | None:
        """How money grows or shrinks."""

    @property
    def run(self) -> RunSettings:
        """How it is run."""

    @property
    def timetable(self) -> Timetable | None:
        """Its own dated changes."""

    def parts(self) -> Iterator[tuple[str, BaseModel]]:
        """Yield its parts by name."""


S = TypeVar("S", bound=Composed)


class DatedChange(NamedTuple):
    """A change of a scenario: the part that holds it ('' for the scenario), and its name there."""

    part: str
    name: str
    change: Change


class State(NamedTuple, Generic[S]):
    """What a scenario says from a month of the run on.

    ``began`` is the month in which its arrangement took effect, where the timetable brought it,
    and ``setup_from`` the month from which it was set up. ``capacity`` are the changes of capacity
    that hold.
    """

    since: int
    scenario: S
    began: int | None = None
    setup_from: int | None = None
    capacity: tuple[Change, ...] = ()


def dated_changes(scenario: Composed) -> tuple[DatedChange, ...]:
    """Return all changes of a scenario as they take effect, those of a month by its parts."""
    tables = [(key, getattr(getattr(scenario, key), "timetable", None)) for key in HOLDERS]
    found = [
        DatedChange(part, name, change)
        for part, table in [*tables, ("", scenario.timetable)]
        for name, change in (table.root if table else {}).items()
    ]
    return tuple(sorted(found, key=lambda dated: takes_effect(scenario.run, dated.change)))


def takes_effect(run: RunSettings, change: Change) -> int:
    """Return the month of the run from which a change is felt, or begins to be."""
    if isinstance(change.arrangement, Mapping):
        return in_force_from(run, change)
    return month_of_run(run, change.month)


def month_of_run(run: RunSettings, month: str) -> int:
    """Return which month of the run a calendar month is, counted from 0; below 0 before it."""
    year, number = map(int, month.split("-"))
    return MONTHS_PER_YEAR * (year - run.start_year) + number - FIRST_MONTH


def month_words(month: str) -> str:
    """Return a month as people write it: April 2013."""
    year, number = map(int, month.split("-"))
    return f"{calendar.month_name[number]} {year}"


def in_force_from(run: RunSettings, change: Change) -> int:
    """Return the month of the run in which an arrangement of the timetable takes effect.

    Unless it says so itself, that is the first 1 April after its set-up months.
    """
    first = month_of_run(run, change.month)
    if change.reached:
        return month_of_run(run, change.reached)
    if not isinstance(change.arrangement, Mapping):
        return first  # a name that no file has is a fault that is found later
    setup = arrangement_of(change).overhead.setup_months.value
    return MONTHS_PER_YEAR * math.ceil((first + setup) / MONTHS_PER_YEAR)


def arrangement_of(change: Change) -> Arrangement:
    """Return the arrangement that a change brings."""
    return Arrangement.model_validate(change.arrangement)


def later_arrangements(scenario: Composed) -> Iterator[tuple[str, Arrangement]]:
    """Yield each arrangement that a timetable brings, by its path, as they take effect."""
    known = [scenario.replaced, scenario.arrangement]
    for dated in dated_changes(scenario):
        if dated.change.arrangement is not None:
            found = arrangement_of(dated.change)
            if found not in known:
                known.append(found)
                words = (dated.part, "timetable", dated.name, "arrangement")
                yield ".".join(filter(None, words)), found


def arrangements_of(scenario: Composed) -> tuple[Arrangement, ...]:
    """Return all arrangements of a scenario, each once, in the order in which they take effect."""
    later = (arrangement for _, arrangement in later_arrangements(scenario))
    return (*filter(None, (scenario.replaced, scenario.arrangement)), *later)


def states(scenario: S) -> tuple[State[S], ...]:
    """Return what a scenario says from month to month; the first state begins at month 0.

    What is dated before the run holds from its first day.

    Raises
    ------
    ScenarioError
        A change leads to a scenario that is not valid.
    """
    run, changes = scenario.run, dated_changes(scenario)
    if not changes:
        return (State(0, scenario),)
    months = run.warmup_months + MONTHS_PER_YEAR * run.years
    base = without_timetable(scenario)
    found = [State(0, base)]
    for month in sorted({0, *_turning_points(run, changes, months)}):
        state = _state(base, changes, month)
        if month == 0:
            found = [state]
        elif state[1:] != found[-1][1:]:
            found.append(state)
    return tuple(found)


def without_timetable(scenario: S) -> S:
    """Return a scenario as it is before its timetable has changed anything."""
    parts = {
        key: getattr(scenario, key).model_copy(update={"timetable": None})
        for key in HOLDERS
        if getattr(scenario, key) is not None
    }
    return replaced(scenario, timetable=None, **parts)


def replaced(scenario: S, **parts: Any) -> S:
    """Return a scenario with other parts, which are known to fit."""
    changed: S = _replace(cast("Any", scenario), **parts)
    return changed


def _turning_points(
    run: RunSettings, changes: tuple[DatedChange, ...], months: int
) -> Iterator[int]:
    """Yield the months in which anything changes."""
    for _, _, change in changes:
        first = month_of_run(run, change.month)
        last = month_of_run(run, change.reached) if change.reached else first
        if change.arrangement is not None:
            first = last = in_force_from(run, change)
        ends = [month_of_run(run, change.until)] if change.until else []
        yield from (month for month in (*range(first, last + 1), *ends) if 0 < month < months)


def _state(base: S, changes: tuple[DatedChange, ...], month: int) -> State[S]:
    """Return what a scenario says in a month: every change that holds, in order."""
    scenario, run = base, base.run
    began, setup_from, capacity = None, None, []
    for _, _, change in changes:
        first = month_of_run(run, change.month)
        over = change.until is not None and month >= month_of_run(run, change.until)
        if change.arrangement is not None:
            starts = in_force_from(run, change)
            if starts <= month:
                scenario = replaced(scenario, arrangement=arrangement_of(change))
                began, setup_from = starts, first
        elif change.capacity and first <= month and not over:
            capacity.append(change)
        elif first <= month and not over:
            share = _share_reached(run, change, month)
            scenario = with_change(scenario, change, share)
    return State(month, scenario, began, setup_from, tuple(capacity))


def _share_reached(run: RunSettings, change: Change, month: int) -> float:
    """Return how much of a change is there in a month, where it is reached later."""
    if change.reached is None:
        return 1.0
    first, last = month_of_run(run, change.month), month_of_run(run, change.reached)
    return min(1.0, (month - first) / (last - first))


def with_change(scenario: S, change: Change, share: float = 1.0) -> S:
    """Return a scenario with a change's values, or with a share of the way to them.

    Raises ScenarioError when there is no such path, or the scenario would not be valid.
    """
    parts, label = dict(scenario.parts()), scenario.name or "scenario"
    values: dict[str, Any] = dict(change.set or {})
    for given, by_what in ((change.multiply, mul), (change.add, add)):
        for path, by in (given or {}).items():
            values[path] = numbers_changed(value_at(parts, path), partial(by_what, by))
            if values[path] is None:
                said = f"{path} must hold numbers to multiply or add to"
                raise ScenarioError([Fault(label, 1, said)])
    if share < 1.0:
        values = {path: _between(value_at(parts, path), new, share) for path, new in values.items()}
    touched, faults = set_values(parts, values, label)
    if not touched and not faults:
        return scenario
    return replaced(scenario, **validate_parts(parts, touched, label, faults=faults))


def _between(old: Any, new: Any, share: float) -> Any:
    """Return what is a share of the way from an old value to a new one."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return {key: _between(old.get(key), item, share) for key, item in new.items()}
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [_between(one, other, share) for one, other in zip(old, new, strict=True)]
    if number(old) is not None and number(new) is not None:
        return old + share * (new - old)
    return new if share >= 1.0 else old
