"""Reading merged but not yet validated data: whatever is missing or of a wrong type is nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from carefunds_sim.errors import did_you_mean, short

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from carefunds_sim.scenario.document import Place

Finding = tuple["Place", str]
"""A place in a document and a sentence about what must be there."""


def mapping(data: Any, *keys: str | int) -> dict[str, Any]:
    """Return the mapping that keys lead to, or an empty one."""
    found = get(data, *keys)
    return found if isinstance(found, dict) else {}


def get(data: Any, *keys: str | int) -> Any:
    """Return what keys lead to, or None."""
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data


def items(data: Any, key: str) -> list[Any]:
    """Return the list under a key, or an empty one."""
    found = get(data, key)
    return found if isinstance(found, list) else []


def parts(data: Any, key: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the named parts under a key, such as each service."""
    for name, part in mapping(data, key).items():
        if isinstance(part, dict):
            yield name, part


def matching(data: Any, pattern: str) -> Iterator[tuple[Place, Any]]:
    """Yield what a dotted pattern leads to, with its place; ``*`` stands for every key."""
    word, _, rest = pattern.partition(".")
    for key, item in mapping(data).items():
        if word in ("*", key):
            inner = matching(item, rest) if rest else [((), item)]
            yield from (((key, *at), found) for at, found in inner)


def value(data: Any, *keys: str) -> Any:
    """Return the value of the quantity that keys lead to, or None."""
    return get(data, *keys, "value")


def table(data: Any, *keys: str) -> dict[str, Any]:
    """Return the value of the quantity that keys lead to, where it is a mapping."""
    return mapping(data, *keys, "value")


def number(found: Any) -> float | None:
    """Return a number, or None for anything else."""
    is_number = isinstance(found, int | float) and not isinstance(found, bool)
    return float(found) if is_number else None


def unknown_name(place: Place, name: Any, what: str, known: Collection[str]) -> Iterator[Finding]:
    """Yield a finding when a name is given and nothing has it."""
    if isinstance(name, str) and name not in known:
        yield place, f"must name {what} (got '{short(name)}'){did_you_mean(name, known)}"


def unknown_keys(
    place: Place, found: Mapping[str, Any], what: str, known: Collection[str]
) -> Iterator[Finding]:
    """Yield a finding for each key of a mapping that nothing is called by."""
    for name in found:
        yield from unknown_name((*place, name), name, what, known)


def sums_to_one(
    place: Place, shares: Mapping[str, Any], *, at_most: bool = False
) -> Iterator[Finding]:
    """Yield a finding when shares do not sum to 1, within one in a million."""
    numbers = [number(share) for share in shares.values()]
    known = [share for share in numbers if share is not None]
    if not known or len(known) < len(numbers):
        return
    total = sum(known)
    if total > 1 + 1e-6:
        yield place, f"must sum to {'at most ' if at_most else ''}1 (got {round(total, 6):g})"
    elif total < 1 - 1e-6 and not at_most:
        yield place, f"must sum to 1 (got {round(total, 6):g})"
