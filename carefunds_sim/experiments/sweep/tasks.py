"""How a sweep is run, and its tasks: a scenario at a point, with all its replications."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from carefunds_sim.dataset.build import Columns
from carefunds_sim.dataset.entry import MONTHLY_ACCOUNTS
from carefunds_sim.dataset.sweeps.description import Description, FactorLabel
from carefunds_sim.dataset.sweeps.ledger import Place
from carefunds_sim.dataset.sweeps.store import SweepStore, columns_of
from carefunds_sim.engines import DEFAULT_ENGINE
from carefunds_sim.errors import CarefundsError, UnknownNameError, did_you_mean
from carefunds_sim.experiments.agenda import Agenda
from carefunds_sim.experiments.designs import design_of
from carefunds_sim.experiments.executors.task import PointTask, RunResult, Study, Task, Tick
from carefunds_sim.experiments.precision import check_amounts
from carefunds_sim.scenario.factor import Factor
from carefunds_sim.scenario.sweep_design import SweepDesign
from carefunds_sim.scenario.worlds import NONE, Worlds, worlds_of

SHARD = re.compile(r"(\d+)/(\d+)")


@dataclass(frozen=True)
class Shard:
    """One of ``of`` equal parts of a sweep, counted from 1; neighbours go to different parts."""

    number: int = 1
    of: int = 1

    @classmethod
    def read(cls, text: str) -> Shard:
        """Read a shard such as ``2/8``."""
        found = SHARD.fullmatch(text.strip())
        if not found or not 1 <= int(found[1]) <= int(found[2]):
            raise CarefundsError(f"a shard is k/n with k from 1 to n, such as 2/8 (got '{text}')")
        return cls(int(found[1]), int(found[2]))

    def holds(self, number: int) -> bool:
        """Return whether the task of this number, counted from 0, belongs to it."""
        return number % self.of == self.number - 1

    @property
    def name(self) -> str:
        """What its store is called; the whole sweep is one shard of one."""
        return "sweep" if self.of == 1 else f"shard_{self.number}_of_{self.of}"


WHOLE = Shard()


@dataclass(frozen=True)
class SweepOptions:
    """How a sweep is run; of it replications, seed, engine and worlds decide numbers."""

    replications: int | None = None
    seed: int | None = None
    engine: str = DEFAULT_ENGINE
    workers: int | None = None
    scheduler: str | None = None
    shard: Shard = WHOLE
    retry_failed: bool = False
    extend: bool = False
    worlds: str | Path | Worlds | None = NONE
    command: str = ""

    def __post_init__(self) -> None:
        """Refuse what is no number of replications or processes, or no seed."""
        check_amounts(replications=self.replications, seed=self.seed, workers=self.workers)


@dataclass(frozen=True)
class SweepStudy(Study):
    """What every task of a sweep shares; ``series`` names the monthly accounts that are kept.

    A task is a scenario at a point with all its replications.
    """

    replications: int = 1
    series: tuple[str, ...] = ()

    def _result(self, task: Task, tick: Tick) -> RunResult:
        rows: dict[str, list[np.ndarray]] = {name: [] for name in self._columns}
        at_point = self.at_point(task)
        warnings = dict.fromkeys(at_point.warnings)

        def each_tick(share: float) -> None:
            tick(share / self.replications)

        for replication in range(self.replications):
            run = self._simulated(self.in_world(at_point, replication), replication, each_tick)
            for name, columns in self._columns.items():
                rows[name].append(columns.row(task.scenario, run.values))
            warnings |= dict.fromkeys(run.warnings)
        return RunResult({name: np.stack(found) for name, found in rows.items()}, tuple(warnings))

    @cached_property
    def _columns(self) -> dict[str, Columns]:
        return columns_of(self.scenarios, list(self.series))

    @classmethod
    def of(cls, description: Description, engine: str) -> SweepStudy:
        """Return the study that a description says."""
        return cls(description.scenarios, description.seed, engine, description.replications,
                   description.series, worlds=description.worlds)  # fmt: skip


def describe_sweep(design: SweepDesign, how: SweepOptions) -> Description:
    """Return what decides every number of a sweep; settings of the file hold unless given.

    Raises
    ------
    UnknownNameError
        A series is no monthly account.
    """
    accounts = [account.name for account in MONTHLY_ACCOUNTS]
    unknown = [name for name in design.series if name not in accounts]
    if unknown:
        said = ", ".join(f"'{name}'{did_you_mean(name, accounts)}" for name in unknown)
        raise UnknownNameError(f"series must be monthly accounts (got {said})")
    drawn = design_of(design)
    values = np.asarray(drawn.values, dtype=float)
    positions = np.array(
        [
            [f.position(float(value)) for f, value in zip(design.factors, row, strict=True)]
            for row in values
        ]
    ).reshape(values.shape)
    return Description(
        study=design.name,
        baseline=design.baseline,
        scenarios=design.scenarios,
        factors=tuple(
            FactorLabel(f.name, f.unit, f.low, f.high, f.own, f.kind) for f in design.factors
        ),
        values=values,
        positions=positions,
        design={"method": drawn.method, **drawn.settings},
        replications=how.replications or design.run.replications,
        seed=design.run.seed if how.seed is None else how.seed,
        engine=how.engine,
        series=design.series,
        worlds=worlds_of(how.worlds, design.scenarios),
    )


class UnfinishedTasks(Agenda):
    """The tasks of a store that its ledger does not have, in their order."""

    def __init__(self, store: SweepStore, factors: Sequence[Factor], shard: Shard) -> None:
        self.store, self.factors = store, factors
        self.places: list[Place] = [
            place
            for number, place in enumerate(store.places())
            if shard.holds(number) and place not in store.ledger
        ]

    def __iter__(self) -> Iterator[PointTask]:
        for place in self.places:
            yield self.task(place)

    def task(self, place: Place) -> PointTask:
        """Return the task of a place, with what it sets."""
        point, scenario = place
        values = self.store.values[point]
        settings = {
            path: value
            for factor, number in zip(self.factors, values, strict=True)
            for path, value in factor.settings(scenario, float(number)).items()
        }
        return PointTask(scenario, 0, point, settings)

    def expected(self) -> int:
        """Return how many tasks there are."""
        return len(self.places)
