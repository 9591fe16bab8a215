"""One task of a sweep: a scenario at a point of the design, with all its replications."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from carefunds_sim.dataset.sweeps.store import Rows, columns_of
from carefunds_sim.experiments.task import Failure, Made, Study, Task, attempted
from carefunds_sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from carefunds_sim.dataset.build import Columns


@dataclass(frozen=True)
class PointTask(Task):
    """All replications, from ``replication`` on, of a scenario at a point.

    ``settings`` are the values of its factors there, by path.
    """

    point: int = 0
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def place(self) -> tuple[int, int]:
        """Where the task stands in the store."""
        return (self.point, self.scenario)


@dataclass(frozen=True)
class SweepStudy(Study):
    """What every task of a sweep shares; ``series`` names the monthly accounts that are kept."""

    replications: int = 1
    series: tuple[str, ...] = ()

    def run(self, task: Task, tick: Callable[[float], None]) -> Made | Failure:
        """Make a task's runs; one that fails fails the task, and not the sweep."""
        return attempted(task, lambda: self._made(task, tick))

    def _made(self, task: Task, tick: Callable[[float], None]) -> Made:
        from carefunds_sim.dataset.entry import entry
        from carefunds_sim.engines import simulate

        assert isinstance(task, PointTask)
        scenario = self.scenarios[task.scenario].with_values(task.settings)
        rows: dict[str, list[np.ndarray]] = {name: [] for name in self._columns}
        warnings = dict.fromkeys(scenario.warnings)
        for replication in range(self.replications):
            run = simulate(
                scenario,
                seed=self.seed,
                replication=replication,
                engine=self.engine,
                on_month=lambda _, total: tick(1 / (total * self.replications)),
            )
            values = entry(run)
            for name, columns in self._columns.items():
                rows[name].append(columns.row(task.scenario, values))
            warnings |= dict.fromkeys(run.warnings)
        kept: Rows = {name: np.stack(found) for name, found in rows.items()}
        return Made(kept, tuple(warnings))

    @cached_property
    def _columns(self) -> dict[str, Columns]:
        return columns_of(self.scenarios, list(self.series))

    def __reduce__(self) -> tuple[Callable[..., SweepStudy], tuple[Any, ...]]:
        """Go to another process as parts, as any study does."""
        parts = [{f.name: getattr(s, f.name) for f in fields(s)} for s in self.scenarios]
        return (_study, (parts, self.seed, self.engine, self.replications, self.series))


def _study(
    parts: list[dict[str, Any]], seed: int, engine: str, replications: int,
    series: tuple[str, ...],
) -> SweepStudy:  # fmt: skip
    scenarios = tuple(Scenario(**found) for found in parts)
    return SweepStudy(scenarios, seed, engine, replications, series)
