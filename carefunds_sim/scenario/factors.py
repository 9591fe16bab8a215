"""The factors of a sweep: what its file names, found in the scenarios, with every fault."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from pydantic import ValidationError

from carefunds_sim.errors import ScenarioError, short
from carefunds_sim.scenario.factor import Factor, Movable, NoSuchNumberError, Place, factors_of
from carefunds_sim.scenario.faults import Finding
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.scenario.schema.study import FactorItem
from carefunds_sim.vocabulary import Role


class MovedNumbers:
    """Which numbers of which scenarios are moved already: no two factors may move the same."""

    def __init__(self) -> None:
        self._by: dict[tuple[int, str], str] = {}
        self._around: dict[tuple[int, str], str] = {}

    def by(self, factor: Factor) -> str:
        """Return the name of a factor that moves some of the same numbers, or nothing."""
        for place in _numbers_moved(factor):
            index, path = place
            inside = (self._by.get((index, around)) for around in _around(path))
            found = self._by.get(place) or self._around.get(place) or next(filter(None, inside), "")
            if found:
                return found
        return ""

    def add(self, factor: Factor) -> None:
        """Take the numbers of a factor."""
        for index, path in _numbers_moved(factor):
            self._by[index, path] = factor.name
            self._around |= {(index, around): factor.name for around in _around(path)}


def _numbers_moved(factor: Factor) -> Iterator[tuple[int, str]]:
    yield from ((index, path) for index, path in enumerate(factor.paths) if path)


def _around(path: str) -> Iterator[str]:
    words = path.split(".")
    yield from (".".join(words[:end]) for end in range(1, len(words)))


def found_factors(
    items: Sequence[FactorItem | None], scenarios: Sequence[Scenario]
) -> tuple[tuple[Factor, ...], list[Finding]]:
    """Return the factors that items mean, in their order, and what is wrong with the items.

    An item that is None has faults of its own and is passed over. What a ``*`` or a role means
    leaves out what another item names by itself.
    """
    reading = _Reading(scenarios)
    for index, item in enumerate(items):
        if item and item.path and "*" not in item.path:
            reading.named(index, item)
    for index, item in enumerate(items):
        if item and (item.role is not None or "*" in (item.path or "")):
            reading.several(index, item)
    return reading.factors(), reading.findings


class _Reading:
    """Finds the factors of one item after another."""

    def __init__(self, scenarios: Sequence[Scenario]) -> None:
        self.scenarios, self.movable = scenarios, Movable(scenarios)
        self.moved = MovedNumbers()
        self.found: dict[int, list[Factor]] = {}
        self.findings: list[Finding] = []

    def factors(self) -> tuple[Factor, ...]:
        """Return what was found, in the order of the items."""
        return tuple(factor for index in sorted(self.found) for factor in self.found[index])

    def named(self, index: int, item: FactorItem) -> None:
        """Find the one number that an item names."""
        assert item.path
        try:
            factor = _ranged(self.movable.factor(item.path), item)
        except NoSuchNumberError as error:
            self.findings.append((("factors", index), str(error)))
            return
        if other := self.moved.by(factor):
            twice = other == item.path
            said = "must not be given twice" if twice else f"is moved by '{short(other)}' too"
            self.findings.append((("factors", index), f"{said} (got '{short(item.path)}')"))
            return
        self._take(index, factor)
        self.findings += _refused(index, factor, self.scenarios)

    def several(self, index: int, item: FactorItem) -> None:
        """Find every number that a pattern or a role means and that is not moved already."""
        meant = self._of_role(item.role) if item.role is not None else self._of_pattern(item)
        for factor in meant:
            if not self.moved.by(factor):
                self._take(index, factor)
                if item.range or item.levels:
                    self.findings += _refused(index, factor, self.scenarios)
        if index not in self.found:
            called = item.path or (item.role.word if item.role is not None else "")
            said = "must mean numbers that may vary and are not varied already"
            self.findings.append((("factors", index), f"{said} (got '{short(called)}')"))

    def _take(self, index: int, factor: Factor) -> None:
        self.moved.add(factor)
        self.found.setdefault(index, []).append(factor)

    def _of_role(self, role: Role | None) -> Iterable[Factor]:
        quantities = [dict(scenario.quantities()) for scenario in self.scenarios]
        for factor in factors_of(self.scenarios):
            index, path = next(_numbers_moved(factor))
            if quantities[index][path].role is role:
                yield factor

    def _of_pattern(self, item: FactorItem) -> Iterable[Factor]:
        """Yield what a pattern means; what has no room in some scenario is not meant."""
        assert item.path
        for name in self.movable.matching(item.path):
            with suppress(NoSuchNumberError):
                yield _ranged(self.movable.factor(name), item)


def _ranged(factor: Factor, item: FactorItem) -> Factor:
    """Return a factor over the range or at the levels that an item gives it."""
    given = item.levels or item.range or ()
    if factor.by_odds and any(value <= 0 for value in given):
        raise NoSuchNumberError(
            f"must be above 0 everywhere, as odds are multiplied (got {min(given):g})"
        )
    if item.levels is not None:
        return factor.on(item.levels)
    if item.range is not None:
        return factor.over(*item.range)
    if math.isnan(factor.low) or math.isnan(factor.high):
        raise NoSuchNumberError(
            f"must have a range or levels, as '{factor.name}' has no range in its file"
        )
    if factor.low >= factor.high or not factor.moves:
        raise NoSuchNumberError(
            f"must have a range, as the files leave '{factor.name}' no room "
            f"(got {factor.low:g} to {factor.high:g})"
        )
    return factor


def _refused(index: int, factor: Factor, scenarios: Sequence[Scenario]) -> Iterator[Finding]:
    """Yield what keeps a scenario from being valid at the ends of a factor, once for each end."""
    for value in (factor.low, factor.high):
        if said := refusal(factor, value, scenarios):
            said = f"must leave a scenario that can be run (at {value:g}: {said})"
            yield ("factors", index), said


def refusal(factor: Factor, value: float, scenarios: Sequence[Scenario]) -> str:
    """Return why some scenario cannot have a factor at a value, or nothing.

    Scenarios in which the factor stands in the same place of the same file are tried once.
    """
    tried: list[Place] = []
    for index, place in enumerate(factor.places):
        if place is None or place in tried:
            continue
        tried.append(place)
        try:
            scenarios[index].with_values(factor.settings(index, value))
        except ScenarioError as error:
            return "; ".join(fault.message for fault in error.faults)
    return ""


def item_of(found: Any) -> FactorItem | None:
    """Return an item as the file has it, or None when it is not one; the schema says why."""
    try:
        return FactorItem.model_validate(found)
    except ValidationError:
        return None
