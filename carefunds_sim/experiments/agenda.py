"""Which runs a study makes: a given number of replications, or as many as it takes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import xarray as xr

from carefunds_sim.analysis.intervals import LEVEL
from carefunds_sim.analysis.replications import half_width_share, precision
from carefunds_sim.analysis.stopping_rule import (
    ALGORITHM,
    LEAST,
    LOOK_AHEAD,
    first_lasting,
    look_ahead,
)
from carefunds_sim.dataset.build import Table
from carefunds_sim.errors import CarefundsError
from carefunds_sim.experiments.executors.task import Finished, Task, by_length
from carefunds_sim.experiments.precision import Precision
from carefunds_sim.scenario.scenario import Scenario


class Agenda(ABC):
    """The tasks of a study in the order in which they are to begin."""

    @abstractmethod
    def __iter__(self) -> Iterator[Task | None]:
        """Yield the next task; None while what comes next waits for what is under way."""

    @abstractmethod
    def expected(self) -> int:
        """Return how many tasks there are going to be, as far as is known."""

    def enough(self) -> bool:
        """Return whether nothing more is needed, not even what is under way."""
        return False


class FixedReplications(Agenda):
    """A given number of replications of every scenario.

    The longest runs come first, so that no processor waits for a late long one. Among equals all
    first replications come first: a study cut short compares like with like.
    """

    def __init__(self, scenarios: Sequence[Scenario], replications: int) -> None:
        self.replications = replications
        self.tasks = [
            Task(scenario, replication)
            for alike in by_length(scenarios)
            for replication in range(replications)
            for scenario in alike
        ]

    def __iter__(self) -> Iterator[Task]:
        return iter(self.tasks)

    def expected(self) -> int:
        """Return how many runs there are."""
        return len(self.tasks)


class PrecisionSearch(Agenda):
    """Tasks of a study, replication by replication, until every scenario is precise enough.

    All scenarios keep one number of replications, so that they can be compared pair by pair. It
    is decided on whole replications in their order and on nothing else: which process made what
    when changes nothing.
    """

    def __init__(
        self, scenarios: Sequence[Scenario], target: Precision, table: Table, finished: Finished
    ) -> None:
        self.target, self.table, self.finished = target, table, finished
        self.order = [scenario for alike in by_length(scenarios) for scenario in alike]
        self.shares: list[np.ndarray] = []
        self.chosen: int | None = None

    def __iter__(self) -> Iterator[Task]:
        for replication in range(self.target.most):
            for scenario in self.order:
                if self.enough():
                    return
                yield Task(scenario, replication)

    @property
    def known(self) -> int:
        """How many whole replications the decision has seen."""
        return len(self.shares)

    def expected(self) -> int:
        """Return how many runs it is going to take, as far as is known.

        The half-width falls with the root of the number of replications.
        """
        if self.chosen is not None:
            return len(self.finished)
        number = self.known
        if number >= LEAST:
            worst = float(np.nan_to_num(self.shares[-1], posinf=np.inf).max())
            number = int(min(number * max(worst / self.target.share, 1.0) ** 2, self.target.most))
        number = min(max(number, LEAST) + look_ahead(number), self.target.most)
        return max(len(self.order) * number, len(self.finished) + 1)

    def enough(self) -> bool:
        """Return whether a number of replications can be chosen from those that are whole."""
        while self.chosen is None and self._is_whole(self.known):
            self._take_in(self.known + 1)
        return self.chosen is not None

    @property
    def replications(self) -> int:
        """Return the chosen number, or all that were begun where none could be chosen."""
        if self.chosen is not None:
            return self.chosen
        begun = [*self.finished.warnings, *self.finished.failures]
        return 1 + max(replication for _, replication in begun)

    def precision_reached(self, dataset: xr.Dataset) -> dict[str, Any]:
        """Return what was asked for, what was chosen, and how precise every scenario is."""
        needed = [first_lasting(column) for column in self._within().T.tolist()]
        found = precision(dataset, self.target.on)
        for scenario, number in zip(found["scenarios"], needed, strict=True):
            scenario["needed"] = None if scenario["mean"] is None else number
        return {
            "algorithm": ALGORITHM,
            "outcome": self.target.on,
            "share": self.target.share,
            "level": LEVEL,
            "least": LEAST,
            "look_ahead": LOOK_AHEAD,
            "most": self.target.most,
            "replications": dataset.sizes["replication"],
            "reached": self.chosen is not None,
            **found,
        }

    def _is_whole(self, replication: int) -> bool:
        return all((scenario, replication) in self.finished for scenario in self.order)

    def _take_in(self, number: int) -> None:
        """Judge the first ``number`` replications."""
        values = self.table.outcome(self.target.on, number)
        if self.table.completed[:, :number].all() and not np.isfinite(values).any():
            raise CarefundsError(
                f"'{self.target.on}' has no value in what is run, so it cannot say when that is "
                "precise enough; choose another outcome"
            )
        self.shares.append(half_width_share(values))
        self.chosen = first_lasting([bool(row.all()) for row in self._within()])

    def _within(self) -> np.ndarray:
        """Return whether the first n replications are precise enough; shape (n, scenario).

        A scenario without any value, since every run of it failed, says nothing.
        """
        silent = ~np.isfinite(self.table.outcome(self.target.on, self.known)).any(axis=1)
        shares = np.array(self.shares).reshape(self.known, len(self.order))
        return np.asarray((shares <= self.target.share) | silent)
