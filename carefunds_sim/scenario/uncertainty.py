"""The numbers of scenarios that are not known, and what each may be in one world.

A number is a group that a calibration moves by one factor, or any other uncertain number of an
area's or an arrangement's file, which moves over its range. What the files of a squeeze hold is the
question that a study asks, and stays.

A number that a study has set, or that an own area states otherwise than the calibrated one, is what
its author knows: it is the same in every world.

An arrangement is its rules. What one leaves out altogether, such as any sight of a partner's money
under separate budgets, stands at the end of its range and defines it: it stays. Any other rule's
number moves about what its file says, which half of the worlds are below and half above; it is at
the same place wherever the rule stands. No fact tells one value of most of them from another.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from carefunds_sim.scenario.factor import UNITS, Place, place_of
from carefunds_sim.scenario.fitted import group_values
from carefunds_sim.scenario.load import load_scenario
from carefunds_sim.scenario.motion import can_move, position_of
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.scenario.schema.quantity import SET_BY_STUDY, Quantity
from carefunds_sim.scenario.schema.study import Calibration
from carefunds_sim.vocabulary import Role

TIMES = UNITS["multiplied"]
AREA = "area."
RULES = ("arrangement.", "replaced.")
_POOL = re.compile(r"^pools\.[^.]+\.")


class UncertainNumbers:
    """The uncertain numbers of a calibration's scenario, each by its name.

    Names are those of the groups that the calibration fits; paths such as
    ``area.services.acute.onward``; and paths of rules without the name of their pool, such as
    ``arrangement.pools.rules.regard``. A position from 0 to 1 says where in its range a number is:
    for a group evenly in the logarithm of its factor.
    """

    def __init__(self, calibration: Calibration) -> None:
        self.calibration = calibration
        self.reference = load_scenario(calibration.scenario)
        self._area = {p: q for p, q in self.reference.quantities() if p.startswith(AREA)}
        self._known: dict[int, tuple[Scenario, _Places]] = {}

    def __reduce__(self) -> tuple[type[UncertainNumbers], tuple[Calibration]]:
        """Go to another process as the calibration, of which all else is made there."""
        return (UncertainNumbers, (self.calibration,))

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """Names of what the calibration fits."""
        return tuple(self.calibration.fitted)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All numbers of the calibration's own scenario: groups first."""
        return self.names_of(self.reference)

    def names_of(self, scenario: Scenario) -> tuple[str, ...]:
        """Return the numbers that worlds move in a scenario: groups first."""
        return tuple(dict.fromkeys((*self.groups, *(name for name, _ in self._alone(scenario)))))

    def value(self, scenario: Scenario, name: str, position: float) -> tuple[float, str]:
        """Return what a number is at a position, and its unit: of a group times the file's."""
        if name in self.groups:
            return self._factor(name, position) / self._factor(name, self._fitted_at(name)), TIMES
        place = next(place for known, place in self._alone(scenario) if known == name)
        return _at(name, place, position), UNITS.get(place.motion.manner, place.unit)

    @cached_property
    def hash(self) -> str:
        """Sixteen hexadecimal digits of the area's numbers that may move, and of their ranges."""
        places = [(p, self._area[p].range, str(self._area[p].value)) for p in self._in_area()]
        groups = [(n, g.judged, g.between) for n, g in self.calibration.fitted.items()]
        text = json.dumps([places, groups], default=str)
        return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]

    def own(self) -> dict[str, float]:
        """Return the position of each number as the files have it; outside 0 to 1 it is clipped."""
        found = {name: self._fitted_at(name) for name in self.groups}
        for name, place in self._alone(self.reference):
            found[name] = 0.5 if name.startswith(RULES) else _own_position(place)
        return {name: min(max(position, 0.0), 1.0) for name, position in found.items()}

    def settings(self, scenario: Scenario, positions: Positions) -> dict[str, Any]:
        """Return what ``Scenario.with_values`` takes to put a scenario into a world."""
        places = self._places(scenario)
        factors = {name: self._factor(name, positions[name]) for name in self.groups}
        values = group_values(self.reference, self.calibration.fitted, factors)
        moved = {path: values[path] for path in places.grouped}
        for name, place in places.alone:
            moved[place.path] = place.motion.moved(_at(name, place, positions[name]))
        return moved

    def move(self, scenario: Scenario) -> bool:
        """Return whether worlds change a scenario: its area is, or extends, the calibrated one."""
        return bool(self._places(scenario).grouped)

    def _places(self, scenario: Scenario) -> _Places:
        """Return what moves in a scenario, which a study's runs ask for again and again."""
        if id(scenario) not in self._known:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            known = dict(scenario.quantities())
            grouped = [path for path in self._of_group if self._is_as_calibrated(path, known)]
            self._known[id(scenario)] = scenario, _Places(grouped, [*self._alone_among(known)])
        return self._known[id(scenario)][1]

    def _alone(self, scenario: Scenario) -> list[tuple[str, Place]]:
        """Return the numbers of a scenario that move by themselves, by name, and where each is."""
        return self._places(scenario).alone

    def _alone_among(self, known: Mapping[str, Quantity[Any]]) -> Iterator[tuple[str, Place]]:
        """Yield the same among a scenario's quantities."""
        for path in self._in_area():
            if self._is_as_calibrated(path, known):
                yield path, place_of(path, known[path])
        for path, quantity in known.items():
            if path.startswith(RULES) and quantity.why != SET_BY_STUDY:
                place = place_of(path, quantity)
                if _is_uncertain(path, quantity) and 0.0 < _own_position(place) < 1.0:
                    yield _rule(path), place

    @cached_property
    def _of_group(self) -> dict[str, str]:
        """The quantity that each path of a group is, or is in."""
        ones = dict.fromkeys(self.groups, 1.0)
        paths = group_values(self.reference, self.calibration.fitted, ones)
        return {path: next(q for q in self._area if _within(path, q)) for path in paths}

    def _in_area(self) -> Iterator[str]:
        """Yield the area's quantities that move alone."""
        fitted = set(self._of_group.values())
        for path, quantity in self._area.items():
            if path not in fitted and _is_uncertain(path, quantity):
                yield path

    def _is_as_calibrated(self, path: str, known: Mapping[str, Quantity[Any]]) -> bool:
        """Return whether a scenario has the calibrated area's value of what a path is, or is in."""
        quantity = self._of_group.get(path, path)
        return quantity in known and known[quantity].value == self._area[quantity].value

    def _factor(self, group: str, position: float) -> float:
        low, high = map(math.log, self.calibration.fitted[group].between)
        return math.exp(low + position * (high - low))

    def _fitted_at(self, group: str) -> float:
        """Return where a group stands in the area's file."""
        fitted = self.calibration.fitted[group]
        path, judged = next(iter(fitted.judged.items()))
        low, high = map(math.log, fitted.between)
        return (math.log(self._now(path) / _first(judged)) - low) / (high - low)

    def _now(self, path: str) -> float:
        """Return the first number that the calibrated area has at a path of a group."""
        quantity = self._of_group[path]
        value: Any = place_of(quantity, self._area[quantity]).motion.value
        for word in path.removeprefix(quantity).strip(".").split(".") if path != quantity else ():
            value = value[word]
        return _first(value)


Positions = Mapping[str, float]
MOST_KNOWN = 256
"""Scenarios whose numbers are remembered; each point of a sweep is one of its own."""


@dataclass(frozen=True)
class _Places:
    """What worlds move in a scenario: paths of groups, and numbers that move alone by name."""

    grouped: list[str]
    alone: list[tuple[str, Place]]


def _within(path: str, quantity: str) -> bool:
    return path == quantity or path.startswith(f"{quantity}.")


def _is_uncertain(path: str, quantity: Quantity[Any]) -> bool:
    return quantity.role is Role.UNCERTAIN and can_move(path, quantity)


def _own_position(place: Place) -> float:
    """Return where in its range a number stands in its file."""
    how = place.motion
    return position_of(how.own, how.low, how.high, odds=how.manner == "tilted")


def _at(name: str, place: Place, position: float) -> float:
    """Return what moves a number at a position: of rules the middle one is the file's own."""
    if not name.startswith(RULES):
        return place.motion.at(position)
    own = _own_position(place)
    below = position < 0.5
    return place.motion.at(2 * position * own if below else 1 - 2 * (1 - position) * (1 - own))


def _rule(path: str) -> str:
    """Return the name of a rule's number, the same in every arrangement."""
    return f"arrangement.{_POOL.sub('pools.', path.split('.', 1)[1])}"


def _first(value: Any) -> float:
    """Return the first number above 0 of a number or a mapping."""
    while isinstance(value, Mapping):
        value = next(part for part in value.values() if isinstance(part, Mapping) or part)
    return float(value)
