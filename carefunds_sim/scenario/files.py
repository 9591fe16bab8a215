"""Files of any kind, read with what they extend, checked, and listed with all their faults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from carefunds_sim.errors import Fault, ScenarioError, did_you_mean
from carefunds_sim.scenario import catalogue
from carefunds_sim.scenario.check import check
from carefunds_sim.scenario.document import Document, Place, read
from carefunds_sim.scenario.evidence import Source, sources_for
from carefunds_sim.scenario.faults import build, faults_of, got, mapping, parts
from carefunds_sim.scenario.layers import base_of, chain, header, merge_layers, named_file
from carefunds_sim.scenario.schema.models import MODELS
from carefunds_sim.scenario.schema.timetable import Change
from carefunds_sim.scenario.schema.words import plain_values

T = TypeVar("T")


@contextmanager
def collecting(faults: list[Fault]) -> Iterator[None]:
    """Add the faults of a ScenarioError to a list, and go on after the block."""
    try:
        yield
    except ScenarioError as error:
        faults += error.faults


@dataclass
class Part:
    """A file, or a mapping inside one, read and checked; ``model`` is None when it has faults.

    An arrangement comes with the one it replaces, and with the faults of that one. ``sound`` is
    what can be read whatever the faults: without the changes of a timetable that cannot be.
    """

    kind: str
    document: Document
    model: Any
    faults: list[Fault] = field(default_factory=list)
    replaced: Part | None = None
    sound: Any = None


def read_part(kind: str, path: Path) -> Part:
    """Return a file of a kind, read with what it extends.

    Raises ScenarioError when the file or one it extends cannot be read at all; every lesser fault
    is in the part.
    """
    return part_of(kind, read_links(kind, path))


def read_links(kind: str, path: Path) -> list[Document]:
    """Return a file and all it extends, the first ancestor first."""
    return chain(kind, read(path))


def part_of(kind: str, links: Sequence[Document], *, follow: bool = True) -> Part:
    """Return documents laid over each other as one checked part.

    ``follow`` says whether to read the arrangement that an arrangement replaces.
    """
    document = merge_layers(kind, links)
    given = next(filter(None, (header(link) for link in reversed(links))), None)
    dated = follow_timetable(document, ("timetable",), evidence=given)
    sources, unread = _sources(links)
    model, found = build(MODELS[kind], document, sources=sources)
    faults = [*document.faults, *dated, *unread, *found, *check(kind, document)]
    part = Part(kind, document, None if faults else model, faults, sound=model)
    if kind == "arrangement" and follow:
        _follow(part)
    return part


def _sources(links: Sequence[Document]) -> tuple[Mapping[str, Source] | None, Sequence[Fault]]:
    """Return the sources that documents may cite, or None and why a register cannot be used."""
    try:
        return sources_for(*(link.path for link in links)), ()
    except ScenarioError as error:
        return None, error.faults


def _follow(arrangement: Part) -> None:
    """Add the arrangement that another one replaces; what that one replaced is past."""
    document = arrangement.document
    if not isinstance(document.data.get("replaces"), str):
        return
    with collecting(arrangement.faults):
        path = named_file("arrangement", document, ("replaces",))
        if not document.prefix and path.resolve() == document.path.resolve():
            fault = document.fault(("replaces",), "must name another arrangement than itself")
            raise ScenarioError([fault])
        arrangement.replaced = part_of("arrangement", read_links("arrangement", path), follow=False)
        arrangement.faults += arrangement.replaced.faults
        if arrangement.replaced.document.data.get("pools"):
            sentence = "must name an arrangement without pools, as pools form once"
            arrangement.faults.append(document.fault(("replaces",), sentence))


def follow_timetable(
    document: Document,
    at: Place,
    *,
    beside: Path | None = None,
    evidence: dict[str, Any] | None = None,
) -> list[Fault]:
    """Put in place of each arrangement that the timetable at a place names what its file says.

    One that is written out there may extend a file; its bare values rest on ``evidence``. Returns
    every fault of those files and of changes that cannot be read, and takes these out.
    """
    faults: list[Fault] = []
    for name, change in list(parts(document.data, *at)):
        before, given = len(faults), change.get("arrangement")
        if isinstance(given, str) or (isinstance(given, dict) and "extends" in given):
            with collecting(faults):
                found = _dated_arrangement(document, (*at, name), beside, evidence)
                faults += found.faults
                if found.model:
                    change["arrangement"] = plain_values(found.model)
        try:
            Change.model_validate(change)
        except ValidationError as error:
            faults += faults_of(error, document, Change, at=(*at, name))
        if len(faults) > before:
            del mapping(document.data, *at)[name]
    return faults


def _dated_arrangement(
    document: Document, place: Place, beside: Path | None, evidence: dict[str, Any] | None
) -> Part:
    """Return the arrangement that the change at a place names, or writes out over another."""
    kind = "arrangement"
    inner = document
    for key in place:
        inner = inner.part(str(key))
    if isinstance(inner.data[kind], str):
        return read_part(kind, named_file(kind, inner, (kind,), beside=beside))
    return part_of(kind, _written_out(kind, inner.part(kind), evidence, []), follow=False)


def inner_part(
    kind: str, links: Sequence[Document], *, key: str | None = None, follow: bool = True
) -> Part | None:
    """Return a part of a scenario file, named or written out in it under a key of its own."""
    key = key or kind
    layers: list[Document] = []
    for link in links:
        if key not in link.data:
            continue
        given = link.data[key]
        if isinstance(given, str):
            layers = read_links(kind, named_file(kind, link, (key,)))
        elif isinstance(given, dict):
            layers = _written_out(kind, link.part(key), header(link), layers)
        else:
            layers = []
    return part_of(kind, layers, follow=follow) if layers else None


def _written_out(
    kind: str, inner: Document, evidence: dict[str, Any] | None, below: list[Document]
) -> list[Document]:
    """Return the layers of a part that a scenario file holds, over those it had before."""
    if evidence is not None:
        inner.data.setdefault("evidence", evidence)
    return chain(kind, inner) if "extends" in inner.data else [*below, inner]


def raise_any(faults: Sequence[Fault]) -> None:
    """Raise ScenarioError when there are faults."""
    if faults:
        raise ScenarioError(faults)


def or_raise(found: T | None, faults: Sequence[Fault]) -> T:
    """Return what was read, or raise ScenarioError with the faults for which it could not be."""
    if found is None:
        raise ScenarioError(faults)
    return found


def kind_of(document: Document) -> str:
    """Return the kind a file says it is of, or that of the file it extends.

    Raises ScenarioError when it says none, or none that there is.
    """
    passed = [document]
    while True:
        last = passed[-1]
        kind, base = last.data.get("kind"), last.data.get("extends")
        if isinstance(kind, str) and kind in MODELS:
            return kind
        if kind is not None or not isinstance(base, str):
            raise ScenarioError(
                [*document.faults, _no_kind(document if kind is None else last, kind)]
            )
        shipped = [kind for kind in MODELS if base in catalogue.names(kind)]
        if shipped:
            return shipped[0]
        passed.append(base_of("area", passed[::-1]))


def _no_kind(document: Document, kind: Any) -> Fault:
    if kind is None and "extends" in document.data:
        return document.fault(("kind",), "must be given")
    hint = did_you_mean(kind, MODELS) if isinstance(kind, str) else ""
    sentence = f"must be one of {', '.join(MODELS)} (got {got(kind)}){hint}"
    return document.fault(("kind",), sentence)
