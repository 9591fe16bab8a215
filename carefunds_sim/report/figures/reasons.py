"""Delay by its official reason."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from carefunds_sim.analysis.intervals import mean_and_interval
from carefunds_sim.report.figures.style import Stroke, finish, panels, strokes, styled
from carefunds_sim.report.tables import groups, names_within

SHARE_SHOWN = 0.002


@styled
def delay_by_reason(dataset: xr.Dataset) -> Figure | None:
    """Delayed days a year by official reason: a mark for each arrangement with its interval."""
    days = dataset["monthly_delayed_days"].sum(["month", "setting"], min_count=1)
    days = days / (dataset.sizes["month"] / 12)
    size = days.mean(["scenario", "replication"])
    if not size.sum() > 0:
        return None
    kept = [r for r in size["reason"].values if size.sel(reason=r) > SHARE_SHOWN * size.sum()]
    kept.sort(key=lambda reason: -float(size.sel(reason=reason)))
    look = strokes(dataset)
    figure, axes = panels(dataset, height=0.55 * len(kept) + 1.0)
    for axis, group in zip(axes[0], groups(dataset), strict=True):
        mine = days.sel(scenario=group["scenario"], reason=kept)
        _marks(axis, group, mean_and_interval(mine), look)
    axes[0, 0].set_yticks(range(len(kept)), [_words(str(r)) for r in kept])
    axes[0, 0].set_ylim(len(kept) - 0.5, -0.5)
    handles, labels = axes[0, 0].get_legend_handles_labels()
    axes[0, -1].legend(handles, labels, loc="lower right", frameon=False, fontsize=9)
    return finish(
        figure, dataset, title="Delayed days a year, by official reason and funding arrangement",
        note="Means over years; lines are 95% intervals of the mean over replications.",
    )  # fmt: skip


def _words(reason: str) -> str:
    return reason.replace("_", " ").replace("nhs", "NHS")


def _marks(axis: Axes, group: xr.Dataset, found: xr.DataArray, look: dict[str, Stroke]) -> None:
    names = names_within(group)
    offsets = np.linspace(-0.27, 0.27, len(names)) if len(names) > 1 else np.zeros(1)
    rows = np.arange(found.sizes["reason"])
    for i, name in enumerate(names):
        mean, low, high = (found.isel(scenario=i).sel(statistic=s).values
                           for s in ("mean", "low", "high"))  # fmt: skip
        stroke, at = look[name], rows + offsets[i]
        axis.hlines(at, np.maximum(low, 0), high, color=stroke.colour, linewidth=1.4, alpha=0.7)
        axis.plot(mean, at, linestyle="none", marker=stroke.marker, color=stroke.colour,
                  markersize=6, label=name, clip_on=False)  # fmt: skip
    axis.set_xlim(left=0)
    axis.set_xlabel("Delayed days a year")
    axis.set_yticks(rows)
    axis.hlines(rows[:-1] + 0.5, *axis.get_xlim(), color="#E3E3E3", linewidth=0.8)
    axis.grid(visible=False, axis="y")
