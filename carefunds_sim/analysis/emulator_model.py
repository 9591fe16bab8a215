"""The linear model behind an emulator: terms, closeness to knots, known and estimated variances."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.linalg import cho_factor, cho_solve, solve_triangular

from carefunds_sim.analysis.emulator_terms import columns

KNOTS = 120
"""Most runs that the process hangs on; with fewer runs it is exact."""

SMALLEST = 1e-6
"""Smallest variance of nugget and of process, for an output of variance one."""


@dataclass(frozen=True, eq=False)
class Choice:
    """What was estimated: terms (term, 2), and of an output scaled to variance one the rest.

    ``signal`` is the process's variance, zero for no process; ``length`` its length scale.
    """

    terms: np.ndarray
    length: float
    signal: float
    nugget: float


@dataclass(frozen=True, eq=False)
class Runs:
    """Finished runs with inputs and output scaled: positions (run, input), outputs, variances."""

    u: np.ndarray
    y: np.ndarray
    noise: np.ndarray
    centre: np.ndarray
    scale: np.ndarray
    offset: float
    unit: float

    def only(self, chosen: np.ndarray) -> Runs:
        """Return some of the runs, on the same scale."""
        return replace(self, u=self.u[chosen], y=self.y[chosen], noise=self.noise[chosen])


def scaled(x: np.ndarray, y: np.ndarray, noise: np.ndarray) -> Runs:
    """Return the runs that are finished, whose variance is finite, on the scale of an emulator."""
    used = np.isfinite(noise)
    x, y, noise = x[used], y[used], noise[used]
    centre, spread = x.mean(axis=0), x.std(axis=0)
    scale = np.where(spread > 1e-9, spread, 1.0)
    middle, size = float(np.median(y)), float(y.std())
    unit = max(size, 1e-9 * abs(middle)) or SMALLEST
    return Runs((x - centre) / scale, (y - middle) / unit, noise / unit**2,
                 centre, scale, middle, unit)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Features:
    """Columns (run, column) of terms and of knots; ``lower`` is the factor of the knots."""

    columns: np.ndarray
    terms: int
    active: np.ndarray
    knots: np.ndarray
    lower: np.ndarray

    @classmethod
    def of(cls, runs: Runs, choice: Choice) -> Features:
        """Return the columns of runs; those of knots are independent with variance one."""
        basis = columns(runs.u, choice.terms)
        active = np.unique(choice.terms[choice.terms >= 0])
        if choice.signal <= 0 or not len(active):
            none = np.empty((0, 0))
            return cls(basis, basis.shape[1], active, np.empty((0, len(active))), none)
        where = runs.u[:, active]
        knots = where[np.unique(np.linspace(0, len(where) - 1, KNOTS).astype(int))]
        among = matern(knots, knots, choice.length) + 1e-6 * np.eye(len(knots))
        lower = np.linalg.cholesky(among)
        close = solve_triangular(lower, matern(where, knots, choice.length).T, lower=True).T
        return cls(np.hstack([basis, close]), basis.shape[1], active, knots, lower)


@dataclass(frozen=True, eq=False)
class Model:
    """The linear model of features at given variances, solved."""

    runs: Runs
    features: Features
    choice: Choice
    error: np.ndarray
    factor: tuple[np.ndarray, bool]
    solution: np.ndarray
    likelihood: float

    @classmethod
    def of(cls, runs: Runs, choice: Choice) -> Model:
        """Return the model of runs, its columns worked out."""
        return cls.at(runs, Features.of(runs, choice), choice)

    @classmethod
    def at(cls, runs: Runs, features: Features, choice: Choice) -> Model:
        """Return the model; its likelihood is restricted, coefficients of terms being free."""
        terms, basis = features.terms, features.columns
        lost = 1 - (basis[:, terms:] ** 2).sum(axis=1) if len(features.knots) else 0.0
        error = choice.signal * np.maximum(lost, 0.0) + choice.nugget + runs.noise
        half = basis / np.sqrt(error)[:, np.newaxis]
        precision = half.T @ half
        knots = np.arange(terms, basis.shape[1])
        precision[knots, knots] += 1 / choice.signal if len(knots) else 0.0
        free = np.arange(terms)
        precision[free, free] *= 1 + 1e-10
        factor = cho_factor(precision, lower=True, check_finite=False)
        pull = basis.T @ (runs.y / error)
        solution = cho_solve(factor, pull, check_finite=False)
        size = 2 * np.log(np.diag(factor[0])).sum() + len(knots) * np.log(choice.signal or 1.0)
        misfit = (runs.y**2 / error).sum() - pull @ solution
        likelihood = -0.5 * (np.log(error).sum() + size + misfit)
        return cls(runs, features, choice, error, factor, solution, float(likelihood))

    def left_out(self) -> np.ndarray:
        """Return each run's error from what all others say of it, in robust standard errors."""
        basis = self.features.columns
        pulled = solve_triangular(self.factor[0], basis.T, lower=True, check_finite=False)
        leverage = np.minimum((pulled**2).sum(axis=0) / self.error, 1 - 1e-9)
        z = (self.runs.y - basis @ self.solution) / np.sqrt(self.error * (1 - leverage))
        z -= np.median(z)
        spread = 1.4826 * float(np.median(abs(z)))
        return np.asarray(z / spread if spread > 0 else np.zeros_like(z))


def matern(a: np.ndarray, b: np.ndarray, length: float) -> np.ndarray:
    """Return Matern correlations of smoothness 5/2 between points (point, input)."""
    square = (a**2).sum(axis=1)[:, np.newaxis] + (b**2).sum(axis=1) - 2 * a @ b.T
    square *= 5 / (2 * a.shape[1] * length**2)
    np.maximum(square, 0.0, out=square)
    root = np.sqrt(square)
    square /= 3
    square += root
    square += 1
    return np.asarray(square * np.exp(-root))
