"""Results for other programs: one JSON object, in which NaN never appears."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import xarray as xr

from carefunds_sim.analysis.contrasts import compared_by, differences, estimates
from carefunds_sim.analysis.intervals import STATISTICS
from carefunds_sim.analysis.worlds import PERCENTILES, bounds, worlds_of
from carefunds_sim.dataset.build import outcome_names
from carefunds_sim.report.findings import Turn, turns_of
from carefunds_sim.report.timetable import timetable_of
from carefunds_sim.report.worlds import (
    Over,
    WorldDifference,
    differences_over_worlds,
    hinges_of,
)

WORDS = ("area", "arrangement", "squeeze")


def as_json(dataset: xr.Dataset, files: Sequence[Path] = ()) -> str:
    """Return the study's estimates and paired differences as one JSON object on one line."""
    return json.dumps(as_dict(dataset, files), allow_nan=False)


def as_dict(dataset: xr.Dataset, files: Sequence[Path] = ()) -> dict[str, Any]:
    """Return the same as plain values."""
    return {
        "study": dataset.attrs["study"],
        "version": dataset.attrs["package_version"],
        "seed": int(dataset.attrs["seed"]),
        "engine": dataset.attrs["engine"],
        "replications": dataset.sizes["replication"],
        "worlds": _worlds(dataset),
        "precision": json.loads(dataset.attrs.get("precision") or "null"),
        "complete": not dataset.attrs["incomplete"],
        "evidence": json.loads(dataset.attrs["evidence"]),
        "failures": json.loads(dataset.attrs["failures"]),
        "warnings": json.loads(dataset.attrs["warnings"]),
        "scenarios": _scenarios(dataset),
        "differences": _differences(dataset),
        "files": [file.as_posix() for file in files],
    }


def _worlds(dataset: xr.Dataset) -> dict[str, Any] | None:
    """Return how many worlds a study was run in, and where they come from."""
    said = worlds_of(dataset)
    return said and {"count": len(set(dataset["world"].values.tolist())), "source": said["source"]}


def _scenarios(dataset: xr.Dataset) -> list[dict[str, Any]]:
    found = estimates(dataset)
    names = outcome_names(dataset, scalar=True)
    return [
        {
            **_of(one),
            "timetable": timetable_of(dataset, str(one["scenario"].values)),
            "outcomes": {
                name: {**statistics(one[name].values), "unit": one[name].attrs["units"]}
                for name in names
            },
            "services": _by_service(one.sel(statistic="mean")),
        }
        for one in (found.isel(scenario=i) for i in range(found.sizes["scenario"]))
    ]


def _by_service(means: xr.Dataset) -> dict[str, dict[str, float | None]]:
    """Return the means of each service of a scenario."""
    names = [str(name) for name, v in means.data_vars.items() if v.dims == ("service",)]
    return {
        str(service): {name: _number(means[name].values[i]) for name in names}
        for i, service in enumerate(means["service"].values)
    }


def _differences(dataset: xr.Dataset) -> list[dict[str, Any]]:
    found = differences(dataset)
    names = outcome_names(dataset, scalar=True)
    over = {name: differences_over_worlds(dataset, name) for name in names}
    turned = {name: {} if over[name] else turns_of(dataset, name) for name in names}
    each = [found.isel(scenario=i) for i in range(found.sizes["scenario"])]
    bases = [_base(dataset, str(one["compared_with"].values)) for one in each]
    return [
        {
            **_of(one),
            "baseline": base,
            "compared_with": str(one["compared_with"].values),
            "outcome": name,
            **statistics(one[name].values),
            "share_lower": _number(one[f"{name}_share_lower"].item()),
            "changes_sign": _turn(turns.get(label := str(one["scenario"].values))),
            **_over_worlds(over[name].get(label)),
            "hinges_on": hinges_of(dataset, label, name),
        }
        for one, base in zip(each, bases, strict=True)
        for name, turns in turned.items()
    ]


def _over_worlds(over: WorldDifference | None) -> dict[str, Any]:
    """Return what is said of a difference over worlds; null where there are none."""
    if over is None:
        return {**_counts(None), "by_year": [], "turns": None}
    years = [{"year": year, **_counts(found)} for year, found in over.years.items()]
    turns = [{"year": year, "worlds": number} for year, number in over.turns.items()]
    return {
        **_counts(over.whole),
        "by_year": years,
        "turns": {"years": turns, "never": over.never} if years else None,
    }


def _counts(over: Over | None) -> dict[str, Any]:
    """Return percentiles over worlds, and in how many, between what bounds, it is lower, higher."""
    if over is None:
        return dict.fromkeys(COUNTS)
    shares = [[*map(float, bounds(n, over.worlds))] for n in (over.lower, over.higher)]
    ends = (_number(getattr(over, name)) for name in PERCENTILES)
    said = (over.lower, over.higher, over.worlds, _number(over.size), *shares)
    return dict(zip(COUNTS, (*ends, *said), strict=True))


COUNTS = (*PERCENTILES, "lower_in", "higher_in", "of_worlds", "by_more_than", "lower_bounds",
          "higher_bounds")  # fmt: skip
"""What is counted over worlds; bounds are the exact 95% bounds of the share of worlds."""


def _turn(turn: Turn | None) -> dict[str, Any] | None:
    """Return the years in which a difference is clear, where it has either sign."""
    if turn is None:
        return None
    years = [{"year": year, **statistics(values)} for year, values in turn.years]
    return {"years": years, "turns_in": [*turn.turns_in]}


def _base(dataset: xr.Dataset, label: str) -> str:
    """Return what a baseline is called: its arrangement, squeeze or area, or the scenario."""
    by = compared_by(dataset)
    part = by if by in ("squeeze", "area") else "arrangement"
    return str(dataset[part].sel(scenario=label).values) or label


def _of(one: xr.Dataset) -> dict[str, str | None]:
    """Return which scenario it is, and of what."""
    words = {word: str(one[word].values) or None for word in WORDS}
    return {"scenario": str(one["scenario"].values), **words}


def statistics(values: Iterable[float]) -> dict[str, float | None]:
    """Return mean, low and high by name, without NaN."""
    return dict(zip(STATISTICS, map(_number, values), strict=True))


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
