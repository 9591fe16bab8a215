"""A radial one-at-a-time design: base points, and from each a step in every direction.

Morris (1991), Factorial sampling plans for preliminary computational experiments, Technometrics
33(2), 161-174: positions on four levels and steps of two thirds. Campolongo, Saltelli and Cariboni
(2011), From screening to quantitative sensitivity analysis, Computer Physics Communications 182(4),
978-988: every step is taken from the base point, so that what a step does not touch need not be run
again.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

LEVELS = 4
STEP = 2 / 3


@dataclass(frozen=True)
class Radial:
    """Positions from 0 to 1; ``base`` and ``step`` have shape (trajectory, factor)."""

    base: np.ndarray
    step: np.ndarray

    @classmethod
    def drawn(cls, trajectories: int, factors: int, *, seed: int) -> Radial:
        """Return a design of random base points; the same seed gives the same points."""
        draws = np.random.default_rng(seed)
        base = draws.integers(LEVELS, size=(trajectories, factors)) / (LEVELS - 1)
        return cls(base, np.where(base < 0.5, STEP, -STEP))

    def point(self, trajectory: int, factor: int | None) -> np.ndarray:
        """Return the positions of a base point, or of the step of a factor from it."""
        found: np.ndarray = self.base[trajectory].copy()
        if factor is not None:
            found[factor] += self.step[trajectory, factor]
        return found
