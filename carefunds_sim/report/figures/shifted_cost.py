"""Cost that moves from one payer to another."""

from __future__ import annotations

import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from carefunds_sim.analysis.contrasts import baselines, shifted
from carefunds_sim.report.figures.alt_text import describe_marks
from carefunds_sim.report.figures.marks import (
    add_legend,
    draw_marks,
    label_rows,
    rows_height,
    share_x_limits,
)
from carefunds_sim.report.figures.style import QUIET, finish, in_house_style, panels, strokes
from carefunds_sim.report.scenario_names import baseline_words, groups, names_within
from carefunds_sim.report.sign_counts import CLEAR, sign_counts

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
    label_rows(axes, [*ROWS.values()])
    add_legend(figure, axes)
    rows = {words: change.sel(payer=payer, drop=True) for payer, words in ROWS.items()}
    means = {words: values.sel(statistic="mean") for words, values in rows.items()}
    against = baseline_words(dataset)
    counts = sign_counts(rows, more="more", less="less")
    return finish(
        figure, dataset, title=f"Cost finally borne, against {against}: {counts}",
        note=f"Change from {against} in what each payer finally bears, after transfers between "
        "bodies, GBP million a year: right of zero is more. Lines are 95% intervals of the mean "
        f"paired difference; a hollow mark is no clear difference. {CLEAR}",
        shown=describe_marks(dataset, means, unit="GBP million a year", what="from least to most"),
    )  # fmt: skip


def _drawn(dataset: xr.Dataset, change: xr.DataArray) -> tuple[Figure, list[Axes]]:
    most = max(group.sizes["scenario"] for group in groups(dataset))
    figure, axes = panels(dataset, height=rows_height(len(ROWS), most))
    for axis, group in zip(axes[0], groups(dataset), strict=True):
        names = dict(zip(group["scenario"].values, names_within(group), strict=True))
        here = [label for label in names if label in change["scenario"].values]
        mine = change.sel(scenario=here).transpose("scenario", "payer", "statistic")
        low, high = mine.sel(statistic="low").values, mine.sel(statistic="high").values
        draw_marks(axis, mine, strokes(dataset), names=[names[label] for label in here],
                   hollow=~((low > 0) | (high < 0)))  # fmt: skip
        axis.axvline(0, color=QUIET, linewidth=1)
        axis.set_xlabel("GBP million a year")
    share_x_limits(axes[0])
    return figure, list(axes[0])
