"""Other values in a scenario's parts, by path: what sweeps and sliders do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from carefunds_sim.errors import Fault, ScenarioError, did_you_mean
from carefunds_sim.scenario.check import check, check_together
from carefunds_sim.scenario.document import Document
from carefunds_sim.scenario.faults import build, number
from carefunds_sim.scenario.files import follow_timetable
from carefunds_sim.scenario.schema.models import PARTS, is_quantity, keys, step
from carefunds_sim.scenario.schema.quantity import SET_BY_STUDY, is_whole
from carefunds_sim.scenario.schema.words import plain_values

Parts = Mapping[str, BaseModel]


_EVIDENCE = {"kind": "assumed", "why": SET_BY_STUDY}


class _NoSuchPathError(Exception):
    """A path leads nowhere; the message says where it ends."""


def set_values(
    parts: Parts, values: Mapping[str, Any], label: str
) -> tuple[dict[str, Any], list[Fault]]:
    """Return the parts that other values touch, as plain values, and every path that is none.

    See ``Scenario.with_values``.
    """
    touched: dict[str, Any] = {}
    faults: list[Fault] = []
    for path, value in values.items():
        key, *rest = path.split(".")
        # a number of another library, such as numpy, becomes Python's own
        own = value.item() if hasattr(value, "item") else value
        try:
            if key == "timetable" and len(rest) == 1:
                touched[key] = _with_change(touched.get(key, parts.get(key)), rest[0], own)
                continue
            if key not in touched and key not in parts:
                hint = did_you_mean(key, parts)
                raise _NoSuchPathError(f"'{path}' is not a value of this scenario{hint}")
            node = touched[key] if key in touched else plain_values(parts[key])
            touched[key] = _set(node, PARTS[key], rest, own, key)
        except _NoSuchPathError as error:
            faults.append(Fault(label, 1, str(error)))
    return touched, faults


def _with_change(timetable: Any, name: str, change: Any) -> dict[str, Any]:
    """Return a timetable with one more change, or another one, or without it."""
    node = plain_values(timetable) if isinstance(timetable, BaseModel) else dict(timetable or {})
    changed = {**node, name: deepcopy(change)}
    return {key: item for key, item in changed.items() if item is not None}


def value_at(parts: Parts, path: str) -> Any:
    """Return the value at a path, as a file has it; None where nothing is given there.

    Raises ScenarioError when the path begins with no part of the scenario.
    """
    key, *words = path.split(".")
    if key not in parts:
        hint = did_you_mean(key, parts)
        raise ScenarioError([Fault("", 1, f"'{path}' is not a value of this scenario{hint}")])
    node: Any = plain_values(parts[key])
    place: Any = PARTS[key]
    for word in words:
        if is_quantity(place):
            node, place = (node or {}).get("value"), step(place, "value")
            if word == "value":
                continue
        node, place = _inner(node, word), step(place, word)
    return (node or {}).get("value") if is_quantity(place) else node


def _inner(node: Any, word: str) -> Any:
    """Return what a word leads to in a mapping or a list, or None."""
    if isinstance(node, list):
        return node[int(word)] if word.isdecimal() and int(word) < len(node) else None
    return node.get(word) if isinstance(node, dict) else None


def numbers_changed(value: Any, changed: Callable[[float], float]) -> Any:
    """Return a number, or each in a mapping or list, changed; None where there is anything else."""
    if isinstance(value, dict):
        made = {key: numbers_changed(part, changed) for key, part in value.items()}
        return None if None in made.values() or not made else made
    if isinstance(value, list):
        items = [numbers_changed(part, changed) for part in value]
        return None if None in items or not items else items
    if number(value) is None:
        return None
    new = changed(value)
    return int(new) if isinstance(value, int) and new == int(new) else new


def validate_parts(
    parts: Parts, touched: Mapping[str, Any], label: str, *, faults: Iterable[Fault] = ()
) -> dict[str, Any]:
    """Return whole parts read from plain values, validated together with the others.

    Raises ScenarioError with the faults found before, every fault of the parts and of what they
    ask of each other.
    """
    made: dict[str, Any] = {}
    faults = list(faults)
    documents = {key: Document(Path(label), data, prefix=(key,)) for key, data in touched.items()}
    for key, document in documents.items():
        dated = () if key == "timetable" else ("timetable",)
        faults += follow_timetable(document, dated, beside=Path(), evidence=_EVIDENCE)
        made[key], found = build(PARTS[key], document, evidence=_EVIDENCE)
        faults += found
        if key not in ("run", "timetable"):
            faults += check("arrangement" if key == "replaced" else key, document)
    faults = faults or _together(parts, documents, label)
    if faults:
        raise ScenarioError(faults)
    return made


def _together(parts: Parts, documents: dict[str, Document], label: str) -> list[Fault]:
    """Return what no longer fits, where an area or an arrangement has changed."""
    rules = [key for key in ("arrangement", "replaced") if key in parts]
    if not rules or not documents.keys() & {"area", *rules}:
        return []
    whole = {
        key: documents.get(key) or Document(Path(label), plain_values(parts[key]), prefix=(key,))
        for key in ("area", *rules)
    }
    arrangement = whole.get("arrangement")
    if arrangement and arrangement.data.get("replaces") != getattr(
        parts["arrangement"], "replaces", None
    ):
        return [arrangement.fault(("replaces",), "must stay as it is: compose another scenario")]
    return [fault for key in rules for fault in check_together(whole["area"], whole[key])]


def _set(node: Any, place: Any, words: list[str], value: Any, passed: str) -> Any:
    """Return a node with a value set below it; the node itself stays as it is."""
    if is_quantity(place):
        return _set_quantity(node, place, words, value, passed)
    if not words:
        return value
    word, *rest = words
    if isinstance(node, list):
        return _set_item(node, place, words, value, passed)
    known = {**dict.fromkeys(keys(place)), **(node if isinstance(node, dict) else {})}
    if word not in known or not (isinstance(node, dict) or node is None):
        hint = did_you_mean(f"{passed}.{word}", [f"{passed}.{key}" for key in known])
        raise _NoSuchPathError(f"'{passed}.{word}' is not a value of this scenario{hint}")
    inner = (node or {}).get(word)
    return {**(node or {}), word: _set(inner, step(place, word), rest, value, f"{passed}.{word}")}


def _set_item(node: list[Any], place: Any, words: list[str], value: Any, passed: str) -> list[Any]:
    word, *rest = words
    if not (word.isdecimal() and int(word) < len(node)):
        raise _NoSuchPathError(
            f"'{passed}.{word}' is not a value of this scenario; "
            f"{passed} holds items 0 to {len(node) - 1}"
        )
    index = int(word)
    item = _set(node[index], step(place, index), rest, value, f"{passed}.{word}")
    return [*node[:index], item, *node[index + 1 :]]


def _set_quantity(node: Any, place: Any, words: list[str], value: Any, passed: str) -> Any:
    old, inner = (node or {}).get("value"), step(place, "value")
    new = _set_value(old, inner, words[1:] if words[:1] == ["value"] else words, value, passed)
    if new == old:
        return node
    kept = {key: item for key, item in (node or {}).items() if key in ("unit", "range", "role")}
    return {"value": new, **kept, **_EVIDENCE}


def _set_value(old: Any, place: Any, words: list[str], value: Any, passed: str) -> Any:
    """Return a quantity's value changed: a mapping given for a mapping may hold some keys.

    As in files, one that means the whole replaces what was there.
    """
    if words and isinstance(old, list):
        return _set_item(old, None, words, value, passed)
    if words and not (isinstance(old, dict) or old is None):
        raise _NoSuchPathError(f"'{passed}' is one number; it has no '{'.'.join(words)}'")
    old = old if isinstance(old, dict) else {}
    if words:
        word, *rest = words
        inner = step(place, word)
        return {**old, word: _set_value(old.get(word), inner, rest, value, f"{passed}.{word}")}
    if isinstance(value, dict):
        kept = {key: old[key] for key in old if key in value or not is_whole(place)}
        return kept | {
            key: _set_value(old.get(key), step(place, key), [], item, f"{passed}.{key}")
            for key, item in value.items()
        }
    return value
