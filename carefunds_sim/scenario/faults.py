"""What is wrong with files: pydantic's findings as sentences, and reading data for further ones.

Merged data need not be valid yet: whatever is missing or of a wrong type is read as nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import reduce
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from carefunds_sim.errors import Fault, did_you_mean, short
from carefunds_sim.scenario.document import Document, Place
from carefunds_sim.scenario.schema.models import keys, step
from carefunds_sim.scenario.schema.words import MUST_MATCH

M = TypeVar("M", bound=BaseModel)

_MUST = {
    "greater_than_equal": "must be >= {ge}",
    "greater_than": "must be > {gt}",
    "less_than_equal": "must be <= {le}",
    "less_than": "must be < {lt}",
    "finite_number": "must be a finite number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "int_parsing": "must be a whole number",
    "string_type": "must be text",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "list_type": "must be a list",
    "tuple_type": "must be a list of two numbers",
    "dict_type": "must be a mapping of keys to values",
    "model_type": "must be a mapping of keys to values",
    "model_attributes_type": "must be a mapping of keys to values",
    "literal_error": "must be {expected}",
    "string_too_long": "must have at most {max_length} characters",
    "string_unicode": "must be text",
}


def faults_of(
    error: ValidationError, document: Document, model: type[BaseModel], *, at: Place = ()
) -> list[Fault]:
    """Return a fault for everything pydantic found, with the lines of the document.

    ``at`` is where in the document the validated part stands.
    """
    return [
        document.fault((*at, *place), sentence)
        for details in error.errors()
        for place, sentence in _sentences(details, document, model, at)
    ]


def got(found: Any) -> str:
    """Return what was found, as the file has it, shortened where it is long."""
    if isinstance(found, bool) or found is None:
        return {True: "true", False: "false", None: "nothing"}[found]
    if isinstance(found, dict):
        return (
            f"a mapping with {short(', '.join(map(str, found)))}" if found else "an empty mapping"
        )
    if isinstance(found, list | tuple):
        return f"a list of {len(found)}"
    said = f"{found:g}" if isinstance(found, float) else short(found)
    return f"'{said}'" if isinstance(found, str) else said


def _sentences(
    details: ErrorDetails, document: Document, model: type[BaseModel], at: Place
) -> Iterator[tuple[Place, str]]:
    kind, context, found = details["type"], details.get("ctx", {}), details["input"]
    place = _place(details["loc"], document, at, missing=kind == "missing")
    if kind == "missing" and place[-1:] == ("value",):
        yield place, "must give a value"
    elif kind == "missing":
        yield place, "must be given"
    elif kind == "extra_forbidden":
        known = keys(reduce(step, place[:-1], model))
        yield place, f"is not a known key{did_you_mean(str(place[-1]), known)}"
    elif kind == "unknown_word":
        yield place, f"must be one of {context['words']} (got {got(found)}){context['hint']}"
    elif kind in ("too_short", "too_long"):
        yield place, _length(kind, context)
    elif kind in ("evidence", "change"):
        for key, sentence in context["each"]:
            yield (*place, *key), sentence
    elif kind == "string_pattern_mismatch":
        yield place, f"{MUST_MATCH[context['pattern']]} (got {got(found)})"
    elif kind in _MUST:
        bounds = {key: _bound_words(bound) for key, bound in context.items()}
        yield place, f"{_MUST[kind].format(**bounds)} (got {got(found)})"
    else:
        said = details["msg"]
        yield place, f"{said[:1].lower()}{said[1:]} (got {got(found)})"


def _bound_words(bound: Any) -> str:
    """Return a bound as people write it: years have no comma, millions do."""
    if not isinstance(bound, int | float):
        return str(bound)
    return f"{bound:,.12g}" if abs(bound) >= 10_000 else f"{bound:g}"


def _length(kind: str, context: Mapping[str, Any]) -> str:
    least, key = ("least", "min_length") if kind == "too_short" else ("most", "max_length")
    entries = "entry" if context[key] == 1 else "entries"
    return f"must have at {least} {context[key]} {entries} (got {context['actual_length']})"


def _place(loc: tuple[int | str, ...], document: Document, at: Place, *, missing: bool) -> Place:
    """Return a finding's place without what stands for alternatives of a type."""
    data: Any = document.data
    for key in at:
        data = data[key]
    place: list[int | str] = []
    for index, key in enumerate(loc):
        if key == "[key]":
            continue
        if _holds(data, key):
            data = data[key]
        elif index < len(loc) - 1 or not missing:
            continue
        place.append(key)
    return tuple(place)


def _holds(data: Any, key: int | str) -> bool:
    if isinstance(data, list):
        return isinstance(key, int) and key < len(data)
    return isinstance(data, dict) and key in data


def build(
    model: type[M],
    document: Document,
    *,
    sources: Mapping[str, Any] | None = None,
    evidence: Mapping[str, Any] | None = None,
) -> tuple[M | None, list[Fault]]:
    """Return the validated part, or None, and every fault that the schema finds.

    ``sources`` are the sources that quantities may name; without it any may be named. ``evidence``
    is what bare values rest on; without it none may stand.
    """
    context = {"sources": sources, "evidence": evidence}
    try:
        return model.model_validate(document.data, context=context), []
    except ValidationError as error:
        return None, faults_of(error, document, model)


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


def parts(data: Any, *keys: str | int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the named parts that keys lead to, such as each service."""
    for name, part in mapping(data, *keys).items():
        if isinstance(part, dict):
            yield name, part


def repeated(data: Any, key: str) -> Iterator[Finding]:
    """Yield a finding for each item of the list under a key that stands there before."""
    names = items(data, key)
    for index, name in enumerate(names):
        if name in names[:index]:
            yield (key, index), f"must not be given twice (got {got(name)})"


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
