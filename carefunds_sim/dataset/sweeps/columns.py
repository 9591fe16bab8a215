"""Every value that a sweep keeps of a run, side by side in one row of numbers.

A file for each outcome of each task would be more files than a cluster's disks bear, so a task
writes one row a run, and the row is taken apart again when the store is read.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

import numpy as np

from carefunds_sim.dataset.build import VARIABLES
from carefunds_sim.dataset.outcomes import OUTCOMES

if TYPE_CHECKING:
    from carefunds_sim.dataset.axes import Axes
    from carefunds_sim.dataset.entry import Entry

OUTCOME_NAMES = tuple(outcome.id for outcome in OUTCOMES)


class Columns:
    """Where each variable's values stand in a row; the labels are those of all scenarios."""

    def __init__(self, axes: Axes, names: Sequence[str] = OUTCOME_NAMES) -> None:
        self.axes, self.names = axes, tuple(names)
        self.shapes = [
            axes.shape(VARIABLES[name].dims, monthly=VARIABLES[name].monthly) for name in names
        ]
        self._ends = list(accumulate(map(math.prod, self.shapes), initial=0))

    @property
    def number(self) -> int:
        """How many numbers a row holds."""
        return self._ends[-1]

    def row(self, scenario: int, values: Entry) -> np.ndarray:
        """Return one run's values as a row; NaN for what has no meaning in it."""
        row = np.full(self.number, np.nan)
        for name, shape, place in self._places():
            if name in values:
                variable = VARIABLES[name]
                cells = self.axes.cells(scenario, variable.dims, monthly=variable.monthly)
                row[place].reshape(shape)[cells] = values[name]
        return row

    def unpacked(self, rows: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
        """Yield each variable of rows with shape (..., column), with shape (..., *its own).

        Each is a copy, so that to keep one of them does not keep all.
        """
        for name, shape, place in self._places():
            yield name, rows[..., place].reshape(*rows.shape[:-1], *shape).copy()

    def _places(self) -> Iterator[tuple[str, tuple[int, ...], slice]]:
        places = (slice(first, end) for first, end in pairwise(self._ends))
        return zip(self.names, self.shapes, places, strict=True)
