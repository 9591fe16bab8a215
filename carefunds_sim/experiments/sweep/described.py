"""The description of a sweep's store from its design."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from carefunds_sim.dataset.sweeps.description import Description, FactorLabel
from carefunds_sim.experiments.designs import design_of

if TYPE_CHECKING:
    from carefunds_sim.scenario.sweep_design import SweepDesign


def described(
    design: SweepDesign, *, replications: int | None, seed: int | None, engine: str
) -> Description:
    """Return what decides every number of a sweep; settings of the file hold unless given."""
    drawn = design_of(design)
    values = np.asarray(drawn.values, dtype=float)
    positions = np.array(
        [
            [f.position(float(value)) for f, value in zip(design.factors, row, strict=True)]
            for row in values
        ]
    ).reshape(values.shape)
    return Description(
        study=design.name,
        baseline=design.baseline,
        scenarios=design.scenarios,
        factors=tuple(
            FactorLabel(f.name, f.unit, f.low, f.high, f.own, f.kind) for f in design.factors
        ),
        values=values,
        positions=positions,
        design={"method": drawn.method, **drawn.settings},
        replications=replications or design.run.replications,
        seed=design.run.seed if seed is None else seed,
        engine=engine,
        series=design.series,
    )
