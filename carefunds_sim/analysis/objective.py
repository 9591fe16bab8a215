"""What is to be judged: one outcome, or a sum of outcomes at stated prices; low is good."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import xarray as xr

from carefunds_sim.analysis.design import outcome_labels, provenance_of
from carefunds_sim.dataset.build import outcome_names
from carefunds_sim.errors import CarefundsError, did_you_mean

DIMS = ("point", "scenario", "replication")
Wanted = str | Mapping[str, float]
"""The name of an outcome, or what one unit of each of several outcomes is taken to be worth."""


def objective(dataset: xr.Dataset, wanted: Wanted) -> xr.DataArray:
    """Return what is to be judged; dims (point, scenario, replication).

    A dataset without points (of ``compare``) is one point. A mapping gives the sum of its outcomes,
    each times its number: ``{"cost_total": 1, "delayed_days": 400}`` counts a delayed day as
    GBP 400. A number below zero makes an outcome something to have more of.

    Raises
    ------
    CarefundsError
        There is no such outcome, or it is by service or fund.
    """
    if isinstance(wanted, str):
        return _scalar(dataset, wanted)
    if not wanted:
        raise CarefundsError("name one outcome at least (got an empty mapping)")
    parts = [_scalar(dataset, name) * number for name, number in wanted.items()]
    words = " + ".join(f"{number:g} x {name}" for name, number in wanted.items())
    attrs = {"units": _units(dataset, wanted), "long_name": words, "kind": "outcome"}
    return sum(parts[1:], parts[0]).rename("objective").assign_attrs(attrs)


def natural_values(dataset: xr.Dataset) -> np.ndarray:
    """Return where every factor stands at every point, (point, factor), in its natural unit.

    What a table of points leaves to the files is what they say, NaN where they differ.
    """
    values = dataset["value"].transpose("point", "factor")
    return np.asarray(values.fillna(dataset["factor_own"]).values)


def group_of(dataset: xr.Dataset) -> list[str]:
    """Return for each scenario the area and squeeze that it shares with its rivals."""
    pairs = zip(dataset["area"].values, dataset["squeeze"].values, strict=True)
    return [", ".join(filter(None, map(str, pair))) for pair in pairs]


def rivals(dataset: xr.Dataset) -> dict[str, np.ndarray]:
    """Return which scenarios can be chosen between: those of one area and squeeze, by index."""
    found = np.array(group_of(dataset))
    return {str(group): np.flatnonzero(found == group) for group in dict.fromkeys(found)}


def with_all_rivals(values: xr.DataArray, groups: Mapping[str, np.ndarray]) -> xr.DataArray:
    """Leave out a replication at a point where one of the rivals has none, for all of them."""
    known = values.notnull().transpose(*DIMS).values
    complete = known.copy()
    for members in groups.values():
        complete[:, members] = known[:, members].all(axis=1, keepdims=True)
    return values.transpose(*DIMS).where(xr.DataArray(complete, dims=DIMS))


def _scalar(dataset: xr.Dataset, name: str) -> xr.DataArray:
    known = outcome_names(dataset)
    if name not in known:
        raise CarefundsError(f"no outcome is called '{name}'{did_you_mean(name, known)}")
    split = sorted(set(map(str, dataset[name].dims)) - set(DIMS))
    if split:
        raise CarefundsError(f"'{name}' is by {', '.join(split)}; take an outcome that is not")
    values = dataset[name]
    if "point" not in values.dims:
        values = values.expand_dims(point=[0])
    return values.transpose(*DIMS)


def _units(dataset: xr.Dataset, wanted: Mapping[str, float]) -> str:
    """Return the unit of what is counted at its own value, where there is one."""
    own = {
        str(dataset[name].attrs.get("units", "")) for name, price in wanted.items() if price == 1
    }
    return own.pop() if len(own) == 1 else "as weighed"


def each_outcome(
    dataset: xr.Dataset, outcomes: Sequence[str], analyse: Callable[[str], xr.Dataset]
) -> xr.Dataset:
    """Return what an analysis finds for every outcome, along ``outcome``.

    ``units`` and ``long_name`` stand along it too; attributes say how much was run.
    """
    found = xr.concat(
        [analyse(name) for name in outcomes], dim="outcome", data_vars="all", coords="minimal",
        compat="override", combine_attrs="drop_conflicts",
    )  # fmt: skip
    found.attrs |= provenance_of(dataset)
    return found.assign_coords(outcome_labels(dataset, outcomes))
