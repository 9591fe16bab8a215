"""The few numbers and rules that decide the sign of a difference, and at which value it turns.

Each number is tried alone, as a tree of one split: lower on one side of a value, higher on the
other. How often that is right is found with worlds that did not help to choose the value. Since
the best of hundreds of numbers looks good by chance, it is judged against the best of all numbers
where the signs are dealt out among the worlds at random (Westfall and Young, 1993, Resampling-based
Multiple Testing).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

FOLDS = 5
PERMUTATIONS = 200
RESAMPLES = 200
MOST_NAMED = 3
BY_CHANCE = 0.02
"""How often a hinge may be named where nothing decides the sign: less than the usual 5%, since a
study asks it of many differences."""

LEAST_ON_A_SIDE = 10
"""Fewest worlds of either sign: with fewer, the sign hardly ever changes and nothing decides it."""

LEAST_ACCURACY = 2 / 3
"""Least share of worlds for which a hinge is right: half is a coin's, and this as far from a coin
as would be called deciding; with many worlds, chance alone would let far weaker links pass."""

BLOCK = 1_000_000
"""How many numbers are worked on at a time."""


@dataclass(frozen=True)
class Hinge:
    """A number or rule on which the sign of a difference hinges.

    ``turns_at`` is the value of the number at which the sign turns, from ``low`` to ``high`` in
    nine of ten resamples of the worlds, or the option of a rule. ``lower_if`` says where the
    outcome is lower: below or above it or, for an option, where it is or is not that.
    ``accuracy`` is how often that is right in worlds not used to find it, lower and higher ones
    counted alike.
    """

    path: str
    turns_at: float | str
    accuracy: float
    lower_if: str
    low: float | None = None
    high: float | None = None

    def plain(self) -> dict[str, Any]:
        """Return it as plain values, as a dataset's ``hinges_on`` holds it."""
        return asdict(self)


@dataclass(frozen=True)
class Hinges:
    """The hinges of one difference, the surest first, and in how many worlds it has either sign."""

    found: tuple[Hinge, ...]
    lower: int
    higher: int

    @property
    def sign_hardly_changes(self) -> bool:
        """Whether there are too few worlds of one sign to look for what decides it."""
        return min(self.lower, self.higher) < LEAST_ON_A_SIDE


def hinges(
    inputs: Mapping[str, Sequence[float] | Sequence[str] | np.ndarray],
    difference: np.ndarray,
    *,
    size: float = 0.0,
    seed: int = 1,
    permutations: int = PERMUTATIONS,
) -> Hinges:
    """Return on which inputs the sign of a difference hinges, three at most; often on none.

    Parameters
    ----------
    inputs
        What each number was in each world, (worlds,), by its path; of a rule, the options by name.
    difference
        One difference for each world, (worlds,), chance taken off; NaN is left out.
    size
        Worlds whose difference is no more than this either way are left out.
    seed, permutations
        Of the folds and of the signs dealt out at random: how often.
    """
    sides = np.isfinite(difference) & (np.abs(difference) > size)
    higher = difference[sides] > 0
    counts = int((~higher).sum()), int(higher.sum())
    columns = [c for path, values in inputs.items() for c in _columns(path, values, sides)]
    if min(counts) < LEAST_ON_A_SIDE or not columns:
        return Hinges((), *counts)
    random = np.random.default_rng(seed)
    folds = random.permutation(np.arange(len(higher)) % FOLDS)
    dealt = np.stack([higher, *(random.permutation(higher) for _ in range(permutations))])
    accuracy = _accuracies(np.stack([c.values for c in columns]), dealt, folds)
    mine, best_by_chance = accuracy[0], accuracy[1:].max(axis=1)
    beaten = (1 + (best_by_chance >= mine[:, None]).sum(axis=1)) / (1 + permutations)
    passed = np.flatnonzero((beaten <= BY_CHANCE) & (mine >= LEAST_ACCURACY))
    first: dict[str, Hinge] = {}
    for i in passed[np.argsort(-mine[passed], kind="stable")]:
        if columns[i].path not in first and len(first) < MOST_NAMED:
            first[columns[i].path] = _hinge(columns[i], higher, float(mine[i]), random)
    return Hinges(tuple(first.values()), *counts)


@dataclass(frozen=True)
class _Column:
    """An input as numbers: itself, or 1 in the worlds where a rule has an option."""

    path: str
    values: np.ndarray
    option: str | None = None


def _columns(
    path: str, values: Sequence[float] | Sequence[str] | np.ndarray, sides: np.ndarray
) -> Iterator[_Column]:
    """Yield an input's columns; none of what is the same in all worlds."""
    known = np.asarray(values)[sides]
    options = np.unique(known)
    if known.dtype.kind not in "USOb":
        if len(options) > 1:
            yield _Column(path, known.astype(float))
        return
    for option in options if len(options) > 2 else options[1:]:
        yield _Column(path, (known == option).astype(float), str(option))


def _accuracies(values: np.ndarray, dealt: np.ndarray, folds: np.ndarray) -> np.ndarray:
    """Return the cross-validated accuracy of each column for each deal; (deal, column).

    ``values`` are (column, world), ``dealt`` (deal, world) whether it is higher. Accuracy is the
    mean of the shares that are right of the lower and of the higher.
    """
    higher = int(dealt[0].sum())
    found = np.empty((len(dealt), len(values)))
    step = max(1, BLOCK // dealt.size)
    for at in range(0, len(values), step):
        block = values[at : at + step]
        right = np.zeros((2, len(dealt), len(block)))
        for fold in range(FOLDS):
            right += _right(block, dealt, folds == fold)
        found[:, at : at + step] = (right[0] / (len(folds) - higher) + right[1] / higher) / 2
    return found


def _right(values: np.ndarray, dealt: np.ndarray, held: np.ndarray) -> np.ndarray:
    """Return how many held worlds are told rightly, lower and higher; (2, deal, column)."""
    at, higher_above = _splits(values[:, ~held], _weights(dealt[:, ~held]))
    told: np.ndarray = (values[:, held] > at[..., None]) == higher_above[..., None]
    truth = dealt[:, None, held]
    higher = (told & truth).sum(axis=-1)
    wrong = told.sum(axis=-1) - higher
    return np.stack([(~truth).sum(axis=-1) - wrong, higher])


def _weights(higher: np.ndarray) -> np.ndarray:
    """Return what worlds weigh so that all lower ones are -1 together and all higher ones 1."""
    number = np.maximum(higher.sum(axis=1, keepdims=True), 1)
    others = np.maximum((~higher).sum(axis=1, keepdims=True), 1)
    return np.asarray(np.where(higher, 1 / number, -1 / others), dtype=np.float32)


def _splits(values: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return each column's best split, and whether it is higher above it; both (deal, column).

    ``values`` are (column, world), ``weights`` (deal, world). A split lies midway between two
    values that differ.
    """
    order = np.argsort(values, axis=1, kind="stable")
    ordered = np.take_along_axis(values, order, axis=1)
    below = np.cumsum(weights[:, order], axis=-1)[..., :-1]
    below *= ordered[:, 1:] > ordered[:, :-1]
    best = np.abs(below).argmax(axis=-1)
    columns = np.arange(len(values))
    at = (ordered[columns, best] + ordered[columns, best + 1]) / 2
    return at, np.asarray(np.take_along_axis(below, best[..., None], axis=-1)[..., 0] < 0)


def _hinge(
    column: _Column, higher: np.ndarray, accuracy: float, random: np.random.Generator
) -> Hinge:
    """Return a hinge with the value at which the sign turns, found with all worlds."""
    values = column.values[None]
    at, above = _splits(values, _weights(higher[None]))
    if column.option is not None:
        lower_if = "other than" if above[0, 0] else "is"
        return Hinge(column.path, column.option, accuracy, lower_if)
    drawn = random.integers(len(higher), size=(RESAMPLES, len(higher)))
    ends = [
        _splits(values[:, rows], _weights(higher[None, rows]))[0].item()
        for rows in drawn
        if higher[rows].any() and not higher[rows].all()
    ]
    low, high = np.percentile(ends, [5, 95])
    lower_if = "below" if above[0, 0] else "above"
    return Hinge(column.path, at.item(), accuracy, lower_if, float(low), float(high))
