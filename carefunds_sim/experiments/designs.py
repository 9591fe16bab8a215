"""The points of a sweep, and how they were chosen."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from scipy.stats import qmc

from carefunds_sim.analysis.design import unit_problem
from carefunds_sim.errors import CarefundsError
from carefunds_sim.scenario.factor import Factor
from carefunds_sim.scenario.schema.study import MOST_POINTS
from carefunds_sim.scenario.sweep_design import SweepDesign


@dataclass(frozen=True, eq=False)
class Design:
    """Points over factors.

    ``values`` has shape (point, factor), each in the factor's own unit; NaN leaves what the file
    says. ``settings`` are those of the method, as results state them.
    """

    method: str
    values: np.ndarray
    settings: dict[str, Any]


def values_at(factors: Sequence[Factor], positions: np.ndarray) -> np.ndarray:
    """Return the values at positions from 0 to 1 of each factor's range, (point, factor)."""
    columns = [
        [factor.at(float(to)) for to in column]
        for factor, column in zip(factors, positions.T, strict=True)
    ]
    return np.array(columns, dtype=np.float64).T.reshape(positions.shape)


def full_factorial(factors: Sequence[Factor], *, levels: int | None = None) -> np.ndarray:
    """Return values (point, factor); the last factor changes fastest.

    ``levels`` is into how many even steps, ends included, a range without levels of its own goes.

    Raises
    ------
    CarefundsError
        There would be more than a million points.
    """
    choices = [_levels(factor, levels) for factor in factors]
    points = math.prod(map(len, choices))
    if points > MOST_POINTS:
        raise CarefundsError(
            f"a full factorial of {len(factors)} factors has {points:,} points, more than "
            f"{MOST_POINTS:,}; take fewer levels or factors, or another method"
        )
    return np.array(list(product(*choices)), dtype=np.float64)


def _levels(factor: Factor, levels: int | None) -> Sequence[float]:
    if factor.levels or levels is None:
        return factor.levels
    return [factor.at(float(to)) for to in np.linspace(0.0, 1.0, levels)]


def latin_hypercube(factors: int, *, points: int, batches: int, seed: int) -> np.ndarray:
    """Return positions (point, factor): batch after batch, each a hypercube of its own.

    A batch depends on the seed and on its number only, so that more batches keep the earlier rows.
    More points would not: they divide the ranges differently.
    """
    return np.concatenate(
        [
            qmc.LatinHypercube(factors, seed=np.random.default_rng([seed, batch])).random(points)
            for batch in range(batches)
        ]
    )


def morris(factors: int, *, trajectories: int, levels: int, seed: int) -> np.ndarray:
    """Return positions (point, factor): trajectories of one row more than there are factors.

    Rows are as ``SALib.analyze.morris`` takes them. A trajectory depends on the seed and on its
    number only, so that more trajectories keep the earlier rows.
    """
    from SALib.sample import morris as salib  # type: ignore[import-untyped]

    return np.concatenate(
        [
            salib.sample(
                unit_problem(factors), 1, levels, seed=np.random.default_rng([seed, number])
            )
            for number in range(trajectories)
        ]
    )


def one_at_a_time(factors: Sequence[Factor]) -> np.ndarray:
    """Return values (point, factor): first the files' own, then factor by factor the others.

    A factor goes to the low and the high end of its range, or to each of its levels.
    """
    own = [factor.own for factor in factors]
    rows = [own]
    for place, factor in enumerate(factors):
        for value in factor.levels or (factor.low, factor.high):
            rows.append([*own[:place], value, *own[place + 1 :]])  # noqa: PERF401 - rows of a list
    return np.array(rows, dtype=np.float64)


def saltelli(factors: int, *, base_points: int, second_order: bool, seed: int) -> np.ndarray:
    """Return positions (point, factor) in the order in which ``SALib.analyze.sobol`` takes them.

    ``base_points`` is a power of two; twice as many keep the earlier rows. Each base point makes
    two rows more than there are factors, or twice as many factors with ``second_order``.
    """
    from SALib.sample import sobol as salib

    found: np.ndarray = salib.sample(
        unit_problem(factors),
        base_points,
        calc_second_order=second_order,
        seed=np.random.default_rng(seed),
    )
    return found


def sobol(factors: int, *, points: int, seed: int) -> np.ndarray:
    """Return positions (point, factor); ``points`` is a power of two, and more keep the earlier."""
    sequence = qmc.Sobol(factors, scramble=True, seed=np.random.default_rng(seed))
    found: np.ndarray = sequence.random(points)
    return found


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


_ON_A_CUBE: dict[str, Callable[..., np.ndarray]] = {
    "latin_hypercube": latin_hypercube,
    "sobol": sobol,
    "morris": morris,
    "saltelli": saltelli,
}
"""Methods that choose positions from 0 to 1, whatever the factors are."""


def design_of(sweep: SweepDesign) -> Design:
    """Return the points of a sweep; the same sweep always has the same points.

    Raises
    ------
    CarefundsError
        There would be more points than any study has.
    """
    return Design(sweep.plan.method, _values(sweep), sweep.plan.settings())


def _values(sweep: SweepDesign) -> np.ndarray:
    method, settings = sweep.plan.method, sweep.plan.settings()
    if method in _ON_A_CUBE:
        positions = _ON_A_CUBE[method](len(sweep.factors), **settings)
        return values_at(sweep.factors, positions)
    if method == "one_at_a_time":
        return one_at_a_time(sweep.factors)
    if method == "full_factorial":
        return full_factorial(sweep.factors, **settings)
    return np.array(sweep.table, dtype=np.float64)
