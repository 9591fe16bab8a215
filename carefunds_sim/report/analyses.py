"""The analyses of stored results that there are, each declared once.

An analysis says in a sentence what it answers, whether it fits a dataset, how its result is worked
out, and how that is told: tables, sentences, figures. To add one, add it to ``ANALYSES``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import xarray as xr

from carefunds_sim.analysis.sensitivity import main_effects, morris, needed, sobol
from carefunds_sim.analysis.sensitivity.design import require
from carefunds_sim.errors import CarefundsError
from carefunds_sim.report import sensitivity as tables
from carefunds_sim.report import sensitivity_remarks as remarks
from carefunds_sim.report.tables import Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SHARE = 0.05
"""The precision asked for unless another is: a half-width of one twentieth of the mean."""


@dataclass(frozen=True)
class Request:
    """What is asked of every analysis; each takes what concerns it."""

    outcomes: tuple[str, ...]
    seed: int = 1
    share: float = SHARE


def no_figures(_found: xr.Dataset) -> dict[str, Figure]:
    """Return no figures."""
    return {}


@dataclass(frozen=True)
class Analysis:
    """One analysis: ``why_not`` is empty where it fits a dataset, or says why it does not."""

    name: str
    answers: str
    why_not: Callable[[xr.Dataset], str]
    analyse: Callable[[xr.Dataset, Request], xr.Dataset]
    tables: Callable[[xr.Dataset], list[Table]]
    remarks: Callable[[xr.Dataset], list[str]]
    figures: Callable[[xr.Dataset], dict[str, Figure]] = no_figures


def needs_design(name: str, *methods: str) -> Callable[[xr.Dataset], str]:
    """Return a ``why_not`` that asks for a sweep by one of these methods."""

    def why_not(dataset: xr.Dataset) -> str:
        try:
            require(dataset, methods, name)
        except CarefundsError as error:
            return str(error)
        return ""

    return why_not


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
        lambda d, r: needed.replications_needed(d, [*r.outcomes], share=r.share),
        tables.replications, remarks.replications,
    ),
)  # fmt: skip
ANALYSES: dict[str, Analysis] = {one.name: one for one in _DECLARED}
"""Every analysis by its name, in the order in which they are shown."""
