"""What an analysis of stored results is, and what may be asked of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import xarray as xr

from carefunds_sim.analysis.design import require
from carefunds_sim.analysis.ladder import SQUEEZE
from carefunds_sim.errors import CarefundsError
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
    thresholds: tuple[str, ...] = ()
    ladder: str = SQUEEZE


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
