"""A bent arrow between two boxes, as points in inches."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

STEPS = 200


class Box(NamedTuple):
    """A label's box: its centre and half its width and height."""

    x: float
    y: float
    half_width: float
    half_height: float

    def holds(self, points: np.ndarray, margin: float = 0.0) -> np.ndarray:
        """Tell which of some points (n, 2) are inside, or nearer than a margin; (n)."""
        inside: np.ndarray = (np.abs(points[:, 0] - self.x) < self.half_width + margin) & (
            np.abs(points[:, 1] - self.y) < self.half_height + margin
        )
        return inside


def arc(start: Box, end: Box, bend: float, *, gap: float) -> np.ndarray:
    """Return the points of an arrow from box to box, clear of both by a gap; (n, 2).

    It is a parabola whose height is ``bend`` times its length, to the left of its way.
    """
    first, last = np.array([start.x, start.y]), np.array([end.x, end.y])
    way = last - first
    middle = (first + last) / 2.0 + 2.0 * bend * np.array([-way[1], way[0]])
    t = np.linspace(0.0, 1.0, STEPS)[:, None]
    points = (1 - t) ** 2 * first + 2 * t * (1 - t) * middle + t**2 * last
    free: np.ndarray = points[~(start.holds(points, gap) | end.holds(points, gap))]
    return free


def length_of(points: np.ndarray) -> float:
    """Return the length of an arrow in inches."""
    return float(np.hypot(*np.diff(points, axis=0).T).sum())


def at(points: np.ndarray, share: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the point at a share of an arrow's length, and its direction there; (2), (2)."""
    lengths = np.hypot(*np.diff(points, axis=0).T)
    reached = np.concatenate([[0.0], np.cumsum(lengths)])
    place = float(np.interp(share * reached[-1], reached, np.arange(len(points))))
    before = min(int(place), len(points) - 2)
    step = points[before + 1] - points[before]
    return points[before] + (place - before) * step, step / np.hypot(*step)
