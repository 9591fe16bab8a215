"""The one place that calls SALib's analyses: seeded, and nobody's chance is touched."""

from __future__ import annotations

from typing import Any

import numpy as np

Found = dict[str, np.ndarray]


def sobol_indices(
    means: np.ndarray, factors: int, *, second: bool, seed: int, resamples: int
) -> Found:
    """Return SALib's Sobol indices of means in the order of its sample.

    It reads a seed of 0 as none and then draws from the global state, so it is never given one.
    """
    from SALib.analyze import sobol  # type: ignore[import-untyped]

    chance = int(np.random.default_rng(seed).integers(1, 2**31))
    found = sobol.analyze(
        unit_problem(factors), means, calc_second_order=second, num_resamples=resamples, seed=chance
    )
    return {name: np.asarray(value, dtype=float) for name, value in found.items()}


def morris_measures(
    where: np.ndarray, means: np.ndarray, *, levels: int, seed: int, resamples: int
) -> Found:
    """Return SALib's measures of trajectories; positions (point, factor), means (point)."""
    from SALib.analyze import morris

    found = morris.analyze(
        unit_problem(where.shape[1]), where, means, num_resamples=resamples, num_levels=levels,
        seed=np.random.default_rng(seed),
    )  # fmt: skip
    wanted = ("mu", "mu_star", "mu_star_conf", "sigma")
    return {name: np.asarray(found[name], dtype=float) for name in wanted}


def unit_problem(factors: int) -> dict[str, Any]:
    """Return so many factors over positions from 0 to 1, as SALib is told of them."""
    names = [f"factor {i}" for i in range(factors)]
    return {"num_vars": factors, "names": names, "bounds": [[0.0, 1.0]] * factors}
