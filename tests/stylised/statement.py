"""A statement about how such systems behave, and the test that could refute it.

Each says what happens, why, and by which of the register's sources; one without sources says what a
rule of the model is there to do.

Replication r of both worlds meets the same people with the same chances, so what is tested is the
mean of the differences, pair by pair. A ``subtle`` statement takes the long form to be shown.
One that does not hold at present has a ``finding``, which says why.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

import numpy as np
from scipy import stats
from stylised.measures import MEASURES
from stylised.runs import measured, spread
from stylised.world import Size, World

TIMES = 4


class Direction(Enum):
    """Which way a measure goes from the base to the changed world."""

    RISES = 1
    FALLS = -1


class Verdict(Enum):
    """What the runs say of a statement."""

    HOLDS = "holds"
    NOT_SHOWN = "not shown"
    OPPOSITE = "the opposite holds"


@dataclass(frozen=True)
class Effect:
    """A mean paired difference, its 95% interval, and the chance of one as large under no effect.

    ``p`` is one-sided, in the stated direction; ``base`` is the mean in the base world.
    """

    base: float
    mean: float
    low: float
    high: float
    p: float


@dataclass(frozen=True)
class Moves:
    """A measure rises or falls from one world to another.

    Of several worlds it is how far apart they are that rises or falls.
    """

    says: str
    because: str
    sources: tuple[str, ...]
    measure: str
    direction: Direction
    base: tuple[World, ...]
    changed: tuple[World, ...]
    subtle: bool = False
    finding: str = ""

    def effect(self, size: Size) -> Effect:
        before = spread(self.base, self.measure, size)
        return paired(before, spread(self.changed, self.measure, size), self.direction)

    def verdict(self, size: Size, level: float) -> Verdict:
        p = self.effect(size).p
        if p < level:
            return Verdict.HOLDS
        return Verdict.OPPOSITE if 1.0 - p < level else Verdict.NOT_SHOWN


@dataclass(frozen=True)
class Nearly:
    """A change does less than a stated part of what another change does, either way.

    Each change is a pair of worlds, from the first to the second. To show that something is small
    takes more runs than to show that it is there: ``TIMES`` as many.
    """

    says: str
    because: str
    sources: tuple[str, ...]
    measure: str
    change: tuple[World, World]
    other: tuple[World, World]
    part: float
    subtle: bool = True
    finding: str = ""

    def effect(self, size: Size) -> Effect:
        """Return the effect; p is the larger of the two against either limit."""
        before, after = self._pair(self.change, size)
        first, second = self._pair(self.other, size)
        other = paired(first, second, Direction.RISES)
        margin = np.sign(other.mean) * self.part * (second - first)
        gap = after - before
        p = max(paired(way * gap, margin, Direction.RISES).p for way in (1, -1))
        return replace(paired(before, after, Direction.RISES), p=p)

    def other_effect(self, size: Size) -> Effect:
        """Return the effect that it is held against."""
        return paired(*self._pair(self.other, size), Direction.RISES)

    def verdict(self, size: Size, level: float) -> Verdict:
        return Verdict.HOLDS if self.effect(size).p < level else Verdict.NOT_SHOWN

    def _pair(self, change: tuple[World, World], size: Size) -> tuple[np.ndarray, np.ndarray]:
        longer = size._replace(replications=TIMES * size.replications)
        before, after = (measured(world, longer)[self.measure] for world in change)
        return before, after


@dataclass(frozen=True)
class Nothing:
    """A change leaves every measure as it was in every replication, but for those named."""

    says: str
    because: str
    sources: tuple[str, ...]
    base: World
    changed: World
    but: tuple[str, ...] = ()
    subtle: bool = False
    finding: str = ""

    def differing(self, size: Size) -> list[str]:
        """Return the measures that differ anywhere."""
        before, after = measured(self.base, size), measured(self.changed, size)
        return [
            name
            for name in MEASURES
            if name not in self.but and not np.array_equal(before[name], after[name], True)
        ]

    def verdict(self, size: Size, level: float) -> Verdict:
        del level  # equal or not: nothing is left to chance
        return Verdict.NOT_SHOWN if self.differing(size) else Verdict.HOLDS


@dataclass(frozen=True)
class Vanishes:
    """A measure that is something in the base world is nothing, ever, in the changed one."""

    says: str
    because: str
    sources: tuple[str, ...]
    measure: str
    base: World
    changed: World
    subtle: bool = False
    finding: str = ""

    def verdict(self, size: Size, level: float) -> Verdict:
        del level
        before = measured(self.base, size)[self.measure]
        after = measured(self.changed, size)[self.measure]
        return Verdict.HOLDS if before.any() and not after.any() else Verdict.NOT_SHOWN


Statement = Moves | Nearly | Nothing | Vanishes


def paired(before: np.ndarray, after: np.ndarray, direction: Direction) -> Effect:
    """Return the effect of a change, tested one-sided by Student's t on paired differences."""
    gap = after - before
    mean = float(gap.mean())
    error = float(gap.std(ddof=1)) / np.sqrt(len(gap))
    freedom = len(gap) - 1
    half = float(stats.t.ppf(0.975, freedom)) * error
    p = float(stats.t.sf(direction.value * mean / error, freedom)) if error > 0.0 else 1.0
    return Effect(float(before.mean()), mean, mean - half, mean + half, p)
