"""A quantity moved to a position of its range: 0 is the lowest it may be, 1 the highest.

What moves is the number itself, or a factor, an amount or odds: see ``scenario/motion.py``.
"""

from __future__ import annotations

from typing import Any

from carefunds_sim.scenario.motion import Motion, Moved, motion_of, position_of
from carefunds_sim.scenario.quantity import Quantity
from carefunds_sim.vocabulary import Role

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
