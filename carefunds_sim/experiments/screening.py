"""Which numbers drive the results: every number of a study moved, one at a time.

The scenarios differ in their arrangement and meet the same people and chances at every point, so
an effect on a difference between arrangements is distinguished from an effect on all of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from carefunds_sim.dataset.provenance import provenance
from carefunds_sim.engines import DEFAULT_ENGINE
from carefunds_sim.errors import CarefundsError, SimulationError
from carefunds_sim.experiments.agenda import Agenda
from carefunds_sim.experiments.designs import Radial
from carefunds_sim.experiments.executors.execute import execute
from carefunds_sim.experiments.executors.task import Finished, PointTask, RunResult, Study, Task
from carefunds_sim.experiments.progress import Wanted, display
from carefunds_sim.experiments.replicate import nothing_made, ready
from carefunds_sim.scenario.comparison import StudyDesign, parts_of
from carefunds_sim.scenario.factor import Factor, factors_of
from carefunds_sim.scenario.load import load_experiment
from carefunds_sim.scenario.scenario import Scenario

TRAJECTORIES = 4
OUTCOMES = {"delayed_days": "delayed days", "cost_total": "total cost"}
"""What the study concludes from, and how each is called here."""


def screen(
    experiment: str | Path | StudyDesign = "screening", *, trajectories: int = TRAJECTORIES,
    replications: int | None = None, seed: int | None = None, engine: str = DEFAULT_ENGINE,
    workers: int | None = None, progress: Wanted = None,
) -> xr.Dataset:  # fmt: skip
    """Return the elementary effects of every number of an experiment's files on what it concludes.

    The variable ``effect`` (trajectory, factor, outcome, replication) is the change of an outcome
    for moving a number over its whole range, as a step of two thirds of the range has it; NaN
    where the runs were not made. Outcomes are those of the baseline, and the differences of the
    other arrangements from it.

    Raises
    ------
    CarefundsError
        The experiment has more than one area or squeeze, or nothing in it can move.
    SimulationError
        No run could be finished.
    """
    design = _design(experiment)
    scenarios = tuple(sorted(design.scenarios, key=lambda s: design.baseline not in parts_of(s)))
    factors = factors_of(scenarios)
    if not factors:
        raise CarefundsError(f"experiment '{design.name}' has no number that may move")
    key = design.run.seed if seed is None else seed
    radial = Radial.drawn(trajectories, len(factors), seed=key)
    effects = Effects(scenarios, factors, radial, replications or design.run.replications)
    finished = Finished(effects.keep)
    with display(progress) as on_progress:
        ready(engine, effects.expected(), on_progress)
        execute(Study(scenarios, key, engine), effects, finished, workers=workers,
                progress=on_progress)  # fmt: skip
    if np.isnan(effects.values).all():
        raise SimulationError(nothing_made(finished))
    found = effects.dataset()
    failures = [failure.message[:300] for failure in finished.failures.values()]
    found.attrs = provenance(
        scenarios, seed=key, engine=engine, study=design.name, baseline=design.baseline
    ) | {
        "scenarios": json.dumps({scenario.name: scenario.hash for scenario in scenarios}),
        "trajectories": trajectories,
        "runs": len(finished),
        "interrupted": int(finished.interrupted),
        "incomplete": int(finished.interrupted or bool(failures)),
        "failures": json.dumps(failures[:20]),
    }
    return found


def _design(experiment: str | Path | StudyDesign) -> StudyDesign:
    design = experiment if isinstance(experiment, StudyDesign) else load_experiment(experiment)
    for kind in ("area", "squeeze"):
        names = dict.fromkeys(getattr(s, kind).name for s in design.scenarios)
        if len(names) > 1:
            raise CarefundsError(f"a screening takes one {kind} (got {', '.join(names)})")
    return design


class Effects(Agenda):
    """The outcomes of a radial design's points as they come in, and the tasks that make them.

    ``values`` has shape (trajectory, step, scenario, replication, outcome); step 0 is the base
    point itself.
    """

    def __init__(
        self, scenarios: tuple[Scenario, ...], factors: tuple[Factor, ...], radial: Radial,
        replications: int,
    ) -> None:  # fmt: skip
        self.scenarios, self.factors, self.radial = scenarios, factors, radial
        self.replications = replications
        self.shape = (len(radial.base), len(factors) + 1, len(scenarios))
        self.values = np.full((*self.shape, replications, len(OUTCOMES)), np.nan)

    def __iter__(self) -> Iterator[Task]:
        trajectories, steps, scenarios = self.shape
        for trajectory, step, index in np.ndindex(trajectories, steps, scenarios):
            if self.differs(step, index):
                settings = self.settings(trajectory, step, index)
                for replication in range(self.replications):
                    yield PointTask(index, replication, trajectory * steps + step, settings)

    def settings(self, trajectory: int, step: int, index: int) -> dict[str, Any]:
        """Return the values by path of a scenario at a point."""
        positions = self.radial.point(trajectory, step - 1 if step else None)
        values: dict[str, Any] = {}
        for factor, to in zip(self.factors, positions, strict=True):
            values |= factor.settings(index, factor.at(to))
        return values

    def differs(self, step: int, index: int) -> bool:
        """Return whether a step changes a scenario; else it is as at the base point."""
        return step == 0 or self.factors[step - 1].paths[index] is not None

    def expected(self) -> int:
        """Return how many runs there are."""
        trajectories, steps, scenarios = self.shape
        each = sum(self.differs(s, i) for s in range(steps) for i in range(scenarios))
        return trajectories * each * self.replications

    def keep(self, task: Task, made: RunResult) -> None:
        """Take the outcomes of one run."""
        point, scenario, replication = task.place
        self.values[*divmod(point, self.shape[1]), scenario, replication] = [
            float(made.values[name]) for name in OUTCOMES
        ]

    def dataset(self) -> xr.Dataset:
        """Return the elementary effects of what has been run."""
        values = self.values.copy()
        for step, index in np.ndindex(*self.shape[1:]):
            if not self.differs(step, index):
                values[:, step, index] = values[:, 0, index]
        change = values[:, 1:] - values[:, :1]
        change /= self.radial.step[:, :, np.newaxis, np.newaxis, np.newaxis]
        gaps = change[:, :, 1:] - change[:, :, :1]
        found = np.concatenate([change[:, :, :1], gaps], axis=2)
        stacked = np.moveaxis(found, 4, 2).reshape(*found.shape[:2], -1, self.replications)
        dims = ("trajectory", "factor", "outcome", "replication")
        attrs = {"long_name": "elementary effect", "units": "of the outcome, a whole range"}
        return xr.Dataset({"effect": (dims, stacked, attrs)}, coords=self._labels())

    def _labels(self) -> dict[str, Any]:
        base, *others = (
            (s.arrangement.name if s.arrangement else s.name).replace("_", " ")
            for s in self.scenarios
        )
        compared = [base, *(f"{other} less {base}" for other in others)]
        known = [dict(scenario.quantities()) for scenario in self.scenarios]
        quantities = [
            next(known[index][path] for index, path in enumerate(factor.paths) if path)
            for factor in self.factors
        ]
        ranges = [quantity.range or (np.nan, np.nan) for quantity in quantities]
        return {
            "factor": [factor.name for factor in self.factors],
            "outcome": [f"{words}, {what}" for words in OUTCOMES.values() for what in compared],
            "position": ("factor", [factor.position(factor.own) for factor in self.factors]),
            "kind": ("factor", [factor.kind for factor in self.factors]),
            "unit": ("factor", [quantity.unit for quantity in quantities]),
            "low": ("factor", [low for low, _ in ranges]),
            "high": ("factor", [high for _, high in ranges]),
        }
