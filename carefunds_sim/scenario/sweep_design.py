"""A sweep, read: its scenarios, the factors found in them, its points and how they are chosen."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from carefunds_sim.errors import Fault, UnknownNameError
from carefunds_sim.scenario import catalogue
from carefunds_sim.scenario.check import check_sweep
from carefunds_sim.scenario.comparison import baseline_among, chosen_baseline, cross_files
from carefunds_sim.scenario.document import Document
from carefunds_sim.scenario.factor import Factor
from carefunds_sim.scenario.factors import found_factors, item_of, refusal
from carefunds_sim.scenario.faults import Finding, build, get, items, mapping
from carefunds_sim.scenario.files import Part, or_raise, raise_any, read_part
from carefunds_sim.scenario.points_table import PointsTable, given_points, read_points
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.scenario.schema.study import MOST_POINTS, MethodWord, Plan, RunSettings, Varied
from carefunds_sim.scenario.schema.words import check_made


@dataclass(frozen=True)
class SweepDesign:
    """Which scenarios are run at which points of which numbers.

    ``baseline`` is the name of the arrangement that the others are compared with, ``plan`` the
    method that chooses the points with its settings, ``series`` the monthly accounts that are kept.
    ``table`` has the points themselves where they are read from a file, a row for each, in the
    order and units of the factors. ``document`` is the file, for faults that are found later.
    """

    name: str
    title: str
    about: str
    baseline: str
    run: RunSettings
    scenarios: tuple[Scenario, ...]
    factors: tuple[Factor, ...]
    plan: Plan
    series: tuple[str, ...] = ()
    table: tuple[tuple[float, ...], ...] = ()
    document: Document | None = field(default=None, repr=False, compare=False)

    def fault(self, factor: str, message: str) -> Fault:
        """Return a fault of a factor, at its line of the file where it is named there."""
        document = self.document or Document(Path(self.name), {})
        paths = [get(item, "path") or item for item in items(document.data, "factors")]
        return document.fault(("factors", *([paths.index(factor)] if factor in paths else ())),
                              message)  # fmt: skip


def load_sweep(name_or_path: str | Path) -> SweepDesign:
    """Return a sweep by the name or path of its file.

    Raises
    ------
    ScenarioError
        With every fault of the file, of the files it names, and of its table of points.
    UnknownNameError
        When nothing is called so.
    """
    return or_raise(*read_sweep(read_part("sweep", catalogue.find("sweep", name_or_path))))


def sweep_design(  # noqa: PLR0913 - each is a setting of a sweep's file, by its name there
    scenarios: Iterable[Scenario], factors: Sequence[str | Mapping[str, Any]] = (), *,
    method: MethodWord = "sobol", points: int | None = None, batches: int | None = None,
    levels: int | None = None, trajectories: int | None = None, base_points: int | None = None,
    second_order: bool | None = None, file: str | Path | None = None,
    table: Sequence[Sequence[float]] | None = None, seed: int | None = None,
    baseline: str | None = None, series: Sequence[str] = (), name: str = "sweep",
    title: str = "", about: str = "",
) -> SweepDesign:  # fmt: skip
    """Return a sweep of scenarios of your own, without a file.

    Parameters
    ----------
    scenarios
        What is run at every point; all with the run settings of the first.
    factors
        What is varied, as in a file: paths, or mappings with ``path`` (or ``role``) and, unless the
        number's own range is meant, ``range`` or ``levels``.
    method
        How points are chosen; ``points`` to ``seed`` are the settings that the methods take.
    table
        The points themselves, a row for each and a column for each factor, in its units; then
        ``method`` is "csv".
    baseline
        Arrangement, squeeze, area or scenario that the others are compared with; what the first
        scenario has unless given.
    series
        Monthly accounts that are kept.

    Raises
    ------
    CarefundsError
        The name or the title is no line of text.
    ScenarioError
        With everything that is wrong with the factors and the settings.
    UnknownNameError
        There is no scenario, or none with the baseline's name.
    """
    check_made(name, title)
    members = tuple(scenarios)
    settings = {
        "points": points, "batches": batches, "levels": levels, "trajectories": trajectories,
        "base_points": base_points, "second_order": second_order, "seed": seed,
        "file": "a table" if table is not None else file and str(file),
    }  # fmt: skip
    given = {key: value for key, value in settings.items() if value is not None}
    # a document, so that the faults of what is given in Python read like a file's
    document = Document(Path(name), {
        "factors": [_plain(item) for item in factors],
        "design": {"method": "csv" if table is not None else method, **given},
        "series": list(series),
    })  # fmt: skip
    if not members:
        raise UnknownNameError("nothing to sweep: no scenario was given")
    chosen = baseline_among(members, baseline or chosen_baseline(members))
    model, faults = build(Varied, document)
    faults += [document.fault(*finding) for finding in check_sweep(document.data)]
    found = found_in(document, members, _table_in_python(table, method, file))
    raise_any([*faults, *found.faults])
    assert model
    raise_any(_too_many(document, model.design, found.factors))
    return SweepDesign(
        name, title or name, about, chosen, members[0].run, members, found.factors, model.design,
        tuple(series), found.table, document,
    )  # fmt: skip


def read_sweep(part: Part) -> tuple[SweepDesign | None, list[Fault]]:
    """Return the sweep of a file, or None, and every fault of it and of what it names."""
    study = cross_files(part)
    found = found_in(part.document, study.scenarios, table_of(part.document))
    faults = [*study.faults, *found.faults]
    if faults or part.model is None:
        return None, faults
    file = part.model
    if faults := _too_many(part.document, file.design, found.factors):
        return None, faults
    labels = (file.name, file.title, file.about, study.baseline)
    return SweepDesign(
        *labels, file.run, study.scenarios, found.factors, file.design, tuple(file.series),
        found.table, part.document,
    ), []  # fmt: skip


def of_scenarios(design: SweepDesign, scenarios: Sequence[Scenario]) -> SweepDesign:
    """Return a sweep of a file with other values in its scenarios, which its factors start from.

    Raises ScenarioError where a factor can no longer move so.
    """
    members, any_run = tuple(scenarios), RunSettings()
    if [replace(one, run=any_run) for one in design.scenarios] == [
        replace(one, run=any_run) for one in members
    ]:
        return replace(design, scenarios=members)
    assert design.document
    found = found_in(design.document, members, table_of(design.document))
    raise_any(found.faults)
    return replace(design, scenarios=members, factors=found.factors, table=found.table)


def _too_many(document: Document, plan: Plan, factors: Sequence[Factor]) -> list[Fault]:
    """Return a fault where a design has more points than any study has."""
    points = plan.points_of(len(factors))
    if points <= MOST_POINTS:
        return []
    said = f"must have at most {MOST_POINTS:,} points (got {points:,} of {len(factors)} factors)"
    return [document.fault(("design",), said)]


def _table_in_python(
    table: Sequence[Sequence[float]] | None, method: str, file: str | Path | None
) -> PointsTable | None:
    """Return the table of points that is given in Python, or that of the file that is named."""
    if table is not None:
        return given_points(table)
    return read_points(Path(file)) if method == "csv" and file is not None else None


def _plain(item: str | Mapping[str, Any]) -> Any:
    """Return an item as a file would have it."""
    if not isinstance(item, Mapping):
        return item
    return {key: list(v) if key in ("range", "levels") else v for key, v in item.items()}


@dataclass(frozen=True)
class FactorsAndTable:
    """The factors that a document names and its table of points, with every fault of them."""

    factors: tuple[Factor, ...] = ()
    table: tuple[tuple[float, ...], ...] = ()
    faults: tuple[Fault, ...] = ()


def found_in(
    document: Document, scenarios: tuple[Scenario, ...], table: PointsTable | None
) -> FactorsAndTable:
    """Return what is varied, as far as there are scenarios in which to find it."""
    faults = list(table.faults) if table else []
    if not scenarios:
        return FactorsAndTable(faults=tuple(faults))
    named = items(document.data, "factors")
    columns = table.columns if table and not named else ()
    factors, findings = found_factors([item_of(item) for item in named or columns], scenarios)
    findings += _levels(document, factors)
    faults += [
        table.fault(1, f"column {int(place[-1]) + 1} {said}")
        if table and columns
        else document.fault(place, said)
        for place, said in findings
    ]
    if not table or faults:
        return FactorsAndTable(factors, (), tuple(faults))
    names = [factor.name for factor in factors]
    faults += [*table.misnamed(names)] or [*_refused_rows(table, factors, scenarios)]
    return FactorsAndTable(factors, () if faults else table.ordered(names), tuple(faults))


def _levels(document: Document, factors: Sequence[Factor]) -> Iterator[Finding]:
    """Yield a finding where a full factorial does not know the levels of a factor."""
    design = mapping(document.data, "design")
    if design.get("method") == "full_factorial" and "levels" not in design:
        for factor in [factor for factor in factors if not factor.levels][:1]:
            yield ("design",), f"must give levels, as '{factor.name}' has none of its own"


def _refused_rows(
    table: PointsTable, factors: Sequence[Factor], scenarios: Sequence[Scenario]
) -> Iterator[Fault]:
    """Yield the lowest and the highest number of a column with which no scenario is valid."""
    for factor in factors:
        column = table.columns.index(factor.name)
        numbers = [row[column] for row in table.rows]
        known = [number for number in numbers if not math.isnan(number)]
        for value in dict.fromkeys((min(known), max(known)) if known else ()):
            said = refusal(factor, value, scenarios)
            if said:
                line = table.lines[numbers.index(value)]
                yield table.fault(line, f"{factor.name} cannot be {value:g}: {said}")


def table_of(document: Document) -> PointsTable | None:
    """Return the table of points that a document names, where its method asks for one."""
    design = mapping(document.data, "design")
    file = design.get("file")
    if design.get("method") != "csv" or not isinstance(file, str):
        return None
    return read_points(document.mark(("design", "file")).path.parent / file)
