"""Emulators: what a model's output is expected to be where it was not run, and how surely.

The mean of one output is a constant with chosen linear, squared and product terms of the inputs
that matter to it, and a Gaussian process over the same inputs around these. Effects of all other
inputs are a nugget, whose variance is estimated; the noise of a run's mean is known from its
replications. Iskauskas and others (2024), Emulation and history matching using the hmer package,
Journal of Statistical Software 109(10), set out this practice. Terms enter by the extended
criterion of Chen and Chen (2008), Biometrika 95(3), 759-771, which allows for how many were tried.
The process hangs on knots, a subset of the runs, so that thousands of points take no time:
Snelson and Ghahramani (2006), Sparse Gaussian processes using pseudo-inputs, NeurIPS 18.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.linalg import cho_solve, solve_triangular
from scipy.optimize import minimize

from carefunds_sim.analysis.emulator_model import (
    SMALLEST,
    Choice,
    Features,
    Model,
    Runs,
    matern,
    scaled,
)
from carefunds_sim.analysis.emulator_terms import chosen_terms, columns
from carefunds_sim.errors import CarefundsError

LEAST = 10
"""Fewest runs that an emulator is made of."""

LENGTHS = (0.5, 1.0, 2.0, 4.0)
"""Length scales tried, in root mean square distances of two runs over the active inputs."""

WORTH = 2.0
"""Log-likelihood that a process must add to be kept."""

FAR = 6.0
"""Robust standard errors from its prediction by all others that make a run an outlier."""

PARTS = 4
"""Parts of the runs that judge, one after another, emulators made of the others."""

BLOCK = 4096


@dataclass(frozen=True, eq=False)
class Emulator:
    """The emulator of one output: a linear model of terms and of closeness to the knots."""

    choice: Choice
    active: np.ndarray
    centre: np.ndarray
    scale: np.ndarray
    knots: np.ndarray
    coefficients: np.ndarray
    weights: np.ndarray
    offset: float
    unit: float

    @property
    def nugget(self) -> float:
        """Variance that the inputs outside the emulator make, in the output's unit squared."""
        return self.choice.nugget * self.unit**2

    def predict(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return mean and variance of the expected output at positions (point, input).

        The variance is how unsure the emulator is, with the nugget and without replication noise.
        """
        mean, variance = np.empty(len(x)), np.empty(len(x))
        for start in range(0, len(x), BLOCK):
            part = slice(start, start + BLOCK)
            mean[part], variance[part] = self.scaled((x[part] - self.centre) / self.scale)
        return self.offset + self.unit * mean, self.unit**2 * variance

    def scaled(self, u: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return mean and variance of the scaled output at scaled positions (point, input)."""
        basis = columns(u, self.choice.terms)
        if len(self.knots):
            close = matern(u[:, self.active], self.knots, self.choice.length)
            basis = np.hstack([basis, close])
        variance = np.einsum("ij,ij->i", basis @ self.weights, basis) + self.choice.signal
        return basis @ self.coefficients, np.maximum(variance, 0.0) + self.choice.nugget

    def check(self, x: np.ndarray, y: np.ndarray, noise: np.ndarray) -> dict[str, float]:
        """Return how the emulator does at runs that it has not seen.

        ``rmse`` in the output's unit, ``standardised`` the same in predicted standard deviations
        (one if these are right), and the shares of runs ``within_2`` and ``within_3`` of them.
        """
        mean, variance = self.predict(x)
        seen = np.isfinite(y) & np.isfinite(noise)
        error = (y - mean)[seen]
        z = error / np.sqrt(np.maximum(variance + noise, np.finfo(float).tiny))[seen]
        return {
            "rmse": float(np.sqrt(np.mean(error**2))),
            "standardised": float(np.sqrt(np.mean(z**2))),
            "within_2": float(np.mean(abs(z) <= 2)),
            "within_3": float(np.mean(abs(z) <= 3)),
        }


def fit(x: np.ndarray, y: np.ndarray, noise: np.ndarray) -> Emulator:
    """Return the emulator of an output.

    From positions (run, input) in the unit cube, means over replications (run) and the known
    variance of each mean (run). A run with a missing mean or variance is left out, and so are the
    very few that are absurdly far from what all others say of them.

    Raises
    ------
    CarefundsError
        Fewer than ten runs are finished.
    """
    x, noise = np.asarray(x, dtype=float), _usable(y, noise)
    if np.isfinite(noise).sum() < LEAST:
        raise CarefundsError(f"an emulator needs {LEAST} finished runs or more")
    made, z = _estimated(x, y, noise)
    out = abs(z) > FAR
    if 0 < out.sum() <= 0.02 * len(z):
        noise[np.flatnonzero(np.isfinite(noise))[out]] = np.inf
        made, _ = _estimated(x, y, noise)
    return made


def _usable(y: np.ndarray, noise: np.ndarray) -> np.ndarray:
    return np.where(np.isfinite(y) & np.isfinite(noise), np.maximum(noise, 0.0), np.inf)


def _estimated(x: np.ndarray, y: np.ndarray, noise: np.ndarray) -> tuple[Emulator, np.ndarray]:
    """Return the emulator and the standardised errors of leaving each run out, made robust."""
    runs = scaled(x, y, noise)
    terms = chosen_terms(runs.u, runs.y, runs.noise)
    plain = Choice(terms, 1.0, 0.0, SMALLEST)
    best, value = _tuned(runs, plain)
    if len(terms):
        start = Choice(terms, 1.0, best.nugget / 2, best.nugget / 2)
        tuned = [
            _tuned(runs, Choice(terms, length, start.signal, start.nugget)) for length in LENGTHS
        ]
        choice, with_process = max(tuned, key=lambda found: found[1])
        if with_process > value + WORTH:
            best = choice
    best = replace(best, nugget=best.nugget + _optimism(runs, best))
    model = Model.of(runs, best)
    return _assembled(runs, model), model.left_out()


def _optimism(runs: Runs, choice: Choice) -> float:
    """Return how much the nugget is too small because terms were chosen for how well they fit.

    Terms are chosen again without each part of the runs in turn, which these then judge.
    """
    part = np.arange(len(runs.y)) % PARTS
    over = np.empty(PARTS)
    for held in range(PARTS):
        seen, judge = runs.only(part != held), runs.only(part == held)
        terms = chosen_terms(seen.u, seen.y, seen.noise)
        model = Model.of(seen, replace(choice, terms=terms))
        mean, variance = _assembled(seen, model).scaled(judge.u)
        expected = variance + judge.noise
        square = np.minimum((judge.y - mean) ** 2 / expected, FAR**2)
        over[held] = ((square - 1) * expected).mean()
    return max(float(np.median(over)), 0.0)


def _tuned(runs: Runs, choice: Choice) -> tuple[Choice, float]:
    """Return the choice with the likeliest variances, and its log-likelihood."""
    process = choice.signal > 0
    features = Features.of(runs, choice)

    def made(log: np.ndarray) -> Choice:
        variances = np.exp(np.clip(log, np.log(SMALLEST), 3.0))
        return Choice(choice.terms, choice.length, float(variances[1]) if process else 0.0,
                      float(variances[0]))  # fmt: skip

    def loss(log: np.ndarray) -> float:
        return -Model.at(runs, features, made(log)).likelihood

    first = np.log(0.3 if not process else max(choice.nugget, 10 * SMALLEST))
    start = np.full(2 if process else 1, first)
    simplex = start + np.vstack([np.zeros(len(start)), -1.5 * np.eye(len(start))])
    found = minimize(
        loss, start, method="Nelder-Mead",
        options={"xatol": 0.1, "fatol": 0.1, "maxfev": 40, "initial_simplex": simplex},
    )  # fmt: skip
    return made(found.x), -float(found.fun)


def _assembled(runs: Runs, model: Model) -> Emulator:
    """Return the emulator, with the knots' columns put back as closeness."""
    features, signal = model.features, model.choice.signal
    weights = cho_solve(model.factor, np.eye(len(model.solution)))
    coefficients = model.solution.copy()
    if len(features.knots):
        part = slice(features.terms, None)
        back = solve_triangular(features.lower, np.eye(len(features.lower)), lower=True)
        coefficients[part] = back.T @ coefficients[part]
        weights[part, part] -= signal * np.eye(len(back))
        weights[part, :] = back.T @ weights[part, :]
        weights[:, part] = weights[:, part] @ back
    return Emulator(model.choice, features.active, runs.centre, runs.scale, features.knots,
                    coefficients, weights, runs.offset, runs.unit)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Emulators:
    """Emulators of several outputs of the same runs."""

    each: tuple[Emulator, ...]

    @classmethod
    def fit(cls, x: np.ndarray, y: np.ndarray, noise: np.ndarray) -> Emulators:
        """Return the emulators of outputs (run, output) with known variances of their shape."""
        return cls(tuple(fit(x, y[:, j], noise[:, j]) for j in range(y.shape[1])))

    def only(self, which: np.ndarray) -> Emulators:
        """Return the emulators of some outputs."""
        return Emulators(tuple(self.each[j] for j in which))

    def predict(
        self, x: np.ndarray, which: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return means and variances (point, output), of all outputs or of those asked for."""
        wanted = self.each if which is None else [self.each[j] for j in which]
        found = [one.predict(x) for one in wanted]
        return np.stack([m for m, _ in found], axis=1), np.stack([v for _, v in found], axis=1)
