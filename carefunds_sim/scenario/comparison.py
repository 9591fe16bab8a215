"""Scenarios composed of files, one of each kind or each with every other, and their baseline.

What scenarios are compared with is an arrangement, or a squeeze, an area or one scenario.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from carefunds_sim.errors import Fault, UnknownNameError, did_you_mean, short
from carefunds_sim.scenario.catalogue import COMPOSED_OF
from carefunds_sim.scenario.check import check_together, too_large, too_many_results
from carefunds_sim.scenario.check_timetable import timetable_faults
from carefunds_sim.scenario.document import Document
from carefunds_sim.scenario.faults import items
from carefunds_sim.scenario.files import Part, collecting, read_part
from carefunds_sim.scenario.layers import named_file
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.scenario.schema.study import RunSettings
from carefunds_sim.vocabulary import Loop


@dataclass(frozen=True)
class StudyDesign:
    """An experiment, read: its scenarios in the order areas, squeezes, arrangements.

    ``baseline`` is the name of the arrangement, squeeze, area or scenario that the others are
    compared with.
    """

    name: str
    title: str
    about: str
    baseline: str
    run: RunSettings
    scenarios: tuple[Scenario, ...]


def comparison(scenarios: Sequence[Scenario]) -> StudyDesign:
    """Return the study that compares given scenarios with what the first of them has."""
    if not scenarios:
        raise UnknownNameError("nothing to compare: no scenario was given")
    return StudyDesign(
        name="comparison", title="Comparison of given scenarios", about="",
        baseline=chosen_baseline(scenarios), run=scenarios[0].run, scenarios=tuple(scenarios),
    )  # fmt: skip


@dataclass(frozen=True)
class Crossed:
    """The scenarios of a study's file, and every fault of it and of the files it names.

    There are scenarios where what is named can be composed, whatever else is wrong in the file.
    """

    scenarios: tuple[Scenario, ...]
    baseline: str
    faults: list[Fault]


def study_design(part: Part) -> tuple[StudyDesign | None, list[Fault]]:
    """Return the design of an experiment's file, or None, and every fault of what it names."""
    found, file = cross_files(part), part.model
    faults = found.faults or [
        part.document.fault(*finding)
        for finding in too_many_results(found.scenarios, file.run.replications)
    ]
    if faults:
        return None, faults
    labels = (file.name, file.title, file.about)
    return StudyDesign(*labels, found.baseline, file.run, found.scenarios), []


def cross_files(part: Part) -> Crossed:
    """Return the scenarios of a file with lists of areas, arrangements and squeezes."""
    paths, faults = _named_files(part.document)
    parts, found = read_all((kind, path) for kind in COMPOSED_OF for path in paths[kind].values())
    faults += found
    for pair in product(*(paths[kind].values() for kind in ("area", "arrangement"))):
        keys = zip(("area", "arrangement"), pair, strict=True)
        faults += together({key[0]: parts[key] for key in keys if key in parts})
    if faults or not all(paths.values()):
        return Crossed((), "", [*part.faults, *faults])
    scenarios = tuple(_members(part, paths, parts))
    faults = [fault for made in scenarios for fault in _dated(made, paths, parts)]
    if faults:
        return Crossed((), "", [*part.faults, *dict.fromkeys(faults)])
    called = _baseline(str(part.document.data.get("baseline")), paths, parts)
    if called == parts_of(scenarios[0]).arrangement and len(paths["arrangement"]) == 1:
        called = chosen_baseline(scenarios)
    faults = _too_large(part.document, scenarios)
    faults += _same_names(part.document, scenarios)
    return Crossed(scenarios, called, [*part.faults, *faults])


def _baseline(
    named_file: str, paths: dict[str, dict[str, Path]], parts: Mapping[tuple[str, Path], Part]
) -> str:
    """Return the name of the arrangement, squeeze or area that a file calls its baseline."""
    for kind in ("arrangement", "squeeze", "area"):
        if named_file in paths[kind]:
            name: str = parts[kind, paths[kind][named_file]].model.name
            return name
    return ""


def _members(
    part: Part, paths: dict[str, dict[str, Path]], parts: Mapping[tuple[str, Path], Part]
) -> Iterable[Scenario]:
    """Yield the scenarios in the order areas, squeezes, arrangements: the last change fastest."""
    run = part.model.run if part.model else RunSettings()
    off = tuple(part.model.switched_off) if part.model else ()
    areas, arrangements, squeezes = (paths[kind].values() for kind in COMPOSED_OF)
    for area, squeeze, arrangement in product(areas, squeezes, arrangements):
        keys = zip(COMPOSED_OF, (area, arrangement, squeeze), strict=True)
        yield replace(
            compose_parts({key[0]: parts[key] for key in keys}, switched_off=off), run=run
        )


def baseline_among(scenarios: Sequence[Scenario], wanted: str) -> str:
    """Return the name of what the others are compared with, if any scenario is or has it.

    Raises UnknownNameError when no scenario has the name, nor its arrangement, squeeze or area.
    """
    known = [s.name for s in scenarios] + [name for s in scenarios for name in parts_of(s) if name]
    if wanted not in known:
        near = did_you_mean(wanted, known)
        raise UnknownNameError(f"baseline '{short(wanted)}' is not among the scenarios{near}")
    return wanted


def _named_files(document: Document) -> tuple[dict[str, dict[str, Path]], list[Fault]]:
    """Return the paths of the files an experiment names, by kind and name."""
    paths: dict[str, dict[str, Path]] = {kind: {} for kind in COMPOSED_OF}
    faults: list[Fault] = []
    for kind in COMPOSED_OF:
        for index, name in enumerate(items(document.data, f"{kind}s")):
            with collecting(faults):
                if isinstance(name, str):
                    paths[kind][name] = named_file(kind, document, (f"{kind}s", index))
    return paths, faults


def _too_large(document: Document, scenarios: Sequence[Scenario]) -> list[Fault]:
    """Return a fault, once, where a machine could not hold a run of some scenario."""
    findings = (next(too_large(scenario), None) for scenario in scenarios)
    return [document.fault(*finding) for finding in dict.fromkeys(filter(None, findings))][:1]


def _same_names(document: Document, scenarios: Sequence[Scenario]) -> list[Fault]:
    """Return a fault for each scenario name that two scenarios share, as results go by it."""
    said = "the files named must have names of their own"
    counts = Counter(scenario.name for scenario in scenarios)
    twice = [short(name) for name, count in counts.items() if count > 1]
    return [document.fault((), f"{said} (got {name} twice)") for name in twice]


def read_all(
    wanted: Iterable[tuple[str, Path]],
) -> tuple[dict[tuple[str, Path], Part], list[Fault]]:
    """Return each file once, and every fault of them all."""
    parts: dict[tuple[str, Path], Part] = {}
    faults: list[Fault] = []
    for kind, path in dict.fromkeys(wanted):
        with collecting(faults):
            parts[kind, path] = read_part(kind, path)
            faults += parts[kind, path].faults
    return parts, faults


def together(parts: Mapping[str, Part]) -> list[Fault]:
    """Return what the other parts, and what is replaced, ask of an area that it does not have."""
    area, arrangement, squeeze = (parts.get(kind) for kind in ("area", "arrangement", "squeeze"))
    if not area:
        return []
    replaced = arrangement.replaced if arrangement else None
    held = [part.document for part in (arrangement, replaced, squeeze) if part]
    return [fault for document in held for fault in check_together(area.document, document)]


def _dated(
    scenario: Scenario, paths: dict[str, dict[str, Path]], parts: Mapping[tuple[str, Path], Part]
) -> list[Fault]:
    """Return the faults of the timetables of a study's scenario."""
    held = {
        kind: parts[kind, path]
        for kind in COMPOSED_OF
        for path in paths[kind].values()
        if getattr(scenario, kind) is parts[kind, path].model
    }
    return dated_faults(scenario, held)


def dated_faults(scenario: Scenario, parts: Mapping[str, Part]) -> list[Fault]:
    """Return every fault of a scenario's timetable, each with its line in the part that holds it.

    The scenario's own is in the part called ''.
    """
    documents = {kind: part.document for kind, part in parts.items()}
    whole = documents.get("") or Document(Path(scenario.name or "scenario"), {})
    return timetable_faults(scenario, documents, whole)


def models_of(parts: Mapping[str, Part]) -> dict[str, Any]:
    """Return the validated parts of a scenario, with the arrangement that is replaced."""
    models = {kind: part.sound for kind, part in parts.items()}
    replaced = parts["arrangement"].replaced if "arrangement" in parts else None
    return {**models, "replaced": replaced.sound} if replaced else models


def compose_parts(
    parts: Mapping[str, Part], *, switched_off: tuple[Loop, ...] = (), name: str | None = None
) -> Scenario:
    """Return the scenario of checked parts, named by their names unless another name is given."""
    given = [part.model for part in parts.values()]
    return Scenario(
        **models_of(parts),
        switched_off=switched_off,
        name=name or "/".join(model.name for model in given),
        title=", ".join(model.title for model in given),
    )


SCENARIO = "scenario"


class Parts(NamedTuple):
    """The names of what a scenario is made of; '' for what it does not have."""

    arrangement: str
    squeeze: str
    area: str


def parts_of(scenario: Scenario) -> Parts:
    """Return the names of a scenario's parts."""
    members = (scenario.arrangement, scenario.squeeze, scenario.area)
    return Parts(*(member.name if member else "" for member in members))


def compared_by(parts: Mapping[str, Parts], baseline: str) -> str:
    """Return by which part scenarios are compared: the first of which a baseline is a name.

    That is ``scenario`` where the baseline is the label of one, else ``arrangement``, ``squeeze``
    or ``area``, and ``arrangement`` where it is nothing here.
    """
    if baseline in parts:
        return SCENARIO
    for part in Parts._fields:
        if baseline and any(getattr(mine, part) == baseline for mine in parts.values()):
            return part
    return Parts._fields[0]


def pairs(parts: Mapping[str, Parts], baseline: str) -> dict[str, str]:
    """Return the scenario that each scenario is compared with; baselines themselves are left out.

    It is the one that has the baseline in its place and is the same otherwise; for an arrangement,
    where there is none such, the scenario of that name.
    """
    by = compared_by(parts, baseline)
    found = {}
    for label, mine in parts.items():
        wanted = mine._replace(**{by: baseline}) if by != SCENARIO else None
        same = [other for other, theirs in parts.items() if theirs == wanted]
        match = (same or [other for other in parts if other == baseline] or [label])[0]
        if match != label:
            found[label] = match
    return found


def chosen_baseline(scenarios: Sequence[Scenario]) -> str:
    """Return what given scenarios are compared with, by its name.

    It is what the first of them has: its arrangement, if each of the others can be compared with a
    scenario that has it, or is one that others are compared with; else so its squeeze or its area;
    else, and where two have all parts in common, the first scenario itself.
    """
    parts = {scenario.name: parts_of(scenario) for scenario in scenarios}
    first = scenarios[0]
    alike = len(set(parts.values())) < len(parts)  # told apart by nothing but their own names
    if not first.arrangement or alike:
        return first.name
    for name in parts[first.name]:
        found = pairs(parts, name)
        if found and parts.keys() <= {*found, *found.values()}:
            return name
    return first.name if len(parts) > 1 else first.arrangement.name
