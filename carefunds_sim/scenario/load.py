"""Scenarios and experiments, read from files by name or path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from carefunds_sim.errors import Fault, UnknownNameError, did_you_mean
from carefunds_sim.scenario import catalogue, comparison, files
from carefunds_sim.scenario.catalogue import COMPOSED_OF, triple
from carefunds_sim.scenario.change import numbers_changed, value_at
from carefunds_sim.scenario.check import too_large
from carefunds_sim.scenario.differences import differences, summary
from carefunds_sim.scenario.document import Document, Place, read
from carefunds_sim.scenario.layers import chain
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.scenario.scenario_differences import scenario_differences
from carefunds_sim.scenario.schema.population import Moved, Population
from carefunds_sim.scenario.schema.study import Calibration, RunSettings
from carefunds_sim.scenario.sweep_design import read_sweep
from carefunds_sim.vocabulary import Loop


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
    three = triple(name_or_path)
    if three:
        return compose(*three, run=run)
    path = catalogue.find("scenario", name_or_path)
    return files.or_raise(*_scenario_file(files.read_links("scenario", path))).with_run(**run)


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
        With every fault of the files, and what the arrangement asks for and the area lacks.
    UnknownNameError
        When nothing is called so.
    """
    given = {"area": area, "arrangement": arrangement, "squeeze": squeeze}
    paths = {kind: catalogue.find(kind, item) for kind, item in given.items() if item is not None}
    parts, faults = comparison.read_all(paths.items())
    whole = {kind: parts[kind, path] for kind, path in paths.items() if (kind, path) in parts}
    files.raise_any([*faults, *comparison.together(whole)])
    scenario = comparison.compose_parts(whole, switched_off=tuple(switched_off), name=name)
    files.raise_any(comparison.dated_faults(scenario, whole))
    settings = run.model_dump() if isinstance(run, RunSettings) else run
    return scenario.with_run(**(settings or {}))


def load_experiment(name_or_path: str | Path) -> comparison.StudyDesign:
    """Return an experiment by the name or path of its file.

    Raises
    ------
    ScenarioError
        With every fault of the file and of the files it names.
    UnknownNameError
        When nothing is called so.
    """
    path = catalogue.find("experiment", name_or_path)
    return files.or_raise(*comparison.study_design(files.read_part("experiment", path)))


def load_calibration(name_or_path: str | Path) -> Calibration:
    """Return a calibration by the name or path of its file.

    Raises
    ------
    ScenarioError
        With every fault of the file.
    UnknownNameError
        When nothing is called so.
    """
    part = files.read_part("calibration", catalogue.find("calibration", name_or_path))
    settled, faults = _scenario_from_anywhere(part.document)
    files.raise_any([*part.faults, *faults, *_wrong_facts(part)])
    calibration: Calibration = part.model
    return calibration.model_copy(update={"scenario": settled})


def load_population(name_or_path: str | Path) -> Population:
    """Return a population of councils by the name or path of its file.

    Raises
    ------
    ScenarioError
        With every fault of the file.
    UnknownNameError
        When nothing is called so.
    """
    path = catalogue.find("population", name_or_path)
    return files.or_raise(*_population(files.read_part("population", path)))


def _population(part: files.Part) -> tuple[Population | None, list[Fault]]:
    """Return a population whose area is named from anywhere, and every fault of it."""
    found: Population | None = part.model
    if found is None:
        return None, part.faults
    faults: list[Fault] = []
    try:
        beside = part.document.mark(("area",)).path.resolve().parent
        area = _anywhere("area", found.area, beside)
        values = dict(compose(area).parts())
    except UnknownNameError as error:
        return None, [part.document.fault(("area",), f"must name an area: {error}")]
    moved: dict[Place, Moved] = {("numbers", key): one for key, one in found.numbers.items()}
    for place, what in {**moved, ("practice",): found.practice}.items():
        for path in what.moves:
            known = path.partition(".")[0] in values
            if not known or numbers_changed(value_at(values, path), float) is None:
                said = f"must be the path of numbers of {found.area} (got '{path}')"
                faults.append(part.document.fault((*place, "moves", path), said))
    return (None if faults else found.model_copy(update={"area": area})), faults


def _wrong_facts(part: files.Part) -> Iterator[Fault]:
    """Yield every fact that a group of fitted numbers cannot follow, or follows twice."""
    if part.faults:
        return  # what is not known to be a calibration has no groups
    may = [name for name, t in part.model.targets.items() if t.fit and t.value > 0.0]
    for group, fitted in part.model.fitted.items():
        for i, fact in enumerate(fitted.facts):
            place = ("fitted", group, "facts", i)
            if fact not in may:
                problem = "must be a target above 0 that is fitted to"
                got = f"(got '{fact}'{did_you_mean(fact, may)})"
                yield part.document.fault(place, f"{problem} {got}")
            elif fact in fitted.facts[:i]:
                yield part.document.fault(place, f"must be named once (got '{fact}' again)")


def _scenario_from_anywhere(calibration: Document) -> tuple[str, list[Fault]]:
    """Return the scenario that a calibration names, by what it is called from anywhere."""
    place, name = ("scenario",), calibration.data.get("scenario")
    if not isinstance(name, str):
        return "", []
    beside = calibration.mark(place).path.resolve().parent
    try:
        three = triple(name, beside=beside)
        given = zip(COMPOSED_OF, three, strict=True) if three else [("scenario", name)]
        return "/".join(_anywhere(kind, item, beside) for kind, item in given), []
    except UnknownNameError as error:
        return "", [calibration.fault(place, f"must name a scenario: {error}")]


def _anywhere(kind: str, name: str, beside: Path) -> str:
    """Return a shipped name as it is, and a path so that it leads there from every folder."""
    path = catalogue.find(kind, name, beside=beside)
    return name if name in catalogue.names(kind) else path.as_posix()


def _scenario_file(links: Sequence[Document]) -> tuple[Scenario | None, list[Fault]]:
    """Return the scenario of a file, or None, and every fault of it and of what it names."""
    whole = files.part_of("scenario", links)
    parts, faults = _inner_parts(links)
    faults = [*whole.faults, *faults, *comparison.together(parts)]
    file = whole.sound
    named = {"area"} | {key for key in COMPOSED_OF if getattr(file, key, None) is not None}
    if file is None or not all(key in parts and parts[key].sound for key in named):
        return None, faults
    scenario = Scenario(
        **comparison.models_of(parts),
        run=file.run,
        switched_off=tuple(file.switched_off),
        timetable=file.timetable,
        name=file.name,
        title=file.title,
    )
    faults += [whole.document.fault(*finding) for finding in too_large(scenario)]
    faults += comparison.dated_faults(scenario, {**parts, "": whole})
    return (None if faults else scenario), faults


def _inner_parts(links: Sequence[Document]) -> tuple[dict[str, files.Part], list[Fault]]:
    """Return the parts that a scenario file names or holds, and every fault of theirs."""
    parts: dict[str, files.Part] = {}
    faults: list[Fault] = []
    complete = any("replaced" in link.data for link in links)
    for key in (*COMPOSED_OF, "replaced"):
        kind = "arrangement" if key == "replaced" else key
        with files.collecting(faults):
            part = files.inner_part(kind, links, key=key, follow=not complete)
            if part is not None:
                parts[key] = part
                faults += part.faults
    replaced = parts.pop("replaced", None)
    if replaced and "arrangement" in parts:
        parts["arrangement"].replaced = replaced
    return parts, faults


def validate_files(paths: Iterable[str | Path]) -> list[Fault]:
    """Return every fault of files of any kind, sorted; none means that all can be used."""
    faults: list[Fault] = []
    for path in paths:
        with files.collecting(faults):
            faults += _faults_of_file(Path(path))
    return sorted(set(faults))


def _kind_and_links(path: Path) -> tuple[str, list[Document]]:
    """Return which kind a file is of, and the file with all it extends."""
    document = read(path)
    kind = files.kind_of(document)
    return kind, chain(kind, document)


def _faults_of_file(path: Path) -> list[Fault]:
    kind, links = _kind_and_links(path)
    if kind == "scenario":
        return _scenario_file(links)[1]
    part = files.part_of(kind, links)
    if kind == "experiment":
        return comparison.study_design(part)[1]
    if kind == "calibration":
        settled, faults = _scenario_from_anywhere(part.document)
        with files.collecting(faults):
            if settled:
                load_scenario(settled)
        return [*part.faults, *faults, *_wrong_facts(part)]
    if kind == "population":
        return _population(part)[1]
    return read_sweep(part)[1] if kind == "sweep" else part.faults


def file_summary(path: Path) -> tuple[str, list[str]]:
    """Return in words what a valid file is, and what it changes against the one it extends.

    Without such a file there is nothing to list.
    """
    kind, links = _kind_and_links(path)
    if len(links) == 1:
        return summary(files.part_of(kind, links, follow=False).model), []
    if kind == "scenario":
        before, after = (_scenario_file(some)[0] for some in (links[:-1], links))
        changes = scenario_differences(before, after) if before and after else []
    else:
        changes = differences(*(files.part_of(kind, some).model for some in (links[:-1], links)))
    return f"Against {links[-2].data.get('name', links[-2].path.stem)}", changes
