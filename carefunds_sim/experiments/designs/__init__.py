"""Designs: which points a sweep runs, one file a method."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from carefunds_sim.experiments.designs.design import Design as Design
from carefunds_sim.experiments.designs.design import placed
from carefunds_sim.experiments.designs.full_factorial import full_factorial
from carefunds_sim.experiments.designs.latin_hypercube import latin_hypercube
from carefunds_sim.experiments.designs.morris import morris
from carefunds_sim.experiments.designs.one_at_a_time import one_at_a_time
from carefunds_sim.experiments.designs.saltelli import saltelli
from carefunds_sim.experiments.designs.sobol import sobol

if TYPE_CHECKING:
    from carefunds_sim.scenario.sweep_design import SweepDesign

_ON_A_CUBE: dict[str, Callable[..., np.ndarray]] = {
    "latin_hypercube": latin_hypercube,
    "sobol": sobol,
    "morris": morris,
    "saltelli": saltelli,
}
"""Methods that choose positions from 0 to 1, whatever the factors are."""


def design_of(sweep: SweepDesign) -> Design:
    """Return the points of a sweep; the same sweep always has the same points.

    Raises
    ------
    CarefundsError
        There would be more points than any study has.
    """
    return Design(sweep.plan.method, _values(sweep), sweep.plan.settings())


def _values(sweep: SweepDesign) -> np.ndarray:
    method, settings = sweep.plan.method, sweep.plan.settings()
    if method in _ON_A_CUBE:
        positions = _ON_A_CUBE[method](len(sweep.factors), **settings)
        return placed(sweep.factors, positions)
    if method == "one_at_a_time":
        return one_at_a_time(sweep.factors)
    if method == "full_factorial":
        return full_factorial(sweep.factors, **settings)
    return np.array(sweep.table, dtype=np.float64)
