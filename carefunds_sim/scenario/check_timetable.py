"""What a scenario's timetable may change, and what it must name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from carefunds_sim.errors import Fault, ScenarioError
from carefunds_sim.scenario.check import check_together
from carefunds_sim.scenario.document import Document, Place
from carefunds_sim.scenario.faults import faults_of, got, unknown_name
from carefunds_sim.scenario.schema.arrangement import Arrangement
from carefunds_sim.scenario.schema.models import PARTS, is_quantity, step
from carefunds_sim.scenario.schema.timetable import Change
from carefunds_sim.scenario.schema.words import plain_values
from carefunds_sim.scenario.timetable import (
    HOLDERS,
    MONTHS_PER_YEAR,
    Composed,
    DatedChange,
    arrangement_of,
    dated_changes,
    replaced,
    takes_effect,
    with_change,
    without_timetable,
)
from carefunds_sim.vocabulary import BodyKind, ServiceKind

AT_THE_START = {
    r"area\.residents\.population.*": "says who lives there on the first day; change "
    "residents.growth or the rate of a stream",
    r"area\.commissioners.*": "says who the commissioners are",
    r"area\.services\.\w+\.paid_by.*": "says whose money it is at the start; use transfer or an "
    "arrangement",
    r"area\.services\.\w+\.capacity_steps.*": "is a timetable of its own",
    r"area\.money\.markets\.\w+\.places.*": "says what there is when the study begins",
    r"arrangement\.overhead\.setup_months.*": "is over when the arrangement is in force",
    r"arrangement\.trust\.initial.*": "is the trust on the first day",
    r"arrangement\.(replaces|name|title|about|agreement|kind|timetable).*": "does nothing in a run",
    r"squeeze\.(first_year|name|title|about|kind|timetable).*": "does nothing in a run",
}
"""Paths that no date can change, and why."""

IN_WORDS = r"area\.money\.hospital\.payment"
"""What is no number and may yet change in an area."""

NO_MONEY = (
    "must stand in a scenario with money; a lesson's capacity changes by "
    "'set: {area.services.NAME.capacity: ...}'"
)


class Finding(NamedTuple):
    """What is wrong with a change: the part that holds it, the place in it, and a sentence."""

    part: str
    place: Place
    sentence: str


def timetable_faults(
    scenario: Composed, documents: Mapping[str, Document], whole: Document
) -> list[Fault]:
    """Return every fault of a scenario's timetable.

    ``documents`` are those of its parts, and ``whole`` what holds the others.
    """
    return [
        documents[part].fault(place, sentence)
        if part in documents
        else whole.fault((*filter(None, (part,)), *place), sentence)
        for part, place, sentence in _findings(scenario)
    ]


def _findings(scenario: Composed) -> Iterator[Finding]:
    """Yield what is wrong with each change, given those that come before it."""
    so_far = without_timetable(scenario)
    for dated in dated_changes(scenario):
        found = list(_of_change(so_far, dated))
        yield from found
        if found or not (dated.change.paths or dated.change.arrangement):
            continue
        if dated.change.arrangement:
            so_far = replaced(so_far, arrangement=arrangement_of(dated.change))
        else:
            so_far = with_change(so_far, dated.change)


def _of_change(so_far: Composed, dated: DatedChange) -> Iterator[Finding]:
    at = ("timetable", dated.name)
    change = dated.change
    findings: list[tuple[Place, str]] = []
    for key in Change.VALUES:
        for path in getattr(change, key) or ():
            problem = _fixed(so_far, path)
            if problem:
                findings.append(((key, path), problem))
    fixed = {place[1] for place, _ in findings}
    findings += [((), sentence) for sentence in _not_valid(so_far, _without(change, fixed))]
    for act in set(change.kinds) & set(_ACTS):
        if so_far.area.money is None:
            findings.append(((act,), NO_MONEY))
        else:
            findings += [((act, *place), said) for place, said in _ACTS[act](so_far, dated)]
    yield from (Finding(dated.part, (*at, *place), sentence) for place, sentence in findings)


def _fixed(scenario: Composed, path: str) -> str:
    """Return why a path cannot change during a run, or ''."""
    part = path.split(".")[0]
    if part not in HOLDERS:
        return f"must be a path that begins with {', '.join(HOLDERS)} (got '{path}')"
    for pattern, why in AT_THE_START.items():
        if re.fullmatch(pattern, path):
            return f"cannot change during a run: it {why}"
    has_money = scenario.area.money is not None
    if has_money and re.fullmatch(r"area\.services\.\w+\.capacity(\.value)?", path):
        return "must change by 'capacity:', which says who pays for it"
    if part == "area" and not _is_number(path) and not re.fullmatch(IN_WORDS, path):
        return "cannot change during a run: only numbers of an area can"
    return ""


def _is_number(path: str) -> bool:
    """Return whether a path leads to a quantity or into one; what is unknown is found later."""
    key, *words = path.split(".")
    place = PARTS[key]
    for word in words:
        if is_quantity(place):
            return True
        place = step(place, word)
    return place is None or is_quantity(place)


def _without(change: Change, paths: Collection[Any]) -> Change:
    """Return a change without some of its paths."""
    kept = {
        key: {path: value for path, value in (getattr(change, key) or {}).items()
              if path not in paths} or None
        for key in Change.VALUES
    }  # fmt: skip
    return change.model_copy(update=kept)


def _not_valid(scenario: Composed, change: Change) -> Iterator[str]:
    try:
        with_change(scenario, change)
    except ScenarioError as error:
        yield from (fault.message for fault in error.faults)
    except TypeError:
        yield "must multiply or add to numbers"


def _arrangement(scenario: Composed, dated: DatedChange) -> Iterator[tuple[Place, str]]:
    data = dated.change.arrangement
    document = Document(Path("arrangement"), data if isinstance(data, dict) else {})
    if isinstance(data, str):
        yield (), f"must name an arrangement (got '{data}')"
        return
    try:
        model = Arrangement.model_validate(data)
    except ValidationError as error:
        yield from (((), fault.message) for fault in faults_of(error, document, Arrangement))
        return
    if model.timetable:
        yield (), "must have no timetable of its own"
    area = Document(Path("area"), plain_values(scenario.area))
    yield from (((), fault.message) for fault in check_together(area, document))


def _capacity(scenario: Composed, dated: DatedChange) -> Iterator[tuple[Place, str]]:
    change, services = dated.change.capacity, scenario.area.services
    assert change
    yield from _service(("service",), change.service, scenario)
    if change.service in services and services[change.service].kind is ServiceKind.UNLIMITED:
        yield ("service",), f"must be a service with limited capacity (got '{change.service}')"
    if change.units == 0.0:
        yield ("units",), "must not be 0"
    yield from _body(("paid_by",), change.paid_by, scenario)
    yield from unknown_name(
        ("fund",), change.fund, "a pool that there is by then", _pools(scenario)
    )


def _transfer(scenario: Composed, dated: DatedChange) -> Iterator[tuple[Place, str]]:
    change = dated.change.transfer
    assert change
    yield from _body(("giver",), change.giver, scenario)
    yield from _body(("taker",), change.taker, scenario)
    if change.giver == change.taker:
        yield ("taker",), f"must be another body than the giver (got '{change.taker}')"
    for key in ("from_service", "to_service"):
        yield from _service((key,), getattr(change, key), scenario)


def _decision(scenario: Composed, dated: DatedChange) -> Iterator[tuple[Place, str]]:
    change = dated.change.decision
    assert change
    known = [*_payers(scenario), *_pools(scenario)]
    yield from unknown_name(("fund",), change.fund, "a body that pays or a pool by then", known)
    for index, move in enumerate(change.moves):
        place = ("moves", index)
        for key in ("from_service", "to_service"):
            yield from _service((*place, key), getattr(move, key), scenario)
        if move.from_service == move.to_service:
            said = f"must be another service than money comes from (got {got(move.to_service)})"
            yield (*place, "to_service"), said


_ACTS = {
    "arrangement": _arrangement,
    "capacity": _capacity,
    "transfer": _transfer,
    "decision": _decision,
}


def _payers(scenario: Composed) -> list[str]:
    """Return who may pay, by name: the NHS as a whole, each commissioner, and the council."""
    commissioners = scenario.area.commissioners
    named = commissioners.value if commissioners else ()
    return [BodyKind.NHS.word, *named, BodyKind.COUNCIL.word]


def _pools(scenario: Composed) -> list[str]:
    """Return the pools of the arrangement that holds, or is set up, by then."""
    return [*scenario.arrangement.pools] if scenario.arrangement else []


def _body(place: Place, name: str, scenario: Composed) -> Iterator[tuple[Place, str]]:
    known = list(dict.fromkeys(_payers(scenario)))
    yield from unknown_name(place, name, f"one of {', '.join(known)}", known)


def _service(place: Place, name: str | None, scenario: Composed) -> Iterator[tuple[Place, str]]:
    yield from unknown_name(place, name, "a service of the area", list(scenario.area.services))


def dated_warnings(scenario: Composed) -> Iterator[str]:
    """Yield a sentence for every change that does nothing.

    It comes after the run has ended, or another arrangement takes effect in the same month.
    """
    run = scenario.run
    ends = run.warmup_months + MONTHS_PER_YEAR * run.years
    for dated in dated_changes(scenario):
        if takes_effect(run, dated.change) >= ends:
            yield f"timetable.{dated.name} comes after the run has ended, and changes nothing in it"
    brought = [dated for dated in dated_changes(scenario) if dated.change.arrangement is not None]
    for dated, after in pairwise(brought):
        if takes_effect(run, dated.change) == takes_effect(run, after.change):
            yield (
                f"timetable.{dated.name} changes nothing: the arrangement of "
                f"timetable.{after.name} takes effect in the same month, and is the one that holds"
            )
