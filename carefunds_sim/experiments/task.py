"""One task of a study: one scenario, one replication."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from traceback import format_exc
from typing import TYPE_CHECKING

from carefunds_sim.errors import CarefundsError
from carefunds_sim.model.record import Run

if TYPE_CHECKING:
    from carefunds_sim.scenario.scenario import Scenario


@dataclass(frozen=True)
class Task:
    """Which run to make: the scenario by its place in the study, and the replication."""

    scenario: int
    replication: int

    @property
    def place(self) -> tuple[int, int]:
        """Where the run stands in the dataset."""
        return (self.scenario, self.replication)


@dataclass(frozen=True)
class Failure:
    """A run that could not be made, and why; a defect of ours leaves its traceback."""

    task: Task
    message: str
    traceback: str = ""


@dataclass(frozen=True)
class Study:
    """What every task of a study shares."""

    scenarios: tuple[Scenario, ...]
    seed: int
    engine: str

    def run(self, task: Task, tick: Callable[[float], None]) -> Run | Failure:
        """Make one run; ``tick`` hears the share of it that each month adds.

        A run that fails is an answer, not the end of the study.
        """
        from carefunds_sim.engines import simulate

        try:
            made: Run = simulate(
                self.scenarios[task.scenario],
                seed=self.seed,
                replication=task.replication,
                engine=self.engine,
                on_month=lambda _, total: tick(1 / total),
            )
        except CarefundsError as error:
            return Failure(task, f"{type(error).__name__}: {error}")
        except Exception as error:  # noqa: BLE001 - the rest of the study must go on
            return Failure(task, f"unexpected {type(error).__name__}: {error}", format_exc())
        return made


def longest_first(scenarios: Sequence[Scenario], replications: int) -> list[Task]:
    """Return every task, the longest first so that no processor waits for a late long one.

    Among equals, all first replications come first: a study cut short compares like with like.
    """
    tasks = [Task(s, r) for r in range(replications) for s in range(len(scenarios))]
    size = [_size(scenario) for scenario in scenarios]
    return sorted(tasks, key=lambda task: -size[task.scenario])


def _size(scenario: Scenario) -> float:
    """Person-months that a run simulates, as far as the file tells."""
    run, residents = scenario.run, scenario.area.residents
    people = 1.0 if residents is None else sum(residents.population.value.values())
    return people * run.scale * (run.warmup_months + 12 * run.years)
