"""Other values in a scenario, by path: what sweeps and sliders do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carefunds_sim.errors import Fault, ScenarioError, did_you_mean
from carefunds_sim.scenario.build import build
from carefunds_sim.scenario.check import check, check_together
from carefunds_sim.scenario.document import Document, Mark
from carefunds_sim.scenario.parts import PARTS
from carefunds_sim.scenario.places import is_quantity, keys, step
from carefunds_sim.scenario.quantity import SET_BY_STUDY, is_whole
from carefunds_sim.scenario.size import too_large

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carefunds_sim.scenario.scenario import Scenario


class _NoSuchPathError(Exception):
    """A path leads nowhere; the message says where it ends."""


def changed(scenario: Scenario, values: Mapping[str, Any]) -> Scenario:
    """Return a scenario with other values; see ``Scenario.with_values``."""
    touched: dict[str, Any] = {}
    for path, value in values.items():
        key, *rest = path.split(".")
        try:
            node = touched[key] if key in touched else _part(scenario, key, path)
            touched[key] = _set(node, PARTS.get(key), rest, _plain(value), key)
        except _NoSuchPathError as error:
            raise ScenarioError([Fault(_label(scenario), 1, str(error))]) from None
    return validated(scenario, touched)


def _part(scenario: Scenario, key: str, path: str) -> Any:
    part = getattr(scenario, key) if key in PARTS else None
    if part is None:
        hint = did_you_mean(key, dict(scenario.parts()))
        raise _NoSuchPathError(f"'{path}' is not a value of this scenario{hint}")
    return part.model_dump(mode="json", exclude_none=True)


def _plain(value: Any) -> Any:
    """Return a number of another library, such as numpy, as Python's own."""
    return value.item() if hasattr(value, "item") else value


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
    return {"value": new, **kept, "kind": "assumed", "why": SET_BY_STUDY}


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


def validated(scenario: Scenario, touched: Mapping[str, dict[str, Any]]) -> Scenario:
    """Return a scenario with whole parts replaced by plain values, validated together.

    Raises
    ------
    ScenarioError
        With every fault of the parts and of what they ask of each other.
    """
    parts: dict[str, Any] = {}
    faults: list[Fault] = []
    documents = {key: _document(scenario, key, data) for key, data in touched.items()}
    for key, document in documents.items():
        parts[key], found = build(PARTS[key], document)
        faults += [*found, *_checked(key, document)]
    if not faults:
        faults += _together(scenario, documents)
    if faults:
        raise ScenarioError(faults)
    made = replace(scenario, **parts)
    raise_too_large(made)
    return made


def raise_too_large(scenario: Scenario) -> None:
    """Raise ScenarioError when a machine could not hold a scenario's run or its results."""
    whole = Document(Path(_label(scenario)), {})
    faults = [whole.fault(*finding) for finding in too_large(scenario)]
    if faults:
        raise ScenarioError(faults)


def _checked(key: str, document: Document) -> list[Fault]:
    if key == "run":
        return []
    return check("arrangement" if key == "replaced" else key, document)


def _together(scenario: Scenario, documents: dict[str, Document]) -> list[Fault]:
    """Return what no longer fits, where an area or an arrangement has changed."""
    present = dict(scenario.parts())
    held = [key for key in ("arrangement", "replaced") if key in present]
    if not held or not documents.keys() & {"area", *held}:
        return []
    whole = {
        key: documents.get(key) or _document(scenario, key, _part(scenario, key, key))
        for key in ("area", *held)
    }
    if scenario.arrangement and whole["arrangement"].data.get("replaces") != (
        scenario.arrangement.replaces
    ):
        sentence = "must stay as it is: compose another scenario"
        return [whole["arrangement"].fault(("replaces",), sentence)]
    return [fault for key in held for fault in check_together(whole["area"], whole[key])]


def _document(scenario: Scenario, key: str, data: Any) -> Document:
    label = _label(scenario)
    return Document(Path(label), data, {(): Mark(Path(label), 1)}, prefix=(key,))


def _label(scenario: Scenario) -> str:
    return scenario.name or "scenario"
