"""Running splits: a task carries its split, since nobody knows beforehand which are tried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from carefunds_sim.experiments.splits.purse import Purse
from carefunds_sim.experiments.task import Failure, Made, Study, Task
from carefunds_sim.scenario.scenario import Scenario

REFERENCE = 0
"""The trial that is the scenario as it is, with its own decisions; others are splits."""


@dataclass(frozen=True)
class Trial(Task):
    """One replication of a split; without shares, of the scenario that splits are judged by."""

    shares: tuple[float, ...] = ()


@dataclass(frozen=True)
class Trials(Study):
    """A study of one scenario and of splits of its money; it keeps a few outcomes of a run."""

    purse: Purse
    outcomes: tuple[str, ...]

    def run(self, task: Task, tick: Callable[[float], None]) -> Made | Failure:
        """Make one run of a split, and keep what is asked of it."""
        shares = task.shares if isinstance(task, Trial) else ()
        one = self.purse.split(shares) if shares else self.scenarios[0]
        made = Study((one,), self.seed, self.engine).run(Task(0, task.replication), tick)
        if isinstance(made, Failure):
            return replace(made, task=task)
        return Made({name: made.values[name] for name in self.outcomes})

    def __reduce__(self) -> tuple[Callable[..., Trials], tuple[Any, ...]]:
        """Go to another process as it is."""
        return (_trials, (self.scenarios, self.seed, self.engine, self.purse, self.outcomes))


def _trials(
    scenarios: tuple[Scenario, ...], seed: int, engine: str, purse: Purse, outcomes: tuple[str, ...]
) -> Trials:
    return Trials(scenarios, seed, engine, purse, outcomes)
