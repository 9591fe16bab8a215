"""How the capacity of services moves."""

from __future__ import annotations

import textwrap

import numpy as np
import xarray as xr
from matplotlib.figure import Figure

from carefunds_sim.report.figures.series import draw_lines, is_yearly, label_lines, yearly_mean
from carefunds_sim.report.figures.style import finish, panels, strokes, styled
from carefunds_sim.report.tables import groups

MOST = 5
LEAST_CHANGE = 0.01


@styled
def capacity(dataset: xr.Dataset) -> Figure | None:
    """Capacity of the services that change most, at first = 100: a row for each service."""
    index = _index(dataset)
    chosen = _most_changed(index)
    if not chosen:
        return None
    figure, axes = panels(dataset, rows=len(chosen), height=2.3)
    look = strokes(dataset)
    titles = dict(zip(dataset["service"].values, dataset["service_title"].values, strict=True))
    for row, service in zip(axes, chosen, strict=True):
        drawn = []
        for axis, group in zip(row, groups(dataset), strict=True):
            mine = index.sel(scenario=group["scenario"], service=service)
            draw_lines(axis, group, mine, look, bands=False)
            axis.axhline(100, color="#8A8A8A", linewidth=0.8)
            drawn.append((axis, group, mine))
        row[0].set_ylabel(textwrap.fill(str(titles[service]), 24), fontsize=9)
        for axis, group, mine in drawn:
            label_lines(axis, group, mine, look)
    shown = "Means of the last twelve months" if is_yearly(dataset) else "Means"
    return finish(
        figure, dataset, title=f"Capacity of services, first {_first(dataset)} reported = 100",
        note=f"{shown}, over replications; the {len(chosen)} services whose capacity changes most.",
    )  # fmt: skip


def _first(dataset: xr.Dataset) -> str:
    return "year" if is_yearly(dataset) else "month"


def _index(dataset: xr.Dataset) -> xr.DataArray:
    open_units = yearly_mean(dataset["monthly_capacity"])
    limited = open_units.where(np.isfinite(open_units) & (open_units > 0))
    return 100 * limited / limited.isel(month=0)


def _most_changed(index: xr.DataArray) -> list[str]:
    """Return the services that depart most from their start, in their own order."""
    change = abs(index.mean("replication") - 100).max(["scenario", "month"])
    order = [str(s) for s in change["service"].values if change.sel(service=s) > 100 * LEAST_CHANGE]
    largest = sorted(order, key=lambda service: -float(change.sel(service=service)))[:MOST]
    return [service for service in order if service in largest]
