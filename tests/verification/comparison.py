"""Comparing what was simulated with what is known, at one chance of a false alarm for everything.

A right program is accused of anything at all, by any comparison of the whole suite, with a chance
of at most ``FALSE_ALARM`` (Bonferroni over ``COMPARISONS``, more than there are of those in which
chance has a part; the page that the suite writes counts them). Seeds are fixed, so a right program
either passes always or never.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from scipy import stats

FALSE_ALARM = 0.01
COMPARISONS = 5_000
LEVEL = FALSE_ALARM / COMPARISONS  # of each comparison
ROUNDING = 1e-9  # relative, where both sides add up the same numbers in another order


class Row(NamedTuple):
    """One line of results: ``simulated`` may be no further from ``expected`` than ``reach``.

    ``comparisons`` are those in which chance has a part, 0 where both sides must be the same;
    ``steady`` is False where the numbers follow a shipped area, which changes.
    """

    measure: str
    expected: float
    simulated: float
    reach: float
    comparisons: int = 1
    steady: bool = True

    @property
    def departure(self) -> float:
        """How far apart both are, in parts of the reach; more than 1 is a misfit."""
        apart = abs(self.simulated - self.expected)
        return apart / self.reach if self.reach > 0.0 else math.inf * apart if apart else 0.0

    @property
    def agrees(self) -> bool:
        """Whether what was simulated is what was expected."""
        return bool(self.departure <= 1.0)  # false for NaN


Verify = Callable[[str, Sequence[Row]], None]
"""Judges the rows of a section of the page: a fixture."""

Caught = Callable[[str, Sequence[Row]], None]
"""Judges the rows of a check with a planted fault: a fixture."""


def means(samples: Mapping[str, Sequence[float]], expected: Mapping[str, float]) -> list[Row]:
    """Compare each measure's mean over replications with what is expected (t-tests)."""
    rows = []
    for measure, value in expected.items():
        seen = np.asarray(samples[measure], dtype=np.float64)
        error = seen.std(ddof=1) / np.sqrt(len(seen))
        reach = stats.t.ppf(1.0 - LEVEL / 2.0, len(seen) - 1) * error
        rows.append(Row(measure, float(value), float(seen.mean()), float(reach)))
    return rows


def worst(measure: str, departures: Sequence[float], *, steady: bool = True) -> Row:
    """Compare many means with known standard errors at once: the largest of them must not be so.

    ``departures`` are in standard errors, of means of so many independent numbers that they are
    normal.
    """
    largest = float(max(np.abs(departures)))
    reach = float(stats.norm.ppf(1.0 - LEVEL / 2.0))
    name = f"{measure}: the largest of {len(departures)}, in standard errors"
    return Row(name, 0.0, largest, reach, len(departures), steady)


def same(measure: str, expected: float, found: float, *, steady: bool = True) -> Row:
    """Compare two numbers that must be the same, but for the order in which they were added."""
    return Row(measure, expected, found, ROUNDING * abs(expected), 0, steady)


def none(measure: str, found: float, of: int, *, steady: bool = True) -> Row:
    """Compare a count of exceptions among so many with none at all."""
    return Row(f"{measure}, of {of:,}" if steady else measure, 0.0, float(found), 0.0, 0, steady)


def misfits(rows: Sequence[Row]) -> list[Row]:
    """Return the rows that do not agree."""
    return [row for row in rows if not row.agrees]


def named(prefix: str, rows: Sequence[Row]) -> list[Row]:
    """Put a case's name before each of its measures."""
    return [row._replace(measure=f"{prefix}: {row.measure}") for row in rows]
