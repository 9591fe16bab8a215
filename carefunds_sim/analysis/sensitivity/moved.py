"""Which factors of a sweep changed anything: one that is rounded away changes no run at all.

All points meet the same people and the same chances, so two points between which nothing has
changed have the same outcomes to the last digit.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import xarray as xr

from carefunds_sim.analysis.sensitivity.design import positions
from carefunds_sim.analysis.sensitivity.responses import scalar_outcomes

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

    Points that differ in one factor alone show it. Without such points it is known only where no
    two points of the whole sweep differ.
    """
    found = _seen(dataset)
    if found and len(np.unique(found[1])) < 2:
        return [] if len(found[1]) < 2 else [str(name) for name in dataset["factor"].values]
    return [name for name, levels, kinds in _steps(dataset, found) if kinds == 1 < levels]


def one_step(dataset: xr.Dataset) -> list[str]:
    """Return the factors of more than two levels between which there are only two results."""
    return [name for name, levels, kinds in _steps(dataset, _seen(dataset)) if kinds == 2 < levels]


_Seen = tuple[np.ndarray, np.ndarray]


def _seen(dataset: xr.Dataset) -> _Seen | None:
    """Return which level each factor has, (point, factor), and which result there is, (point)."""
    if "factor" not in dataset.dims:
        return None
    done = dataset["completed"].all(["scenario", "replication"]).to_numpy()
    levels = np.stack([_codes(column) for column in positions(dataset)[done].T], axis=1)
    return levels, _kinds(dataset.isel(point=np.flatnonzero(done)))


def _steps(dataset: xr.Dataset, found: _Seen | None) -> Iterator[tuple[str, int, int]]:
    """Yield each factor with its most levels while all else stands still, and most results."""
    if found is None or not len(found[1]):
        return
    levels, kinds = found
    for j, name in enumerate(map(str, dataset["factor"].values)):
        others = _codes(_mixed(levels) - _mixed(levels[:, [j]], j))
        most = [int(_distinct(others, of).max()) for of in (levels[:, j], kinds)]
        yield name, most[0], most[1]


def _kinds(dataset: xr.Dataset) -> np.ndarray:
    """Return a number for each point, the same where all outcomes are the same; (point)."""
    outcomes = [dataset[name].transpose("point", ...) for name in scalar_outcomes(dataset)]
    table = np.concatenate([o.to_numpy().reshape(o.sizes["point"], -1) for o in outcomes], axis=1)
    seen: dict[bytes, int] = {}
    return np.array([seen.setdefault(row.tobytes(), len(seen)) for row in table], dtype=np.int64)


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
