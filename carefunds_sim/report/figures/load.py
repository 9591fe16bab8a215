"""What is asked of services and what is in use, beside what is open."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from carefunds_sim.analysis.intervals import mean_and_interval
from carefunds_sim.analysis.years import loads
from carefunds_sim.report.figures.alternatives import marks_told
from carefunds_sim.report.figures.marks import (
    draw_marks,
    name_marks,
    name_rows,
    offsets,
    rows_height,
    share_ends,
)
from carefunds_sim.report.figures.style import QUIET, TEXT, Stroke, finish, panels, strokes, styled
from carefunds_sim.report.scenario_names import groups, names_within
from carefunds_sim.report.wording import counted

OVERLOADED = "#FBEDE0"
"""A pale ground, beside which every mark and word keeps its contrast."""


@styled
def service_load(dataset: xr.Dataset) -> Figure | None:
    """Use and offered load as % of capacity in the last year: a row for each limited service."""
    found = 100 * loads(dataset)[["utilisation", "offered_share"]].isel(year=-1, drop=True)
    kept = [
        s for s in found["service"].values if found["utilisation"].sel(service=s).notnull().any()
    ]
    if not kept:
        return None
    used, offered = (mean_and_interval(found[name].sel(service=kept)) for name in found)
    figure, axes = _drawn(dataset, used, offered)
    titles = dict(zip(dataset["service"].values, dataset["service_title"].values, strict=True))
    name_rows(axes, [str(titles[service]) for service in kept])
    name_marks(figure, axes, *_keys(strokes(dataset)))
    above = [service for service in kept if bool(_above(offered).sel(service=service))]
    rows = {f"offered to '{titles[s]}'": offered.sel(service=s, statistic="mean") for s in above}
    return finish(
        figure, dataset, title=_title(offered),
        note="Last reported year, % of the capacity then open. Marks are what was in use, with 95% "
        "intervals; upright strokes the offered load: what would be in use if nobody were refused "
        "or had to wait. It is estimated before the run from the first year's arrivals: need that "
        "grows later, delays, and people who come only where there is room are not in it, so use "
        "can exceed it. Services it exceeds have a tinted ground: they have to refuse people, "
        "make them wait or send them elsewhere.",
        shown=marks_told(dataset, rows, unit="% of capacity", what="from least to most"),
    )  # fmt: skip


def _drawn(
    dataset: xr.Dataset, used: xr.DataArray, offered: xr.DataArray
) -> tuple[Figure, list[Axes]]:
    look = strokes(dataset)
    most = max(group.sizes["scenario"] for group in groups(dataset))
    figure, axes = panels(dataset, height=rows_height(used.sizes["service"], most))
    for axis, group in zip(axes[0], groups(dataset), strict=True):
        here = {"scenario": group["scenario"].values}
        _strokes(axis, offered.sel(here), look, names_within(group))
        mine = used.sel(here).transpose("scenario", "service", "statistic")
        draw_marks(axis, mine, look, names=names_within(group))
        axis.axvline(100, color=TEXT, linewidth=1.2)
        axis.set_xlabel("% of capacity")
    share_ends(axes[0])
    axes[0, 0].set_xlim(left=0)
    return figure, list(axes[0])


def _keys(look: Mapping[str, Stroke]) -> list[Line2D]:
    """Return what a legend says beside the arrangements; of one, also what its mark is."""
    offered = Line2D(
        [], [], color=TEXT, linestyle="none", marker="|", markersize=11, markeredgewidth=2,
        label="offered load",
    )  # fmt: skip
    if len(look) > 1:
        return [offered]
    (stroke,) = look.values()
    used = Line2D([], [], color=stroke.colour, linestyle="none", marker=stroke.marker)
    used.set_label("in use")
    return [used, offered]


def _strokes(axis: Axes, offered: xr.DataArray, look: dict[str, Stroke], names: list[str]) -> None:
    """Draw the offered load of each scenario, and a ground where any exceeds the capacity."""
    mean = offered.sel(statistic="mean").transpose("scenario", "service").values
    rows = np.arange(mean.shape[1])
    for row in rows[_above(offered).values]:
        axis.axhspan(row - 0.5, row + 0.5, color=OVERLOADED, linewidth=0)
    half = 0.8 * (offsets(len(names))[1] - offsets(len(names))[0]) / 2 if len(names) > 1 else 0.3
    for name, values, offset in zip(names, mean, offsets(len(names)), strict=True):
        at = rows + offset
        axis.hlines(at, np.fmin(values, 100), np.fmax(values, 100), color=QUIET, linewidth=0.6)
        axis.vlines(values, at - half, at + half, color=look[name].colour, linewidth=2.2)


def _above(offered: xr.DataArray) -> xr.DataArray:
    """Tell of each service whether some scenario's offered load is clearly above capacity."""
    mean, low = (offered.sel(statistic=statistic) for statistic in ("mean", "low"))
    return (low.fillna(mean) > 100).any("scenario")


def _title(offered: xr.DataArray) -> str:
    """Say how many services are offered more than they have open."""
    above = _above(offered)
    number, all_of_them = int(above.sum()), counted(above.size, "service")
    if not number:
        return "No service is clearly offered more than its capacity in the last year"
    where = " in at least one scenario" if offered.sizes["scenario"] > 1 else ""
    return f"{number} of {all_of_them} are offered more than their capacity{where} in the last year"
