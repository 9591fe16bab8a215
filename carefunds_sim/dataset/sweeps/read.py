"""A stored sweep as one labelled dataset, or as a file of one, block by block."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from carefunds_sim.dataset.axes import Axes
from carefunds_sim.dataset.build import COMPLETED, variables
from carefunds_sim.dataset.provenance import last_session, provenance
from carefunds_sim.dataset.sweeps.ledger import Record
from carefunds_sim.dataset.sweeps.store import SweepStore

BLOCK = 64
"""Points that are held in memory at once where the whole need not be."""

MOST_LISTED = 100
POSITION = {
    "units": "share of the range",
    "long_name": "position",
    "definition": "where a factor stands in its range: 0 the low end, 1 the high end",
}
VALUE = {
    "units": "of the factor",
    "long_name": "value",
    "definition": "a factor's number, or by what its numbers are multiplied or raised",
}


def read_sweep(path: Path, outcomes: Sequence[str] | None = None) -> xr.Dataset:
    """Return a stored sweep; NaN for tasks that failed or are not made yet.

    Dimensions are (point, scenario, replication, ...) for outcomes and (point, factor) for the
    design. ``outcomes`` are those to read, all of them unless given.

    Raises
    ------
    ResultError
        There is no such store, or it is damaged.
    """
    store = SweepStore(path)
    parts = list(sweep_blocks(store, outcomes))
    if len(parts) == 1:
        return parts[0]
    whole = xr.concat(parts, dim="point", data_vars="minimal", coords="minimal", compat="override",
                      join="override", combine_attrs="override")  # fmt: skip
    return whole.assign_attrs(parts[0].attrs)


def sweep_blocks(store: SweepStore, outcomes: Sequence[str] | None) -> Iterator[xr.Dataset]:
    """Yield a stored sweep some points at a time, so that any size fits in memory."""
    points = len(store.values)
    labels, attributes = _labels(store), _attributes(store)
    for first in range(0, points, BLOCK):
        end = min(first + BLOCK, points)
        yield _block(store, first, end, outcomes, labels).assign_attrs(attributes)


def _block(
    store: SweepStore, first: int, end: int, outcomes: Sequence[str] | None, labels: dict[str, Any]
) -> xr.Dataset:
    """Return some points of a sweep."""
    kept: dict[str, Any] = {}
    known = variables()
    for array in store.arrays:
        for name, values in store.columns(array).unpacked(store.rows(first, end, name=array)):
            if outcomes is None or name in outcomes:
                variable = known[name]
                dims = ("point", "scenario", "replication", *variable.all_dims)
                kept[name] = (dims, values, variable.attrs)
    kept["completed"] = (("point", "scenario", "replication"), _done(store, first, end), COMPLETED)
    kept["position"] = (("point", "factor"), store.positions[first:end], POSITION)
    kept["value"] = (("point", "factor"), store.values[first:end], VALUE)
    found = xr.Dataset(kept, coords={"point": np.arange(first, end)})
    return found.assign_coords(
        {name: label for name, label in labels.items() if _dim_of(name, label) in found.dims}
    )


def _dim_of(name: str, label: Any) -> str:
    return str(label[0]) if isinstance(label, tuple) else name


def _done(store: SweepStore, first: int, end: int) -> np.ndarray:
    """Return which runs are finished, shape (point, scenario, replication)."""
    shape = (end - first, len(store.scenarios), store.replications)
    done = np.zeros(shape, dtype=np.bool_)
    for place, record in store.ledger.records.items():
        if first <= place[0] < end and not record.failed:
            done[place[0] - first, place[1]] = True
    return done


def _labels(store: SweepStore) -> dict[str, Any]:
    """Return every coordinate but the points'."""
    factors = store.factors
    return Axes(store.scenarios).coordinates() | {
        "replication": np.arange(store.replications),
        **_worlds(store),
        "factor": np.array([factor.name for factor in factors], dtype=np.str_),
        "factor_unit": ("factor", np.array([factor.unit for factor in factors], dtype=np.str_)),
        "factor_low": ("factor", np.array([factor.low for factor in factors], dtype=float)),
        "factor_high": ("factor", np.array([factor.high for factor in factors], dtype=float)),
        "factor_own": ("factor", np.array([factor.own for factor in factors], dtype=float)),
        "factor_kind": ("factor", np.array([factor.kind for factor in factors], dtype=np.str_)),
    }


def _worlds(store: SweepStore) -> dict[str, Any]:
    """Return which world each replication met, where the sweep has worlds."""
    worlds = store.identity.get("worlds")
    if not worlds:
        return {}
    met = np.arange(store.replications) // worlds["streams"] % worlds["count"]
    return {"world": ("replication", met)}


def _attributes(store: SweepStore) -> dict[str, Any]:
    """Return what made the sweep, and what is missing of it."""
    identity, ledger = store.identity, store.ledger
    made_by = provenance(
        store.scenarios, seed=identity["seed"], engine=identity["engine"],
        study=identity["study"], baseline=identity["baseline"],
    )  # fmt: skip
    made_by |= {"package_version": identity["version"], "git_commit": store.git_commit}
    files = identity.get("extensions", {}).items()
    made_by["extensions"] = json.dumps([{"file": f, "sha256": sha256} for f, sha256 in files])
    made_by |= last_session(store.path)
    failed = ledger.failures()
    warned = dict.fromkeys(w for _, r in sorted(ledger.records.items()) for w in r.warnings)
    tasks = len(store.values) * len(store.scenarios)
    done = len(ledger) - len(failed)
    return made_by | {
        "design": json.dumps(identity["design"]),
        "tasks": tasks,
        "tasks_done": done,
        "tasks_failed": len(failed),
        "incomplete": int(done < tasks),
        "interrupted": int(len(ledger) < tasks),
        "failures": json.dumps([_failure(store, record) for record in failed[:MOST_LISTED]]),
        "traceback": next((record.traceback for record in failed if record.traceback), ""),
        "warnings": json.dumps(list(warned)[:MOST_LISTED]),
        "precision": "",
        "worlds": json.dumps(identity["worlds"]) if "worlds" in identity else "",
    }


def _failure(store: SweepStore, record: Record) -> dict[str, Any]:
    point, scenario = record.place
    label = [*store.identity["scenarios"]][scenario]
    return {"point": point, "scenario": label, "message": record.message[:300]}
