"""The same analysis for several outcomes, or of several scenarios, side by side."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import numpy as np
import xarray as xr

from carefunds_sim.analysis.decisions.ladder import SQUEEZE, ladder
from carefunds_sim.analysis.decisions.objective import objective
from carefunds_sim.analysis.decisions.prim import NothingToFindError, prim
from carefunds_sim.analysis.decisions.tipping import tipping_point
from carefunds_sim.analysis.sensitivity.responses import provenance_of
from carefunds_sim.errors import CarefundsError


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
    words = {
        word: (
            "outcome",
            np.array([str(objective(dataset, o).attrs.get(word, "")) for o in outcomes]),
        )
        for word in ("units", "long_name")
    }
    found.attrs |= provenance_of(dataset)
    return found.assign_coords({"outcome": np.array([*outcomes], dtype=np.str_), **words})


def laddered(
    dataset: xr.Dataset, outcomes: Sequence[str], *, factor: str = SQUEEZE, seed: int = 1
) -> xr.Dataset:
    """Return every outcome up a ladder with its tipping points, along ``outcome``."""

    def one(outcome: str) -> xr.Dataset:
        tipped = tipping_point(dataset, outcome, factor=factor, seed=seed)
        return ladder(dataset, outcome, factor=factor).merge(tipped, combine_attrs="override")

    found = each_outcome(dataset, outcomes, one)
    found.attrs["factor_unit"] = found["level"].attrs["units"]
    return found


def discovered(dataset: xr.Dataset, thresholds: Sequence[str], *, seed: int = 1) -> xr.Dataset:
    """Return the boxes in which each scenario misses each threshold, along ``case``.

    ``of`` and ``threshold`` stand along it. Shorter trajectories end in NaN. The attribute
    ``not_found`` is JSON: why there is no part to find for what is not there.

    Raises
    ------
    CarefundsError
        No scenario misses any threshold at some points and meets it at others.
    """
    found: dict[tuple[str, str], xr.Dataset] = {}
    why: dict[str, str] = {}
    for words in thresholds:
        for label in map(str, dataset["scenario"].values):
            try:
                found[label, words] = prim(dataset, words, scenario=label, seed=seed)
            except NothingToFindError as error:
                why[f"{label}, {words}"] = str(error)
    if not found:
        raise CarefundsError("; ".join(f"{case}: {reason}" for case, reason in why.items()))
    boxes = xr.concat(
        [*found.values()], dim="case", data_vars="all", coords="minimal", compat="override",
        join="outer", fill_value={"kind": ""}, combine_attrs="drop_conflicts",
    )  # fmt: skip
    boxes.attrs |= provenance_of(dataset) | {"not_found": json.dumps(why)}
    of, asked = (np.array(part, dtype=np.str_) for part in zip(*found, strict=True))
    return boxes.assign_coords(
        case=[f"{label}, {words}" for label, words in found], of=("case", of),
        threshold=("case", asked),
    )  # fmt: skip
