"""What a sweep varies, as SALib's problem."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import xarray as xr

from carefunds_sim.errors import CarefundsError


class Ranged(Protocol):
    """What varies: a name, and its range in its own unit."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def low(self) -> float: ...  # noqa: D102
    @property
    def high(self) -> float: ...  # noqa: D102


class Design(Protocol):
    """A sweep that has not been run."""

    @property
    def factors(self) -> Sequence[Ranged]:
        """What varies."""


def problem(sweep: xr.Dataset | Design) -> dict[str, Any]:
    """Return the factors of a sweep, run or not, as SALib's problem: names and bounds.

    Bounds are ranges in the factors' own units, as in ``value(point, factor)``. A factor that is
    shares moves evenly in odds, so points drawn evenly between its bounds are not those of ours.

    Raises
    ------
    CarefundsError
        The dataset is no sweep.
    """
    ranges = _stored(sweep) if isinstance(sweep, xr.Dataset) else _designed(sweep)
    return {
        "num_vars": len(ranges),
        "names": list(ranges),
        "bounds": [list(bounds) for bounds in ranges.values()],
    }


def _stored(dataset: xr.Dataset) -> dict[str, tuple[float, float]]:
    if "factor" not in dataset.dims:
        raise CarefundsError("nothing is varied in these results: they are not those of a sweep")
    names = dataset["factor"].to_numpy().tolist()
    low, high = dataset["factor_low"].to_numpy(), dataset["factor_high"].to_numpy()
    return dict(zip(names, zip(low.tolist(), high.tolist(), strict=True), strict=True))


def _designed(design: Design) -> dict[str, tuple[float, float]]:
    return {factor.name: (float(factor.low), float(factor.high)) for factor in design.factors}
