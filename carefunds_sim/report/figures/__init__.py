"""The figures of a comparison, one function each: Dataset in, Figure out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import xarray as xr
from matplotlib.figure import Figure

from carefunds_sim.report.figures.balance import budget_balance
from carefunds_sim.report.figures.capacity import capacity
from carefunds_sim.report.figures.costs import cost_by_body
from carefunds_sim.report.figures.delays import delayed_over_time
from carefunds_sim.report.figures.drawing import Drawing, drawing
from carefunds_sim.report.figures.load import service_load
from carefunds_sim.report.figures.over_time import (
    delay_by_responsible_over_time,
    delay_reasons_over_time,
)
from carefunds_sim.report.figures.reasons import delay_by_reason
from carefunds_sim.report.figures.shifted import shifted_cost
from carefunds_sim.report.figures.spending import spend_against_budget
from carefunds_sim.report.figures.where_people_are import where_people_are
from carefunds_sim.report.figures.where_people_go import where_people_go

FIGURES: dict[str, Callable[[xr.Dataset], Figure | None]] = {
    "delayed_over_time": delayed_over_time,
    "cost_by_body": cost_by_body,
    "shifted_cost": shifted_cost,
    "delay_by_reason": delay_by_reason,
    "delay_by_responsible_over_time": delay_by_responsible_over_time,
    "delay_reasons_over_time": delay_reasons_over_time,
    "capacity": capacity,
    "service_load": service_load,
    "spend_against_budget": spend_against_budget,
    "budget_balance": budget_balance,
    "where_people_are": where_people_are,
    "where_people_go": where_people_go,
}
"""Every figure by the name of its file; None where a dataset has nothing to show in it."""


def drawings(dataset: xr.Dataset) -> dict[str, Drawing]:
    """Draw every figure of a study that has something to show, by its name."""
    figures = {name: draw(dataset) for name, draw in FIGURES.items()}
    return {name: drawing(name, figure) for name, figure in figures.items() if figure is not None}


def save(figure: Figure, path: Path) -> Path:
    """Write a figure as PNG and SVG under a path without an ending; return the PNG file."""
    return drawing(path.name, figure).save(path.parent)[0]
