"""The numbers that drive the results most, and which results."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.figure import Figure

from carefunds_sim.analysis.screening import screened
from carefunds_sim.report.caveats import evidence_counted
from carefunds_sim.report.figures.style import NotebookFigure, add_caption, in_house_style

SHOWN = 24
COLOURS = ("#12436D", "#2073BC", "#BFDCF5", "#801650", "#C0669B", "#F0C9DF")
"""Delay in blues, cost in purples; from dark to light: the baseline, then each difference."""


@in_house_style
def importance(dataset: xr.Dataset) -> Figure:
    """Importance of the most important numbers, made up of its parts by outcome."""
    found = screened(dataset)
    parts = (found["mu_star"] / found["mu_star"].max("factor")).fillna(0.0)
    parts = parts.isel(factor=slice(SHOWN)) / found.sizes["outcome"]
    figure = NotebookFigure(figsize=(11, 0.3 * parts.sizes["factor"] + 2.2), layout="constrained")
    axis = figure.subplots()
    at, start = np.arange(parts.sizes["factor"]), np.zeros(parts.sizes["factor"])
    for outcome, colour in zip(parts["outcome"].values, COLOURS, strict=False):
        width = parts.sel(outcome=outcome).values
        axis.barh(at, width, left=start, height=0.7, color=colour, label=str(outcome),
                  edgecolor="white", linewidth=0.5)  # fmt: skip
        start = start + width
    axis.set_yticks(at, [str(name) for name in parts["factor"].values], fontsize=8)
    axis.set_ylim(len(at) - 0.4, -0.6)
    axis.set_xlabel("Importance: effect as a share of the largest of any number, mean of outcomes")
    axis.grid(visible=False, axis="y")
    axis.legend(fontsize=8, loc="lower right", frameon=False)
    return add_caption(figure, title="Which numbers drive the results", below=_source(dataset))


def _source(dataset: xr.Dataset) -> str:
    attrs = dataset.attrs
    return (
        "Mean size of elementary effects over whole ranges. Source: carefunds_sim "
        f"{attrs['package_version']}, {attrs['study']}, {attrs['trajectories']} trajectories, "
        f"{dataset.sizes['replication']} replications, seed {attrs['seed']}, scale "
        f"{float(attrs['scale']):g}. Numbers behind it: {evidence_counted(dataset)}."
    )
