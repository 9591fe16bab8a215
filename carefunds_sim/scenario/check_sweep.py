"""What the factors and the design of a sweep's file must agree on, before any number is found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeGuard

from carefunds_sim.errors import did_you_mean
from carefunds_sim.scenario.raw import get, items, mapping
from carefunds_sim.scenario.sweep import METHODS, Plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carefunds_sim.scenario.raw import Finding

Raw = dict[str, Any]
POWERS = ("points", "base_points")
"""Settings of the sequences of Sobol, which are balanced at powers of two only."""


def check_sweep(sweep: Raw) -> Iterator[Finding]:
    """Yield what does not agree within the factors and the design of a sweep."""
    named = items(sweep, "factors")
    given = get(sweep, "design", "method")
    method = given if isinstance(given, str) and given in METHODS else None
    if not named and method not in (None, "csv"):
        yield ("factors",), "must name what is varied (got none)"
    for index, item in enumerate(named):
        yield from _item(index, item, method)
    if method:
        yield from _settings(method, mapping(sweep, "design"))


def _item(index: int, item: Any, method: str | None) -> Iterator[Finding]:
    """Yield what is wrong with one factor: which it is, and its range or levels."""
    at = ("factors", index)
    if not isinstance(item, dict):
        return
    if ("path" in item) == ("role" in item):
        yield at, f"must give one of path and role (got {'both' if 'path' in item else 'neither'})"
    if "range" in item and "levels" in item:
        yield at, "must give one of range and levels (got both)"
    for key in ("range", "levels"):
        if "role" in item and key in item:
            yield (*at, key), "must stand with one path, not with a role"
    if "levels" in item and method and not METHODS[method].levels:
        yield (*at, "levels"), f"must be a range where the design is {method}"
    yield from _ends(at, item)


def _ends(at: tuple[str, int], item: Raw) -> Iterator[Finding]:
    ends, levels = item.get("range"), item.get("levels")
    if _numbers(ends) and len(ends) == 2 and ends[0] >= ends[1]:
        yield (*at, "range"), f"must run from low to high (got {_listed(ends)})"
    if _numbers(levels) and len(set(levels)) < len(levels):
        yield (*at, "levels"), f"must be different from each other (got {_listed(levels)})"


def _settings(method: str, design: Raw) -> Iterator[Finding]:
    """Yield what the method of a design lacks, and what it cannot use."""
    takes = METHODS[method].takes
    for key in METHODS[method].needs:
        if key not in design:
            yield ("design",), f"must give {key}, as its method is {method}"
    for key in design:
        if key in Plan.model_fields and key not in (*takes, "method"):
            listed = ", ".join(takes) or "none"
            hint = did_you_mean(key, takes)
            yield ("design", key), f"is not a setting of {method}{hint} (there are: {listed})"
    yield from _counts(method, design)


def _counts(method: str, design: Raw) -> Iterator[Finding]:
    for key in POWERS if method in ("sobol", "saltelli") else ():
        number = design.get(key)
        if type(number) is int and number >= 1 and number & (number - 1):
            below = 1 << (number.bit_length() - 1)
            yield (
                ("design", key),
                f"must be a power of two, as the points of {method} are even only there "
                f"(got {number}; {below} and {2 * below} are)",
            )
    levels = design.get("levels")
    if method == "morris" and type(levels) is int and levels % 2:
        yield ("design", "levels"), f"must be even, as steps go half the way (got {levels})"


def _numbers(found: Any) -> TypeGuard[list[float]]:
    return isinstance(found, list) and all(
        isinstance(number, int | float) and not isinstance(number, bool) for number in found
    )


def _listed(numbers: list[float]) -> str:
    return ", ".join(f"{number:g}" for number in numbers)
