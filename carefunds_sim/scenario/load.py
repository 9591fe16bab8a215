"""Scenarios and experiments, read from files by name or path."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carefunds_sim.errors import Fault, ScenarioError
from carefunds_sim.scenario import catalogue
from carefunds_sim.scenario.check import check_together
from carefunds_sim.scenario.document import read
from carefunds_sim.scenario.files import (
    Part,
    inner_part,
    kind_of,
    part_of,
    raise_any,
    read_links,
    read_part,
)
from carefunds_sim.scenario.merge import chain, named
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.scenario.study import RunSettings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from carefunds_sim.scenario.calibration import Calibration
    from carefunds_sim.scenario.document import Document
    from carefunds_sim.vocabulary import Loop

PARTS = ("area", "arrangement", "squeeze")


@dataclass(frozen=True)
class StudyDesign:
    """An experiment, read: its scenarios in the order areas, squeezes, arrangements.

    ``baseline`` is the name of the arrangement that the others are compared with.
    """

    name: str
    title: str
    about: str
    baseline: str
    run: RunSettings
    scenarios: tuple[Scenario, ...]


def load_scenario(name_or_path: str | Path, **run: Any) -> Scenario:
    """Return a scenario by the name or path of its file, or as ``area/arrangement/squeeze``.

    Keywords replace run settings of the file, such as ``years=3``.

    Raises
    ------
    ScenarioError
        With every fault of every file it is composed of.
    UnknownNameError
        When nothing is called so.
    """
    triple = _triple(name_or_path)
    if triple:
        return compose(*triple, run=run)
    scenario, faults = _scenario_file(
        read_links("scenario", catalogue.find("scenario", name_or_path))
    )
    if scenario is None:
        raise ScenarioError(faults)
    return scenario.with_run(**run)


def compose(
    area: str | Path,
    arrangement: str | Path | None = None,
    squeeze: str | Path | None = None,
    *,
    run: RunSettings | Mapping[str, Any] | None = None,
    switched_off: Iterable[Loop] = (),
    name: str | None = None,
) -> Scenario:
    """Return a scenario composed of an area, an arrangement and a squeeze, by name or path.

    Raises
    ------
    ScenarioError
        With every fault of the files, and what the arrangement asks in vain of the area.
    UnknownNameError
        When nothing is called so.
    """
    given = {"area": area, "arrangement": arrangement, "squeeze": squeeze}
    paths = {kind: catalogue.find(kind, item) for kind, item in given.items() if item is not None}
    parts, faults = _read_all(paths.items())
    together = {kind: parts[kind, path] for kind, path in paths.items() if (kind, path) in parts}
    raise_any([*faults, *_together(together)])
    scenario = _composed(together, switched_off=tuple(switched_off), name=name)
    settings = run.model_dump() if isinstance(run, RunSettings) else run
    return scenario.with_run(**(settings or {}))


def load_experiment(name_or_path: str | Path) -> StudyDesign:
    """Return an experiment by the name or path of its file.

    Raises
    ------
    ScenarioError
        With every fault of the file and of the files it names.
    UnknownNameError
        When nothing is called so.
    """
    design, faults = _design(read_part("experiment", catalogue.find("experiment", name_or_path)))
    if design is None:
        raise ScenarioError(faults)
    return design


def load_calibration(name_or_path: str | Path) -> Calibration:
    """Return a calibration by the name or path of its file.

    Raises
    ------
    ScenarioError
        With every fault of the file.
    UnknownNameError
        When nothing is called so.
    """
    part = read_part("calibration", catalogue.find("calibration", name_or_path))
    raise_any(part.faults)
    calibration: Calibration = part.model
    return calibration


def _triple(name_or_path: str | Path) -> tuple[str, str, str] | None:
    """Return the three names of ``area/arrangement/squeeze``, when it is meant so."""
    if isinstance(name_or_path, Path) or catalogue.is_path(name_or_path):
        return None
    names = name_or_path.rsplit("/", 2)
    return (names[0], names[1], names[2]) if len(names) == 3 else None


def _read_all(
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


def _together(parts: Mapping[str, Part]) -> list[Fault]:
    """Return what an arrangement, and the one it replaces, ask in vain of an area."""
    area, arrangement = parts.get("area"), parts.get("arrangement")
    if not area or not arrangement:
        return []
    held = [part.document for part in (arrangement, arrangement.replaced) if part]
    return [fault for document in held for fault in check_together(area.document, document)]


def _models(parts: Mapping[str, Part]) -> dict[str, Any]:
    """Return the validated parts of a scenario, with the arrangement that is replaced."""
    models = {kind: part.model for kind, part in parts.items()}
    replaced = parts["arrangement"].replaced if "arrangement" in parts else None
    return {**models, "replaced": replaced.model} if replaced else models


def _composed(
    parts: Mapping[str, Part], *, switched_off: tuple[Loop, ...] = (), name: str | None = None
) -> Scenario:
    given = [part.model for part in parts.values()]
    return Scenario(
        **_models(parts),
        switched_off=switched_off,
        name=name or "/".join(model.name for model in given),
        title=", ".join(model.title for model in given),
    )


def _scenario_file(links: Sequence[Document]) -> tuple[Scenario | None, list[Fault]]:
    """Return the scenario of a file, or None, and every fault of it and of what it names."""
    whole = part_of("scenario", links)
    parts, faults = _inner_parts(links)
    faults = [*whole.faults, *faults, *_together(parts)]
    if faults:
        return None, faults
    file = whole.model
    labels = {"name": file.name, "title": file.title}
    off = tuple(file.switched_off)
    return Scenario(**_models(parts), run=file.run, switched_off=off, **labels), []


def _inner_parts(links: Sequence[Document]) -> tuple[dict[str, Part], list[Fault]]:
    """Return the parts that a scenario file names or holds, and every fault of theirs."""
    parts: dict[str, Part] = {}
    faults: list[Fault] = []
    complete = any("replaced" in link.data for link in links)
    for key, kind in (*zip(PARTS, PARTS, strict=True), ("replaced", "arrangement")):
        try:
            part = inner_part(kind, links, key=key, follow=not complete)
        except ScenarioError as error:
            faults += error.faults
            continue
        if part is not None:
            parts[key] = part
            faults += part.faults
    replaced = parts.pop("replaced", None)
    if replaced and "arrangement" in parts:
        parts["arrangement"].replaced = replaced
    return parts, faults


def _design(part: Part) -> tuple[StudyDesign | None, list[Fault]]:
    """Return the design of an experiment's file, or None, and every fault of what it names."""
    paths, faults = _named_files(part.document)
    parts, found = _read_all((kind, path) for kind in PARTS for path in paths[kind].values())
    faults = [*part.faults, *faults, *found]
    for area, arrangement in product(paths["area"].values(), paths["arrangement"].values()):
        pair = {"area": ("area", area), "arrangement": ("arrangement", arrangement)}
        faults += _together({kind: parts[key] for kind, key in pair.items() if key in parts})
    if faults:
        return None, faults
    file = part.model
    scenarios = tuple(
        _composed(
            {kind: parts[kind, paths[kind][name]] for kind, name in zip(PARTS, names, strict=True)},
            switched_off=tuple(file.switched_off),
        ).with_run(**file.run.model_dump())
        for names in _in_order(file)
    )
    baseline = parts["arrangement", paths["arrangement"][file.baseline]].model.name
    faults = _same_names(part.document, scenarios)
    design = StudyDesign(file.name, file.title, file.about, baseline, file.run, scenarios)
    return (None, faults) if faults else (design, [])


def _same_names(document: Document, scenarios: Sequence[Scenario]) -> list[Fault]:
    """Return a fault for each scenario name that two scenarios share, as results go by it."""
    counts = Counter(scenario.name for scenario in scenarios)
    return [
        document.fault((), f"the files named must have names of their own (got {name} twice)")
        for name, count in counts.items()
        if count > 1
    ]


def _in_order(file: Any) -> Iterable[tuple[str, str, str]]:
    """Yield area, arrangement and squeeze of each scenario: arrangements change fastest."""
    for area, squeeze, arrangement in product(file.areas, file.squeezes, file.arrangements):
        yield area, arrangement, squeeze


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


def validate_files(paths: Iterable[str | Path]) -> list[Fault]:
    """Return every fault of files of any kind, sorted; none means that all can be used."""
    faults: set[Fault] = set()
    for path in paths:
        try:
            faults.update(_faults_of_file(Path(path)))
        except ScenarioError as error:
            faults.update(error.faults)
    return sorted(faults)


def _faults_of_file(path: Path) -> list[Fault]:
    document = read(path)
    kind = kind_of(document)
    links = chain(kind, document)
    if kind == "scenario":
        return _scenario_file(links)[1]
    part = part_of(kind, links)
    return _design(part)[1] if kind == "experiment" else part.faults
