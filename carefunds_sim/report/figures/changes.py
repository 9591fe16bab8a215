"""Marks of what changes during the runs: upright lines with the letters of the timetable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import matplotlib.dates
import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import offset_copy

from carefunds_sim.analysis.years import MONTHS
from carefunds_sim.report.figures.labels import spread
from carefunds_sim.report.figures.style import LABEL_POINTS, QUIET, TEXT, Stroke
from carefunds_sim.report.scenario_names import groups, holding_words, names_by_label
from carefunds_sim.report.timetable import TITLE, Dated, timetable

MOST_NAMED = 6
"""How many changes a caption names; the report lists all."""
LONG = 80
"""Letters with which a caption still names scenarios; of more it says how many they are."""
ABOVE = 18
"""Points between a panel and its title where letters stand between them."""
PLAIN = Stroke(QUIET, "-", "")
"""How a change of several scenarios is drawn, or of all."""


def draw_changes(
    axes: np.ndarray, dataset: xr.Dataset, values: xr.DataArray, look: Mapping[str, Stroke]
) -> str:
    """Mark the changes that fall within what lines show, and return what the marks stand for.

    ``axes`` are rows of panels, a column for each group of scenarios; the letters stand above
    the first row. ``values`` are what the lines show, along months or years. A panel shows the
    changes of its own scenarios, in the colour of a scenario that has one alone.
    """
    every = timetable(dataset)
    places = _places(dataset, values, every)
    if not places:
        return ""
    ends = min(places.values()), max(places.values())
    for column, group in zip(axes.T, groups(dataset), strict=True):
        dated = _by_month(every, group, places)
        for axis in column:
            if "year" in values.dims:  # a year's point stands in its middle
                low, high = axis.get_xlim()
                axis.set_xlim(min(low, ends[0] - 0.1), max(high, ends[1] + 0.1))
            for month, changes in dated.items():
                stroke = _stroke(changes, group, look)
                axis.axvline(
                    places[month], color=stroke.colour, linestyle=stroke.dash, linewidth=1,
                    zorder=1.5, gid=f"change-{'-'.join(each.letter for each in changes)}",
                )  # fmt: skip
        _write_letters(column[0], [(places[m], changes) for m, changes in dated.items()])
    return _key(dataset, [each for each in every if {each.month, each.until} & places.keys()])


def _places(dataset: xr.Dataset, values: xr.DataArray, every: Sequence[Dated]) -> dict[str, float]:
    """Return where along the lines each month of a change is; only those within them."""
    first = dataset["month"].values[0].astype("datetime64[M]")
    dates: Any = matplotlib.dates
    found = {}
    for month in sorted({month for each in every for month in (each.month, each.until) if month}):
        date = np.datetime64(month, "M")
        if "month" in values.dims:
            drawn = values["month"].values.astype("datetime64[M]")
            if drawn[0] < date <= drawn[-1]:
                found[month] = float(dates.date2num(date.astype("datetime64[D]")))
        elif 0 < (passed := int((date - first).astype(int))) < MONTHS * values.sizes["year"]:
            found[month] = float(values["year"].values[0]) - 0.5 + passed / MONTHS
    return found


def _by_month(
    every: Sequence[Dated], group: xr.Dataset, places: Mapping[str, float]
) -> dict[str, list[Dated]]:
    """Return what begins or ends in each month for any scenario of a group."""
    labels = set(map(str, group["scenario"].values))
    mine = [each for each in every if labels & {*each.scenarios}]
    found = {month: [d for d in mine if month in (d.month, d.until)] for month in places}
    return {month: changes for month, changes in found.items() if changes}


def _stroke(changes: Sequence[Dated], group: xr.Dataset, look: Mapping[str, Stroke]) -> Stroke:
    """Return how changes of a month are drawn: as their scenario, where they are of one alone."""
    names = names_by_label(group)
    of = {label for each in changes for label in each.scenarios if label in names}
    return look[names[of.pop()]] if len(of) == 1 < len(names) else PLAIN


def _write_letters(axis: Axes, marks: Sequence[tuple[float, Sequence[Dated]]]) -> None:
    """Write each mark's letters above a panel, moved apart where they would overlap."""
    if not marks:
        return
    low, high = axis.get_xlim()
    words = [", ".join(each.letter for each in changes) for _, changes in marks]
    figure = cast(Figure, axis.figure)
    inches = axis.get_position().width * figure.get_size_inches()[0]
    wide = (0.5 + 0.65 * max(map(len, words))) * LABEL_POINTS / 72 / float(inches)
    at = [(place - low) / (high - low) for place, _ in marks]
    for letters, mark, place in zip(words, at, spread(at, gap=wide, top=1.0), strict=True):
        axis.annotate(
            letters, xy=(mark, 1.0), xytext=(place, 1.0), xycoords="axes fraction",
            textcoords=offset_copy(axis.transAxes, figure, y=3, units="points"),
            va="bottom", ha="center", fontsize=LABEL_POINTS, color=TEXT, annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": QUIET, "linewidth": 0.8, "shrinkA": 0,
                        "shrinkB": 0, "relpos": (0.5, 0)},
        )  # fmt: skip
    axis.set_title(axis.get_title("left"), fontweight="bold", pad=ABOVE)


def _key(dataset: xr.Dataset, marked: Sequence[Dated]) -> str:
    """Return what the letters stand for, of the first few of them."""
    named = []
    for each in marked[:MOST_NAMED]:
        where = holding_words(dataset, each.scenarios)
        if len(where) > LONG:
            where = f"{len(each.scenarios)} of {dataset.sizes['scenario']} scenarios"
        only = f", only in {where}" if where else ""
        named.append(f"{each.letter} {each.title}, {each.when}{only}")
    more = f"; others in the list '{TITLE}'" if len(marked) > MOST_NAMED else ""
    return f"Upright lines mark changes: {'; '.join(named)}{more}."
