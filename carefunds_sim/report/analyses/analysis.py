"""What an analysis of stored results is, what may be asked of one, and which results it fits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import xarray as xr
from matplotlib.figure import Figure

from carefunds_sim.analysis.contrasts import baselines
from carefunds_sim.analysis.design import require
from carefunds_sim.analysis.ladder import SQUEEZE
from carefunds_sim.analysis.objective import rivals
from carefunds_sim.errors import CarefundsError
from carefunds_sim.report.tables import Table

SHARE = 0.05
"""The precision asked for unless another is: a half-width of one twentieth of the mean."""

SPACE_FILLING = ("sobol", "latin_hypercube", "saltelli", "full_factorial", "csv")
"""Designs that have points all over the space, so that a share of points means something."""


@dataclass(frozen=True)
class Request:
    """What is asked of every analysis; each takes what concerns it."""

    outcomes: tuple[str, ...]
    seed: int = 1
    share: float = SHARE
    thresholds: tuple[str, ...] = ()
    ladder: str = SQUEEZE


def no_figures(_found: xr.Dataset) -> dict[str, Figure]:
    """Return no figures."""
    return {}


@dataclass(frozen=True)
class Analysis:
    """One analysis: what it answers, how, which results it fits, and how its result is shown.

    ``designs`` are the designs of a sweep that it needs; any results will do where there are none.
    ``rivals`` asks for several arrangements of one area and squeeze, ``baseline`` for one that
    others are compared with.
    """

    name: str
    answers: str
    analyse: Callable[[xr.Dataset, Request], xr.Dataset]
    tables: Callable[[xr.Dataset], list[Table]]
    caveats: Callable[[xr.Dataset], list[str]]
    figures: Callable[[xr.Dataset], dict[str, Figure]] = no_figures
    designs: tuple[str, ...] = ()
    rivals: bool = False
    baseline: bool = False

    def why_not(self, dataset: xr.Dataset) -> str:
        """Return why this does not fit a dataset; '' where it does."""
        try:
            if self.designs:
                require(dataset, self.designs, self.name)
        except CarefundsError as error:
            return str(error)
        if self.baseline and not baselines(dataset):
            return f"{self.name} needs arrangements to compare with a baseline"
        if self.rivals and max(map(len, rivals(dataset).values())) < 2:
            return f"{self.name} needs two arrangements of one area and squeeze"
        return ""
