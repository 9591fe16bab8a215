"""History matching: which positions of the inputs published facts do not rule out.

A point is ruled out where the emulated output is too many standard deviations from a fact, these
being of the emulator, of the observation and of the model's discrepancy: Vernon, Goldstein and
Bower (2010), Galaxy formation: a Bayesian uncertainty analysis, Bayesian Analysis 5(4), 619-670.

What is left may be a tiny part of the cube. It is reached by levels, each holding a set share of
the points of the one before, which are moved about inside it: Au and Beck (2001), Estimation of
small failure probabilities in high dimensions by subset simulation, Probabilistic Engineering
Mechanics 16(4), 263-277; for history matching, Williamson and Vernon (2013), arXiv:1309.3520.
Moves are differences of other points: ter Braak (2006), Statistics and Computing 16, 239-249.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from carefunds_sim.errors import CarefundsError

CUT_OFF = 3.0
"""Standard deviations beyond which a fact rules a point out (Pukelsheim's rule)."""

SHARE = 0.25
"""Least share of a level's points that the next level holds."""

MOVES = 24
"""How often the points are moved at each level."""

LEAST = 1e-15
"""Share of the cube below which the space left is called empty."""

ALL, FEW, JUMP = 0, 1, 2
KINDS = (0.5, 0.4, 0.1)
"""How often points move along all inputs, along few, and by a whole difference of two others."""

AIM = 0.2
"""Share of moves that is to be taken."""

TOGETHER = 6
"""Facts looked at together before points that they rule out are dropped."""


class Predictor(Protocol):
    """What emulators do, and whatever stands in their place."""

    def predict(
        self, x: np.ndarray, which: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return means and variances (point, output) of all outputs or of those asked for."""


@dataclass(frozen=True, eq=False)
class Facts:
    """Published values (fact), and the variances of observing them and of the model's fault."""

    value: np.ndarray
    observation: np.ndarray
    discrepancy: np.ndarray

    def only(self, which: np.ndarray) -> Facts:
        """Return some of the facts."""
        return Facts(self.value[which], self.observation[which], self.discrepancy[which])


def implausibility(mean: np.ndarray, variance: np.ndarray, facts: Facts) -> np.ndarray:
    """Return how many standard deviations (point, fact) each prediction is from its fact."""
    total = variance + facts.observation + facts.discrepancy
    return np.asarray(abs(mean - facts.value) / np.sqrt(np.maximum(total, np.finfo(float).tiny)))


def ranked(values: np.ndarray, rank: int = 1) -> np.ndarray:
    """Return each point's highest implausibility (point), or second highest for rank 2, and so on.

    From implausibilities (point, fact).
    """
    if not 1 <= rank <= values.shape[1]:
        raise CarefundsError(f"rank {rank} of {values.shape[1]} facts: there is none")
    return np.asarray(np.partition(values, -rank, axis=1)[:, -rank])


@dataclass(frozen=True, eq=False)
class Wave:
    """Emulators of one wave with the facts that they are held against, in the same order."""

    emulators: Predictor
    facts: Facts
    cut_off: float = CUT_OFF
    rank: int = 1

    def implausibility(
        self, x: np.ndarray, *, bound: float = np.inf, order: np.ndarray | None = None
    ) -> np.ndarray:
        """Return implausibilities (point, fact) at positions (point, input).

        Facts are looked at in an order; those after a point was found above ``bound`` are infinite.
        """
        found = np.full((len(x), len(self.facts.value)), np.inf)
        order = np.arange(found.shape[1]) if order is None else order
        open_, over = np.arange(len(x)), np.zeros(len(x), dtype=int)
        for start in range(0, len(order), TOGETHER):
            which = order[start : start + TOGETHER]
            mean, variance = self.emulators.predict(x[open_], which)
            values = implausibility(mean, variance, self.facts.only(which))
            found[np.ix_(open_, which)] = values
            over[open_] += (values > bound).sum(axis=1)
            open_ = open_[over[open_] < self.rank]
            if not len(open_):
                break
        return found

    def holds(self, x: np.ndarray) -> np.ndarray:
        """Return which points are not ruled out."""
        return ranked(self.implausibility(x, bound=self.cut_off), self.rank) <= self.cut_off


@dataclass(frozen=True, eq=False)
class Left:
    """Points (point, input) spread evenly over the space left, and how large it is.

    ``implausibility`` (point, fact) is of the wave that was last applied, number ``wave``.
    ``fractions`` of the cube are left after each wave up to it. ``relative_error`` is roughly the
    standard error of the last as a share of it. ``level`` is what the points stay below: the
    cut-off, or where the space is ``empty`` the lowest that was reached.
    """

    points: np.ndarray
    implausibility: np.ndarray
    fractions: tuple[float, ...]
    relative_error: float
    level: float
    wave: int
    empty: bool

    @property
    def fraction(self) -> float:
        """The fraction of the cube that is left, or at the lowest level if it is empty."""
        return self.fractions[-1]


def not_ruled_out(
    waves: Sequence[Wave], inputs: int, *, seed: int, points: int = 1000, moves: int = MOVES,
    least: float = LEAST,
) -> Left:  # fmt: skip
    """Return points that no wave rules out, and the fraction of the unit cube that is left.

    Waves are applied in their order, each inside what those before have left. Where a wave leaves
    less than ``least`` of the cube it is said to leave none; the points are then the least
    implausible that were found.
    """
    rng = np.random.default_rng(seed)
    x = rng.random((points, inputs))
    family = np.arange(points)
    fractions: list[float] = []
    log, variance, values, level = 0.0, 0.0, np.empty((points, 0)), np.inf
    for number, wave in enumerate(waves):
        values, level = wave.implausibility(x), np.inf
        while level > wave.cut_off:
            score = ranked(values, wave.rank)
            level, before = _next_level(score, wave.cut_off), level
            inside = score <= level
            if level >= before or log + np.log(inside.mean()) < np.log(least):
                kept = x[inside], values[inside]
                log = (log + np.log(inside.mean())) if level < before else log
                return Left(*kept, (*fractions, float(np.exp(log))), float(np.sqrt(variance)),
                            float(score[inside].max()), number, empty=True)  # fmt: skip
            log += np.log(inside.mean())
            variance += _uncertainty(inside, family)
            family = _resampled(inside, rng)
            x, values = _moved(x[family], values[family], waves[: number + 1], level, moves, rng)
        fractions.append(float(np.exp(log)))
    return Left(x, values, tuple(fractions), float(np.sqrt(variance)), float(level),
                len(waves) - 1, empty=False)  # fmt: skip


def _next_level(score: np.ndarray, cut_off: float) -> float:
    """Return the level that a set share of points is below, or just the cut-off."""
    wanted = np.sort(score)[int(np.ceil(SHARE * len(score))) - 1]
    return max(float(wanted), cut_off)


def _uncertainty(inside: np.ndarray, family: np.ndarray) -> float:
    """Return the variance of the log of a share, points copied from one being alike."""
    share = inside.mean()
    apart = np.bincount(family, weights=inside - share, minlength=len(family))
    return float(max((apart**2).mean(), share * (1 - share)) / (len(inside) * share**2))


def _resampled(inside: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the places of points inside, each taken about equally often, copies side by side."""
    kept = rng.permutation(np.flatnonzero(inside))
    return kept[np.arange(len(inside)) * len(kept) // len(inside)]


def _moved(
    x: np.ndarray, values: np.ndarray, waves: Sequence[Wave], level: float, moves: int,
    rng: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Return points moved about inside the level of the last wave, and their implausibilities.

    Each half of the points moves by differences of the other half, so that the steps are as likely
    there as back; copies of a point are in the same half, or they would draw each other in. Step
    lengths are tuned to the share of moves that is taken.
    """
    wave, earlier = waves[-1], waves[:-1]
    order = np.argsort(-values.mean(axis=0), kind="stable")
    x, values, length = x.copy(), values.copy(), np.ones(len(KINDS))
    halves = np.arange(len(x)) < len(x) // 2
    for _ in range(moves):
        for half in (halves, ~halves):
            new, kind = proposed(x[half], x[~half], length, rng)
            within = np.flatnonzero(((new >= 0) & (new <= 1)).all(axis=1))
            found = wave.implausibility(new[within], bound=level, order=order)
            good = ranked(found, wave.rank) <= level
            good[good] = all_hold(earlier, new[within[good]])
            places = np.flatnonzero(half)[within[good]]
            x[places], values[places] = new[within[good]], found[good]
            taken = np.bincount(kind[within[good]], minlength=len(KINDS))
            tried = np.maximum(np.bincount(kind, minlength=len(KINDS)), 1)
            length *= np.exp(0.5 * (taken / tried - AIM))
    return x, values


def all_hold(waves: Sequence[Wave], x: np.ndarray) -> np.ndarray:
    """Return which points no wave rules out."""
    held = np.ones(len(x), dtype=bool)
    for wave in waves:
        held[held] = wave.holds(x[held])
    return held


def proposed(
    x: np.ndarray, others: np.ndarray, length: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return where points would move to, and the kinds of move.

    A move along few inputs has each sign drawn apart, and only such a one can be reflected at the
    cube's walls and stay as likely there as back; any other may end outside the cube.
    """
    count, inputs = x.shape
    kind = rng.choice(np.arange(len(KINDS)), size=count, p=KINDS)
    first = rng.integers(len(others), size=count)
    second = (first + rng.integers(1, len(others), size=count)) % len(others)
    step = others[first] - others[second]
    few = kind == FEW
    moving = ~few[:, np.newaxis] | (rng.random((count, inputs)) < 1 / inputs)
    moving[np.arange(count), rng.integers(inputs, size=count)] = True
    step[few] *= rng.choice([-1.0, 1.0], size=(few.sum(), inputs))
    size = 2.38 / np.sqrt(2 * moving.sum(axis=1)) * np.exp(0.5 * rng.standard_normal(count))
    size = np.where(kind == JUMP, 1.0, size * length[kind])[:, np.newaxis]
    step = size * (step + 1e-3 * others.std(axis=0) * rng.standard_normal(x.shape))
    new = x + step * moving
    new[few] = 1 - abs(1 - new[few] % 2)
    return new, kind


def spread(points: np.ndarray, n: int, *, seed: int) -> np.ndarray:
    """Return the places (n) of points far from each other, the most telling first.

    From positions (point, input); each next point is the one farthest from all chosen, in standard
    deviations of the inputs. The first is drawn.

    Raises
    ------
    CarefundsError
        There are fewer than ``n`` different points.
    """
    scale = points.std(axis=0)
    u = points / np.where(scale > 0, scale, 1.0)
    chosen = [int(np.random.default_rng(seed).integers(len(u)))]
    distance = ((u - u[chosen[0]]) ** 2).sum(axis=1)
    while len(chosen) < n:
        chosen.append(int(distance.argmax()))
        if distance[chosen[-1]] <= 0:
            raise CarefundsError(f"{n} points were asked for; only {len(chosen) - 1} differ")
        distance = np.minimum(distance, ((u - u[chosen[-1]]) ** 2).sum(axis=1))
    return np.array(chosen[:n])
