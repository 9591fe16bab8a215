"""The hunt for the best split: which runs it makes, and what it has found.

All splits meet the same people and chances, so that a difference between two of them is the
splits'. What is best among many on the same people is partly best for these people only, so the
few best are run again with people whom the search has not met, and the best of them is chosen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from carefunds_sim.experiments.splits.aim import Aim, Found
from carefunds_sim.experiments.splits.trials import REFERENCE, Trial

if TYPE_CHECKING:
    import xarray as xr

    from carefunds_sim.experiments.finished import Finished
    from carefunds_sim.experiments.splits.evolution import Evolution
    from carefunds_sim.experiments.splits.space import Splits
    from carefunds_sim.experiments.task import Made, Task

OWN = 1
"""The trial that is today's split, held still."""

FINALISTS = 6
FAILED = 1e6
"""The score of a split of which a run failed: worse than any."""


@dataclass(frozen=True)
class Samples:
    """The replications that a hunt uses: those of the search, and those of the choice."""

    search: range
    choice: range


class Hunt:
    """The agenda of a hunt, which decides on whole populations and on nothing else."""

    def __init__(
        self, splits: Splits, evolution: Evolution, aim: Aim, samples: Samples, *, evaluations: int
    ) -> None:
        self.splits, self.evolution, self.aim, self.samples = splits, evolution, aim, samples
        self.evaluations = evaluations
        self.shares: list[tuple[float, ...]] = [(), tuple(splits.own)]
        self.values: dict[tuple[int, int], Found] = {}
        self.finalists: list[int] = []
        self.finished: Finished | None = None

    def __iter__(self) -> Iterator[Task | None]:
        search = self.samples.search
        yield from self._runs([REFERENCE, OWN], search)
        while self._goes_on():
            points = self.evolution.ask()
            trials = [self._entered(self.splits.shares(point)) for point in points]
            yield from self._runs(trials, search)
            self.evolution.tell(points, [self.score(trial, search) for trial in trials])
        middle = self._entered(self.splits.shares(self.evolution.middle))
        yield from self._runs([middle], search)
        self.finalists = self._best(FINALISTS, always=(OWN, middle))
        yield from self._runs([REFERENCE, *self.finalists], self.samples.choice)

    def keep(self, task: Task, made: Made) -> None:
        """Take the outcomes of one run."""
        self.values[task.place] = {name: float(value) for name, value in made.values.items()}

    def expected(self) -> int:
        """Return how many runs it is going to take, if the search does not settle earlier."""
        population = self.evolution.population
        left = max(0, self.evaluations + 2 - len(self.shares))
        tried = len(self.shares) + -(-left // population) * population + 1
        choice = (FINALISTS + 3) * len(self.samples.choice)
        if self.finalists:
            tried, choice = len(self.shares), (len(self.finalists) + 1) * len(self.samples.choice)
        return tried * len(self.samples.search) + choice

    def enough(self) -> bool:
        """Every run is wanted."""
        return False

    def kept(self) -> int:
        """Return the number of replications of the search."""
        return len(self.samples.search)

    def reached(self, dataset: xr.Dataset) -> dict[str, Any]:  # noqa: ARG002 - nothing was asked
        """Return nothing."""
        return {}

    def score(self, trial: int, sample: Sequence[int]) -> float:
        """Return how good a split is beside the scenario as it is; less is better."""
        found, reference = self.mean(trial, sample), self.mean(REFERENCE, sample)
        if found is None or reference is None:
            return FAILED
        return self.aim.score(found, reference)

    def mean(self, trial: int, sample: Sequence[int]) -> Found | None:
        """Return the means of a split's outcomes; None where not all runs were made."""
        runs = [self.values.get((trial, replication)) for replication in sample]
        known = [run for run in runs if run is not None]
        if len(known) < len(runs):
            return None
        return {name: float(np.mean([run[name] for run in known])) for name in self.aim.outcomes}

    def chosen(self) -> int:
        """Return the best split: by new people where all finalists met them, else by the search."""
        scores = [self.score(trial, self.samples.choice) for trial in self.finalists]
        if scores and max(scores) < FAILED:
            return self.finalists[int(np.argmin(scores))]
        return self._best(1)[0]

    def _goes_on(self) -> bool:
        tried = len(self.shares) - 2
        return tried < self.evaluations and not (tried and self.evolution.settled)

    def _entered(self, shares: np.ndarray) -> int:
        self.shares.append(tuple(map(float, shares)))
        return len(self.shares) - 1

    def _best(self, number: int, always: tuple[int, ...] = ()) -> list[int]:
        """Return the best trials by the search and those that are always among them."""
        trials = range(OWN, len(self.shares))
        ordered = sorted(trials, key=lambda trial: (self.score(trial, self.samples.search), trial))
        return list(dict.fromkeys([*ordered[:number], *always]))

    def _runs(self, trials: Sequence[int], sample: Sequence[int]) -> Iterator[Task | None]:
        """Yield the runs of trials, then nothing until all of them are finished."""
        tasks = [Trial(t, replication, self.shares[t]) for replication in sample for t in trials]
        yield from tasks
        assert self.finished is not None
        while not all(task.place in self.finished for task in tasks):
            yield None
