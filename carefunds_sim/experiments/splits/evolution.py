"""The optimiser: evolution strategy with covariance matrix adaptation, asked and told.

Hansen (2016), The CMA evolution strategy: a tutorial, arXiv:1604.00772. It asks for a whole
population at a time, which processes can run at once; it uses nothing of a score but its rank, so
that steps of whole beds and what chance leaves do not mislead its slopes; and it says where the
middle of its search is, which chance has favoured less than the best point it met.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

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
        """Whether the search has come to an end by itself."""
        return bool(self._strategy.stop())

    def ask(self) -> list[np.ndarray]:
        """Return the next points to be tried."""
        return [np.array(point) for point in self._strategy.ask()]

    def tell(self, points: Sequence[np.ndarray], scores: Sequence[float]) -> None:
        """Hear how good the points were; less is better."""
        self._strategy.tell(list(points), list(scores))
