"""The players of an attribution, and the runs that show what a coalition of them is worth."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np

from carefunds_sim.dataset.build import COMPLETED, variables
from carefunds_sim.dataset.outcomes import scalar_names
from carefunds_sim.errors import CarefundsError, did_you_mean
from carefunds_sim.experiments.agenda import FixedReplications
from carefunds_sim.experiments.executors.execute import execute
from carefunds_sim.experiments.executors.task import Failure, Finished, RunResult, Study, Task
from carefunds_sim.experiments.progress import (
    OnProgress,
    announce,
    expected_duration,
    seconds_a_run,
)
from carefunds_sim.experiments.replicate import failure_attributes
from carefunds_sim.scenario.hybrid import hybrid, players, rules_of
from carefunds_sim.scenario.loops import LOOPS
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.scenario.schema.arrangement import GROUPS
from carefunds_sim.scenario.worlds import Worlds
from carefunds_sim.vocabulary import Loop


class Game(Protocol):
    """Players, and the scenarios that show what a coalition of them is worth.

    A coalition is worth the outcome of its last scenario, less that of the one before if there
    are two.
    """

    @property
    def players(self) -> tuple[str, ...]:
        """All players, by name."""

    def title(self, player: str) -> str:
        """Return what a player is, in words."""

    def scenarios(self, members: Collection[str]) -> tuple[Scenario, ...]:
        """Return the scenarios of a coalition."""


@dataclass(frozen=True)
class RuleGame:
    """Groups of rules: a coalition is the first scenario with those groups of the second.

    Hybrids that ask the same of a run are one scenario, the first that was asked for.
    """

    one: Scenario
    other: Scenario
    players: tuple[str, ...]
    _known: dict[str, Scenario] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def between(cls, one: Scenario, other: Scenario) -> RuleGame:
        """Return the game of all groups in which two scenarios differ."""
        if one.timetable != other.timetable:
            raise CarefundsError(
                f"'{one.name}' and '{other.name}' differ by their own timetables, which are no "
                "rules of an arrangement; put the changes into the arrangements' files, where they "
                "are a group of rules"
            )
        found = players(one, other)
        if not found:
            raise CarefundsError(f"'{one.name}' and '{other.name}' have the same rules")
        return cls(one, other, found)

    def title(self, player: str) -> str:
        """Return what a group of rules is about."""
        return GROUPS[player]

    def scenarios(self, members: Collection[str]) -> tuple[Scenario, ...]:
        """Return the one hybrid."""
        found = hybrid(self.one, self.other, GROUPS if set(members) == {*self.players} else members)
        return (self._known.setdefault(repr(rules_of(found)), found),)


@dataclass(frozen=True)
class LoopGame:
    """Feedback loops: of the players, only those of a coalition run; all other loops always do."""

    ends: tuple[Scenario, ...]
    players: tuple[str, ...]
    _known: dict[tuple[str, ...], tuple[Scenario, ...]] = field(
        default_factory=dict, compare=False, repr=False
    )

    @classmethod
    def of(cls, ends: tuple[Scenario, ...], loops: Sequence[str] = ()) -> LoopGame:
        """Return the game of some loops, or of all that the scenarios do not switch off."""
        _alike(ends)
        live = tuple(loop.word for loop in Loop if loop not in ends[0].switched_off)
        for name in loops:
            if name not in live:
                raise CarefundsError(
                    f"no loop called '{name}' runs in '{ends[0].name}'{did_you_mean(name, live)} "
                    f"(there are: {', '.join(live)})"
                )
        return cls(ends, tuple(name for name in live if name in loops) if loops else live)

    def title(self, player: str) -> str:
        """Return the title of a loop."""
        return LOOPS[Loop.of(player)].title

    def scenarios(self, members: Collection[str]) -> tuple[Scenario, ...]:
        """Return each end with the other players switched off."""
        off = tuple(player for player in self.players if player not in members)
        if off not in self._known:
            self._known[off] = tuple(_without(end, off) for end in self.ends)
        return self._known[off]


def _without(scenario: Scenario, loops: Sequence[str]) -> Scenario:
    if not loops:
        return scenario
    off = (*scenario.switched_off, *(Loop.of(name) for name in loops))
    return replace(scenario, switched_off=off, name=f"{scenario.name} without {', '.join(loops)}")


def _alike(ends: tuple[Scenario, ...]) -> None:
    """Refuse scenarios whose difference within a replication would mean nothing."""
    for part in ("area", "run", "switched_off"):
        if any(getattr(end, part) != getattr(ends[0], part) for end in ends):
            names = " and ".join(f"'{end.name}'" for end in ends)
            raise CarefundsError(f"{names} must have the same {part.replace('_', ' ')}")


class OutcomeRuns:
    """Scalar outcomes of scenarios as they are asked for; monthly accounts are not kept.

    Hundreds of scenarios would not fit into memory with their accounts.
    """

    def __init__(
        self, replications: int, *, seed: int, engine: str, workers: int | None,
        scheduler: str | None = None, worlds: Worlds | None = None,
        progress: OnProgress | None = None,
    ) -> None:  # fmt: skip
        self.replications, self.seed, self.engine = replications, seed, engine
        self.workers, self.scheduler, self.progress = workers, scheduler, progress
        self.worlds = worlds
        self.scenarios: list[Scenario] = []
        self.completed = np.zeros((0, replications), dtype=np.bool_)
        self.names = scalar_names()
        self.interrupted, self.cut_short = False, ""
        self.failures: dict[tuple[int, ...], Failure] = {}
        self._values = np.empty((len(self.names), 0, replications))
        self._place: dict[str, int] = {}
        self._seconds: float | None = None

    def run(self, scenarios: Iterable[Scenario], what: str) -> None:
        """Run those that have not been run; after an interruption nothing more is run."""
        fresh = list({s.hash: s for s in scenarios if s.hash not in self._place}.values())
        self._announce(what, fresh)
        first = len(self.scenarios)
        self._place |= {scenario.hash: first + index for index, scenario in enumerate(fresh)}
        self.scenarios += fresh
        more = np.full((len(self.names), len(fresh), self.replications), np.nan)
        self._values = np.concatenate([self._values, more], axis=1)
        self.completed = np.concatenate([self.completed, np.zeros(more.shape[1:], dtype=np.bool_)])
        if fresh and not self.interrupted:
            self._execute(tuple(fresh), first)

    def _announce(self, what: str, scenarios: list[Scenario]) -> None:
        """Say beforehand how much there is to run, and about how long it will take."""
        if self.progress is None or not scenarios:
            return
        runs = len(scenarios) * self.replications
        if self._seconds is None:
            self._seconds = seconds_a_run(scenarios[0], engine=self.engine, seed=self.seed)
        long = expected_duration(runs, self._seconds, workers=self.workers)
        note = (
            f"{what}: {len(scenarios)} different scenarios x {self.replications} replications "
            f"= {runs} runs; about {long}"
        )
        announce(self.progress, runs, note)

    def _execute(self, scenarios: tuple[Scenario, ...], first: int) -> None:
        """Run scenarios of which the first stands at a place, and add what came of them."""

        def keep(task: Task, made: RunResult) -> None:
            at = (first + task.scenario, task.replication)
            self._values[:, *at] = [float(made.values[name]) for name in self.names]
            self.completed[at] = True

        finished = Finished(keep)
        study = Study(scenarios, self.seed, self.engine, worlds=self.worlds)
        agenda = FixedReplications(scenarios, self.replications)
        execute(study, agenda, finished, workers=self.workers, scheduler=self.scheduler,
                progress=self.progress)  # fmt: skip
        self.interrupted, self.cut_short = finished.interrupted, finished.cut_short
        self.failures |= {
            (first + scenario, replication): failure
            for (scenario, replication), failure in finished.failures.items()
        }

    def place(self, scenario: Scenario) -> int:
        """Return where a scenario stands among those that were run."""
        return self._place[scenario.hash]

    def outcome(self, name: str, scenario: Scenario) -> np.ndarray:
        """Return an outcome of a scenario by replication; NaN where there is no run."""
        return np.asarray(self._values[self.names.index(name), self.place(scenario)])

    def variables(self) -> dict[str, Any]:
        """Return every outcome, and which runs are in, as variables of a dataset."""
        dims, known = ("scenario", "replication"), variables()
        found: dict[str, Any] = {
            name: (dims, values, known[name].attrs)
            for name, values in zip(self.names, self._values, strict=True)
        }
        return found | {"completed": (dims, self.completed, COMPLETED)}

    def completeness(self) -> dict[str, Any]:
        """Return attributes that say what is missing, and what the first failure was."""
        failed = [
            (self.scenarios[place[0]].name, self.failures[place]) for place in sorted(self.failures)
        ]
        return {
            "incomplete": int(not self.completed.all()),
            "interrupted": int(self.interrupted),
            "warnings": json.dumps([self.cut_short] if self.cut_short else []),
            **failure_attributes(failed),
        }
