"""The analyses of stored results that there are, in the order in which they are shown."""

from __future__ import annotations

from carefunds_sim.report.analyses import (
    best_where,
    differences,
    ladder,
    main_effects,
    morris,
    prim,
    regret,
    replications,
    satisficing,
    sobol,
)
from carefunds_sim.report.analyses.analysis import Analysis

_DECLARED = (
    main_effects.ANALYSIS,
    morris.ANALYSIS,
    sobol.ANALYSIS,
    replications.ANALYSIS,
    differences.ANALYSIS,
    best_where.ANALYSIS,
    regret.ANALYSIS,
    satisficing.ANALYSIS,
    prim.ANALYSIS,
    ladder.ANALYSIS,
)
ANALYSES: dict[str, Analysis] = {one.name: one for one in _DECLARED}
"""Every analysis by its name, as the command line calls it."""
