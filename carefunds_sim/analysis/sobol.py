"""Sobol indices: how much of the variance between points each factor makes, alone and in all.

Saltelli et al. (2010), Variance based sensitivity analysis of model output, Computer Physics
Communications 181(2), 259-270; worked out by SALib.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from carefunds_sim.analysis.design import blocks, require, unit_problem
from carefunds_sim.analysis.responses import (
    Cells,
    in_product,
    measure_blocks,
    noise_share,
    outcomes_and_differences,
    residuals,
    with_statistic,
)

LEAST = 4
"""Fewest base points whose indices are worked out."""


def sobol(
    dataset: xr.Dataset, outcomes: list[str], *, seed: int = 1, resamples: int = 1000
) -> xr.Dataset:
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
        (outcome, response, statistic): see ``responses.noise_share``. All NaN for a response that
        never varies.

    Raises
    ------
    CarefundsError
        The dataset is no sweep by ``saltelli``, or too few base points are finished.
    """
    design = require(dataset, ["saltelli"], "sobol")
    second = bool(design.get("second_order", True))
    rows, factors = blocks(dataset, design), dataset.sizes["factor"]

    def measure(values: np.ndarray, rows: np.ndarray) -> Cells:
        return _indices(values[rows], factors, second=second, seed=seed, resamples=resamples)

    index = ("factor", "statistic")
    dims: dict[str, tuple[str, ...]] = {
        "S1": index, "ST": index, "S1_bias": ("factor",), "ST_bias": ("factor",),
        "noise_share": ("statistic",),
        **({"S2": ("factor", "other", "statistic")} if second else {}),
    }  # fmt: skip
    values = outcomes_and_differences(dataset, outcomes)
    found = measure_blocks(
        dataset, values, rows=rows, least=LEAST, what="base points", dims=dims, measure=measure,
        other=dataset["factor"].to_numpy(),
    )  # fmt: skip
    return found.assign_attrs(analysis_seed=seed, resamples=resamples)


def _indices(values: np.ndarray, factors: int, *, second: bool, seed: int, resamples: int) -> Cells:
    """Return the indices of one response; values have shape (block, row, replication).

    SALib reads a seed of 0 as none and then draws from the global state, so it is never given one.
    """
    from SALib.analyze import sobol as salib  # type: ignore[import-untyped] # slow to import

    means = values.mean(axis=2)
    if np.ptp(means[:, [0, -1]]) <= 1e-12 * np.abs(means).max():
        return {}
    chance = int(np.random.default_rng(seed).integers(1, 2**31))
    found = salib.analyze(
        unit_problem(factors), means.ravel(), calc_second_order=second, num_resamples=resamples,
        seed=chance,
    )  # fmt: skip
    cells: Cells = {
        name: with_statistic(*(np.asarray(found[of], dtype=float) for of in (name, f"{name}_conf")))
        for name in ("S1", "ST", *(["S2"] if second else []))
    }
    cells |= _biases(values, cells)
    cells["noise_share"] = noise_share(values[:, [0, -1]].reshape(-1, values.shape[2]))
    return cells


def _biases(values: np.ndarray, cells: Cells) -> Cells:
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
