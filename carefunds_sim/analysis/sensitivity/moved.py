"""Which factors of a sweep changed anything: one that is rounded away changes no run at all.

All points meet the same people and the same chances, so two points between which nothing has
changed have the same outcomes to the last digit.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from carefunds_sim.analysis.sensitivity.design import positions
from carefunds_sim.analysis.sensitivity.responses import scalar_outcomes

STEPS = "factor_steps"
"""The coordinate that tells how many different plans the values of a factor make, if known."""

MOVED = "factor_moved"
"""The coordinate that is 0 for a factor that changed nothing, and 1 for every other."""


def with_moved(dataset: xr.Dataset) -> xr.Dataset:
    """Return a sweep that says of each factor whether it moved anything; no other dataset changes.

    It is worked out once: a dataset that says so already is returned as it is.
    """
    if MOVED in dataset.coords or "factor" not in dataset.dims:
        return dataset
    moved = ~np.isin(dataset["factor"].to_numpy(), unmoved(dataset))
    return dataset.assign_coords({MOVED: ("factor", moved.astype(np.int64))})


def unmoved(dataset: xr.Dataset) -> list[str]:
    """Return the factors that changed no outcome of any run, in the order of the design.

    Points that differ in one factor alone show it. Without such points it is known where no two
    points of the whole sweep differ, or where the dataset says how many plans a factor makes.
    """
    if "factor" not in dataset.dims:
        return []
    done = dataset["completed"].all(["scenario", "replication"]).to_numpy()
    kinds = _kinds(dataset.isel(point=np.flatnonzero(done)))
    levels = np.stack([_codes(column) for column in positions(dataset)[done].T], axis=1)
    steps = dataset[STEPS].to_numpy() if STEPS in dataset.coords else np.zeros(levels.shape[1])
    return [
        str(name)
        for j, name in enumerate(dataset["factor"].to_numpy())
        if steps[j] == 1 or not _moves(levels, kinds, j)
    ]


def _kinds(dataset: xr.Dataset) -> np.ndarray:
    """Return a number for each point, the same where all outcomes are the same; (point)."""
    outcomes = [dataset[name].transpose("point", ...) for name in scalar_outcomes(dataset)]
    table = np.concatenate([o.to_numpy().reshape(o.sizes["point"], -1) for o in outcomes], axis=1)
    seen: dict[bytes, int] = {}
    return np.array([seen.setdefault(row.tobytes(), len(seen)) for row in table], dtype=np.int64)


def _moves(levels: np.ndarray, kinds: np.ndarray, factor: int) -> bool:
    """Whether a factor changed something, or may have, since no points differ in it alone."""
    if len(np.unique(kinds)) < 2:
        return len(kinds) < 2
    others = _codes(_mixed(levels) - _mixed(levels[:, [factor]], factor))
    compared = _distinct(others, levels[:, factor]) > 1
    return bool((_distinct(others, kinds) > 1).any() or not compared.any())


def _mixed(levels: np.ndarray, first: int = 0) -> np.ndarray:
    """Return a number for each row of levels that any column can be taken out of again."""
    odd = np.random.default_rng(1).integers(1, 2**63, size=first + levels.shape[1], dtype=np.uint64)
    return np.asarray((levels.astype(np.uint64) * odd[first:]).sum(axis=1))


def _codes(values: np.ndarray) -> np.ndarray:
    """Return a number from 0 for each different value."""
    return np.unique(values, return_inverse=True)[1].reshape(-1)


def _distinct(group: np.ndarray, of: np.ndarray) -> np.ndarray:
    """Return how many different values there are in each group."""
    pairs = np.unique(np.stack([group, of], axis=1), axis=0)
    return np.bincount(pairs[:, 0])
