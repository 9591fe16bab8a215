"""Sobol indices: how much of the variance between points each factor makes, alone and in all.

Saltelli et al. (2010), Variance based sensitivity analysis of model output, Computer Physics
Communications 181(2), 259-270; worked out by SALib.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from carefunds_sim.analysis.sensitivity.assemble import Assembled, each_response, with_statistic
from carefunds_sim.analysis.sensitivity.by_salib import sobol_indices
from carefunds_sim.analysis.sensitivity.design import blocks, require, require_some, whole
from carefunds_sim.analysis.sensitivity.noise import in_product, noise_share, residuals

LEAST = 4
"""Fewest base points whose indices are worked out."""


def sobol(
    dataset: xr.Dataset, outcomes: list[str], *, seed: int = 1, resamples: int = 1000,
    baseline: str | None = None,
) -> xr.Dataset:  # fmt: skip
    """Return Sobol indices of a sweep by ``saltelli``, of means over replications.

    A base point is left out, with all its rows, for the responses for which any of its runs is
    missing; ``used`` and ``dropped`` (outcome, response) count base points.

    Returns
    -------
    xarray.Dataset
        ``S1`` and ``ST`` (outcome, response, factor, statistic): first-order and total indices
        with 95% bootstrap intervals over base points. ``S2`` (outcome, response, factor, other,
        statistic), above the diagonal, where the design has it. ``S1_bias`` and ``ST_bias``
        (outcome, response, factor): by how much replication noise changes an index, so that
        index less bias estimates that of an endless number of replications. ``noise_share``
        (outcome, response, statistic): see ``noise.noise_share``. All NaN for a response that
        never varies.

    Raises
    ------
    CarefundsError
        The dataset is no sweep by ``saltelli``, or too few base points are finished.
    """
    design = require(dataset, ["saltelli"], "sobol")
    second = bool(design.get("second_order", True))
    rows = blocks(dataset, design)
    factors = dataset.sizes["factor"]
    found = Assembled(dataset, outcomes, baseline)
    for place, values in each_response(found.values):
        ready = whole(values[rows])
        cells: dict[str, Any] = {"used": ready.sum(), "dropped": (~ready).sum()}
        if ready.sum() >= LEAST:
            kept = values[rows[ready]]
            cells |= _indices(kept, factors, second=second, seed=seed, resamples=resamples)
        found.enter(place, cells, _empty(factors, second=second))
    require_some(found.of("used"), LEAST, "base points")
    dims = {
        "S1": ("factor", "statistic"), "ST": ("factor", "statistic"), "S1_bias": ("factor",),
        "ST_bias": ("factor",), "S2": ("factor", "other", "statistic"),
        "noise_share": ("statistic",), "used": (), "dropped": (),
    }  # fmt: skip
    attrs = {"analysis_seed": seed, "resamples": resamples}
    return found.dataset(dims, other=dataset["factor"].to_numpy()).assign_attrs(attrs)


def _empty(number: int, *, second: bool) -> dict[str, np.ndarray]:
    shapes: dict[str, tuple[int, ...]] = {
        "S1": (number, 3), "ST": (number, 3), "S1_bias": (number,), "ST_bias": (number,),
        "noise_share": (3,),
    }  # fmt: skip
    if second:
        shapes["S2"] = (number, number, 3)
    return {name: np.full(shape, np.nan) for name, shape in shapes.items()}


def _indices(
    values: np.ndarray, factors: int, *, second: bool, seed: int, resamples: int
) -> dict[str, np.ndarray]:
    """Return the indices of one response; values have shape (block, row, replication)."""
    means = values.mean(axis=2)
    if np.ptp(means[:, [0, -1]]) <= 1e-12 * np.abs(means).max():
        return {}
    found = sobol_indices(means.ravel(), factors, second=second, seed=seed, resamples=resamples)
    cells = {name: with_statistic(found[name], found[f"{name}_conf"]) for name in ("S1", "ST")}
    if second:
        cells["S2"] = with_statistic(found["S2"], found["S2_conf"])
    cells |= _biases(values, cells)
    cells["noise_share"] = noise_share(values[:, [0, -1]].reshape(-1, values.shape[2]))
    return cells


def _biases(values: np.ndarray, cells: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return index less the index without noise: numerator and variance each have noise.

    The expectation of what noise adds to each of the estimators' products is estimated from the
    residuals and taken off.
    """
    number = len(cells["S1"])
    left = residuals(values.reshape(-1, values.shape[2])).reshape(values.shape)
    first, last, moved = left[:, :1], left[:, -1:], left[:, 1 : number + 1]
    pair = left[:, [0, -1]].reshape(-1, values.shape[2])
    pair = pair - pair.mean(axis=0)
    variance = values[:, [0, -1]].mean(axis=2).var()
    clean = variance - in_product(pair, pair).mean()
    if not clean > 0:
        return {}
    gap = moved - first
    noise = {
        "S1": in_product(np.broadcast_to(last, gap.shape), gap).mean(axis=0),
        "ST": 0.5 * in_product(gap, gap).mean(axis=0),
    }
    return {
        f"{name}_bias": cells[name][:, 0] - (cells[name][:, 0] * variance - added) / clean
        for name, added in noise.items()
    }
