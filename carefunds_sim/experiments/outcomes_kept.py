"""Running many scenarios of which only the yearly outcomes are kept, each distinct one once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from carefunds_sim.dataset.build import COMPLETED, VARIABLES
from carefunds_sim.dataset.outcomes import OUTCOMES
from carefunds_sim.experiments.agenda import Given
from carefunds_sim.experiments.executor import execute
from carefunds_sim.experiments.finished import Finished
from carefunds_sim.experiments.replicate import KEPT, MESSAGE
from carefunds_sim.experiments.task import Failure, Made, Study, Task

if TYPE_CHECKING:
    from carefunds_sim.experiments.progress import OnProgress
    from carefunds_sim.scenario.scenario import Scenario

SCALAR = tuple(outcome.id for outcome in OUTCOMES if not outcome.dims)


class OutcomesKept:
    """Scalar outcomes of scenarios as they are asked for; monthly accounts are let go.

    Hundreds of scenarios would not fit into memory with their accounts.
    """

    def __init__(
        self, replications: int, *, seed: int, engine: str, workers: int | None,
        scheduler: str | None = None, progress: OnProgress | None = None,
    ) -> None:  # fmt: skip
        self.replications, self.seed, self.engine = replications, seed, engine
        self.workers, self.scheduler, self.progress = workers, scheduler, progress
        self.scenarios: list[Scenario] = []
        self.completed = np.zeros((0, replications), dtype=np.bool_)
        self.interrupted, self.cut_short = False, ""
        self._failures: list[tuple[Scenario, Failure]] = []
        self._values = np.empty((len(SCALAR), 0, replications))
        self._place: dict[str, int] = {}

    def run(self, scenarios: Iterable[Scenario]) -> None:
        """Run those that have not been run; after an interruption nothing more is run."""
        fresh = self.missing(scenarios)
        first = len(self.scenarios)
        self._place |= {scenario.hash: first + index for index, scenario in enumerate(fresh)}
        self.scenarios += fresh
        more = np.full((len(SCALAR), len(fresh), self.replications), np.nan)
        self._values = np.concatenate([self._values, more], axis=1)
        self.completed = np.concatenate([self.completed, np.zeros(more.shape[1:], dtype=np.bool_)])
        if fresh and not self.interrupted:
            self._execute(tuple(fresh), first)

    def missing(self, scenarios: Iterable[Scenario]) -> list[Scenario]:
        """Return the scenarios that have not been run, each once."""
        return list({s.hash: s for s in scenarios if s.hash not in self._place}.values())

    def _execute(self, scenarios: tuple[Scenario, ...], first: int) -> None:
        def keep(task: Task, made: Made) -> None:
            at = (first + task.scenario, task.replication)
            self._values[:, *at] = [float(made.values[name]) for name in SCALAR]
            self.completed[at] = True

        finished = Finished(keep)
        study = Study(scenarios, self.seed, self.engine)
        execute(study, Given(scenarios, self.replications), finished, workers=self.workers,
                scheduler=self.scheduler, progress=self.progress)  # fmt: skip
        self.interrupted, self.cut_short = finished.interrupted, finished.cut_short
        self._failures += [
            (scenarios[place[0]], finished.failures[place]) for place in sorted(finished.failures)
        ]

    def place(self, scenario: Scenario) -> int:
        """Return where a scenario stands among those that were run."""
        return self._place[scenario.hash]

    def outcome(self, name: str, scenario: Scenario) -> np.ndarray:
        """Return an outcome of a scenario by replication; NaN where there is no run."""
        return np.asarray(self._values[SCALAR.index(name), self.place(scenario)])

    def variables(self) -> dict[str, Any]:
        """Return every outcome, and which runs are in, as variables of a dataset."""
        dims = ("scenario", "replication")
        found: dict[str, Any] = {
            name: (dims, values, VARIABLES[name].attrs)
            for name, values in zip(SCALAR, self._values, strict=True)
        }
        return found | {"completed": (dims, self.completed, COMPLETED)}

    def nothing_made(self) -> str:
        """Return why there is no run at all."""
        if self.cut_short:
            return self.cut_short
        if self.interrupted:
            return "interrupted before the first run was finished; nothing was kept"
        return f"every run failed, the first with: {self._failures[0][1].message}"

    def completeness(self) -> dict[str, Any]:
        """Return attributes that say what is missing, and what the first failure was."""
        failures = [
            {
                "scenario": scenario.name,
                "replication": failure.task.replication,
                "message": failure.message[:MESSAGE],
            }
            for scenario, failure in self._failures[:KEPT]
        ]
        tracebacks = [failure.traceback for _, failure in self._failures if failure.traceback]
        return {
            "incomplete": int(not self.completed.all()),
            "interrupted": int(self.interrupted),
            "warnings": json.dumps([self.cut_short] if self.cut_short else []),
            "failures": json.dumps(failures),
            "traceback": tracebacks[0] if tracebacks else "",
        }
