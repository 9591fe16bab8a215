"""Which tasks of a sweep are to be made: those that are not finished, or one shard of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from carefunds_sim.experiments.sweep.study import PointTask

if TYPE_CHECKING:
    import xarray as xr

    from carefunds_sim.dataset.sweeps.ledger import Place
    from carefunds_sim.dataset.sweeps.store import SweepStore
    from carefunds_sim.experiments.sweep.shard import Shard
    from carefunds_sim.scenario.factor import Factor


class Unfinished:
    """The tasks of a store that its ledger does not have, in their order."""

    def __init__(self, store: SweepStore, factors: Sequence[Factor], shard: Shard) -> None:
        self.store, self.factors = store, factors
        self.places: list[Place] = [
            place
            for number, place in enumerate(store.places())
            if shard.holds(number) and place not in store.ledger
        ]

    def __iter__(self) -> Iterator[PointTask]:
        for place in self.places:
            yield self.task(place)

    def task(self, place: Place) -> PointTask:
        """Return the task of a place, with what it sets."""
        point, scenario = place
        values = self.store.values[point]
        settings = {
            path: value
            for factor, number in zip(self.factors, values, strict=True)
            for path, value in factor.settings(scenario, float(number)).items()
        }
        return PointTask(scenario, 0, point, settings)

    def expected(self) -> int:
        """Return how many tasks there are."""
        return len(self.places)

    def enough(self) -> bool:
        """Every task is wanted."""
        return False

    def kept(self) -> int:
        """Return the number of replications of each task."""
        return self.store.replications

    def reached(self, dataset: xr.Dataset) -> dict[str, Any]:  # noqa: ARG002 - nothing was asked
        """Return nothing."""
        return {}
