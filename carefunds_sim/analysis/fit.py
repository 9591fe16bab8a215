"""How well a model meets published facts: target, model, interval, verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from carefunds_sim.analysis.intervals import mean_and_interval
from carefunds_sim.analysis.measures import find, measured
from carefunds_sim.errors import CarefundsError

if TYPE_CHECKING:
    from carefunds_sim.scenario.schema.study import PublishedFact

STANDARD_DEVIATIONS = 4.0
"""An interval is read as so many standard deviations of what a typical council may show."""


@dataclass(frozen=True)
class Met:
    """One fact and what the model shows of it: mean over replications, with its 95% interval."""

    name: str
    target: PublishedFact
    mean: float
    low: float
    high: float

    @property
    def is_met(self) -> bool:
        """Whether the model's mean lies within the fact's interval."""
        low, high = self.target.interval
        return low <= self.mean <= high

    @property
    def might_be_met(self) -> bool:
        """Whether the interval of the model's mean reaches into that of the fact."""
        low, high = self.target.interval
        return self.low <= high and self.high >= low


def met(dataset: xr.Dataset, targets: Mapping[str, PublishedFact]) -> list[Met]:
    """Return what runs of one scenario show of every fact.

    Raises
    ------
    CarefundsError
        A target asks for a measure that there is not, or in another unit.
    """
    values = measured_all(dataset, targets)
    found = mean_and_interval(values).isel(scenario=0).transpose("target", "statistic").values
    rows = zip(targets.items(), found, strict=True)
    return [Met(name, target, *map(float, row)) for (name, target), row in rows]


def measured_all(dataset: xr.Dataset, targets: Mapping[str, PublishedFact]) -> xr.DataArray:
    """Return what runs show of every fact; dims (target, scenario, replication)."""
    for name, target in targets.items():
        unit = find(target.measure).unit
        if target.unit != unit:
            raise CarefundsError(f"targets.{name}.unit must be '{unit}' (got '{target.unit}')")
    rows = [measured(dataset, t.measure, t.of, t.years) for t in targets.values()]
    return xr.concat(rows, dim="target", coords="minimal", compat="override").assign_coords(
        target=list(targets)
    )


def misfits(values: np.ndarray, targets: Mapping[str, PublishedFact]) -> np.ndarray:
    """Return how far values are from their facts, in standard deviations; shape (targets)."""
    value = np.array([target.value for target in targets.values()])
    low, high = np.array([target.interval for target in targets.values()]).T
    return np.asarray((values - value) * STANDARD_DEVIATIONS / (high - low))
