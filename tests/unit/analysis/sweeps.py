"""Sweep datasets of functions whose answers are known; imported as ``unit.analysis.sweeps``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import xarray as xr

from carefunds_sim.dataset.build import COMPLETED, VARIABLES
from carefunds_sim.version import __version__

ARRANGEMENTS = ("separate", "aligned", "pooled", "care_trust")
RANGE = (10.0, 20.0)


def sweep_dataset(
    positions: np.ndarray,
    outcomes: Mapping[str, np.ndarray],
    *,
    method: str = "csv",
    factors: Sequence[str] | Mapping[str, tuple[float, float]] | None = None,
    scenarios: Sequence[str] | None = None,
    **design: Any,
) -> xr.Dataset:
    """What ``cf.sweep`` would return, of made-up outcomes; all shapes as they are stored.

    ``positions`` has shape (point, factor), each outcome (point, scenario, replication), NaN where
    a run failed. ``factors`` are names or ranges by name (10 to 20 unless given); ``scenarios``
    are labels ``area/arrangement/squeeze``, by default the four arrangements of one town as far as
    they are needed. What else is given goes into the text of the design.
    """
    values = {name: np.asarray(v, dtype=float) for name, v in outcomes.items()}
    points, number, replications = next(iter(values.values())).shape
    labels = scenarios or [f"town/{name}/deep_cut" for name in ARRANGEMENTS[:number]]
    ranges = _ranges(factors, positions.shape[1])
    low, high = np.array(list(ranges.values())).T
    done = np.isfinite(np.stack(list(values.values()))).all(axis=0)
    dims = ("point", "scenario", "replication")
    variables: dict[str, Any] = {
        name: (dims, v, VARIABLES[name].attrs if name in VARIABLES else {"kind": "outcome"})
        for name, v in values.items()
    }
    variables["completed"] = (dims, done, COMPLETED)
    variables["position"] = (("point", "factor"), np.asarray(positions, dtype=float))
    variables["value"] = (("point", "factor"), low + positions * (high - low))
    return xr.Dataset(
        variables,
        coords={
            "point": np.arange(points),
            "replication": np.arange(replications),
            "factor": np.array(list(ranges), dtype=np.str_),
            "factor_unit": ("factor", np.array(["days"] * len(ranges))),
            "factor_low": ("factor", low),
            "factor_high": ("factor", high),
            "factor_own": ("factor", (low + high) / 2),
            "factor_kind": ("factor", np.array(["assumed"] * len(ranges))),
            **_of_scenarios(labels),
        },
        attrs=_attrs(complete=bool(done.all())) | {
            "design": json.dumps({"method": method, **design})
        },
    )  # fmt: skip


def _ranges(
    factors: Sequence[str] | Mapping[str, tuple[float, float]] | None, number: int
) -> dict[str, tuple[float, float]]:
    if isinstance(factors, Mapping):
        return dict(factors)
    return dict.fromkeys(factors or [f"f{i}" for i in range(number)], RANGE)


def _of_scenarios(labels: Sequence[str]) -> dict[str, Any]:
    words = [label.split("/") for label in labels]
    found: dict[str, Any] = {"scenario": np.array(labels, dtype=np.str_)}
    for i, part in enumerate(("area", "arrangement", "squeeze")):
        names = [each[i] for each in words]
        found[part] = ("scenario", np.array(names))
        found[f"{part}_title"] = ("scenario", np.array([n.replace("_", " ") for n in names]))
    found["scenario_hash"] = ("scenario", np.array([f"hash of {label}" for label in labels]))
    found["scenario_text"] = ("scenario", np.array(["{}"] * len(labels)))
    return found


def _attrs(*, complete: bool) -> dict[str, Any]:
    return {
        "title": "carefunds_sim results",
        "study": "made_up_sweep",
        "baseline": "separate",
        "package_version": __version__,
        "git_commit": "",
        "seed": 1,
        "engine": "compiled",
        "scale": 0.1,
        "years": 2,
        "warmup_months": 12,
        "evidence": json.dumps({"measured": 41, "derived": 23, "assumed": 18}),
        "warnings": "[]",
        "command": "",
        "incomplete": int(not complete),
        "interrupted": 0,
        "failures": "[]",
    }
