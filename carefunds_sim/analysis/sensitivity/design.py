"""The design of a sweep as it is stored, and the points that only make sense together."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import numpy as np
import xarray as xr

from carefunds_sim.errors import CarefundsError
from carefunds_sim.scenario.schema.study import rows_of_block

DIGITS = 9
"""Positions worked out from values are the same to so many digits."""


def design_of(dataset: xr.Dataset) -> dict[str, Any]:
    """Return what a sweep says of its design; empty where the dataset is no sweep."""
    found: dict[str, Any] = json.loads(str(dataset.attrs.get("design") or "{}"))
    return found if "factor" in dataset.dims else {}


def require(dataset: xr.Dataset, methods: Iterable[str], what: str) -> dict[str, Any]:
    """Return the design if it is one of ``methods``.

    Raises
    ------
    CarefundsError
        The dataset is no sweep, or of another design.
    """
    found, wanted = design_of(dataset), list(methods)
    if not found:
        raise CarefundsError(f"{what} needs a sweep; these results have no points and factors")
    if found.get("method") not in wanted:
        known = " or ".join([", ".join(wanted[:-1]), wanted[-1]] if wanted[1:] else wanted)
        raise CarefundsError(
            f"{what} needs a sweep by {known} (this one is by {found.get('method')})"
        )
    return found


def positions(dataset: xr.Dataset) -> np.ndarray:
    """Return where every factor stands at every point, without rounding left by its unit.

    Shape (point, factor). A factor that a design leaves where it is must not look moved.
    """
    found = dataset["position"].transpose("point", "factor").to_numpy()
    return np.round(found.astype(float), DIGITS)


def blocks(dataset: xr.Dataset, design: dict[str, Any]) -> np.ndarray:
    """Return the points of every trajectory (morris) or base point (saltelli): (block, row).

    Raises
    ------
    CarefundsError
        The points are not whole blocks.
    """
    factors, points = dataset.sizes["factor"], dataset.sizes["point"]
    second_order = design.get("second_order", True)
    rows = rows_of_block(design["method"], factors, second_order=second_order)
    if points % rows:
        raise CarefundsError(
            f"a sweep by {design['method']} with {factors} factors has a multiple of {rows} "
            f"points (got {points})"
        )
    return np.arange(points).reshape(-1, rows)


def whole(values: np.ndarray) -> np.ndarray:
    """Return which blocks have all their runs; values have shape (block, row, replication)."""
    return np.asarray(np.isfinite(values).all(axis=(1, 2)))


def require_some(used: np.ndarray, least: int, what: str) -> None:
    """Refuse an analysis for which no response has enough whole blocks.

    Raises
    ------
    CarefundsError
        Too few are left for every response.
    """
    if used.size == 0 or used.max() < least:
        most = int(used.max()) if used.size else 0
        raise CarefundsError(
            f"too few {what} are finished: at least {least} with all their runs are needed "
            f"(got {most}); finish or retry the failed points first"
        )
