"""Measures of one response after the other, put together as a labelled dataset."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import xarray as xr

from carefunds_sim.analysis.intervals import STATISTICS
from carefunds_sim.analysis.sensitivity.moved import MOVED, with_moved
from carefunds_sim.analysis.sensitivity.responses import provenance_of, responses

Place = tuple[int, int]
"""Index of the outcome, index of the response."""

FACTOR_WORDS = (
    "factor_unit", "factor_low", "factor_high", "factor_own", "factor_kind", MOVED,
)  # fmt: skip


class Assembled:
    """The responses of a sweep, and what is worked out of each of them."""

    def __init__(self, dataset: xr.Dataset, outcomes: list[str], baseline: str | None) -> None:
        self._dataset = dataset
        self.values = responses(dataset, outcomes, baseline=baseline)
        self._cells: dict[str, dict[Place, np.ndarray]] = {}

    def enter(
        self, place: Place, cells: Mapping[str, np.ndarray], empty: Mapping[str, np.ndarray]
    ) -> None:
        """Keep the measures of one response; what is not among them is as in ``empty``."""
        for name, value in {**empty, **cells}.items():
            self._cells.setdefault(name, {})[place] = np.asarray(value)

    def of(self, name: str) -> np.ndarray:
        """Return one measure of all responses; (outcome, response, ...)."""
        sizes = (self.values.sizes["outcome"], self.values.sizes["response"])
        cells = self._cells[name]
        rows = [np.stack([cells[i, j] for j in range(sizes[1])]) for i in range(sizes[0])]
        return np.stack(rows)

    def dataset(self, dims: Mapping[str, tuple[str, ...]], **coordinates: np.ndarray) -> xr.Dataset:
        """Return the measures with labels along every dimension that they have."""
        variables = {
            name: (("outcome", "response", *dims[name]), self.of(name)) for name in self._cells
        }
        found = xr.Dataset(variables, attrs=provenance_of(self._dataset))
        labels = {**coordinates, "statistic": np.array(STATISTICS)}
        known = {dim: label for dim, label in labels.items() if dim in found.dims}
        kept = {
            str(name): coordinate
            for name, coordinate in self.values.coords.items()
            if set(coordinate.dims) <= {"outcome", "response"}
        }
        return found.assign_coords({**kept, **known, **factor_coordinates(self._dataset)})


def factor_coordinates(dataset: xr.Dataset) -> dict[str, xr.DataArray]:
    """Return a sweep's factors and what is known of each; ``factor_moved`` is 0 or 1."""
    dataset = with_moved(dataset)
    words = ["factor", *(word for word in FACTOR_WORDS if word in dataset.coords)]
    return {word: dataset[word] for word in words}


def each_response(values: xr.DataArray) -> Iterator[tuple[Place, np.ndarray]]:
    """Yield every response and where it stands; (point, replication)."""
    table = values.transpose("outcome", "response", "point", "replication").to_numpy()
    for place in np.ndindex(*table.shape[:2]):
        yield (place[0], place[1]), table[place]


def with_statistic(mean: np.ndarray, half: np.ndarray, *, least: float = -np.inf) -> np.ndarray:
    """Return mean, low and high along a new last axis; no low end is below ``least``."""
    return np.stack([mean, np.maximum(mean - half, least), mean + half], axis=-1)
