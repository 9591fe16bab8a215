"""One number, or several that move as a whole, which a study varies over its scenarios."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from carefunds_sim.errors import did_you_mean, short
from carefunds_sim.scenario.change import numbers_changed, value_at
from carefunds_sim.scenario.motion import (
    Motion,
    at,
    can_move,
    motion,
    motion_of,
    plain_value,
    position_of,
    tilts,
)
from carefunds_sim.scenario.scenario import Scenario, quantities_of
from carefunds_sim.scenario.schema.quantity import Quantity
from carefunds_sim.scenario.schema.squeeze import Squeeze
from carefunds_sim.scenario.schema.words import plain_values
from carefunds_sim.scenario.settings import settings_of
from carefunds_sim.vocabulary import EvidenceKind, Role

PARTS = ("area", "arrangement", "squeeze", "replaced")
"""The parts of a scenario whose numbers a study may vary."""

UNITS = {"multiplied": "times the file's", "raised": "added", "tilted": "times the odds"}
"""The unit of what moves several numbers as a whole; one number has the quantity's own."""


@dataclass(frozen=True)
class Place:
    """Where a factor stands in one scenario, and how what stands there moves."""

    path: str
    unit: str
    kind: str
    motion: Motion = field(hash=False)


@dataclass(frozen=True)
class Factor:
    """What a study varies, by a name such as ``separate.trust.built``.

    ``low``, ``high`` and ``own`` are in ``unit``. For one number they are the number; for a mapping
    or a list that moves as a whole they are what its numbers, or odds, are multiplied by, or what
    is added to them. ``own`` is what the files say, NaN where they differ. ``kind`` is the word for
    the evidence. ``levels`` are the values that a design may use, where it says which. ``places``
    has one entry for each scenario, None where the scenario does not hold the number.
    """

    name: str
    unit: str
    low: float
    high: float
    own: float
    kind: str
    places: tuple[Place | None, ...]
    levels: tuple[float, ...] = ()

    @classmethod
    def of(cls, name: str, places: Sequence[Place | None]) -> Factor:
        """Return a factor as its places have it, over the range in which all of them may move."""
        found = [place for place in places if place]
        motions = [place.motion for place in found]
        own = {motion.own for motion in motions}
        return cls(
            name,
            unit=UNITS.get(motions[0].manner, found[0].unit),
            low=max(motion.low for motion in motions),
            high=min(motion.high for motion in motions),
            own=own.pop() if len(own) == 1 else math.nan,
            kind=found[0].kind,
            places=tuple(places),
        )

    @property
    def paths(self) -> tuple[str | None, ...]:
        """Where the factor stands in each scenario, as ``Scenario.with_values`` takes it."""
        return tuple(place.path if place else None for place in self.places)

    @property
    def moves(self) -> bool:
        """Whether its range makes a difference anywhere; routes that take everybody stay."""
        return any(
            place.motion.moved(self.low) != place.motion.moved(self.high)
            for place in self.places
            if place
        )

    @property
    def by_odds(self) -> bool:
        """Whether odds are multiplied, so that its positions are even in their logarithm."""
        return self.unit == UNITS["tilted"]

    def at(self, position: float) -> float:
        """Return the value at a position of the range: 0 is its low end, 1 its high end."""
        return at(position, self.low, self.high, odds=self.by_odds)

    def position(self, value: float) -> float:
        """Return where in the range a value stands; below 0 or above 1 it is outside."""
        return position_of(value, self.low, self.high, odds=self.by_odds)

    def settings(self, scenario: int, value: float) -> dict[str, Any]:
        """Return what ``Scenario.with_values`` takes to give a scenario this value.

        Nothing is set in a scenario that does not hold the number, and nothing for NaN, which
        leaves what the file says.
        """
        place = self.places[scenario]
        if place is None or math.isnan(value):
            return {}
        return {place.path: place.motion.moved(float(value))}

    def over(self, low: float, high: float) -> Factor:
        """Return this factor over another range."""
        return replace(self, low=low, high=high)

    def on(self, levels: Sequence[float]) -> Factor:
        """Return this factor at values of its own, which then are its range."""
        return replace(self, low=min(levels), high=max(levels), levels=tuple(levels))


def place_of(path: str, quantity: Quantity[Any]) -> Place:
    """Return a whole quantity as the place of a factor."""
    return Place(path, quantity.unit, quantity.kind.word, motion(path, quantity))


def factors_of(scenarios: Sequence[Scenario]) -> tuple[Factor, ...]:
    """Return all that can move, in the order of the files and of what stands in them.

    Each quantity is named by its file, and moves wherever that file stands: the file of an
    arrangement may also stand where another one replaces it.
    """
    found: dict[str, dict[int, Place]] = {}
    for index, scenario in enumerate(scenarios):
        for key, part in _named_parts(scenario):
            for path, quantity in quantities_of(key, part):
                name = f"{_name(part)}{path.removeprefix(key)}"
                if can_move(name, quantity):
                    found.setdefault(name, {})[index] = place_of(path, quantity)
    return tuple(
        Factor.of(name, [places.get(index) for index in range(len(scenarios))])
        for name, places in found.items()
    )


def _named_parts(scenario: Scenario) -> list[tuple[str, BaseModel]]:
    return [(key, part) for key, part in scenario.parts() if key in PARTS]


DATED_UNITS = {"gbp_a_year": "GBP a year", "units": "units", "months": "months"}
"""The units of numbers of a timetable, by their keys."""

FALL = "fall"
BODIES = ("nhs", "council")
FALLS = (0.0, 0.4)
"""From no cut to somewhat more than the deepest one published for England: older people's social
care fell by 31% in eight years (evidence row G2)."""


class NoSuchNumberError(Exception):
    """A name that means no number which can be moved; the message says why."""


class Movable:
    """All numbers of some scenarios, by the names that a study may call them.

    A name is a path that begins with ``area``, ``arrangement``, ``squeeze`` or ``replaced``, and
    holds in every scenario with such a number; or it begins with a file's name, and holds wherever
    that file stands. It may go on inside a quantity's value, to a part of it or to one number. A
    ``*`` stands for any one word. A number of a timetable, or all that a change multiplies by or
    adds, is named by its whole path, such as ``timetable.more_beds.capacity.units``.

    ``squeeze.council.fall`` and ``squeeze.nhs.fall`` are not written in any file: the share by
    which a body's money falls over the listed years of its squeeze, spread evenly; less than 0 is
    growth.
    """

    def __init__(self, scenarios: Sequence[Scenario]) -> None:
        self._scenarios = scenarios
        self._parts = [_named_parts(scenario) for scenario in scenarios]
        self._known: dict[int, dict[str, Quantity[Any]]] = {}

    def factor(self, name: str) -> Factor:
        """Return the factor of a name without ``*``.

        Raises NoSuchNumberError where no scenario has such a number, or where it moves in different
        ways in different scenarios.
        """
        words = name.split(".")
        each = zip(self._scenarios, self._parts, strict=True)
        places = [self._place(parts, words) or _dated(one, parts, words) for one, parts in each]
        found = [place for place in places if place]
        if not found:
            raise NoSuchNumberError(
                f"must name a number of the scenarios (got '{short(name)}'){self._nearest(name)}"
            )
        if len({place.motion.manner for place in found}) > 1:
            raise NoSuchNumberError(
                "must name a number that is of one kind in all scenarios; begin with a file's name"
            )
        return Factor.of(name, places)

    def matching(self, pattern: str) -> list[str]:
        """Return the names that a pattern with ``*`` means and that may move, in file order."""
        words = pattern.split(".")
        found = [
            name
            for parts in self._parts
            for key, part in parts
            if (first := _called(words[0], key, part))
            for name in _matches(words, first, key, self._quantities(key, part))
        ]
        return list(dict.fromkeys(found))

    def _place(self, parts: Sequence[tuple[str, BaseModel]], words: list[str]) -> Place | None:
        """Return where one scenario holds a number, or None."""
        for key, part in parts:
            if not _called(words[0], key, part):
                continue
            place = _fall(key, part, words[1:]) or _inside(
                [key, *words[1:]], self._quantities(key, part)
            )
            if place:
                return place
        return None

    def _quantities(self, key: str, part: BaseModel) -> dict[str, Quantity[Any]]:
        """Return the quantities of a part by path; scenarios share parts, which are read once."""
        if id(part) not in self._known:
            self._known[id(part)] = {
                path.removeprefix(key): quantity for path, quantity in quantities_of(key, part)
            }
        return {f"{key}{rest}": quantity for rest, quantity in self._known[id(part)].items()}

    def _nearest(self, name: str) -> str:
        first = name.split(".", 1)[0]
        begins = {path.split(".", 1)[0] for path in self._paths}
        if first not in begins:
            return did_you_mean(first, begins)
        return did_you_mean(name, [path for path in self._paths if path.startswith(f"{first}.")])

    @cached_property
    def _paths(self) -> list[str]:
        """Every path by its part and by its file, and the numbers of timetables."""
        dated = [
            item.path
            for scenario in self._scenarios
            if scenario.timetable
            for item in settings_of("timetable", plain_values(scenario.timetable))
            if isinstance(item.value, float)
        ]
        return dated + [
            f"{begins}{path.removeprefix(key)}"
            for parts in self._parts
            for key, part in parts
            for begins in (key, _name(part))
            for path in (*self._quantities(key, part), *_falls(key, part))
        ]


def _name(part: BaseModel) -> str:
    return str(getattr(part, "name"))  # noqa: B009 - every part that PARTS names has one


def _called(word: str, key: str, part: BaseModel) -> str:
    """Return the word by which a part is called: its key, or its file's name; else nothing."""
    if word == "*":
        return key
    return word if word == key or (word not in PARTS and word == _name(part)) else ""


def _falls(key: str, part: BaseModel) -> tuple[str, ...]:
    """Return the falls of money that a part has: those of both bodies in a squeeze."""
    return tuple(f"{key}.{body}.{FALL}" for body in BODIES) if isinstance(part, Squeeze) else ()


def _fall(key: str, part: BaseModel, words: list[str]) -> Place | None:
    """Return the fall of a body's money as a place, where that is what is meant."""
    if ".".join([key, *words]) not in _falls(key, part):
        return None
    growth = getattr(part, words[0]).by_year
    own = 1.0 - math.prod(1.0 + year for year in growth.value)
    motion = Motion("spread", *FALLS, own, plain_value(growth.value), (-math.inf, math.inf))
    return Place(f"{key}.{words[0]}.by_year", "share", growth.kind.word, motion)


def _dated(
    scenario: Scenario, parts: Sequence[tuple[str, BaseModel]], words: list[str]
) -> Place | None:
    """Return a number of a timetable as a place, or numbers that a change holds; without range."""
    own = [("timetable", scenario.timetable)] if words[0] == "timetable" else []
    of_parts = [
        (f"{key}.timetable", getattr(part, "timetable", None))
        for key, part in parts
        if words[1:2] == ["timetable"] and _called(words[0], key, part)
    ]
    for begin, timetable in (*own, *of_parts):
        name, *rest = words[begin.count(".") + 1 :] or [""]
        change = timetable.root.get(name) if timetable else None
        if timetable is None or change is None:
            continue
        value = value_at({"timetable": timetable}, ".".join(["timetable", name, *rest]))
        if numbers_changed(value, float) is None:
            continue
        kind = change.evidence.kind if change.evidence else EvidenceKind.ASSUMED
        unit, path = DATED_UNITS.get(rest[-1], ""), ".".join([begin, name, *rest])
        return Place(path, unit, kind.word, motion_of(value, None, tilts=False))
    return None


def _inside(words: list[str], quantities: dict[str, Quantity[Any]]) -> Place | None:
    """Return a quantity, or what lies inside its value, as a place."""
    for end in range(len(words), 1, -1):
        path = ".".join(words[:end])
        if path in quantities:
            if end == len(words):
                return place_of(path, quantities[path])
            return _part_of(path, quantities[path], words[end:])
    return None


def _part_of(path: str, quantity: Quantity[Any], words: list[str]) -> Place | None:
    """Return a part of a quantity's value as a place: one number, or a row."""
    value: Any = plain_value(quantity.value)
    for word in words:
        if isinstance(value, list) and word.isdecimal() and int(word) < len(value):
            value = value[int(word)]
        elif isinstance(value, dict) and word in value:
            value = value[word]
        else:
            return None
    motion = motion_of(
        value, quantity.range, tilts=isinstance(value, dict) and tilts(path, quantity)
    )
    return Place(".".join([path, *words]), quantity.unit, quantity.kind.word, motion)


def _matches(
    words: list[str], first: str, key: str, quantities: dict[str, Quantity[Any]]
) -> Iterator[str]:
    """Yield the names of what a pattern means among the quantities of a part."""
    for path, quantity in quantities.items():
        known = path.split(".")
        if len(known) > len(words) or not _alike(words[1 : len(known)], known[1:]):
            continue
        begin = ".".join([first, *known[1:]])
        if len(known) == len(words):
            if can_move(path, quantity):
                yield begin
        elif quantity.role is not Role.CONSTANT and quantity.range is not None:
            value = plain_value(quantity.value)
            yield from (f"{begin}.{rest}" for rest in _within(words[len(known) :], value))
    if key == "squeeze" and len(words) == 3 and words[2] == FALL:
        yield from (f"{first}.{body}.{FALL}" for body in BODIES if words[1] in ("*", body))


def _alike(words: list[str], known: list[str]) -> bool:
    return all(word in ("*", other) for word, other in zip(words, known, strict=True))


def _within(words: list[str], value: Any) -> Iterator[str]:
    """Yield the paths inside a value that words with ``*`` mean."""
    inner = dict(enumerate(value)) if isinstance(value, list) else value
    if not isinstance(inner, dict):
        return
    word, *rest = words
    for key, part in inner.items():
        if word in ("*", str(key)):
            yield from (f"{key}.{more}" for more in _within(rest, part)) if rest else (str(key),)
