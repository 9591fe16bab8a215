"""How long arranging care takes: by cases for each member of staff, and by managers' attention."""

from __future__ import annotations

import numpy as np

from carefunds_sim.model.rules.pricing import Amount

WINTER_SHARE = 4.0 / 12.0  # of the year: December to March


def caseload_factor(load: float, usual: float, power: float) -> float:
    """Return how long a stage takes against the base year, by cases for what staff can take on.

    Power 0 is work that more cases do not lengthen, 1 is work that takes turns.
    """
    if load <= 0.0 or usual <= 0.0:
        return 1.0
    factor: float = (load / usual) ** power
    return factor


def bed_pressure(use: float, usual: float, asked_change: float) -> float:
    """Return how far beds are fuller than usual, and how much fewer delays are asked for."""
    fuller = max(0.0, use / usual - 1.0) if usual > 0.0 else 0.0
    return fuller + max(0.0, -asked_change)


def attention_factor(pressure: float, used_to: float, effect: float) -> float:
    """Return how long arranging takes under the pressure that managers are not used to yet."""
    return max(0.0, 1.0 - effect * max(0.0, pressure - used_to))


def season(winter: Amount, in_winter: bool) -> Amount:
    """Return a month's capacity against the year's: more in winter, for which summer pays."""
    more: Amount = np.maximum(
        0.0, 1.0 + winter * (1.0 - WINTER_SHARE if in_winter else -WINTER_SHARE)
    )
    return more
