"""Cost by who bears it, and how much of it moves from one payer to another."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from carefunds_sim.analysis.contrasts import baselines, shifted, verdict_of
from carefunds_sim.analysis.worlds import worlds_of
from carefunds_sim.report.figures import marks
from carefunds_sim.report.figures.captions import CLEAR, describe_marks, sign_counts
from carefunds_sim.report.figures.style import QUIET, TEXT, finish, in_house_style, panels, strokes
from carefunds_sim.report.findings import headline
from carefunds_sim.report.scenario_names import baseline_words, groups, names_by_label, names_within
from carefunds_sim.report.wording import millions

BODIES = {
    "cost_nhs": ("NHS", "#12436D", "white"),
    "cost_council": ("Council", "#2073BC", "white"),
    "cost_self": ("People", "#BFDCF5", TEXT),
}
TOTAL = ("cost_total", "All together")
NARROW = 0.08


@in_house_style
def cost_by_body(dataset: xr.Dataset) -> Figure | None:
    """Yearly cost of each arrangement, stacked by bearing body, a panel for each squeeze."""
    if not dataset["cost_total"].notnull().any():
        return None
    found = groups(dataset)
    rows = max(group.sizes["scenario"] for group in found)
    figure, axes = panels(dataset, height=0.62 * rows + 0.8)
    widest = float(dataset["cost_total"].mean("replication").max())
    for axis, group in zip(axes[0], found, strict=True):
        _draw_bars(axis, group, widest)
        axis.set_xlim(0, widest / 1e6 * 1.32)
        axis.set_xlabel("GBP million a year")
    means = {
        words: dataset[outcome].mean("replication") / 1e6
        for outcome, words in [*((o, body) for o, (body, *_) in BODIES.items()), TOTAL]
    }
    return finish(
        figure, dataset, title=headline(dataset, "cost_total"),
        note="Cost a year, by who bears it. Means over years and replications, all services and "
        "the arrangement's overhead; transfers between bodies are not taken off. Totals stand at "
        "the end of the bars, overhead, which is part of them, below.",
        shown=describe_marks(dataset, means, unit="GBP million a year", what="from least to most"),
    )  # fmt: skip


def _draw_bars(axis: Axes, group: xr.Dataset, widest: float) -> None:
    names = names_within(group)
    at = list(range(len(names)))
    start = np.zeros(len(names))
    for outcome, (body, colour, ink) in BODIES.items():
        cost = group[outcome].mean("replication").fillna(0).values
        axis.barh(at, cost / 1e6, left=start / 1e6, height=0.66, color=colour, edgecolor="white")
        for place, width, left in zip(at, cost, start, strict=True):
            if width > NARROW * widest:
                words = f"{body}\n{millions(width)}" if place == 0 else millions(width)
                axis.text((left + width / 2) / 1e6, place, words, color=ink, fontsize=8,
                          ha="center", va="center", linespacing=1.05)  # fmt: skip
        start = start + cost
    overhead = group["overhead"].mean("replication").values
    for place, total, part in zip(at, start, overhead, strict=True):
        if not np.isfinite(part):
            axis.annotate("no finished run", (0, place), va="center", fontsize=8)
            continue
        end: Any = {"xy": (total / 1e6, place), "textcoords": "offset points"}
        axis.annotate(millions(total), xytext=(4, 1), va="bottom", fontsize=9,
                      fontweight="bold", **end)  # fmt: skip
        axis.annotate(f"overhead {millions(part)}", xytext=(4, -1), va="top", fontsize=7.5,
                      **end)  # fmt: skip
    axis.set_yticks(at, names)
    axis.set_ylim(len(names) - 0.4, -0.6)
    axis.grid(visible=False)


ROWS = {"nhs": "NHS", "council": "Council", "self": "People themselves"}


@in_house_style
def shifted_cost(dataset: xr.Dataset) -> Figure | None:
    """Paired change in what each payer finally bears: a mark for each arrangement."""
    if not baselines(dataset) or not dataset["cost_total"].notnull().any():
        return None
    change = shifted(dataset)["change"].sel(payer=[*ROWS]) / 1e6
    if not change.notnull().any():
        return None
    figure, axes = _drawn(dataset, change)
    marks.label_rows(axes, [*ROWS.values()])
    marks.add_legend(figure, axes)
    rows = {words: change.sel(payer=payer, drop=True) for payer, words in ROWS.items()}
    means = {words: values.sel(statistic="mean") for words, values in rows.items()}
    against = baseline_words(dataset)
    counts = sign_counts(rows, more="more", less="less")
    sure = (
        "Marks are medians over worlds, lines the range of the middle nine tenths of them; a "
        "hollow mark is no clear difference, which the title leaves out."
        if worlds_of(dataset)
        else "Lines are 95% intervals of the mean paired difference; a hollow mark is no clear "
        f"difference. {CLEAR}"
    )
    return finish(
        figure, dataset, title=f"Cost finally borne, against {against}: {counts}",
        note=f"Change from {against} in what each payer finally bears, after transfers between "
        f"bodies, GBP million a year: right of zero is more. {sure}",
        shown=describe_marks(dataset, means, unit="GBP million a year", what="from least to most"),
    )  # fmt: skip


def _drawn(dataset: xr.Dataset, change: xr.DataArray) -> tuple[Figure, list[Axes]]:
    most = max(group.sizes["scenario"] for group in groups(dataset))
    figure, axes = panels(dataset, height=marks.rows_height(len(ROWS), most))
    for axis, group in zip(axes[0], groups(dataset), strict=True):
        names = names_by_label(group)
        here = [label for label in names if label in change["scenario"].values]
        mine = change.sel(scenario=here).transpose("scenario", "payer", "statistic")
        marks.draw_marks(axis, mine, strokes(dataset), names=[names[label] for label in here],
                   hollow=verdict_of(mine).values == 0)  # fmt: skip
        axis.axvline(0, color=QUIET, linewidth=1)
        axis.set_xlabel("GBP million a year")
    marks.share_x_limits(axes[0])
    return figure, list(axes[0])
