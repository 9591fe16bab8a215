"""Comparing replications with theory at a stated rate of false alarms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy import stats


def misfits(
    samples: Mapping[str, Sequence[float]], theory: Mapping[str, float], *, false_alarm: float
) -> dict[str, str]:
    """Return the measures whose mean over replications differs from theory.

    Two-sided t-tests; ``false_alarm`` is the chance that a right program is accused of anything,
    shared equally among the measures (Bonferroni).
    """
    share = false_alarm / len(theory)
    found = {}
    for name, expected in theory.items():
        values = np.asarray(samples[name], dtype=np.float64)
        error = values.std(ddof=1) / np.sqrt(len(values))
        reach = stats.t.ppf(1.0 - share / 2.0, len(values) - 1) * error
        if abs(values.mean() - expected) > reach:
            found[name] = f"{values.mean():.5g} +- {reach:.2g}, theory {expected:.5g}"
    return found


def z_misfit(mean: float, expected: float, error: float, *, false_alarm: float) -> bool:
    """Tell whether a mean with a known standard error differs from what is expected."""
    return bool(abs(mean - expected) > stats.norm.ppf(1.0 - false_alarm / 2.0) * error)


def collected(rows: Sequence[Mapping[str, float]]) -> dict[str, list[float]]:
    """Turn one record for each replication into one list for each measure."""
    return {name: [row[name] for row in rows] for name in rows[0]}
