"""The declaration of one outcome."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from carefunds_sim.dataset.outcomes.period import Period

Compute = Callable[[Period], float | np.ndarray]


@dataclass(frozen=True)
class Outcome:
    """One outcome of a run: what it is, and the pure function that reads it off the accounts.

    ``compute`` returns a number, or an array along ``dims``; NaN where the outcome has no
    meaning, such as money in a small network without any. ``official_indicator`` names the
    published statistic it corresponds to.
    """

    id: str
    unit: str
    title: str
    definition: str
    compute: Compute
    official_indicator: str = "none"
    dims: tuple[str, ...] = ()
