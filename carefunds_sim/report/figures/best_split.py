"""Today's split beside the best one found, and how far each arrangement stays from it."""

from __future__ import annotations

import textwrap

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from carefunds_sim.analysis.best_split import price_of_separation
from carefunds_sim.report.figures.style import (
    QUIET,
    TEXT,
    NotebookFigure,
    Stroke,
    finish,
    in_house_style,
    strokes,
)
from carefunds_sim.report.scenario_names import groups, names_within
from carefunds_sim.report.wording import change

BEFORE, AFTER = "#BFDCF5", "#12436D"
PRICED = {
    "cost_total": ("Total cost, GBP million a year", 1e6),
    "delayed_days": ("Delayed days a year", 1.0),
    "emergency_department_wait_days": ("Days waiting for a bed a year", 1.0),
}
"""Outcomes that are shown, with what each is divided by; the first two that have a value."""


@in_house_style
def split_and_price(dataset: xr.Dataset) -> Figure:
    """Money by service today and under the best split; the price of separation with intervals."""
    shown = [name for name in PRICED if bool((abs(dataset[name]) > 0).any())]
    services = int(dataset["split_money"].isel(split=0).notnull().sum())
    others = dataset.sizes["scenario"] - 1
    rows = max(0.62 * services, 0.5 * others * len(shown[:2]) + 1.4)
    figure = NotebookFigure(figsize=(12, rows + 1.6), layout="constrained")
    left, right = figure.subfigures(1, 2, squeeze=False, width_ratios=(1.15, 1))[0]
    _money(left.subplots(), dataset)
    axes = right.subplots(len(shown[:2]), 1, squeeze=False)[:, 0]
    look = strokes(dataset)
    found = price_of_separation(dataset)
    for axis, name in zip(axes, shown, strict=False):
        _price(axis, found, name, look)
    axes[0].set_title("Price of separation: more than under the best split")
    return finish(
        figure, dataset, title="The best split of the same money, and the price of separation",
        note="Left: money at base-year prices. Right: paired differences with 95% intervals, on "
        "people whom the search has not met. The best split is the best that was found: the best "
        "there is may be better.",
    )  # fmt: skip


def _money(axis: Axes, dataset: xr.Dataset) -> None:
    """Draw a pair of bars for each service, and by how much it changes."""
    money = dataset["split_money"].dropna("service") / 1e6
    titles = dataset["service_title"].sel(service=money["service"]).values
    at = np.arange(money.sizes["service"])
    before, after = money.values
    for values, shift, colour, words in (
        (before, -0.19, BEFORE, "Today"),
        (after, 0.19, AFTER, "Best split found"),
    ):
        axis.barh(at + shift, values, height=0.36, color=colour, label=words)
    for place, (had, has) in enumerate(zip(before, after, strict=True)):
        axis.annotate(change(had, has), (max(had, has), place), xytext=(4, 0),
                      textcoords="offset points", va="center", fontsize=9, color=TEXT)  # fmt: skip
    axis.set_yticks(at, [textwrap.fill(str(title), 28) for title in titles])
    axis.set_ylim(len(at) - 0.4, -0.6)
    axis.set_xlim(0, 1.15 * money.values.max())
    axis.set_xlabel("GBP million a year")
    axis.set_title("Who gets what")
    axis.grid(visible=False, axis="y")
    axis.legend(fontsize=9, frameon=False, loc="best")


def _price(axis: Axes, found: xr.Dataset, name: str, look: dict[str, Stroke]) -> None:
    """Draw a dot with its interval for each scenario, one below the other."""
    words, unit = PRICED[name]
    (group,) = groups(found)
    names = names_within(group)
    for place, (called, values) in enumerate(zip(names, found[name].values / unit, strict=True)):
        mean, low, high = values
        stroke = look[called]
        axis.plot([low, high], [place, place], color=stroke.colour, linewidth=2)
        axis.plot(mean, place, color=stroke.colour, marker=stroke.marker, markersize=7)
    axis.axvline(0, color=QUIET, linewidth=1)
    axis.set_yticks(range(len(names)), names)
    axis.set_ylim(len(names) - 0.5, -0.5)
    axis.set_xlabel(words)
    axis.grid(visible=False, axis="y")
