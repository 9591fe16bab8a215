"""One number, or several that move as a whole, which a study varies over its scenarios."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from carefunds_sim.scenario.motion import at, position_of
from carefunds_sim.scenario.position import can_move, motion
from carefunds_sim.scenario.scenario import quantities_of

if TYPE_CHECKING:
    from carefunds_sim.scenario.motion import Motion
    from carefunds_sim.scenario.quantity import Quantity
    from carefunds_sim.scenario.scenario import Scenario

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
        for key, part in scenario.parts():
            if key not in PARTS:
                continue
            for path, quantity in quantities_of(key, part):
                name = f"{getattr(part, 'name')}{path.removeprefix(key)}"  # noqa: B009
                if can_move(name, quantity):
                    found.setdefault(name, {})[index] = place_of(path, quantity)
    everywhere = range(len(scenarios))
    return tuple(
        Factor.of(name, [places.get(index) for index in everywhere])
        for name, places in found.items()
    )
