"""Trajectories through a grid on which each factor takes one step: Morris (1991)."""

from __future__ import annotations

import numpy as np

from carefunds_sim.analysis.design import unit_problem


def morris(factors: int, *, trajectories: int, levels: int, seed: int) -> np.ndarray:
    """Return positions (point, factor): trajectories of one row more than there are factors.

    Rows are as ``SALib.analyze.morris`` takes them. A trajectory depends on the seed and on its
    number only, so that more trajectories keep the earlier rows.
    """
    from SALib.sample import morris as salib  # type: ignore[import-untyped]

    return np.concatenate(
        [
            salib.sample(
                unit_problem(factors), 1, levels, seed=np.random.default_rng([seed, number])
            )
            for number in range(trajectories)
        ]
    )
