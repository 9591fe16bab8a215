"""The points of a screening, and the elementary effects of what has been run at them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from carefunds_sim.experiments.task import Made, Study, Task
from carefunds_sim.scenario.factor import Factor

if TYPE_CHECKING:
    from carefunds_sim.experiments.radial import Radial
    from carefunds_sim.scenario.scenario import Scenario
    from carefunds_sim.scenario.schema.quantity import Quantity

OUTCOMES = {"delayed_days": "delayed days", "cost_total": "total cost"}
"""What the study concludes from, and how each is called here."""


@dataclass(frozen=True)
class Points(Study):
    """A study whose scenarios are made when they are run; there would be thousands to keep.

    A place is (trajectory, step, scenario) in one number; step 0 is the base point itself.
    """

    factors: tuple[Factor, ...]
    radial: Radial

    @property
    def shape(self) -> tuple[int, int, int]:
        """Trajectories, steps (the base point and one for each factor), scenarios."""
        trajectories, factors = self.radial.base.shape
        return trajectories, factors + 1, len(self.scenarios)

    def scenario(self, place: int) -> Scenario:
        """Return a scenario with every number where this point of the design has it."""
        trajectory, step, index = map(int, np.unravel_index(place, self.shape))
        positions = self.radial.point(trajectory, step - 1 if step else None)
        values: dict[str, Any] = {}
        for factor, to in zip(self.factors, positions, strict=True):
            values |= factor.settings(index, factor.at(to))
        return self.scenarios[index].with_values(values)

    def differs(self, step: int, index: int) -> bool:
        """Whether a step changes a scenario; else it is as at the base point."""
        return step == 0 or self.factors[step - 1].paths[index] is not None

    def __reduce__(self) -> tuple[type[Points], tuple[Any, ...]]:
        """Go to another process whole: factors are plain, and scenarios go as their text."""
        return (Points, (self.scenarios, self.seed, self.engine, self.factors, self.radial))

    def quantity(self, factor: Factor) -> Quantity[Any]:
        """Return the quantity that a factor moves as a whole."""
        index, path = next((i, path) for i, path in enumerate(factor.paths) if path)
        return self._quantities[index][path]

    @cached_property
    def _quantities(self) -> list[dict[str, Quantity[Any]]]:
        return [dict(scenario.quantities()) for scenario in self.scenarios]


class Effects:
    """The outcomes of every point as they come in, and the agenda of those to be run."""

    def __init__(self, points: Points, replications: int) -> None:
        self.points, self.replications = points, replications
        self.values = np.full((*points.shape, replications, len(OUTCOMES)), np.nan)

    def __iter__(self) -> Iterator[Task]:
        trajectories, steps, scenarios = self.points.shape
        for place in np.ndindex(trajectories, steps, scenarios):
            if self.points.differs(place[1], place[2]):
                for replication in range(self.replications):
                    number = int(np.ravel_multi_index(place, self.points.shape))
                    yield Task(number, replication)

    def expected(self) -> int:
        """Return how many runs there are."""
        trajectories, steps, scenarios = self.points.shape
        each = sum(self.points.differs(s, i) for s in range(steps) for i in range(scenarios))
        return trajectories * each * self.replications

    def enough(self) -> bool:
        """Every task is wanted."""
        return False

    def kept(self) -> int:
        """Return the given number of replications."""
        return self.replications

    def reached(self, dataset: xr.Dataset) -> dict[str, Any]:  # noqa: ARG002 - nothing was asked
        """Return nothing."""
        return {}

    def keep(self, task: Task, made: Made) -> None:
        """Take the outcomes of one run."""
        trajectory, step, index = np.unravel_index(task.scenario, self.points.shape)
        self.values[trajectory, step, index, task.replication] = [
            float(made.values[name]) for name in OUTCOMES
        ]

    def dataset(self) -> xr.Dataset:
        """Return the elementary effects of what has been run."""
        values = self.values.copy()
        for step, index in np.ndindex(*self.points.shape[1:]):
            if not self.points.differs(step, index):
                values[:, step, index] = values[:, 0, index]
        change = values[:, 1:] - values[:, :1]
        change /= self.points.radial.step[:, :, np.newaxis, np.newaxis, np.newaxis]
        gaps = change[:, :, 1:] - change[:, :, :1]
        found = np.concatenate([change[:, :, :1], gaps], axis=2)
        stacked = np.moveaxis(found, 4, 2).reshape(*found.shape[:2], -1, self.replications)
        dims = ("trajectory", "factor", "outcome", "replication")
        attrs = {"long_name": "elementary effect", "units": "of the outcome, a whole range"}
        return xr.Dataset({"effect": (dims, stacked, attrs)}, coords=self._labels())

    def _labels(self) -> dict[str, Any]:
        base, *others = (_called(scenario) for scenario in self.points.scenarios)
        whose = [base, *(f"{other} less {base}" for other in others)]
        factors = self.points.factors
        quantities = [self.points.quantity(factor) for factor in factors]
        ranges = [quantity.range or (np.nan, np.nan) for quantity in quantities]
        return {
            "factor": [factor.name for factor in factors],
            "outcome": [f"{words}, {who}" for words in OUTCOMES.values() for who in whose],
            "position": ("factor", [factor.position(factor.own) for factor in factors]),
            "kind": ("factor", [factor.kind for factor in factors]),
            "unit": ("factor", [quantity.unit for quantity in quantities]),
            "low": ("factor", [low for low, _ in ranges]),
            "high": ("factor", [high for _, high in ranges]),
        }


def _called(scenario: Scenario) -> str:
    name = scenario.arrangement.name if scenario.arrangement else scenario.name
    return name.replace("_", " ")
