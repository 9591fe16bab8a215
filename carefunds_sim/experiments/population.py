"""The same arrangements over a population of councils, all with the same chances of life."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from carefunds_sim.dataset.provenance import provenance
from carefunds_sim.engines import DEFAULT_ENGINE
from carefunds_sim.errors import ArgumentError, SimulationError
from carefunds_sim.experiments.agenda import Agenda
from carefunds_sim.experiments.executors.execute import execute
from carefunds_sim.experiments.executors.task import Finished, PointTask, RunResult, Study, Task
from carefunds_sim.experiments.precision import check_amounts
from carefunds_sim.experiments.progress import Wanted, display
from carefunds_sim.experiments.replicate import nothing_made, ready
from carefunds_sim.scenario.assignment import with_assignments
from carefunds_sim.scenario.change import numbers_changed, value_at
from carefunds_sim.scenario.load import compose, load_population
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.scenario.schema.population import PRACTICE, Population

OUTCOMES = ("delayed_days", "unmet_need", "cost_total")
ARRANGEMENTS = ("separate", "pooled", "care_trust")
COUNCILS, REPLICATIONS = 60, 2
MONTHS, FEWEST = 12, 12
_STAGES = ".stages."
_DIGITS = 8  # of what is set, so that the last bits of a logarithm differ nowhere


def population(  # noqa: PLR0913 - each is a choice of its own, by its name
    name: str | Path | Population = "england_2011_14", *, councils: int | None = None,
    squeeze: str | Path = "nao_decade", arrangements: Sequence[str | Path] = ARRANGEMENTS,
    assigned: Sequence[str] = (), replications: int | None = None, seed: int | None = None,
    engine: str = DEFAULT_ENGINE, workers: int | None = None, progress: Wanted = None, **run: Any,
) -> xr.Dataset:  # fmt: skip
    """Run arrangements on councils that differ as real ones do, and return what became of each.

    Parameters
    ----------
    name
        A population by name or path, or a loaded one. With councils of its own these are run; else
        councils are drawn.
    councils
        How many: 60 drawn ones, or all that the population has, unless given.
    arrangements
        The first is what the others are compared with.
    assigned
        Other values of every council before it is moved, as ``PATH=VALUE`` or ``PATH*=NUMBER``.
    replications, seed, engine, workers, progress
        As in ``compare``; two replications unless given. The seed draws the councils too.
    run
        Run settings of every council, such as ``years=3``; ``scale`` is multiplied by its size.

    Returns
    -------
    Dataset
        ``value`` (council, arrangement, replication, outcome) is a year's outcome of a run, or NaN
        where there is none; ``delays`` (council, replication, year) the delayed days per 1,000
        residents under the first arrangement; ``ratio`` (council, number) what each council is
        relative to England, with its practice last.

    Raises
    ------
    ArgumentError
        Fewer councils than twelve, or fewer than two arrangements.
    ScenarioError, UnknownNameError
        A file has faults, or nothing is called so.
    SimulationError
        No run could be finished.
    """
    model = name if isinstance(name, Population) else load_population(name)
    check_amounts(seed=seed, workers=workers)
    if len(dict.fromkeys(arrangements)) < max(2, len(arrangements)):
        raise ArgumentError("a population needs two or more different arrangements")
    number = REPLICATIONS if replications is None else replications
    if number < 1:
        raise ArgumentError(f"replications must be 1 or more (got {number})")
    scenarios = with_assignments(
        [compose(model.area, one, squeeze, run=run) for one in arrangements], assigned
    )
    if scenarios[0].area.residents is None:
        raise ArgumentError(f"a population needs an area with residents ({model.area} has none)")
    key = scenarios[0].run.seed if seed is None else seed
    names, ratios = _councils(model, councils, seed=key)
    runs = _Councils(scenarios, ratios, moves_of(model), number)
    finished = Finished(runs.keep)
    with display(progress) as on_progress:
        ready(engine, runs.expected(), on_progress)
        execute(Study(scenarios, key, engine), runs, finished, workers=workers,
                progress=on_progress)  # fmt: skip
    if np.isnan(runs.values).all():
        raise SimulationError(nothing_made(finished))
    found = runs.dataset(names, [*model.numbers, PRACTICE], [str(one) for one in arrangements])
    failures = [failure.message[:300] for failure in finished.failures.values()]
    found.attrs = provenance(
        scenarios, seed=key, engine=engine, study=model.name, title=model.title,
        baseline=str(arrangements[0]),
    ) | {
        "squeeze": scenarios[0].squeeze.name if scenarios[0].squeeze else "",
        "population": model.model_dump_json(exclude={"councils"}),
        "drawn": int(not model.councils),
        "runs": len(finished),
        "interrupted": int(finished.interrupted),
        "incomplete": int(finished.interrupted or bool(failures)),
        "failures": json.dumps(failures[:20]),
    }  # fmt: skip
    return found


def _councils(
    model: Population, wanted: int | None, *, seed: int
) -> tuple[list[str], list[dict[str, float]]]:
    """Return the names of councils and what each is relative to England."""
    known = [council.name for council in model.councils.values()]
    number = (len(known) or COUNCILS) if wanted is None else wanted
    if number < FEWEST or (known and number > len(known)):
        most = f" and at most {len(known)}" if known else ""
        raise ArgumentError(f"councils must be at least {FEWEST}{most} (got {number})")
    random = np.random.Generator(np.random.Philox(seed))
    if known:
        chosen = np.sort(random.permutation(len(known))[:number])
        rows = [list(model.councils.values())[place] for place in chosen]
        practice = [{PRACTICE: math.exp(row.practice)} for row in rows]
        return [row.name for row in rows], [
            row.ratios | own for row, own in zip(rows, practice, strict=True)
        ]
    return [f"council {i + 1}" for i in range(number)], drawn(model, number, random)


def drawn(model: Population, number: int, random: np.random.Generator) -> list[dict[str, float]]:
    """Return councils drawn from the joint distribution, each as ratios by number and practice.

    Practice is what the other numbers do not explain and what persists of that.
    """
    normal = random.standard_normal((number, len(model.numbers) + 1))
    mean = np.array([of.mean for of in model.numbers.values()])
    sd = np.array([of.sd for of in model.numbers.values()])
    together = normal[:, :-1] @ np.linalg.cholesky(np.array(model.matrix)).T
    left = model.delays.sd * math.sqrt((1 - model.delays.explained) * model.delays.persists)
    logs = np.column_stack([mean + sd * together, left * normal[:, -1]])
    names = [*model.numbers, PRACTICE]
    return [dict(zip(names, map(float, row), strict=True)) for row in np.exp(logs)]


def moves_of(model: Population) -> dict[str, Mapping[str, float]]:
    """Return by number, and for practice, which paths its ratio moves and to which power."""
    return {**{key: of.moves for key, of in model.numbers.items()}, PRACTICE: model.practice.moves}


def settings(
    scenario: Scenario, ratios: Mapping[str, float], moves: Mapping[str, Mapping[str, float]]
) -> dict[str, Any]:
    """Return the values by path of a council with these ratios; shares stay at 1 or below."""
    logs: dict[str, float] = {}
    for name, ratio in ratios.items():
        for path, power in moves[name].items():
            logs[path] = logs.get(path, 0.0) + power * math.log(ratio)
    parts = dict(scenario.parts())
    found = {}
    for path, log in logs.items():
        most = 1.0 if _STAGES in path else math.inf
        times = float(f"{math.exp(log):.{_DIGITS}g}")
        found[path] = numbers_changed(value_at(parts, path), partial(_times, times, most))
    return found


def _times(factor: float, most: float, number: float) -> float:
    return min(most, number * factor)


class _Councils(Agenda):
    """The runs of every council under every arrangement, and their outcomes as they come in.

    ``values`` has shape (council, arrangement, replication, outcome).
    """

    def __init__(
        self, scenarios: tuple[Scenario, ...], ratios: list[dict[str, float]],
        moves: Mapping[str, Mapping[str, float]], replications: int,
    ) -> None:  # fmt: skip
        self.ratios = ratios
        self.settings = [[settings(one, ratio, moves) for one in scenarios] for ratio in ratios]
        self.values = np.full((len(ratios), len(scenarios), replications, len(OUTCOMES)), np.nan)
        run = scenarios[0].run
        self.years = [run.start_year + i for i in range(run.years)]
        self.delays = np.full((len(ratios), replications, run.years), np.nan)

    def __iter__(self) -> Iterator[Task]:
        for council, index, replication in np.ndindex(self.values.shape[:3]):
            yield PointTask(index, replication, council, self.settings[council][index])

    def expected(self) -> int:
        """Return how many runs there are."""
        return math.prod(self.values.shape[:3])

    def keep(self, task: Task, made: RunResult) -> None:
        """Take the outcomes of one run."""
        council, index, replication = task.place
        found = made.values
        self.values[council, index, replication] = [float(found[name]) for name in OUTCOMES]
        if index == 0:
            days = found["monthly_delayed_days"].sum(axis=(1, 2)).reshape(-1, MONTHS).sum(1)
            people = found["monthly_residents"].sum(1).reshape(-1, MONTHS).mean(1)
            self.delays[council, replication] = 1000 * days / people

    def dataset(
        self, councils: list[str], numbers: list[str], arrangements: list[str]
    ) -> xr.Dataset:
        """Return the outcomes of what has been run."""
        ratio = [[one[name] for name in numbers] for one in self.ratios]
        return xr.Dataset(
            {
                "value": (("council", "arrangement", "replication", "outcome"), self.values),
                "delays": (("council", "replication", "year"), self.delays),
                "ratio": (("council", "number"), np.array(ratio)),
            },
            coords={
                "council": councils, "arrangement": [Path(name).stem for name in arrangements],
                "outcome": list(OUTCOMES), "year": self.years, "number": numbers,
            },
        )  # fmt: skip
