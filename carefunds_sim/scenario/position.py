"""A quantity moved to a position of its range: 0 is the lowest it may be, 1 the highest.

- One number moves evenly from the low end to the high end.
- A mapping or a list moves as a whole, so that its shape stays: all numbers are multiplied by one
  factor, or raised by one amount where the range goes below zero, as far as all stay inside.
- Shares that sum to 1 row by row tilt towards the first word of the row: its odds against all the
  others go from half to double what the file says, and the others keep their proportions. A range
  of 0 to 1 would say nothing of how far a whole row may move.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from carefunds_sim.scenario.quantity import Quantity
from carefunds_sim.vocabulary import Role

SPLITS = frozenset({"commissioners", "paid_by", "refused_to", "split"})
"""Flat mappings of shares that sum to 1; a mapping of mappings of shares always does, by row."""

MOST_ODDS = 2.0
"""By how much the odds of the first share of a row are multiplied at position 1."""

Moved = Any
"""A number, a list or a mapping, as the quantity's value is."""

Ends = tuple[float, float]


def can_move(path: str, quantity: Quantity[Any]) -> bool:
    """Whether a study may vary a quantity, and there is room for it."""
    if quantity.role is Role.CONSTANT or quantity.range is None:
        return False
    if not _tilts(path, quantity) and quantity.outside_range:
        return False
    return bool(moved(path, quantity, 0.0) != moved(path, quantity, 1.0))


def position(path: str, quantity: Quantity[Any]) -> float:
    """Return where in its range a quantity that can move stands."""
    if _tilts(path, quantity):
        return 0.5
    low, high, own = _scale(quantity)
    return (own - low) / (high - low)


def moved(path: str, quantity: Quantity[Any], to: float) -> Moved:
    """Return the value of a quantity at a position from 0 to 1, as ``with_value`` takes it."""
    if _tilts(path, quantity):
        odds = MOST_ODDS ** (2 * to - 1)
        return _rows(quantity.value, lambda row: _tilted(row, odds))
    low, high, own = _scale(quantity)
    by = low + to * (high - low)
    bottom, top = _ends(quantity)
    change = _placed if _is_number(quantity.value) else _multiplied if own else _raised
    return _each(quantity.value, lambda number: min(max(change(number, by), bottom), top))


def _tilts(path: str, quantity: Quantity[Any]) -> bool:
    """Whether the shares of each row must go on summing to what they sum to."""
    value = quantity.value
    if quantity.unit != "share" or not isinstance(value, dict):
        return False
    return path.rsplit(".", 1)[-1] in SPLITS or any(isinstance(v, dict) for v in value.values())


def _scale(quantity: Quantity[Any]) -> tuple[float, float, float]:
    """Return the ends of what moves and where it stands: the number, factor 1, or amount 0."""
    bottom, top = _ends(quantity)
    if _is_number(quantity.value):
        return bottom, top, float(quantity.value)
    numbers = list(quantity.numbers())
    parts = [number for number in numbers if number]
    if bottom < 0 or not parts:
        return bottom - min(numbers), top - max(numbers), 0.0
    return max(bottom / number for number in parts), min(top / number for number in parts), 1.0


def _ends(quantity: Quantity[Any]) -> Ends:
    assert quantity.range is not None
    return quantity.range


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float)


def _placed(_number: float, by: float) -> float:
    return by


def _multiplied(number: float, by: float) -> float:
    return number * by


def _raised(number: float, by: float) -> float:
    return number + by


def _each(value: Any, change: Callable[[float], float]) -> Any:
    """Return a value with every number changed, and its keys as the words of files."""
    if isinstance(value, dict):
        return {_word(key): _each(part, change) for key, part in value.items()}
    if isinstance(value, list):
        return [_each(part, change) for part in value]
    return change(float(value))


def _rows(value: dict[Any, Any], change: Callable[[dict[str, float]], dict[str, float]]) -> Any:
    """Return a mapping with every row changed; a flat mapping is one row."""
    if any(isinstance(part, dict) for part in value.values()):
        return {_word(key): _rows(row, change) for key, row in value.items()}
    return change({_word(key): float(share) for key, share in value.items()})


def _tilted(row: dict[str, float], odds: float) -> dict[str, float]:
    """Return a row whose first share has other odds; what a row leaves over is another route."""
    share = next(iter(row.values()), 0.0)
    if not 0.0 < share < 1.0:
        return row
    first, *others = row
    new = odds * share / (1.0 - share + odds * share)
    shrink = (1.0 - new) / (1.0 - share)
    return {first: new, **{word: row[word] * shrink for word in others}}


def _word(key: Any) -> str:
    return str(getattr(key, "word", key))
