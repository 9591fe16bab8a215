"""Which runs a study makes: a given number of replications, or as many as it takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from carefunds_sim.experiments.task import Task, by_length

if TYPE_CHECKING:
    import xarray as xr

    from carefunds_sim.scenario.scenario import Scenario


class Agenda(Protocol):
    """The tasks of a study in the order in which they are to begin."""

    def __iter__(self) -> Iterator[Task | None]:
        """Yield the next task; None while what comes next waits for what is under way."""

    def expected(self) -> int:
        """Return how many runs it is going to take, as far as can be told."""

    def enough(self) -> bool:
        """Whether nothing more is needed, not even what is under way."""

    def kept(self) -> int:
        """Return how many replications of each scenario belong to the study, when it has ended."""

    def reached(self, dataset: xr.Dataset) -> dict[str, Any]:
        """Return what precision was asked for and reached; nothing where none was asked for."""


class Given:
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

    def enough(self) -> bool:
        """Every task is wanted."""
        return False

    def kept(self) -> int:
        """Return the given number."""
        return self.replications

    def reached(self, dataset: xr.Dataset) -> dict[str, Any]:  # noqa: ARG002 - nothing was asked
        """Return nothing."""
        return {}
