"""Files laid over each other by ``extends``, every quantity completed from its own file's header.

Mappings are merged key by key, lists and single values replace, null removes. A mapping that means
the whole, such as a pool's shares or a row of routes, replaces, unless it says
``the_rest: as_before``: read by itself it must mean what it means in its place.

A bare value laid over a quantity replaces its value and its evidence and keeps its unit, range and
role; where the value is a mapping, a bare mapping may hold only some of its keys, and a complete
quantity replaces it whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from carefunds_sim.errors import ScenarioError, UnknownNameError, short
from carefunds_sim.scenario import catalogue
from carefunds_sim.scenario.document import Document, Place, read
from carefunds_sim.scenario.faults import faults_of, got
from carefunds_sim.scenario.file_text import MISSING, hindrance
from carefunds_sim.scenario.schema.models import MODELS, is_quantity, step
from carefunds_sim.scenario.schema.quantity import (
    AS_BEFORE,
    THE_REST,
    Evidence,
    is_whole,
    is_written_out,
)

LONGEST_CHAIN = 30
"""Files that may extend each other one after the other."""

HEADERS = ("extends", "evidence")
_EVIDENCE = tuple(Evidence.model_fields)
_UNKNOWN = {"kind": "assumed", "why": "not stated"}


def chain(kind: str, document: Document) -> list[Document]:
    """Return a document and all it extends, the first ancestor first.

    Raises ScenarioError when one of them is missing or of another kind, or extends its own
    descendant.
    """
    _same_kind(kind, document, document, ("kind",))
    links = [document]
    while "extends" in links[0].data:
        links.insert(0, base_of(kind, links))
        _same_kind(kind, links[0], links[1], ("extends",))
    return links


def named_file(kind: str, document: Document, place: Place, *, beside: Path | None = None) -> Path:
    """Return the path of the file that a document names at a place.

    A path is looked for ``beside`` a folder, if not beside the document.

    Raises ScenarioError with the line of the name, when there is no such file.
    """
    name: Any = document.data
    for key in place:
        name = name[key]
    if not isinstance(name, str):
        raise ScenarioError([document.fault(place, f"must be a name or a path (got {got(name)})")])
    beside = beside or document.mark(place).path.parent
    try:
        path = catalogue.find(kind, name, beside=beside)
    except UnknownNameError as error:
        raise ScenarioError([document.fault(place, f"must name a file: {error}")]) from None
    said = hindrance(path)
    if said == MISSING:
        there = catalogue.readable_path(path)
        said = f"must name a file (got '{short(name)}', and there is no {there})"
    elif said:
        said = f"must name a file that can be read (got '{short(name)}': {said})"
    if said:
        raise ScenarioError([document.fault(place, said)])
    return path


def base_of(kind: str, links: Sequence[Document]) -> Document:
    """Return the file that the first of documents extends, which the others extend in turn.

    Raises ScenarioError when it is missing or one of them, or there are too many.
    """
    path = named_file(kind, links[0], ("extends",))
    if path.resolve() in [link.path.resolve() for link in links if not link.prefix]:
        way = " -> ".join(
            catalogue.readable_path(step) for step in [*(x.path for x in links[::-1]), path]
        )
        said = f"must not lead back to the same file (got {way})"
        raise ScenarioError([links[0].fault(("extends",), said)])
    if len(links) == LONGEST_CHAIN:
        said = f"must come to an end within {LONGEST_CHAIN} files"
        raise ScenarioError([links[-1].fault(("extends",), said)])
    return read(path)


def _same_kind(kind: str, found: Document, naming: Document, place: Place) -> None:
    """Raise a fault at a place when a document is of another kind than it is read as."""
    given = found.data.get("kind", kind)
    if given == kind:
        return
    said = "must be" if found is naming else "must name a file of kind"
    known = isinstance(given, str) and given in MODELS and found is naming
    hint = f"; {catalogue.use(given, catalogue.readable_path(found.path))}" if known else ""
    fault = naming.fault(place, f"{said} {kind} (got {got(given)}){hint}")
    raise ScenarioError([*naming.faults, fault])


def merge_layers(kind: str, links: Sequence[Document]) -> Document:
    """Return documents laid over each other, first to last, without their headers."""
    last = links[-1]
    result = Document(last.path, {}, {(): last.mark(())}, prefix=last.prefix)
    for link in links:
        layer = _Layer(link, result)
        body = {key: item for key, item in link.data.items() if key not in HEADERS}
        result.data = layer.lay(result.data, body, MODELS[kind], (), ())
        result.faults += link.faults
    return result


def header(document: Document) -> dict[str, Any] | None:
    """Return the evidence that a file's header names for its bare values, if it does."""
    given = document.data.get("evidence")
    if given is None:
        return None
    try:
        Evidence.model_validate(given)
    except ValidationError as error:
        document.faults += faults_of(error, document, Evidence, at=("evidence",))
        return dict(_UNKNOWN)
    lacks = "why" if given["kind"] == "assumed" else "source"
    if not given.get(lacks):
        sentence = f"must give '{lacks}' where the kind is {given['kind']}"
        document.faults.append(document.fault(("evidence",), sentence))
        return dict(_UNKNOWN)
    return dict(given)


class _Layer:
    """One file being laid over what came before it."""

    def __init__(self, over: Document, result: Document) -> None:
        self.over = over
        self.marks = result.marks
        self.header = header(over)

    def lay(
        self, base: Any, found: Any, place: Any, at: Place, to: Place, *, from_empty: bool = False
    ) -> Any:
        """Return ``found`` laid over ``base``; ``at`` is its place in the file, ``to`` after.

        ``from_empty``: a mapping starts empty, unless it says itself that the rest is kept.
        """
        self.marks[to] = self.over.mark(at)
        if is_quantity(place):
            return self._quantity(base, found, place, at, to)
        if isinstance(found, dict):
            return self._mapping(base, found, place, at, to, from_empty=from_empty)
        if isinstance(found, list):
            inner = step(place, 0)
            return [
                self.lay(None, item, inner, (*at, index), (*to, index))
                for index, item in enumerate(found)
            ]
        return found

    def _mapping(
        self,
        base: Any,
        found: dict[str, Any],
        place: Any,
        at: Place,
        to: Place,
        *,
        from_empty: bool = False,
    ) -> dict[str, Any]:
        before = base if isinstance(base, dict) else {}
        if is_whole(place):
            found, from_empty = self._whole(base, found, at)
        result = {} if from_empty else dict(before)
        for key, item in found.items():
            here, there = (*at, key), (*to, key)
            if item is None:
                result.pop(key, None)
                self.marks[there] = self.over.mark(here)
            else:
                result[key] = self.lay(before.get(key), item, step(place, key), here, there)
        return result

    def _whole(self, base: Any, found: dict[str, Any], at: Place) -> tuple[dict[str, Any], bool]:
        """Return what a mapping that means the whole names, and whether it starts empty."""
        if THE_REST not in found:
            sentence = (
                f"must stand with '{THE_REST}: {AS_BEFORE}', as null takes away from what was "
                "there before"
            )
            for key in (key for key, item in found.items() if item is None):
                self._fault((*at, key), sentence)
            return found, True
        said, rest = (*at, THE_REST), found[THE_REST]
        if rest != AS_BEFORE:
            self._fault(said, f"must be {AS_BEFORE} (got {got(rest)})")
        elif not isinstance(base, dict):
            self._fault(said, "has nothing to keep: no file that this one extends gives it")
        return {key: item for key, item in found.items() if key != THE_REST}, False

    def _quantity(self, base: Any, found: Any, place: Any, at: Place, to: Place) -> Any:
        base = base if isinstance(base, dict) else {}
        value_place = step(place, "value")
        if not is_written_out(found):
            value = self.lay(base.get("value"), found, value_place, at, (*to, "value"))
            return {**_without_evidence(base), "value": value, **self._evidence(at)}
        given = self._mapping({}, {**found, "value": None}, None, at, to)
        if "value" in found:
            given["value"] = self.lay(
                base.get("value"), found["value"], value_place, (*at, "value"), (*to, "value"),
                from_empty=True,
            )  # fmt: skip
            if not any(key in found for key in _EVIDENCE):
                given |= self._evidence(at)
        if any(key in given for key in _EVIDENCE):
            base = _without_evidence(base)
        return {**base, **given}

    def _evidence(self, at: Place) -> dict[str, Any]:
        if self.header is not None:
            return self.header
        self._fault(
            at,
            "must give value, range, role and source; a bare value is allowed only where the "
            "file's header says 'evidence:'",
        )
        return dict(_UNKNOWN)

    def _fault(self, at: Place, sentence: str) -> None:
        self.over.faults.append(self.over.fault(at, sentence))


def _without_evidence(quantity: dict[str, Any]) -> dict[str, Any]:
    return {key: item for key, item in quantity.items() if key not in _EVIDENCE}
