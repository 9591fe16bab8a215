"""A scenario as a file that a person would write: parts by name, and what differs from them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedSeq

from carefunds_sim.disk import put
from carefunds_sim.errors import ScenarioError
from carefunds_sim.plain_text import printable
from carefunds_sim.scenario import catalogue
from carefunds_sim.scenario.catalogue import COMPOSED_OF, triple
from carefunds_sim.scenario.files import read_part
from carefunds_sim.scenario.load import load_scenario
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.scenario.schema.models import PARTS, is_quantity, step
from carefunds_sim.scenario.schema.quantity import SET_BY_STUDY, is_whole
from carefunds_sim.scenario.schema.study import RunSettings
from carefunds_sim.scenario.schema.timetable import Change, Timetable
from carefunds_sim.scenario.schema.words import plain_values

Plain = dict[str, Any]

WIDTH = 100
_STUDY = {"kind": "assumed", "why": SET_BY_STUDY}
_KEPT = ("unit", "range", "role")
"""What a quantity keeps when a bare value is laid over it."""


def save_scenario(
    scenario: Scenario, file: str | Path, *, made_from: str = "", remark: str = ""
) -> Path:
    """Write a scenario into a file that reads back equal, to the last bit, and return its path.

    ``made_from`` is the name or path of the scenario that it changes, or area/arrangement/squeeze.
    What it does not name is told from the shipped files by the names of the parts, and written out
    complete where there is none. ``remark`` becomes a comment at the top.

    Raises
    ------
    ScenarioError
        The scenario has a name that no file can have.
    StorageError
        The disk does not take the file.
    """
    head = f"# {printable(remark)}\n" if remark else ""
    path = Path(file)
    put(path, head + _yaml(_document(scenario, made_from, path.parent)))
    try:
        same = load_scenario(path) == scenario
    except ScenarioError:
        same = False
    if not same:
        put(path, head + _yaml(scenario.as_dict()))
        load_scenario(path)
    return path


def _document(scenario: Scenario, made_from: str, folder: Path) -> Plain:
    """Return a scenario file's keys: what it is made of by name, and what differs."""
    three = triple(made_from) if made_from else None
    labels: Plain = {"kind": "scenario", "name": scenario.name, "title": scenario.title}
    if made_from and three is None:
        found = _over_scenario(scenario, load_scenario(made_from))
        extends = _called(catalogue.find("scenario", made_from), made_from, "scenario", folder)
        labels = {"kind": "scenario", "extends": extends, **labels}
    else:
        found = _over_parts(scenario, dict(zip(COMPOSED_OF, three or (), strict=False)), folder)
    evidence = {"evidence": _STUDY} if _has_bare(found) else {}
    return labels | evidence | found


def _over_scenario(scenario: Scenario, base: Scenario) -> Plain:
    """Return what a scenario has otherwise than the one that its file extends."""
    found = {}
    for key, part in scenario.parts():
        before = getattr(base, key)
        differs = _difference(_plain(before), _plain(part), PARTS[key])
        if differs is not None:
            found[key] = differs
    if scenario.switched_off != base.switched_off:
        found["switched_off"] = [loop.word for loop in scenario.switched_off]
    return found


def _over_parts(scenario: Scenario, given: Mapping[str, str], folder: Path) -> Plain:
    """Return the parts of a scenario by the names of their files, and what differs from those."""
    found: Plain = {}
    replaced = None
    for key in COMPOSED_OF:
        part = getattr(scenario, key)
        if part is None:
            continue
        path = _file_of(key, given.get(key), part.name)
        if path is None:
            found[key] = _plain(part)
            continue
        base = read_part(key, path)
        called = _called(path, given.get(key) or part.name, key, folder)
        differs = _difference(_plain(base.model), _plain(part), PARTS[key])
        found[key] = called if differs is None else {"extends": called, **differs}
        replaced = base.replaced.model if base.replaced else replaced
    if scenario.replaced is not None and scenario.replaced != replaced:
        found["replaced"] = plain_values(scenario.replaced)
    if scenario.timetable is not None:
        found["timetable"] = _plain(scenario.timetable)
    if scenario.switched_off:
        found["switched_off"] = [loop.word for loop in scenario.switched_off]
    run = _difference(plain_values(RunSettings()), plain_values(scenario.run), RunSettings)
    return found if run is None else {**found, "run": run}


def _file_of(kind: str, given: str | None, name: str) -> Path | None:
    """Return the file of a part: the one that was named, or the shipped one of its name."""
    if given is not None and (given in catalogue.names(kind) or catalogue.is_path(given)):
        return catalogue.find(kind, given)
    return catalogue.names(kind).get(name)


def _called(path: Path, name: str, kind: str, folder: Path) -> str:
    """Return a shipped name, or how a file is found from the folder of the one that names it."""
    if name in catalogue.names(kind):
        return name
    there = Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    return there if there.startswith("..") else f"./{there}"


def _difference(before: Any, after: Any, place: Any) -> Any:
    """Return what laid over ``before`` gives ``after``; None where they are the same."""
    if before == after:
        return None
    if is_quantity(place):
        return _quantity(before, after, place)
    if not (isinstance(before, dict) and isinstance(after, dict)) or is_whole(place):
        return after
    gone = {key: None for key in before if key not in after}
    changed = {
        key: _difference(before.get(key), item, step(place, key))
        for key, item in after.items()
        if before.get(key) != item
    }
    return changed | gone


def _quantity(before: Any, after: Plain, place: Any) -> Any:
    """Return a quantity as a bare value where a study has set it, else complete."""
    kept = {key: item for key, item in (before or {}).items() if key in _KEPT}
    if after == {"value": after["value"], **kept, **_STUDY}:
        return (
            _difference(before["value"], after["value"], step(place, "value")) if before else after
        )
    return after


def _has_bare(found: Plain) -> bool:
    """Whether any part may hold bare values: one that holds only what differs."""
    parts = [found[key] for key in (*COMPOSED_OF, "replaced") if key in found]
    return any(isinstance(part, dict) and "kind" not in part for part in parts)


def _plain(part: BaseModel | None) -> Plain:
    """Return a part as a person would write it: a timetable without what goes without saying."""
    if part is None:
        return {}
    dated = part if isinstance(part, Timetable) else getattr(part, "timetable", None)
    if dated is None:
        return plain_values(part)
    changes = {name: _change(change) for name, change in dated.root.items()}
    return changes if dated is part else {**plain_values(part), "timetable": changes}


def _change(change: Change) -> Plain:
    """Return a change without defaults, and a shipped arrangement by its name."""
    found = change.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    data = found.get("arrangement")
    path = catalogue.names("arrangement").get(data.get("name", "")) if data else None
    if path and plain_values(read_part("arrangement", path).model) == data:
        found["arrangement"] = data["name"]
    return found


def _yaml(data: Plain) -> str:
    yaml = YAML()
    yaml.width = WIDTH
    stream = StringIO()
    yaml.dump(_lists_in_a_line(data), stream)
    return stream.getvalue()


def _lists_in_a_line(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _lists_in_a_line(item) for key, item in node.items()}
    if not isinstance(node, list):
        return node
    found = CommentedSeq([_lists_in_a_line(item) for item in node])
    if not any(isinstance(item, dict) for item in node):
        found.fa.set_flow_style()
    return found
