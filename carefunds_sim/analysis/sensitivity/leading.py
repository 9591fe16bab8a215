"""Which factor does most to a response, and why none can be named where none can."""

from __future__ import annotations

from enum import Enum, auto
from typing import NamedTuple

import numpy as np
import xarray as xr

from carefunds_sim.analysis.ordering import is_known_share, order
from carefunds_sim.analysis.screening import CLEAR
from carefunds_sim.analysis.sensitivity.moved import MOVED
from carefunds_sim.analysis.sensitivity.needed import base_points_needed

FEWEST = {"ST": 16, "mu_star": 4}
"""Base points or trajectories below which bootstrap intervals are too narrow to rely on."""

MOSTLY_NOISE = 0.5
"""Where more of the variance is replication noise, shares of it say nothing of factors."""


class Why(Enum):
    """Why no factor can be said to do most; ``BORNE`` where one can."""

    BORNE = auto()
    STILL = auto()  # nothing moved the response
    ONE_REPLICATION = auto()
    TOO_FEW = auto()  # base points or trajectories
    NOISE = auto()
    UNCLEAR = auto()


class Leading(NamedTuple):
    """What may be said: the factor that does most, or why none and which may.

    ``needed`` is how many base points would make the first factor's shares known; NaN where that
    is not what is missing.
    """

    why: Why
    factors: tuple[str, ...] = ()
    needed: float = float("nan")


def leading(one: xr.Dataset, measure: str) -> Leading:
    """Return which factor does most to one response by a measure of an analysis.

    Parameters
    ----------
    one
        One response of an analysis; ``measure`` in it is by (factor, statistic).
    measure
        Its name, such as ``ST``, ``mu_star`` or ``effect``.
    """
    if int(one.attrs["replications"]) < 2:
        return Leading(Why.ONE_REPLICATION)
    moved = one.isel(factor=one[MOVED].to_numpy() == 1)
    values = moved[measure].transpose("factor", "statistic").to_numpy()
    if not len(values) or _never_varies(one, values):
        return Leading(Why.STILL)
    if measure in FEWEST and int(one["used"]) < FEWEST[measure]:
        return Leading(Why.TOO_FEW)
    found, names = order(values), [str(name) for name in moved["factor"].to_numpy()]
    if found.first is None:
        return Leading(Why.UNCLEAR)
    first = moved.isel(factor=found.first)
    if _is_noise(first, measure):
        return Leading(Why.NOISE)
    told = (names[found.first], *(names[i] for i in found.rivals))
    if found.is_clear:
        return Leading(Why.BORNE, told)
    if measure == "ST" and not _shares_known(first):
        return Leading(Why.TOO_FEW, needed=_needed(first))
    return Leading(Why.UNCLEAR, told)


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


def _shares_known(first: xr.Dataset) -> bool:
    return bool(is_known_share(np.stack([first[name].to_numpy() for name in ("S1", "ST")])).all())


def _needed(first: xr.Dataset) -> float:
    ends = np.stack([first[name].to_numpy() for name in ("S1", "ST")])
    return base_points_needed(int(first["used"]), float((ends[:, 2] - ends[:, 1]).max()) / 2)
