"""One task of a study: one scenario, one replication."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from traceback import format_exc
from typing import Any, ClassVar

from carefunds_sim import extension
from carefunds_sim.dataset.entry import Entry, entry
from carefunds_sim.errors import CarefundsError
from carefunds_sim.experiments.progress import OnProgress, Progress
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.scenario.worlds import Worlds

log = logging.getLogger(__name__)

Tick = Callable[[float], None]
"""Is called with the share of a task that each month adds."""


@dataclass(frozen=True)
class Task:
    """Which run to make: the scenario by its place in the study, and the replication."""

    scenario: int
    replication: int

    @property
    def place(self) -> tuple[int, ...]:
        """Where the run stands in the dataset."""
        return (self.scenario, self.replication)


@dataclass(frozen=True)
class PointTask(Task):
    """A task at a point of a design; ``settings`` are the values of its factors by path."""

    point: int = 0
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def place(self) -> tuple[int, ...]:
        """Where the task stands in its study."""
        return (self.point, self.scenario, self.replication)


@dataclass(frozen=True)
class RunResult:
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
    worlds: Worlds | None = field(default=None, kw_only=True)

    def scenario(self, task: Task) -> Scenario:
        """Return the scenario of a task: at its point if it has one, in the replication's world."""
        return self.in_world(self.at_point(task), task.replication)

    def at_point(self, task: Task) -> Scenario:
        """Return the scenario of a task at its point, if it has one, in no world."""
        scenario = self.scenarios[task.scenario]
        return scenario.with_values(task.settings) if isinstance(task, PointTask) else scenario

    def in_world(self, scenario: Scenario, replication: int) -> Scenario:
        """Return a scenario as it is in the world of a replication, if the study has worlds."""
        return self.worlds.applied(scenario, replication) if self.worlds else scenario

    def run(self, task: Task, tick: Tick) -> RunResult | Failure:
        """Make a task; one that fails is an answer, not the end of the study."""
        try:
            return self._result(task, tick)
        except CarefundsError as error:
            return Failure(task, f"{type(error).__name__}: {error}")
        except Exception as error:  # noqa: BLE001 - as above
            return Failure(task, f"unexpected {type(error).__name__}: {error}", format_exc())

    def _result(self, task: Task, tick: Tick) -> RunResult:
        return self._simulated(self.scenario(task), task.replication, tick)

    def _simulated(self, scenario: Scenario, replication: int, tick: Tick) -> RunResult:
        from carefunds_sim.engines import simulate  # looked up at each run: a bench may watch it

        run = simulate(
            scenario,
            seed=self.seed,
            replication=replication,
            engine=self.engine,
            on_month=lambda _, total: tick(1 / total),
        )
        return RunResult(entry(run), run.warnings)

    def __reduce__(self) -> tuple[Callable[..., Study], tuple[Any, ...]]:
        """Go to another process as parts: what scenarios share goes once, and is not read again."""
        given = {f.name: getattr(self, f.name) for f in fields(self)}
        parts = [{f.name: getattr(s, f.name) for f in fields(s)} for s in given.pop("scenarios")]
        return (_study, (type(self), parts, given, extension.loaded()))


def _study(
    kind: type[Study], parts: list[dict[str, Any]], given: dict[str, Any],
    extensions: tuple[extension.Extension, ...],
) -> Study:  # fmt: skip
    extension.load_as_there(extensions)
    return kind(tuple(Scenario(**part) for part in parts), **given)


def by_length(scenarios: Sequence[Scenario]) -> list[list[int]]:
    """Return the places of scenarios whose runs are equally long, the longest first."""
    alike: dict[float, list[int]] = {}
    for place, scenario in enumerate(scenarios):
        alike.setdefault(_size(scenario), []).append(place)
    return [alike[size] for size in sorted(alike, reverse=True)]


def _size(scenario: Scenario) -> float:
    """Person-months that a run simulates, as far as the file says."""
    run, residents = scenario.run, scenario.area.residents
    people = 1.0 if residents is None else sum(residents.population.value.values())
    return people * run.scale * (run.warmup_months + 12 * run.years)


@dataclass
class Finished:
    """The answers so far; what a run is worth is handed on to ``keep`` and not held here.

    ``interrupted`` says that the study ended early, and ``cut_short`` why, where it was not Ctrl-C.
    """

    keep: Callable[[Task, RunResult], None]
    warnings: dict[tuple[int, ...], tuple[str, ...]] = field(default_factory=dict)
    failures: dict[tuple[int, ...], Failure] = field(default_factory=dict)
    interrupted: bool = False
    cut_short: str = ""
    what: ClassVar[str] = "runs"
    logged: set[str] = field(default_factory=set)

    def add(self, task: Task, answer: RunResult | Failure) -> None:
        """Take one answer."""
        if isinstance(answer, Failure):
            self.failures[task.place] = answer
        else:
            self.keep(task, answer)
            self.warnings[task.place] = answer.warnings
        self.log(task, answer)

    def log(self, task: Task, answer: RunResult | Failure) -> None:
        """Log a failure; a warning once, since most runs of a scenario warn of the same."""
        at = f"scenario {task.scenario}, replication {task.replication}"
        if isinstance(answer, Failure):
            log.error("%s failed: %s", at, answer.message)
            return
        log.debug("%s is finished", at)
        for warning in answer.warnings:
            if warning not in self.logged:
                log.warning("%s: %s", at, warning)
        self.logged.update(answer.warnings)

    def __contains__(self, place: tuple[int, ...]) -> bool:
        return place in self.warnings or place in self.failures

    def __len__(self) -> int:
        return len(self.warnings) + len(self.failures)


class Watch:
    """Turns finished shares of runs into progress; ``total`` is how many runs are expected."""

    def __init__(
        self, finished: Finished, total: Callable[[], int], progress: OnProgress | None
    ) -> None:
        self.finished, self.total, self.progress = finished, total, progress
        self.started = time.monotonic()
        self.ticks = 0.0

    def tick(self, share: float) -> None:
        """Add a share of one run."""
        self.ticks += share
        self.show()

    def show(self) -> None:
        """Report how far the study is, if progress is shown."""
        if self.progress is None:
            return
        done, total = len(self.finished), self.total()
        share = min(max(self.ticks, done) / total, 1.0)
        seconds = time.monotonic() - self.started
        self.progress(Progress.at(done, total, share=share, seconds=seconds,
                                  what=self.finished.what))  # fmt: skip
