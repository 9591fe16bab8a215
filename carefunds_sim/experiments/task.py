"""One task of a study: one scenario, one replication."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from traceback import format_exc
from typing import TYPE_CHECKING, Any

from carefunds_sim.errors import CarefundsError

if TYPE_CHECKING:
    from carefunds_sim.dataset.entry import Entry
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
class Made:
    """What is kept of a run: its values by variable of the dataset, and what it warned of."""

    values: Entry
    warnings: tuple[str, ...] = ()


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

    def scenario(self, place: int) -> Scenario:
        """Return the scenario of a task by its place in the study."""
        return self.scenarios[place]

    def run(self, task: Task, tick: Callable[[float], None]) -> Made | Failure:
        """Make one run; ``tick`` hears the share of it that each month adds.

        A run that fails is an answer, not the end of the study.
        """
        return attempted(task, lambda: self._made(task, tick))

    def _made(self, task: Task, tick: Callable[[float], None]) -> Made:
        from carefunds_sim.dataset.entry import entry
        from carefunds_sim.engines import simulate

        run = simulate(
            self.scenario(task.scenario),
            seed=self.seed,
            replication=task.replication,
            engine=self.engine,
            on_month=lambda _, total: tick(1 / total),
        )
        return Made(entry(run), run.warnings)

    def __reduce__(self) -> tuple[Callable[..., Study], tuple[Any, ...]]:
        """Go to another process as parts: what scenarios share goes once, and is not read anew."""
        parts = [{f.name: getattr(s, f.name) for f in fields(s)} for s in self.scenarios]
        return (_study, (parts, self.seed, self.engine))


def attempted(task: Task, make: Callable[[], Made]) -> Made | Failure:
    """Return what a task makes, or why it makes nothing: the rest of the study must go on."""
    try:
        return make()
    except CarefundsError as error:
        return Failure(task, f"{type(error).__name__}: {error}")
    except Exception as error:  # noqa: BLE001 - as above
        return Failure(task, f"unexpected {type(error).__name__}: {error}", format_exc())


def _study(parts: list[dict[str, Any]], seed: int, engine: str) -> Study:
    from carefunds_sim.scenario.scenario import Scenario

    return Study(tuple(Scenario(**found) for found in parts), seed, engine)


def by_length(scenarios: Sequence[Scenario]) -> list[list[int]]:
    """Return the places of scenarios whose runs are equally long, the longest first."""
    alike: dict[float, list[int]] = {}
    for place, scenario in enumerate(scenarios):
        alike.setdefault(_size(scenario), []).append(place)
    return [alike[size] for size in sorted(alike, reverse=True)]


def _size(scenario: Scenario) -> float:
    """Person-months that a run simulates, as far as the file tells."""
    run, residents = scenario.run, scenario.area.residents
    people = 1.0 if residents is None else sum(residents.population.value.values())
    return people * run.scale * (run.warmup_months + 12 * run.years)
