"""Peeling and pasting a box around cases of interest; plain arrays.

The patient rule induction method: Friedman and Fisher (1999), Bump hunting in
high-dimensional data, Statistics and Computing 9, 123-143. A peel is judged by the gain in density
for each point given up, which lets factors with few levels compete with continuous ones: Kwakkel
and Jaxa-Rozen (2016), Improving scenario discovery for handling heterogeneous uncertainties and
multinomial classified outcomes, Environmental Modelling and Software 79, 311-321. Where all peels
are of one size it is the criterion of 1999.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

UPPER, LOWER = 1, 0


@dataclass(frozen=True, eq=False)
class Box:
    """Limits of each factor, (factor) at the low and at the high side; infinite for none."""

    low: np.ndarray
    high: np.ndarray

    def holds(self, values: np.ndarray) -> np.ndarray:
        """Return which points are inside; values have shape (point, factor)."""
        return np.asarray(((values >= self.low) & (values <= self.high)).all(axis=1))

    def with_limit(self, factor: int, side: int, limit: float) -> Box:
        """Return the box with one limit replaced."""
        low, high = self.low.copy(), self.high.copy()
        (high if side == UPPER else low)[factor] = limit
        return Box(low, high)

    def without_limit(self, factor: int, side: int) -> Box:
        """Return the box with one limit taken away."""
        return self.with_limit(factor, side, np.inf if side == UPPER else -np.inf)

    @property
    def restricted(self) -> np.ndarray:
        """Which factors have a limit."""
        return np.asarray(np.isfinite(self.low) | np.isfinite(self.high))

    def limits(self) -> list[tuple[int, int]]:
        """Return every limit that there is as (factor, side)."""
        return [
            (int(j), side)
            for side, ends in ((LOWER, self.low), (UPPER, self.high))
            for j in np.flatnonzero(np.isfinite(ends))
        ]


def everything(factors: int) -> Box:
    """Return the box without limits."""
    return Box(np.full(factors, -np.inf), np.full(factors, np.inf))


def peel(values: np.ndarray, cases: np.ndarray, *, alpha: float, least: float) -> list[Box]:
    """Return the boxes of the peeling trajectory, the whole space first.

    ``values`` (point, factor) and ``cases`` (point) are where points stand and whether they are of
    interest; each peel gives up a share ``alpha`` of its points, down to ``least`` of all.
    """
    boxes = [everything(values.shape[1])]
    while True:
        box = boxes[-1]
        inside = box.holds(values)
        better = _best(_peels(box, values[inside], alpha), box, values, cases, least)
        if better is None:
            return boxes
        boxes.append(better)


def paste(box: Box, values: np.ndarray, cases: np.ndarray, *, alpha: float) -> list[Box]:
    """Return ever larger boxes, each denser than the one before; none where no paste helps."""
    boxes: list[Box] = []
    while True:
        box = boxes[-1] if boxes else box
        better = _best(_pastes(box, values, alpha), box, values, cases)
        if better is None:
            return boxes
        boxes.append(better)


def _best(
    candidates: Iterator[Box], box: Box, values: np.ndarray, cases: np.ndarray, least: float = 0.0
) -> Box | None:
    """Return the candidate with most gain in density for each point that it moves, if any gains."""
    inside = box.holds(values)
    density, size = cases[inside].mean(), inside.sum()
    found: Box | None = None
    best = (0.0, -np.inf)
    for candidate in candidates:
        new = candidate.holds(values)
        difference = abs(int(new.sum()) - int(size))
        if not difference or new.sum() == 0 or new.sum() < least * len(values):
            continue
        score = ((cases[new].mean() - density) / difference, -float(candidate.restricted.sum()))
        if score[0] > 0 and score > best:
            best, found = score, candidate
    return found


def _peels(box: Box, inside: np.ndarray, alpha: float) -> Iterator[Box]:
    """Yield the box with about ``alpha`` of its points cut off at either end of each factor."""
    for j in range(inside.shape[1]):
        for side in (UPPER, LOWER):
            column = inside[:, j]
            ordered = np.sort(column) if side == LOWER else -np.sort(-column)
            limit = _halfway(ordered, int(np.floor((len(ordered) - 1) * alpha)) + 1)
            if limit is not None:
                yield box.with_limit(j, side, limit)


def _halfway(ordered: np.ndarray, place: int) -> float | None:
    """Return the limit halfway between the value at a place and the one before it.

    Equal values stay together, on the near side of the limit; None where none is left beyond.
    """
    while place < len(ordered) and ordered[place] == ordered[place - 1]:
        place += 1
    return float((ordered[place - 1] + ordered[place]) / 2) if place < len(ordered) else None


def _pastes(box: Box, values: np.ndarray, alpha: float) -> Iterator[Box]:
    """Yield the box with each of its limits moved out, or dropped where nothing is left beyond."""
    size = int(box.holds(values).sum())
    for j, side in box.limits():
        free = box.without_limit(j, side)
        column, limit = values[free.holds(values), j], (box.high if side == UPPER else box.low)[j]
        beyond = (
            np.sort(column[column > limit]) if side == UPPER else -np.sort(-column[column < limit])
        )
        wider = _halfway(beyond, max(int(np.floor(alpha * size)), 1))
        yield free if wider is None else box.with_limit(j, side, wider)
