"""What a document varies: its factors, found in its scenarios, and its table of points."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from carefunds_sim.scenario.factors import found_factors, item_of, refused
from carefunds_sim.scenario.points_table import PointsTable, read_points
from carefunds_sim.scenario.raw import items, mapping

if TYPE_CHECKING:
    from carefunds_sim.errors import Fault
    from carefunds_sim.scenario.document import Document
    from carefunds_sim.scenario.factor import Factor
    from carefunds_sim.scenario.raw import Finding
    from carefunds_sim.scenario.scenario import Scenario


@dataclass(frozen=True)
class Found:
    """The factors that a document names and its table of points, with every fault of them."""

    factors: tuple[Factor, ...] = ()
    table: tuple[tuple[float, ...], ...] = ()
    faults: tuple[Fault, ...] = ()


def found_in(
    document: Document, scenarios: tuple[Scenario, ...], table: PointsTable | None
) -> Found:
    """Return what is varied, as far as there are scenarios in which to find it."""
    faults = list(table.faults) if table else []
    if not scenarios:
        return Found(faults=tuple(faults))
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
        return Found(factors, (), tuple(faults))
    names = [factor.name for factor in factors]
    faults += [*table.misnamed(names)] or [*_refused_rows(table, factors, scenarios)]
    return Found(factors, () if faults else table.ordered(names), tuple(faults))


def _levels(document: Document, factors: Sequence[Factor]) -> Iterator[Finding]:
    """Yield a finding where a full factorial does not know the levels of a factor."""
    design = mapping(document.data, "design")
    if design.get("method") == "full_factorial" and "levels" not in design:
        for factor in factors:
            if not factor.levels:
                said = f"must give levels, as '{factor.name}' has none of its own"
                yield ("design",), said
                return


def _refused_rows(
    table: PointsTable, factors: Sequence[Factor], scenarios: Sequence[Scenario]
) -> Iterator[Fault]:
    """Yield the lowest and the highest number of a column with which no scenario is valid."""
    for factor in factors:
        column = table.columns.index(factor.name)
        numbers = [row[column] for row in table.rows]
        known = [number for number in numbers if not math.isnan(number)]
        for value in dict.fromkeys((min(known), max(known)) if known else ()):
            said = refused(factor, value, scenarios)
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
