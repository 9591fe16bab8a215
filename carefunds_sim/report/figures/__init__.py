"""The figures of a comparison, one function each: Dataset in, Figure out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import xarray as xr
from matplotlib.figure import Figure

from carefunds_sim.report.figures.capacity import capacity
from carefunds_sim.report.figures.costs import cost_by_body
from carefunds_sim.report.figures.delays import delayed_over_time
from carefunds_sim.report.figures.reasons import delay_by_reason
from carefunds_sim.report.figures.spending import spend_against_budget

FIGURES: dict[str, Callable[[xr.Dataset], Figure | None]] = {
    "delayed_over_time": delayed_over_time,
    "cost_by_body": cost_by_body,
    "delay_by_reason": delay_by_reason,
    "capacity": capacity,
    "spend_against_budget": spend_against_budget,
}
"""Every figure by the name of its file; None where a dataset has nothing to show in it."""

DOTS_PER_INCH = 160


def write_figures(dataset: xr.Dataset, folder: Path) -> list[Path]:
    """Draw every figure as PNG and SVG; return the PNG files."""
    written = []
    for name, draw in FIGURES.items():
        figure = draw(dataset)
        if figure is not None:
            written.append(save(figure, folder / name))
    return written


def save(figure: Figure, path: Path) -> Path:
    """Write a figure as PNG and SVG under a path without an ending; return the PNG file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path.with_suffix(".png"), dpi=DOTS_PER_INCH)
    figure.set_layout_engine("none")  # the layout is found; it holds for the second file
    figure.savefig(path.with_suffix(".svg"))
    return path.with_suffix(".png")
