"""A sweep as it is stored: its design, its factors, which of them changed anything."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import xarray as xr

from carefunds_sim.dataset.build import scalar_outcomes
from carefunds_sim.errors import CarefundsError
from carefunds_sim.scenario.schema.study import rows_of_block

DIGITS = 9
"""Positions worked out from values are the same to so many digits."""

FACTOR_MOVED = "factor_moved"
"""The coordinate that is 0 for a factor that changed nothing, and 1 for every other."""

FACTOR_WORDS = (
    "factor_unit", "factor_low", "factor_high", "factor_own", "factor_kind", FACTOR_MOVED,
)  # fmt: skip


def require(dataset: xr.Dataset, methods: Iterable[str], what: str) -> dict[str, Any]:
    """Return the design if the dataset is a sweep by one of ``methods``, else refuse it."""
    found: dict[str, Any] = json.loads(str(dataset.attrs.get("design") or "{}"))
    known = list(methods)
    if not found or "factor" not in dataset.dims:
        raise CarefundsError(f"{what} needs a sweep; these results have no points and factors")
    if found.get("method") not in known:
        words = " or ".join([", ".join(known[:-1]), known[-1]] if known[1:] else known)
        raise CarefundsError(
            f"{what} needs a sweep by {words} (this one is by {found.get('method')})"
        )
    return found


def positions(dataset: xr.Dataset) -> np.ndarray:
    """Return where every factor stands at every point, without rounding left by its unit.

    Shape (point, factor). A factor that a design leaves where it is must not look moved.
    """
    found = dataset["position"].transpose("point", "factor").to_numpy()
    return np.round(found.astype(float), DIGITS)


def blocks(dataset: xr.Dataset, design: dict[str, Any]) -> np.ndarray:
    """Return the points of every trajectory (morris) or base point (saltelli): (block, row)."""
    factors, points = dataset.sizes["factor"], dataset.sizes["point"]
    second_order = design.get("second_order", True)
    rows = rows_of_block(design["method"], factors, second_order=second_order)
    if points % rows:
        raise CarefundsError(
            f"a sweep by {design['method']} with {factors} factors has a multiple of {rows} "
            f"points (got {points})"
        )
    return np.arange(points).reshape(-1, rows)


def provenance_of(dataset: xr.Dataset) -> dict[str, Any]:
    """Return a dataset's attributes and how much was run, for what is worked out from it."""
    return {
        **dataset.attrs,
        "points": int(dataset.sizes.get("point", 1)),
        "replications": int(dataset.sizes.get("replication", 1)),
        "runs_done": int(dataset["completed"].sum()),
        "runs_wanted": int(dataset["completed"].size),
    }


def outcome_labels(dataset: xr.Dataset, outcomes: Sequence[str]) -> dict[str, Any]:
    """Return the coordinates along ``outcome``: names, ``units`` and ``long_name``."""
    words = {
        word: ("outcome", np.array([str(dataset[name].attrs.get(word, "")) for name in outcomes]))
        for word in ("units", "long_name")
    }
    return {"outcome": np.array([*outcomes], dtype=np.str_), **words}


def unit_problem(factors: int) -> dict[str, Any]:
    """Return SALib's problem of so many factors over positions from 0 to 1."""
    names = [f"factor {i}" for i in range(factors)]
    return {"num_vars": factors, "names": names, "bounds": [[0.0, 1.0]] * factors}


def factor_coordinates(dataset: xr.Dataset) -> dict[str, xr.DataArray]:
    """Return a sweep's factors and what is known of each; ``factor_moved`` is 0 or 1."""
    dataset = with_moved(dataset)
    words = ["factor", *(word for word in FACTOR_WORDS if word in dataset.coords)]
    return {word: dataset[word] for word in words}


def with_moved(dataset: xr.Dataset) -> xr.Dataset:
    """Return a sweep that says of each factor whether it moved anything; no other dataset changes.

    It is worked out once: a dataset that says so already is returned as it is.
    """
    if FACTOR_MOVED in dataset.coords or "factor" not in dataset.dims:
        return dataset
    moves = ~np.isin(dataset["factor"].to_numpy(), unmoved(dataset))
    return dataset.assign_coords({FACTOR_MOVED: ("factor", moves.astype(np.int64))})


def unmoved(dataset: xr.Dataset) -> list[str]:
    """Return the factors that changed no outcome of any run, in the order of the design.

    All points meet the same people and the same chances, so two points between which nothing has
    changed have the same outcomes to the last digit. Points that differ in one factor alone show
    it. Without such points it is known only where no two points of the whole sweep differ.
    """
    found = _levels_and_results(dataset)
    if found and len(np.unique(found[1])) < 2:
        return [] if len(found[1]) < 2 else [str(name) for name in dataset["factor"].values]
    return [name for name, levels, results in _steps(dataset, found) if results == 1 < levels]


def one_step(dataset: xr.Dataset) -> list[str]:
    """Return the factors of more than two levels between which there are only two results."""
    steps = _steps(dataset, _levels_and_results(dataset))
    return [name for name, levels, results in steps if results == 2 < levels]


def _levels_and_results(dataset: xr.Dataset) -> tuple[np.ndarray, np.ndarray] | None:
    """Return numbers for the level of each factor, (point, factor), and for the result, (point)."""
    if "factor" not in dataset.dims:
        return None
    done = dataset["completed"].all(["scenario", "replication"]).to_numpy()
    levels = np.stack([_codes(column) for column in positions(dataset)[done].T], axis=1)
    runs = dataset.isel(point=np.flatnonzero(done))
    outcomes = [runs[name].transpose("point", ...) for name in scalar_outcomes(runs)]
    table = np.concatenate([o.to_numpy().reshape(o.sizes["point"], -1) for o in outcomes], axis=1)
    seen: dict[bytes, int] = {}
    results = [seen.setdefault(row.tobytes(), len(seen)) for row in table]
    return levels, np.array(results, dtype=np.int64)


def _steps(
    dataset: xr.Dataset, found: tuple[np.ndarray, np.ndarray] | None
) -> Iterator[tuple[str, int, int]]:
    """Yield each factor with its most levels while all else stands still, and most results."""
    if found is None or not len(found[1]):
        return
    levels, results = found
    for j, name in enumerate(map(str, dataset["factor"].values)):
        others = _codes(_mixed(levels) - _mixed(levels[:, [j]], j))
        most = [int(_distinct(others, of).max()) for of in (levels[:, j], results)]
        yield name, most[0], most[1]


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
