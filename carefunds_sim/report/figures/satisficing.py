"""At what share of points each arrangement is good enough."""

from __future__ import annotations

import xarray as xr
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from carefunds_sim.report.decision_remarks import enough_found
from carefunds_sim.report.figures.decision_panels import (
    bars,
    file_name,
    rows_by_arrangement,
    whisker,
)
from carefunds_sim.report.figures.style import (
    TEXT,
    NotebookFigure,
    Stroke,
    add_caption,
    in_house_style,
    strokes,
)
from carefunds_sim.report.responses import source_of
from carefunds_sim.report.scenario_names import groups, heading

NOTE = (
    "Pale: means over replications meet every threshold. Full: all intervals are clear of the "
    "thresholds. Lines: 95% intervals of the pale bar, over replications, and over points where"
    " the design is a sample. Every point counts the same."
)


def satisficing_figures(found: xr.Dataset) -> dict[str, Figure]:
    """Return a picture for every area and squeeze."""
    look = strokes(found)
    return {
        file_name("good_enough", group): _drawn(group, found, look)
        for group in groups(found)
        if (group["judged"] > 0).any()
    }


@in_house_style
def _drawn(group: xr.Dataset, found: xr.Dataset, look: dict[str, Stroke]) -> Figure:
    figure = NotebookFigure(
        figsize=(9.0, 0.62 * group.sizes["scenario"] + 2.2), layout="constrained"
    )
    axis = figure.subplots()
    share = group["share"]
    bars(axis, group, share.sel(statistic="mean").values.tolist(), look, alpha=0.35)
    bars(axis, group, group["share_clear"].values.tolist(), look)
    for row in rows_by_arrangement(axis, group):
        _, low, high = map(float, share.isel(scenario=int(row)).values)
        whisker(axis, row, low, high, TEXT)
    axis.set_xlim(0, 1)
    axis.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    wanted = " and ".join(map(str, found["threshold"].values))
    axis.set_xlabel(f"Share of points with {wanted}")
    title = enough_found(group, heading(group, found))
    return add_caption(figure, title=title, below=f"{NOTE} {source_of(found)}")
