"""The figures of a comparison, one function each: Dataset in, Figure out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import xarray as xr
from matplotlib.figure import Figure

from carefunds_sim.report.figures.budgets import budget_balance, spend_against_budget
from carefunds_sim.report.figures.costs import cost_by_body, shifted_cost
from carefunds_sim.report.figures.delays import (
    delay_by_reason,
    delay_by_responsible_over_time,
    delay_reasons_over_time,
    delayed_over_time,
)
from carefunds_sim.report.figures.drawing import Drawing, drawing
from carefunds_sim.report.figures.services import capacity, service_load
from carefunds_sim.report.figures.where_people_are import where_people_are
from carefunds_sim.report.figures.where_people_go import where_people_go

Draw = Callable[[xr.Dataset], Figure | None]
"""Draws a figure of a study; None where its dataset has nothing to show in it."""

REGISTRY: tuple[tuple[str, Draw, str], ...] = (
    ("delayed_over_time", delayed_over_time, "delays"),
    ("cost_by_body", cost_by_body, "payers"),
    ("shifted_cost", shifted_cost, "payers"),
    ("delay_by_reason", delay_by_reason, "delays"),
    ("delay_by_responsible_over_time", delay_by_responsible_over_time, "delays"),
    ("delay_reasons_over_time", delay_reasons_over_time, "delays"),
    ("capacity", capacity, "services"),
    ("service_load", service_load, "services"),
    ("spend_against_budget", spend_against_budget, "money"),
    ("budget_balance", budget_balance, "money"),
    ("where_people_are", where_people_are, "people"),
    ("where_people_go", where_people_go, "people"),
)
"""Every figure in its order: the name of its file, how it is drawn, the chapter that shows it."""

FIGURES: dict[str, Draw] = {name: draw for name, draw, _ in REGISTRY}


def drawings(dataset: xr.Dataset) -> dict[str, Drawing]:
    """Draw every figure of a study that has something to show, by its name."""
    figures = {name: draw(dataset) for name, draw in FIGURES.items()}
    return {name: drawing(name, figure) for name, figure in figures.items() if figure is not None}


def save(figure: Figure, path: Path) -> Path:
    """Write a figure as PNG and SVG under a path without an ending; return the PNG file."""
    return drawing(path.name, figure).save(path.parent)[0]
