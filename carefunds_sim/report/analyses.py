"""The analyses of stored results that there are, each declared once.

An analysis says in a sentence what it answers, whether it fits a dataset, how its result is worked
out, and how that is told: tables, sentences, figures. To add one, add it to ``ANALYSES``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import xarray as xr

from carefunds_sim.analysis import main_effects, morris, replications, sobol
from carefunds_sim.report import sensitivity as tables
from carefunds_sim.report import sensitivity_remarks as remarks
from carefunds_sim.report.analysis import Analysis, needs_design
from carefunds_sim.report.decision_analyses import DECISIONS

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def _fits_all(_dataset: xr.Dataset) -> str:
    return ""


def _main_effect_figures(found: xr.Dataset) -> dict[str, Figure]:
    from carefunds_sim.report.figures.main_effects import main_effect_figures
    from carefunds_sim.report.figures.tornado import tornado_figures

    alone = tornado_figures(found) if '"one_at_a_time"' in found.attrs["design"] else {}
    return alone | main_effect_figures(found)


def _morris_figures(found: xr.Dataset) -> dict[str, Figure]:
    from carefunds_sim.report.figures.morris import morris_figures

    return morris_figures(found)


def _sobol_figures(found: xr.Dataset) -> dict[str, Figure]:
    from carefunds_sim.report.figures.sobol import sobol_figures

    return sobol_figures(found)


_DECLARED = (
    Analysis(
        "main_effects", "What does each number do along its range?",
        needs_design("main_effects", *main_effects.LEVELLED, *main_effects.FILLING),
        lambda d, r: main_effects.main_effects(d, [*r.outcomes], seed=r.seed),
        tables.main_effects, remarks.main_effects, _main_effect_figures,
    ),
    Analysis(
        "morris", "Which numbers matter, and which of them hang on others?",
        needs_design("morris", "morris"),
        lambda d, r: morris.morris(d, [*r.outcomes], seed=r.seed),
        tables.morris, remarks.morris, _morris_figures,
    ),
    Analysis(
        "sobol", "How much of the variance does each number make, alone and in all?",
        needs_design("sobol", "saltelli"),
        lambda d, r: sobol.sobol(d, [*r.outcomes], seed=r.seed),
        tables.sobol, remarks.sobol, _sobol_figures,
    ),
    Analysis(
        "replications", "How many replications would make each number precise enough?",
        _fits_all,
        lambda d, r: replications.replications_needed(d, [*r.outcomes], share=r.share),
        tables.replications, remarks.replications,
    ),
)  # fmt: skip
ANALYSES: dict[str, Analysis] = {one.name: one for one in (*_DECLARED, *DECISIONS)}
"""Every analysis by its name, in the order in which they are shown."""
