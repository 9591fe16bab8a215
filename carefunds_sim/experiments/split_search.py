"""What a split is to be best at, and what it must not be worse at."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from carefunds_sim.dataset.outcomes import scalar_names
from carefunds_sim.errors import CarefundsError, UnknownNameError, did_you_mean
from carefunds_sim.experiments.agenda import Agenda
from carefunds_sim.experiments.budget_to_split import BudgetToSplit, Splits
from carefunds_sim.experiments.executors.task import Finished, RunResult, Study, Task, Tick
from carefunds_sim.scenario.scenario import Scenario

WEIGHT = 10.0
"""A per cent too much of what there must not be more of weighs like ten per cent of the aim."""

OutcomeMeans = Mapping[str, float]
"""Means of outcomes by their name."""


@dataclass(frozen=True)
class Aim:
    """An outcome to be made small, and outcomes of which there must be no more than before."""

    objective: str
    no_more: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what is no outcome of a whole run."""
        known = scalar_names()
        for name in self.outcomes:
            if name not in known:
                near = did_you_mean(name, known)
                raise UnknownNameError(f"no outcome of a run is called '{name}'{near}")

    @property
    def outcomes(self) -> tuple[str, ...]:
        """All outcomes that matter here."""
        return (self.objective, *self.no_more)

    def score(self, found: OutcomeMeans, reference: OutcomeMeans) -> float:
        """Return how good a split is beside the reference: 1 is as good, less is better."""
        return _ratio(self.objective, found, reference) + WEIGHT * self.excess(found, reference)

    def excess(self, found: OutcomeMeans, reference: OutcomeMeans) -> float:
        """Return by what share there is too much, summed over what there must not be more of."""
        return sum(max(0.0, _ratio(name, found, reference) - 1.0) for name in self.no_more)


def _ratio(name: str, found: OutcomeMeans, reference: OutcomeMeans) -> float:
    if not math.isfinite(reference[name]):
        raise CarefundsError(
            f"'{name}' has no value in what is run, so no split can be best at it; "
            "choose another outcome"
        )
    if reference[name] == 0.0:
        return 1.0 + found[name]
    return found[name] / reference[name]


FIRST_STEP = 0.25
"""Spread of the first logarithms of weights: by about a quarter either way."""


class Evolution:
    """One search from the origin; the same seed and the same scores give the same points."""

    def __init__(self, dimensions: int, *, seed: int, population: int | None = None) -> None:
        import cma  # type: ignore[import-untyped]

        draws = np.random.default_rng(seed)
        options = {
            "seed": np.nan,  # leave the global generator alone
            "randn": lambda *shape: draws.standard_normal(shape),
            "verbose": -9,
            "tolflatfitness": 5,
        }
        if population:
            options["popsize"] = population
        self._strategy = cma.CMAEvolutionStrategy(np.zeros(dimensions), FIRST_STEP, options)

    @property
    def population(self) -> int:
        """How many points are asked for at a time."""
        return int(self._strategy.popsize)

    @property
    def middle(self) -> np.ndarray:
        """Where the middle of the search is."""
        return np.array(self._strategy.mean)

    @property
    def settled(self) -> bool:
        """Return whether the search has come to an end by itself."""
        return bool(self._strategy.stop())

    def ask(self) -> list[np.ndarray]:
        """Return the next points to be tried."""
        return [np.array(point) for point in self._strategy.ask()]

    def tell(self, points: Sequence[np.ndarray], scores: Sequence[float]) -> None:
        """Take in how good the points were; less is better."""
        self._strategy.tell(list(points), list(scores))


REFERENCE = 0
"""The trial that is the scenario as it is, with its own decisions; others are splits."""


@dataclass(frozen=True)
class Trial(Task):
    """One replication of a split; without shares, of the scenario that splits are judged by."""

    shares: tuple[float, ...] = ()


@dataclass(frozen=True)
class Trials(Study):
    """A study of one scenario and of splits of its money; it keeps a few outcomes of a run."""

    budget: BudgetToSplit
    outcomes: tuple[str, ...]

    def scenario(self, task: Task) -> Scenario:
        """Return the scenario of a trial: a split, or what splits are judged by."""
        shares = task.shares if isinstance(task, Trial) else ()
        chosen = self.budget.split(shares) if shares else self.scenarios[0]
        return self.in_world(chosen, task.replication)

    def _result(self, task: Task, tick: Tick) -> RunResult:
        values = super()._result(task, tick).values
        return RunResult({name: values[name] for name in self.outcomes})


OWN = 1
"""The trial that is today's split, held still."""

FINALISTS = 6
FAILED = 1e6
"""The score of a split of which a run failed: worse than any."""


@dataclass(frozen=True)
class Samples:
    """The replications that a search uses: those of the search, and those of the choice."""

    search: range
    choice: range


class SplitSearch(Agenda):
    """The agenda of a search, which decides on whole populations and on nothing else."""

    def __init__(
        self, splits: Splits, evolution: Evolution, aim: Aim, samples: Samples, *, evaluations: int
    ) -> None:
        self.splits, self.evolution, self.aim, self.samples = splits, evolution, aim, samples
        self.evaluations = evaluations
        self.shares: list[tuple[float, ...]] = [(), tuple(splits.own)]
        self.values: dict[tuple[int, int], OutcomeMeans] = {}
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

    def keep(self, task: Task, made: RunResult) -> None:
        """Take the outcomes of one run."""
        self.values[task.scenario, task.replication] = {
            name: float(value) for name, value in made.values.items()
        }

    def expected(self) -> int:
        """Return how many runs it is going to take, if the search does not settle earlier."""
        population = self.evolution.population
        left = max(0, self.evaluations + 2 - len(self.shares))
        tried = len(self.shares) + -(-left // population) * population + 1
        choice = (FINALISTS + 3) * len(self.samples.choice)
        if self.finalists:
            tried, choice = len(self.shares), (len(self.finalists) + 1) * len(self.samples.choice)
        return tried * len(self.samples.search) + choice

    def score(self, trial: int, sample: Sequence[int]) -> float:
        """Return how good a split is beside the scenario as it is; less is better."""
        found, reference = self.mean(trial, sample), self.mean(REFERENCE, sample)
        if found is None or reference is None:
            return FAILED
        return self.aim.score(found, reference)

    def mean(self, trial: int, sample: Sequence[int]) -> OutcomeMeans | None:
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
