"""What all the tables say of one council, or every fault of them at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from carefunds_sim.errors import Fault, ScenarioError
from carefunds_sim.published.council import Council, find_council
from carefunds_sim.published.delays import Delays, delays_of
from carefunds_sim.published.population import Population, population_of
from carefunds_sim.published.spend import Spend, spend_of
from carefunds_sim.published.table import Table
from carefunds_sim.published.table import read as read_table
from carefunds_sim.published.unit_costs import UnitCosts, unit_costs_of


@dataclass(frozen=True)
class Files:
    """The tables that a user has: population always, the others where there are any."""

    population: Path
    delays: Path | None = None
    spend: Path | None = None
    unit_costs: tuple[Path, ...] = ()

    def paths(self) -> Iterator[Path]:
        """Yield every file, each once."""
        given = (self.population, self.delays, self.spend, *self.unit_costs)
        yield from dict.fromkeys(path for path in given if path is not None)


@dataclass(frozen=True)
class Figures:
    """What the tables say of a council."""

    council: Council
    population: Population
    delays: Delays | None
    spend: Spend | None
    unit_costs: tuple[UnitCosts, ...]

    def tables(self) -> Iterator[tuple[str, Table, int | None]]:
        """Yield what each table is of, the table, and its year."""
        yield "Residents by age", self.population.table, self.population.year
        if self.delays:
            yield "Delayed days by reason and body", self.delays.table, self.delays.year
        if self.spend:
            yield "Spending by service", self.spend.table, self.spend.year
        for costs in self.unit_costs:
            yield "Unit costs", costs.table, costs.year


def figures_of(
    asked: str, files: Files, of: tuple[int | None, int | None], *, services: Mapping[str, object]
) -> Figures:
    """Return what the tables say of the council that is asked for.

    ``of`` are the years to choose where a table has several: of all tables, and of unit costs.

    Raises
    ------
    ScenarioError
        With every fault of every table.
    """
    year, price_year = of
    read, faults = _read(files)
    council = _council(asked, read, faults)
    if council is None:
        raise ScenarioError(faults)
    population = delays = spend = None
    if files.population in read:
        population = population_of(read[files.population], council, year)
    if files.delays in read:
        delays = delays_of(read[files.delays], council, year)
    if files.spend in read:
        spend = spend_of(read[files.spend], council, year, known=services)
    lists = [read[path] for path in files.unit_costs if path in read]
    costs = [found for one in lists if (found := unit_costs_of(one, council, price_year))]
    faults += [fault for one in read.values() for fault in one.faults]
    if faults or population is None:
        raise ScenarioError(faults)
    return Figures(council, population, delays, spend, tuple(costs))


def _read(files: Files) -> tuple[dict[Path | None, Table], list[Fault]]:
    read: dict[Path | None, Table] = {}
    faults: list[Fault] = []
    for path in files.paths():
        try:
            read[path] = read_table(path)
        except ScenarioError as error:
            faults += error.faults
    return read, faults


def _council(asked: str, read: Mapping[Path | None, Table], faults: list[Fault]) -> Council | None:
    if not read:
        return None
    try:
        return find_council(asked, list(read.values()))
    except ScenarioError as error:
        faults += [*error.faults, *(fault for one in read.values() for fault in one.faults)]
        return None
