"""How the capacity of services moves, and what is in use and asked for beside it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from carefunds_sim.analysis.intervals import mean_and_interval
from carefunds_sim.analysis.years import loads, since_first
from carefunds_sim.report.figures import marks, style
from carefunds_sim.report.figures.captions import CLEAR, describe_lines, describe_marks, tally
from carefunds_sim.report.figures.lines import is_yearly, line_rows, yearly_mean
from carefunds_sim.report.scenario_names import groups, names_within, service_titles
from carefunds_sim.report.wording import counted

MOST = 5
LEAST_CHANGE = 1.0
"""A service is drawn if its capacity changes by more than this percentage."""
OVERLOADED = "#FBEDE0"
"""A pale ground, beside which every mark and word keeps its contrast."""


@style.in_house_style
def capacity(dataset: xr.Dataset) -> Figure | None:
    """Capacity of the services that change most, at first = 100: a row for each service."""
    open_units = yearly_mean(dataset["monthly_capacity"])
    limited = open_units.where(np.isfinite(open_units) & (open_units > 0))
    index = 100 * limited / limited.isel(month=0)
    chosen = _most_changed(index)
    if not chosen:
        return None
    titles = service_titles(dataset)
    rows = {
        title: index.sel(service=service, drop=True)
        for service, title in titles.items()
        if service in chosen
    }
    means = "Means of the last twelve months" if is_yearly(dataset) else "Means"
    first = "year" if is_yearly(dataset) else "month"
    return style.finish(
        line_rows(dataset, rows, level=100, bands=False), dataset,
        title=_capacity_title(dataset, chosen[0], titles[chosen[0]]),
        note=f"Capacity, first {first} reported = 100. {means}, over replications; the "
        f"{len(chosen)} services whose capacity changes most, each row with a scale of its own. "
        f"{CLEAR}",
        shown=describe_lines(dataset, rows, unit=f"first {first} = 100"),
    )  # fmt: skip


def _most_changed(index: xr.DataArray) -> list[str]:
    """Return the services that depart most from their start, the most changed first."""
    change = abs(index.mean("replication") - 100).max(["scenario", "month"])
    moved = [str(s) for s in change["service"].values if change.sel(service=s) > LEAST_CHANGE]
    return sorted(moved, key=lambda service: -float(change.sel(service=service)))[:MOST]


def _capacity_title(dataset: xr.Dataset, service: str, title: str) -> str:
    """Say how the capacity that changes most changes from the first year to the last."""
    what = f"Capacity changes most in '{title}'"
    change = since_first(loads(dataset)["capacity"].sel(service=service))
    if not change.notnull().any():
        return what
    counts = tally(change, more="larger", less="smaller")
    return f"{what}: last year against first, {counts}"


@style.in_house_style
def service_load(dataset: xr.Dataset) -> Figure | None:
    """Use and offered load as % of capacity in the last year: a row for each limited service."""
    found = 100 * loads(dataset)[["utilisation", "offered_share"]].isel(year=-1, drop=True)
    found = found.sel(service=found["utilisation"].notnull().any(["scenario", "replication"]))
    if not found.sizes["service"]:
        return None
    used, offered = (mean_and_interval(found[name]) for name in found)
    titles = service_titles(dataset)
    figure, axes = _draw_load(dataset, used, offered)
    marks.label_rows(axes, [titles[str(service)] for service in found["service"].values])
    marks.add_legend(figure, axes, *_legend_marks(style.strokes(dataset)))
    above = _is_above(offered)
    rows = {
        f"offered to '{titles[str(s)]}'": offered.sel(service=s, statistic="mean")
        for s in above["service"].values[above.values]
    }
    return style.finish(
        figure, dataset, title=_load_title(above, several=dataset.sizes["scenario"] > 1),
        note="Last reported year, % of the capacity then open. Marks are what was in use, with 95% "
        "intervals; upright strokes the offered load: what would be in use if nobody were refused "
        "or had to wait. It is estimated before the run from the first year's arrivals: need that "
        "grows later, delays, and people who come only where there is room are not in it, so use "
        "can exceed it. Services it exceeds have a tinted ground: they have to refuse people, "
        "make them wait or send them elsewhere.",
        shown=describe_marks(dataset, rows, unit="% of capacity", what="from least to most"),
    )  # fmt: skip


def _draw_load(
    dataset: xr.Dataset, used: xr.DataArray, offered: xr.DataArray
) -> tuple[Figure, list[Axes]]:
    look = style.strokes(dataset)
    most = max(group.sizes["scenario"] for group in groups(dataset))
    figure, axes = style.panels(dataset, height=marks.rows_height(used.sizes["service"], most))
    for axis, group in zip(axes[0], groups(dataset), strict=True):
        here = {"scenario": group["scenario"].values}
        _draw_offered(axis, offered.sel(here), look, names_within(group))
        mine = used.sel(here).transpose("scenario", "service", "statistic")
        marks.draw_marks(axis, mine, look, names=names_within(group))
        axis.axvline(100, color=style.TEXT, linewidth=1.2)
        axis.set_xlabel("% of capacity")
    marks.share_x_limits(axes[0])
    axes[0, 0].set_xlim(left=0)
    return figure, list(axes[0])


def _legend_marks(look: Mapping[str, style.Stroke]) -> list[Line2D]:
    """Return what a legend says beside the arrangements; of one, also what its mark is."""
    offered = Line2D(
        [], [], color=style.TEXT, linestyle="none", marker="|", markersize=11, markeredgewidth=2,
        label="offered load",
    )  # fmt: skip
    if len(look) > 1:
        return [offered]
    (stroke,) = look.values()
    used = Line2D(
        [], [], color=stroke.colour, linestyle="none", marker=stroke.marker, label="in use"
    )
    return [used, offered]


def _draw_offered(
    axis: Axes, offered: xr.DataArray, look: Mapping[str, style.Stroke], names: list[str]
) -> None:
    """Draw the offered load of each scenario, and a ground where any exceeds the capacity."""
    mean = offered.sel(statistic="mean").transpose("scenario", "service").values
    rows = np.arange(mean.shape[1])
    for row in rows[_is_above(offered).values]:
        axis.axhspan(row - 0.5, row + 0.5, color=OVERLOADED, linewidth=0)
    places = marks.offsets(len(names))
    half = 0.8 * (places[1] - places[0]) / 2 if len(names) > 1 else 0.3
    for name, values, offset in zip(names, mean, places, strict=True):
        at = rows + offset
        axis.hlines(
            at, np.fmin(values, 100), np.fmax(values, 100), color=style.QUIET, linewidth=0.6
        )
        axis.vlines(values, at - half, at + half, color=look[name].colour, linewidth=2.2)


def _is_above(offered: xr.DataArray) -> xr.DataArray:
    """Return whether some scenario's offered load is clearly above capacity, by service."""
    mean, low = (offered.sel(statistic=statistic) for statistic in ("mean", "low"))
    return (low.fillna(mean) > 100).any("scenario")


def _load_title(above: xr.DataArray, *, several: bool) -> str:
    """Say how many services are offered more than they have open."""
    if not above.any():
        return "No service is clearly offered more than its capacity in the last year"
    where = " in at least one scenario" if several else ""
    return (
        f"{int(above.sum())} of {counted(above.size, 'service')} are offered more than their "
        f"capacity{where} in the last year"
    )
