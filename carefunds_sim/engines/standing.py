"""How things stand at month ends: all that an engine tells of the months it has simulated."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np


class Standing(NamedTuple):
    """What was counted in each of some months, and who and what was where at its end.

    Dimensions: m months, s services, d dependency.
    """

    day: np.ndarray  # (m) on which each month ended
    counted: dict[str, np.ndarray]  # (m, ...) accounts by name, see ``tally``
    people_here: np.ndarray  # (m)
    people_outside: np.ndarray  # (m) of them: in no service
    inside: np.ndarray  # (m, s, d) people in services
    held: np.ndarray  # (m, s) units that people hold, as counted
    used: np.ndarray  # (m, s) units that services have given
    open_units: np.ndarray  # (m, s) capacity that was open
    waiting: np.ndarray  # (m, s) people who wait for each service
    waiting_in: Callable[[], np.ndarray]  # (s, s) of them, at the last: in a service, and for one
