"""Points for shares of variance: pairs of Sobol points, and each with one factor exchanged."""

from __future__ import annotations

import numpy as np

from carefunds_sim.analysis.design import unit_problem


def saltelli(factors: int, *, base_points: int, second_order: bool, seed: int) -> np.ndarray:
    """Return positions (point, factor) in the order in which ``SALib.analyze.sobol`` takes them.

    ``base_points`` is a power of two; twice as many keep the earlier rows. Each base point makes
    two rows more than there are factors, or twice as many factors with ``second_order``.
    """
    from SALib.sample import sobol as salib  # type: ignore[import-untyped]

    found: np.ndarray = salib.sample(
        unit_problem(factors),
        base_points,
        calc_second_order=second_order,
        seed=np.random.default_rng(seed),
    )
    return found
