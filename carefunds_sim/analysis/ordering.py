"""What intervals bear: which of several numbers or factors stands first, which shares are known."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

import numpy as np
import xarray as xr

from carefunds_sim.analysis.design import FACTOR_MOVED
from carefunds_sim.analysis.morris import CLEAR

WITHIN = 0.25
"""A share is known where its 95% interval reaches no further than this to either side."""

FEWEST = {"ST": 16, "mu_star": 4}
"""Base points or trajectories below which bootstrap intervals are too narrow to rely on."""

MOSTLY_NOISE = 0.5
"""Where more of the variance is replication noise, shares of it say nothing of factors."""


@dataclass(frozen=True)
class Order:
    """Which number is the largest in size, as far as intervals say.

    ``first`` is its place, None where no interval is known or it may be nothing at all. ``rivals``
    are the places of those that may be as large. Only without rivals is ``first`` the largest.
    """

    first: int | None
    rivals: tuple[int, ...] = ()

    @property
    def is_clear(self) -> bool:
        """Whether the intervals bear that one number is the largest."""
        return self.first is not None and not self.rivals


def order(values: np.ndarray) -> Order:
    """Return which number is the largest in size; (number, 3): mean, low and high.

    The first is clear where its interval leaves out zero and reaches into that of no other. A
    number whose interval is not known may be anything.
    """
    mean, low, high = np.asarray(values, dtype=float).T
    if not np.isfinite(mean).any():
        return Order(None)
    first = int(np.nanargmax(np.abs(mean)))
    least = np.where(low * high > 0, np.minimum(np.abs(low), np.abs(high)), 0.0)
    most = np.maximum(np.abs(low), np.abs(high))
    if not (np.isfinite(low[first]) and least[first] > 0):
        return Order(None)
    reach = ~(most <= least[first]) & np.isfinite(mean)
    others = np.argsort(-np.nan_to_num(np.abs(mean)), kind="stable")
    return Order(first, tuple(int(i) for i in others if reach[i] and i != first))


def is_known_share(values: np.ndarray) -> np.ndarray:
    """Return whether shares are known well enough to be quoted; (..., 3) gives (...).

    The interval must be narrow, and some of it must lie between 0 and 1.
    """
    mean, low, high = np.moveaxis(np.asarray(values, dtype=float), -1, 0)
    narrow = np.maximum(mean - low, high - mean) <= WITHIN
    return np.asarray(narrow & (low <= 1) & (high >= 0))


class Why(Enum):
    """Why no factor can be said to do most; ``BORNE`` where one can."""

    BORNE = auto()
    STILL = auto()  # nothing moved the response
    ONE_REPLICATION = auto()
    TOO_FEW = auto()  # base points or trajectories
    NOISE = auto()
    UNCLEAR = auto()


class LeadingFactor(NamedTuple):
    """What may be said: the factor that does most, or why none and which may.

    ``needed`` is how many base points would make the first factor's shares known; NaN where that
    is not what is missing.
    """

    why: Why
    factors: tuple[str, ...] = ()
    needed: float = float("nan")


def leading_factor(one: xr.Dataset, measure: str) -> LeadingFactor:
    """Return which factor does most to one response of an analysis.

    ``measure``, such as ``ST``, ``mu_star`` or ``effect``, is by (factor, statistic) in it.
    """
    if int(one.attrs["replications"]) < 2:
        return LeadingFactor(Why.ONE_REPLICATION)
    movers = one.isel(factor=one[FACTOR_MOVED].to_numpy() == 1)
    values = movers[measure].transpose("factor", "statistic").to_numpy()
    if not len(values) or _never_varies(one, values):
        return LeadingFactor(Why.STILL)
    if measure in FEWEST and int(one["used"]) < FEWEST[measure]:
        return LeadingFactor(Why.TOO_FEW)
    found, names = order(values), [str(name) for name in movers["factor"].to_numpy()]
    if found.first is None:
        return LeadingFactor(Why.UNCLEAR)
    first = movers.isel(factor=found.first)
    if _is_noise(first, measure):
        return LeadingFactor(Why.NOISE)
    leaders = (names[found.first], *(names[i] for i in found.rivals))
    if found.is_clear:
        return LeadingFactor(Why.BORNE, leaders)
    if measure == "ST":
        shares = np.stack([first[name].to_numpy() for name in ("S1", "ST")])
        if not is_known_share(shares).all():
            half = float((shares[:, 2] - shares[:, 1]).max()) / 2
            needed = base_points_needed(int(first["used"]), half)
            return LeadingFactor(Why.TOO_FEW, needed=needed)
    return LeadingFactor(Why.UNCLEAR, leaders)


def _never_varies(one: xr.Dataset, values: np.ndarray) -> bool:
    """Whether a response is the same everywhere; shares of no variance are not known."""
    if np.isfinite(values).any():
        return bool((np.nan_to_num(values) == 0).all())
    return "used" in one and int(one["used"]) > 0


def _is_noise(first: xr.Dataset, measure: str) -> bool:
    """Whether replication noise may have made what the first factor seems to do."""
    if measure == "mu_star":
        return not float(first[measure][0]) > CLEAR * float(first["chance"])
    return measure == "ST" and float(first["noise_share"][0]) > MOSTLY_NOISE


def base_points_needed(used: int, half_width: float) -> float:
    """Return about how many base points make a share known, from its half-width with ``used``.

    Half-widths shrink with the root of the number; base points come in powers of two.
    """
    if not (math.isfinite(half_width) and used):
        return math.nan
    return float(2 ** math.ceil(math.log2(max(used * (half_width / WITHIN) ** 2, 2 * used))))
