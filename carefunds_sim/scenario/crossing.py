"""Scenarios composed of files: one of each kind, or each of a study's lists with every other."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any

from carefunds_sim.errors import Fault, ScenarioError, UnknownNameError, did_you_mean, short
from carefunds_sim.scenario.baseline import chosen_baseline, parts_of
from carefunds_sim.scenario.check import check_together
from carefunds_sim.scenario.files import Part, read_part
from carefunds_sim.scenario.merge import named
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.scenario.size import too_large, too_many_results
from carefunds_sim.scenario.study import RunSettings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from carefunds_sim.scenario.document import Document
    from carefunds_sim.vocabulary import Loop

PARTS = ("area", "arrangement", "squeeze")


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
    found = crossed(part)
    if found.faults:
        return None, found.faults
    file = part.model
    findings = too_many_results(found.scenarios, file.run.replications)
    faults = [part.document.fault(*finding) for finding in findings]
    if faults:
        return None, faults
    labels = (file.name, file.title, file.about)
    return StudyDesign(*labels, found.baseline, file.run, found.scenarios), []


def crossed(part: Part) -> Crossed:
    """Return the scenarios of a file with lists of areas, arrangements and squeezes."""
    paths, faults = _named_files(part.document)
    parts, found = read_all((kind, path) for kind in PARTS for path in paths[kind].values())
    faults += found
    for area, arrangement in product(paths["area"].values(), paths["arrangement"].values()):
        pair = {"area": ("area", area), "arrangement": ("arrangement", arrangement)}
        faults += together({kind: parts[key] for kind, key in pair.items() if key in parts})
    if faults or not all(paths.values()):
        return Crossed((), "", [*part.faults, *faults])
    scenarios = tuple(_members(part, paths, parts))
    called = _baseline(str(part.document.data.get("baseline")), paths, parts)
    if called == parts_of(scenarios[0]).arrangement and len(paths["arrangement"]) == 1:
        called = chosen_baseline(scenarios)
    faults = _too_large(part.document, scenarios)
    faults += _same_names(part.document, scenarios)
    return Crossed(scenarios, called, [*part.faults, *faults])


def _baseline(
    named: str, paths: dict[str, dict[str, Path]], parts: Mapping[tuple[str, Path], Part]
) -> str:
    """Return the name of the arrangement, squeeze or area that a file calls its baseline."""
    for kind in ("arrangement", "squeeze", "area"):
        if named in paths[kind]:
            name: str = parts[kind, paths[kind][named]].model.name
            return name
    return ""


def _members(
    part: Part, paths: dict[str, dict[str, Path]], parts: Mapping[tuple[str, Path], Part]
) -> Iterable[Scenario]:
    """Yield the scenarios in the order areas, squeezes, arrangements: the last change fastest."""
    run = part.model.run if part.model else RunSettings()
    off = tuple(part.model.switched_off) if part.model else ()
    order = ("area", "squeeze", "arrangement")
    for chosen in product(*(paths[kind].values() for kind in order)):
        of_kind = dict(zip(order, chosen, strict=True))
        one = composed({kind: parts[kind, of_kind[kind]] for kind in PARTS}, switched_off=off)
        yield replace(one, run=run)


def baseline_among(scenarios: Sequence[Scenario], wanted: str) -> str:
    """Return the name of what the others are compared with, if any scenario is or has it.

    Raises
    ------
    UnknownNameError
        When no scenario has the name, nor its arrangement, squeeze or area.
    """
    known = [s.name for s in scenarios] + [name for s in scenarios for name in parts_of(s) if name]
    if wanted not in known:
        near = did_you_mean(wanted, known)
        raise UnknownNameError(f"baseline '{short(wanted)}' is not among the scenarios{near}")
    return wanted


def _named_files(document: Document) -> tuple[dict[str, dict[str, Path]], list[Fault]]:
    """Return the paths of the files an experiment names, by kind and name."""
    paths: dict[str, dict[str, Path]] = {kind: {} for kind in PARTS}
    faults: list[Fault] = []
    for kind in PARTS:
        names = document.data.get(f"{kind}s")
        for index, name in enumerate(names if isinstance(names, list) else []):
            if not isinstance(name, str):
                continue
            try:
                paths[kind][name] = named(kind, document, (f"{kind}s", index))
            except ScenarioError as error:
                faults += error.faults
    return paths, faults


def _too_large(document: Document, scenarios: Sequence[Scenario]) -> list[Fault]:
    """Return a fault, once, where a machine could not hold a run of some scenario."""
    findings = (next(too_large(scenario), None) for scenario in scenarios)
    return [document.fault(*finding) for finding in dict.fromkeys(filter(None, findings))][:1]


def _same_names(document: Document, scenarios: Sequence[Scenario]) -> list[Fault]:
    """Return a fault for each scenario name that two scenarios share, as results go by it."""
    counts = Counter(scenario.name for scenario in scenarios)
    return [
        document.fault(
            (), f"the files named must have names of their own (got {short(name)} twice)"
        )
        for name, count in counts.items()
        if count > 1
    ]


def read_all(
    wanted: Iterable[tuple[str, Path]],
) -> tuple[dict[tuple[str, Path], Part], list[Fault]]:
    """Return each file once, and every fault of them all."""
    parts: dict[tuple[str, Path], Part] = {}
    faults: list[Fault] = []
    for kind, path in dict.fromkeys(wanted):
        try:
            parts[kind, path] = read_part(kind, path)
            faults += parts[kind, path].faults
        except ScenarioError as error:
            faults += error.faults
    return parts, faults


def together(parts: Mapping[str, Part]) -> list[Fault]:
    """Return what an arrangement, and the one it replaces, ask in vain of an area."""
    area, arrangement = parts.get("area"), parts.get("arrangement")
    if not area or not arrangement:
        return []
    held = [part.document for part in (arrangement, arrangement.replaced) if part]
    return [fault for document in held for fault in check_together(area.document, document)]


def models_of(parts: Mapping[str, Part]) -> dict[str, Any]:
    """Return the validated parts of a scenario, with the arrangement that is replaced."""
    models = {kind: part.model for kind, part in parts.items()}
    replaced = parts["arrangement"].replaced if "arrangement" in parts else None
    return {**models, "replaced": replaced.model} if replaced else models


def composed(
    parts: Mapping[str, Part], *, switched_off: tuple[Loop, ...] = (), name: str | None = None
) -> Scenario:
    """Return the scenario of checked parts, named by their names unless told otherwise."""
    given = [part.model for part in parts.values()]
    return Scenario(
        **models_of(parts),
        switched_off=switched_off,
        name=name or "/".join(model.name for model in given),
        title=", ".join(model.title for model in given),
    )
