"""How a value moves as a whole: by what, from where to where, and what each step makes of it.

- One number is placed.
- A mapping or a list moves as a whole, so that its shape stays: all numbers are multiplied by one
  factor, or raised by one amount where the range goes below zero, as far as all stay inside.
- Shares that sum to 1 row by row tilt towards the first word of the row: its odds against all the
  others go from half to double what the file says, and the others keep their proportions. A range
  of 0 to 1 would say nothing of how far a whole row may move.
- A fall is spread evenly over the years of a list.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from carefunds_sim.scenario.schema.quantity import Quantity, leaves
from carefunds_sim.vocabulary import Role, file_word

MOST_ODDS = 2.0
"""By how much the odds of the first share of a row are multiplied at position 1."""

ROUNDING = 1e-9
"""By what share of its range a number may be past an end that it was put on."""

Moved = Any
"""A number, a list or a mapping, as the quantity's value is."""

Ends = tuple[float, float]

Manner = Literal["placed", "multiplied", "raised", "tilted", "spread"]
"""What is done to a value: see the top."""


@dataclass(frozen=True)
class Motion:
    """How a value moves: what moves it goes from ``low`` to ``high``, and is ``own`` in the file.

    ``value`` holds plain numbers with the words of files as keys. ``bounds`` are those of the
    numbers, which keep rounding from taking a number over the end of its range.
    """

    manner: Manner
    low: float
    high: float
    own: float
    value: Moved
    bounds: Ends

    def at(self, position: float) -> float:
        """Return what moves the value at a position."""
        return at(position, self.low, self.high, odds=self.manner == "tilted")

    def moved(self, by: float) -> Moved:
        """Return the value that a number, factor, amount, odds or fall makes of it."""
        if self.manner == "tilted":
            return _rows(self.value, lambda row: _tilted(row, by))
        if self.manner == "spread":
            return _spread(self.value, by)
        slack = ROUNDING * (self.high - self.low)
        inside = self.low - slack <= by <= self.high + slack
        bottom, top = self.bounds if inside else (-math.inf, math.inf)
        change = _CHANGES[self.manner]
        return _each(self.value, lambda number: min(max(change(number, by), bottom), top))


def at(position: float, low: float, high: float, *, odds: bool = False) -> float:
    """Return what stands at a position from 0 to 1; odds go up by factors, all else by amounts."""
    if odds:
        return float(2.0 ** (math.log2(low) + position * (math.log2(high) - math.log2(low))))
    return low + position * (high - low)


def position_of(value: float, low: float, high: float, *, odds: bool = False) -> float:
    """Return the position at which a value stands; below 0 or above 1 it is outside."""
    if odds:
        steps = math.log2(value) if value > 0 else -math.inf
        return (steps - math.log2(low)) / (math.log2(high) - math.log2(low))
    return (value - low) / (high - low)


def motion_of(value: Any, within: Ends | None, *, tilts: bool) -> Motion:
    """Return how a value, or a part of one, moves within the range of its numbers."""
    plain, bounds = plain_value(value), within or (-math.inf, math.inf)
    if tilts:
        return Motion("tilted", 1.0 / MOST_ODDS, MOST_ODDS, 1.0, plain, bounds)
    manner, own = _manner(plain, bounds)
    low, high = _scale(plain, manner, bounds) if within else (math.nan, math.nan)
    return Motion(manner, low, high, own, plain, bounds)


def plain_value(value: Any) -> Any:
    """Return a value with the words of files as keys, and its numbers as floats."""
    return _each(value, float)


def _manner(value: Any, bounds: Ends) -> tuple[Manner, float]:
    """Return what is done to a value, and by what it is the file's own."""
    if isinstance(value, float):
        return "placed", value
    numbers = list(leaves(value))
    bottom = bounds[0] if math.isfinite(bounds[0]) else min(numbers, default=0.0)
    return ("multiplied", 1.0) if bottom >= 0 and any(numbers) else ("raised", 0.0)


def _scale(value: Any, manner: Manner, bounds: Ends) -> Ends:
    """Return the ends of what moves, such that every number stays inside its bounds."""
    bottom, top = bounds
    if manner == "placed":
        return bottom, top
    numbers = list(leaves(value))
    if manner == "raised":
        return bottom - min(numbers), top - max(numbers)
    parts = [number for number in numbers if number]
    return max(bottom / number for number in parts), min(top / number for number in parts)


_CHANGES: dict[str, Callable[[float, float], float]] = {
    "placed": lambda _number, by: by,
    "multiplied": operator.mul,
    "raised": operator.add,
}


def _spread(years: list[float], fall: float) -> list[float]:
    """Return even yearly growth that ends at a fall; nothing can fall by more than all of it."""
    left = max(1.0 - fall, 0.0)
    return [left ** (1.0 / len(years)) - 1.0] * len(years)


def _each(value: Any, change: Callable[[float], float]) -> Any:
    """Return a value with every number changed, and its keys as the words of files."""
    if isinstance(value, dict):
        return {file_word(key): _each(part, change) for key, part in value.items()}
    if isinstance(value, list):
        return [_each(part, change) for part in value]
    return change(float(value))


def _rows(value: dict[str, Any], change: Callable[[dict[str, float]], dict[str, float]]) -> Any:
    """Return a mapping with every row changed; a flat mapping is one row."""
    if any(isinstance(part, dict) for part in value.values()):
        return {key: _rows(row, change) for key, row in value.items()}
    return change(value)


def _tilted(row: dict[str, float], odds: float) -> dict[str, float]:
    """Return a row whose first share has other odds; what a row leaves over is another route."""
    share = next(iter(row.values()), 0.0)
    if not 0.0 < share < 1.0:
        return row
    first, *others = row
    new = odds * share / (1.0 - share + odds * share)
    shrink = (1.0 - new) / (1.0 - share)
    return {first: new, **{word: row[word] * shrink for word in others}}


SPLITS = frozenset({"commissioners", "paid_by", "refused_to", "split"})
"""Flat mappings of shares that sum to 1; a mapping of mappings of shares always does, by row."""


def motion(path: str, quantity: Quantity[Any]) -> Motion:
    """Return how a quantity moves as a whole; its ends are NaN where it has no range."""
    return motion_of(quantity.value, quantity.range, tilts=tilts(path, quantity))


def can_move(path: str, quantity: Quantity[Any]) -> bool:
    """Whether a study may vary a quantity, and there is room for it."""
    if quantity.role is Role.CONSTANT or quantity.range is None:
        return False
    if not tilts(path, quantity) and quantity.outside_range:
        return False
    return bool(moved(path, quantity, 0.0) != moved(path, quantity, 1.0))


def position(path: str, quantity: Quantity[Any]) -> float:
    """Return where in its range a quantity that can move stands."""
    how = motion(path, quantity)
    return position_of(how.own, how.low, how.high, odds=how.manner == "tilted")


def moved(path: str, quantity: Quantity[Any], to: float) -> Moved:
    """Return the value of a quantity at a position from 0 to 1, as ``with_value`` takes it."""
    how = motion(path, quantity)
    return how.moved(how.at(to))


def tilts(path: str, quantity: Quantity[Any]) -> bool:
    """Whether the shares of each row must go on summing to what they sum to."""
    value = quantity.value
    if quantity.unit != "share" or not isinstance(value, dict):
        return False
    return path.rsplit(".", 1)[-1] in SPLITS or any(isinstance(v, dict) for v in value.values())
