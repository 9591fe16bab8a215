"""The description of a sweep's store from its design."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from carefunds_sim.dataset.entry import MONTHLY_ACCOUNTS
from carefunds_sim.dataset.sweeps.description import Description, FactorLabel
from carefunds_sim.errors import UnknownNameError, did_you_mean
from carefunds_sim.experiments.designs import design_of

if TYPE_CHECKING:
    from carefunds_sim.scenario.sweep_design import SweepDesign


def described(
    design: SweepDesign, *, replications: int | None, seed: int | None, engine: str
) -> Description:
    """Return what decides every number of a sweep; settings of the file hold unless given.

    Raises
    ------
    UnknownNameError
        A series is no monthly account.
    """
    _known(design.series)
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


def _known(series: Sequence[str]) -> None:
    """Refuse what is no monthly account, all of it at once."""
    accounts = [account.name for account in MONTHLY_ACCOUNTS]
    unknown = [name for name in series if name not in accounts]
    if unknown:
        said = ", ".join(f"'{name}'{did_you_mean(name, accounts)}" for name in unknown)
        raise UnknownNameError(f"series must be monthly accounts (got {said})")
