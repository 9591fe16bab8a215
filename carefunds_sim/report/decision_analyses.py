"""The analyses for somebody who has to choose, each declared once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import xarray as xr

from carefunds_sim.analysis.best_where import best_where
from carefunds_sim.analysis.contrasts import baselines
from carefunds_sim.analysis.design import provenance_of
from carefunds_sim.analysis.differences import paired_differences
from carefunds_sim.analysis.objective import each_outcome, rivals
from carefunds_sim.analysis.prim import boxes_of_scenarios
from carefunds_sim.analysis.regret import regret
from carefunds_sim.analysis.satisficing import satisficing
from carefunds_sim.analysis.tipping import ladders_with_tipping_points
from carefunds_sim.report import decision_remarks as remarks
from carefunds_sim.report import decisions as tables
from carefunds_sim.report.analysis import Analysis, Request, needs_design

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FILLING = ("sobol", "latin_hypercube", "saltelli", "full_factorial", "csv")
"""Designs that have points all over the space, so that a share of points means something."""

LADDERS = ("full_factorial", "one_at_a_time", "csv")
"""Designs in which points may differ in one number alone."""


def _needs_rivals(
    name: str, methods: Sequence[str] = FILLING, *, baseline: bool = False
) -> Callable[[xr.Dataset], str]:
    """Return a ``why_not`` that asks for such a sweep of several arrangements."""
    of_design = needs_design(name, *methods)

    def why_not(dataset: xr.Dataset) -> str:
        unfit = of_design(dataset)
        if unfit:
            return unfit
        if baseline and not baselines(dataset):
            return f"{name} needs arrangements to compare with a baseline"
        if max(map(len, rivals(dataset).values())) < 2:
            return f"{name} needs two arrangements of one area and squeeze"
        return ""

    return why_not


def _thresholds(dataset: xr.Dataset, request: Request) -> list[str]:
    """Return what is asked to be good enough: no more than the baseline unless told."""
    base = str(dataset.attrs.get("baseline", ""))
    return [*request.thresholds] or [f"{outcome} <= {base}" for outcome in request.outcomes]


def _satisficing(dataset: xr.Dataset, request: Request) -> xr.Dataset:
    found = satisficing(dataset, _thresholds(dataset, request), seed=request.seed)
    return found.assign_attrs(provenance_of(dataset))


def _best_figures(found: xr.Dataset) -> dict[str, Figure]:
    from carefunds_sim.report.figures.best_where import best_figures

    return best_figures(found)


def _regret_figures(found: xr.Dataset) -> dict[str, Figure]:
    from carefunds_sim.report.figures.regret import regret_figures

    return regret_figures(found)


def _satisficing_figures(found: xr.Dataset) -> dict[str, Figure]:
    from carefunds_sim.report.figures.satisficing import satisficing_figures

    return satisficing_figures(found)


def _prim_figures(found: xr.Dataset) -> dict[str, Figure]:
    from carefunds_sim.report.figures.prim import prim_figures

    return prim_figures(found)


def _ladder_figures(found: xr.Dataset) -> dict[str, Figure]:
    from carefunds_sim.report.figures.ladder import ladder_figures

    return ladder_figures(found)


DECISIONS = (
    Analysis(
        "differences", "At how many points does each arrangement differ clearly?",
        _needs_rivals("differences", baseline=True),
        lambda d, r: each_outcome(d, r.outcomes, lambda o: paired_differences(d, o)),
        tables.differences, remarks.differences,
    ),
    Analysis(
        "best_where", "Which arrangement is best where, and what decides it?",
        _needs_rivals("best_where"),
        lambda d, r: each_outcome(d, r.outcomes, lambda o: best_where(d, o, seed=r.seed)),
        tables.best, remarks.best, _best_figures,
    ),
    Analysis(
        "regret", "Which choice is regretted least where it is not the best?",
        _needs_rivals("regret"),
        lambda d, r: each_outcome(d, r.outcomes, lambda o: regret(d, o, seed=r.seed)),
        tables.regret, remarks.regret, _regret_figures,
    ),
    Analysis(
        "satisficing", "At how many points is each arrangement good enough?",
        _needs_rivals("satisficing", baseline=True), _satisficing,
        tables.satisficing, remarks.satisficing, _satisficing_figures,
    ),
    Analysis(
        "prim", "Where is an arrangement not good enough?", needs_design("prim", *FILLING),
        lambda d, r: boxes_of_scenarios(d, _thresholds(d, r), seed=r.seed),
        tables.prim, remarks.prim, _prim_figures,
    ),
    Analysis(
        "ladder", "Until which level does an arrangement stay better?",
        _needs_rivals("ladder", LADDERS, baseline=True),
        lambda d, r: ladders_with_tipping_points(d, r.outcomes, factor=r.ladder, seed=r.seed),
        tables.ladder, remarks.ladder, _ladder_figures,
    ),
)  # fmt: skip
"""Every analysis of decisions, in the order in which they are shown."""
