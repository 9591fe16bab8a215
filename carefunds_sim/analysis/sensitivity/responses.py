"""What is asked of a sweep: outcomes of every scenario, and their paired differences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import xarray as xr

from carefunds_sim.analysis.contrasts import baselines, compared_by
from carefunds_sim.errors import CarefundsError, did_you_mean

LEVEL, DIFFERENCE = "scenario", "difference"
PLAIN = frozenset({"point", "scenario", "replication"})
PLACE = ("area", "area_title", "arrangement", "squeeze", "squeeze_title")


def responses(
    dataset: xr.Dataset, outcomes: Sequence[str], *, baseline: str | None = None
) -> xr.DataArray:
    """Return outcomes of every scenario, then their differences from the baseline.

    Dims (outcome, response, point, replication), without ``point`` where the dataset has none.
    A difference is taken within a point and a replication, NaN where one of the two is missing.
    Along ``response`` stand ``kind`` (scenario or difference), ``of`` (the scenario), where it
    belongs (``area``, ``squeeze``, their titles, ``arrangement``), ``compared_with`` and its
    ``base_arrangement``, or its squeeze or area where those are compared (both empty for a scenario
    itself); along ``outcome`` stand ``units`` and
    ``long_name``.

    Raises
    ------
    CarefundsError
        No such outcome, or one that is split, such as by service.
    """
    found = xr.concat(
        [_of_outcome(dataset, _known(dataset, name), baseline) for name in outcomes],
        dim="outcome", coords="minimal", compat="override", combine_attrs="drop",
    )  # fmt: skip
    words = {
        word: ("outcome", np.array([str(dataset[name].attrs.get(word, "")) for name in outcomes]))
        for word in ("units", "long_name")
    }
    names = np.array(list(outcomes), dtype=np.str_)
    order = [dim for dim in ("outcome", "response", "point", "replication") if dim in found.dims]
    return found.assign_coords({"outcome": names, **words}).transpose(*order)


def provenance_of(dataset: xr.Dataset) -> dict[str, Any]:
    """Return a dataset's attributes and how much was run, for what is worked out from it."""
    sizes = {dim: int(dataset.sizes.get(dim, 1)) for dim in ("point", "replication")}
    done, wanted = int(dataset["completed"].sum()), int(dataset["completed"].size)
    counts = {"points": sizes["point"], "replications": sizes["replication"]}
    return {**dataset.attrs, **counts, "runs_done": done, "runs_wanted": wanted}


def scalar_outcomes(dataset: xr.Dataset) -> list[str]:
    """Return the outcomes that are one number a run."""
    return [
        str(name)
        for name, variable in dataset.data_vars.items()
        if variable.attrs.get("kind") == "outcome" and set(variable.dims) <= PLAIN
    ]


def _known(dataset: xr.Dataset, name: str) -> str:
    known = scalar_outcomes(dataset)
    if name in known:
        return name
    if name in dataset.data_vars:
        split = ", ".join(str(d) for d in dataset[name].dims if d not in PLAIN)
        raise CarefundsError(f"'{name}' is no single number a run (it is by {split or 'point'})")
    raise CarefundsError(f"no outcome is called '{name}' here{did_you_mean(name, known)}")


def _of_outcome(dataset: xr.Dataset, name: str, baseline: str | None) -> xr.DataArray:
    pairs = baselines(dataset, baseline)
    values = dataset[name].drop_vars([c for c in dataset[name].coords if c not in PLAIN])
    labels = [str(label) for label in values["scenario"].values]
    mine = values.sel(scenario=list(pairs))
    gaps = mine - values.sel(scenario=list(pairs.values())).values
    both = np.concatenate([_first(values), _first(gaps)])
    of = [*labels, *pairs]
    dims = ("response", *(d for d in values.dims if d != "scenario"))
    found = xr.DataArray(both, dims=dims, coords={
        "response": _words([*labels, *(f"{a} less {b}" for a, b in pairs.items())]),
        "kind": ("response", _words([LEVEL] * len(labels) + [DIFFERENCE] * len(pairs))),
        "of": ("response", _words(of)),
        "compared_with": ("response", _words([""] * len(labels) + [*pairs.values()])),
    })  # fmt: skip
    kept = {d: values[d] for d in dims[1:] if d in values.coords}
    place = {word: ("response", _word(dataset, word, of)) for word in PLACE}
    by = compared_by(dataset)
    part = by if by in ("squeeze", "area") else "arrangement"
    bases = [""] * len(labels) + [*_word(dataset, part, list(pairs.values()))]
    return found.assign_coords({**kept, **place, "base_arrangement": ("response", _words(bases))})


def _word(dataset: xr.Dataset, word: str, labels: list[str]) -> np.ndarray:
    return np.asarray(dataset[word].sel(scenario=labels).to_numpy(), dtype=np.str_)


def _first(values: xr.DataArray) -> np.ndarray:
    """Return the values with the scenarios along the first axis."""
    return np.asarray(values.transpose("scenario", ...).to_numpy())


def _words(values: Sequence[str]) -> np.ndarray:
    return np.array(list(values), dtype=np.str_)
