"""From a uniform draw to days, a choice or a clock: monotone, so that chances stay coupled."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from carefunds_sim.model.compiling import compiled
from carefunds_sim.vocabulary import StayFamily

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

EXPONENTIAL = int(StayFamily.EXPONENTIAL)
LOGNORMAL = int(StayFamily.LOGNORMAL)


@compiled
def exponential(u: float) -> float:
    """Return a unit-mean exponential variate."""
    return -math.log1p(-u)


@compiled
def stay_days(u: float, family: int, mean_days: float, spread: float) -> float:
    """Return a stay whose mean is the stated mean; ``spread`` is the SD of log days."""
    if family == EXPONENTIAL:
        return mean_days * exponential(u)
    if family == LOGNORMAL:
        return mean_days * math.exp(spread * normal_quantile(u) - 0.5 * spread * spread)
    return mean_days


@compiled
def residual_days(
    u_length: float, u_share: float, family: int, mean_days: float, spread: float
) -> float:
    """Return what is left of a stay found under way at a random moment.

    Such a stay is length-biased, and the moment is uniform within it; an exponential stay
    forgets.
    """
    if family == EXPONENTIAL:
        return mean_days * exponential(u_length)
    if family == LOGNORMAL:
        z = normal_quantile(u_length)
        return u_share * mean_days * math.exp(spread * z + 0.5 * spread * spread)
    return u_share * mean_days


@compiled
def pick(u: float, cumulative: Sequence[float] | np.ndarray) -> int:
    """Return the first index whose cumulative share exceeds ``u``."""
    for index in range(len(cumulative) - 1):
        if u < cumulative[index]:
            return index
    return len(cumulative) - 1


@compiled
def normal_quantile(u: float) -> float:
    """Return the standard normal quantile (algorithm AS 241 of Wichura 1988, 16 digits)."""
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        return q * _ratio(r, CENTRE_TOP, CENTRE_BOTTOM)
    r = math.sqrt(-math.log(min(u, 1.0 - u)))
    if r <= 5.0:
        size = _ratio(r - 1.6, MIDDLE_TOP, MIDDLE_BOTTOM)
    else:
        size = _ratio(r - 5.0, TAIL_TOP, TAIL_BOTTOM)
    return -size if q < 0 else size


@compiled
def _ratio(x: float, top: Sequence[float], bottom: Sequence[float]) -> float:
    numerator = 0.0
    denominator = 0.0
    for index in range(len(top)):
        numerator = numerator * x + top[index]
        denominator = denominator * x + bottom[index]
    return numerator / denominator


# Coefficients of AS 241 (PPND16), highest power first.
CENTRE_TOP = (
    2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
    13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608,
)  # fmt: skip
CENTRE_BOTTOM = (
    5226.495278852545925, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
    5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1.0,
)  # fmt: skip
MIDDLE_TOP = (
    7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177,
    1.27045825245236838258, 3.64784832476320460504, 5.7694972214606914055,
    4.6303378461565452959, 1.42343711074968357734,
)  # fmt: skip
MIDDLE_BOTTOM = (
    1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966,
    0.14810397642748007459, 0.68976733498510000455, 1.6763848301838038494,
    2.05319162663775882187, 1.0,
)  # fmt: skip
TAIL_TOP = (
    2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386,
    0.026532189526576123093, 0.29656057182850489123, 1.7848265399172913358,
    5.4637849111641143699, 6.6579046435011037772,
)  # fmt: skip
TAIL_BOTTOM = (
    2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5,
    7.868691311456132591e-4, 0.0148753612908506148525, 0.13692988092273580531,
    0.59983220655588793769, 1.0,
)  # fmt: skip
