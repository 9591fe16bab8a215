"""How the capacity of services moves."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.figure import Figure

from carefunds_sim.analysis.years import loads, since_first
from carefunds_sim.report.figures.alternatives import lines_told
from carefunds_sim.report.figures.rows import line_rows
from carefunds_sim.report.figures.series import is_yearly, yearly_mean
from carefunds_sim.report.figures.style import finish, styled
from carefunds_sim.report.tallies import CLEAR, tally

MOST = 5
LEAST_CHANGE = 0.01


@styled
def capacity(dataset: xr.Dataset) -> Figure | None:
    """Capacity of the services that change most, at first = 100: a row for each service."""
    index = _index(dataset)
    chosen = _most_changed(index)
    if not chosen:
        return None
    titles = dict(zip(dataset["service"].values, dataset["service_title"].values, strict=True))
    in_order = [str(service) for service in dataset["service"].values if service in chosen]
    rows = {str(titles[s]): index.sel(service=s, drop=True) for s in in_order}
    figure = line_rows(dataset, rows, level=100, bands=False)
    shown = "Means of the last twelve months" if is_yearly(dataset) else "Means"
    first = "year" if is_yearly(dataset) else "month"
    return finish(
        figure, dataset, title=_title(dataset, chosen[0], str(titles[chosen[0]])),
        note=f"Capacity, first {first} reported = 100. {shown}, over replications; the "
        f"{len(chosen)} services whose capacity changes most, each row with a scale of its own. "
        f"{CLEAR}",
        shown=lines_told(dataset, rows, unit=f"first {first} = 100"),
    )  # fmt: skip


def _title(dataset: xr.Dataset, service: str, words: str) -> str:
    """Say how the capacity that changes most changes from the first year to the last."""
    begun = f"Capacity changes most in '{words}'"
    change = since_first(loads(dataset)["capacity"].sel(service=service))
    if not change.notnull().any():
        return begun
    return f"{begun}: last year against first, {tally(change, more='larger', less='smaller')}"


def _index(dataset: xr.Dataset) -> xr.DataArray:
    open_units = yearly_mean(dataset["monthly_capacity"])
    limited = open_units.where(np.isfinite(open_units) & (open_units > 0))
    return 100 * limited / limited.isel(month=0)


def _most_changed(index: xr.DataArray) -> list[str]:
    """Return the services that depart most from their start, the most changed first."""
    change = abs(index.mean("replication") - 100).max(["scenario", "month"])
    moved = [str(s) for s in change["service"].values if change.sel(service=s) > 100 * LEAST_CHANGE]
    return sorted(moved, key=lambda service: -float(change.sel(service=service)))[:MOST]
