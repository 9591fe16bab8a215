"""How things stand at a month's end: all that an engine tells of the month it has simulated."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np


class Standing(NamedTuple):
    """What was counted in the month, and who and what is where at its end.

    Dimensions: s services, d dependency, k commissioners.
    """

    day: float
    counted: dict[str, np.ndarray]  # the month's accounts by name, see ``tally``
    people_here: int
    people_outside: int  # of them: in no service
    inside: np.ndarray  # (s, d) people in services
    held: np.ndarray  # (s) units that people hold, as counted
    used: np.ndarray  # (s) units that services have given
    waiting: np.ndarray  # (s) people who wait for each service
    waiting_in: Callable[[], np.ndarray]  # (s, s) of them: by service they are in, and wait for
