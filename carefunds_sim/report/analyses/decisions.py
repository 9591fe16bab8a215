"""What the analyses for a decision share: groups, tables, sentences, bars by arrangement."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from carefunds_sim.report.analyses.analysis import Request
from carefunds_sim.report.analyses.words import file_name, outcome_unit, outcome_words, source_of
from carefunds_sim.report.figures import style
from carefunds_sim.report.scenario_names import groups, heading, names_within
from carefunds_sim.report.tables import Table
from carefunds_sim.report.wording import unit_words

SAME_PEOPLE = (
    "All points and arrangements meet the same people, so differences are surer than levels; other "
    "people might shift all points at once."
)
EACH_THE_SAME = "A share of points counts every point of the design the same, likely or not."

Look = dict[str, style.Stroke]
Row = Callable[[xr.Dataset, str], tuple[str, ...]]
Draw = Callable[[xr.Dataset, Look], Figure]
Finding = Callable[[xr.Dataset, str], str]


def parts(found: xr.Dataset) -> Iterator[tuple[str, xr.Dataset]]:
    """Yield every outcome, area and squeeze with the words that distinguish it from the others."""
    for i in range(found.sizes.get("outcome", 1)):
        one = found.isel(outcome=i) if "outcome" in found.dims else found
        for group in groups(one):
            yield heading(group, found), group


def thresholds(dataset: xr.Dataset, request: Request) -> list[str]:
    """Return what is asked to be good enough: no more than the baseline unless stated."""
    base = str(dataset.attrs.get("baseline", ""))
    return [*request.thresholds] or [f"{outcome} <= {base}" for outcome in request.outcomes]


def rows_of(group: xr.Dataset, row: Row, unit: str = "") -> tuple[tuple[str, ...], ...]:
    """Return a row for each arrangement: its name, and what ``row`` makes of it."""
    named = enumerate(names_within(group))
    return tuple((name, *row(group.isel(scenario=i), unit)) for i, name in named)


def tables_of(found: xr.Dataset, title: str, columns: tuple[str, ...], row: Row) -> list[Table]:
    """Return a table for every outcome, area and squeeze, arrangements down the side."""
    made = []
    for where, group in parts(found):
        unit = outcome_unit(group)
        head = f"{outcome_words(group)}, {unit_words(unit)}: {title} ({where})"
        made.append(Table(head, columns, rows_of(group, row, unit)))
    return made


@style.in_house_style
def figures_of(
    found: xr.Dataset, kind: str, known: Callable[[xr.Dataset], xr.DataArray], draw: Draw, *,
    finding: Finding, note: str | Callable[[xr.Dataset], str],
) -> dict[str, Figure]:  # fmt: skip
    """Return a figure for every outcome, area and squeeze of which something is known.

    The ``finding`` stands above it, the ``note`` and the source below.
    """
    look, made = style.strokes(found), {}
    for where, group in parts(found):
        if known(group).any():
            outcome = str(group["outcome"].values) if "outcome" in group.coords else ""
            place = (str(group[part].values[0]) for part in ("area", "squeeze"))
            below = f"{note if isinstance(note, str) else note(group)} {source_of(group)}"
            made[file_name(kind, outcome, *place)] = style.add_caption(
                draw(group, look), title=finding(group, where), below=below
            )
    return made


def percent_axis(side: Any, unit: str = "share") -> None:
    """Show shares as percentages."""
    if unit == "share":
        side.set_major_formatter(PercentFormatter(1.0, decimals=0))


def bar_panel(group: xr.Dataset, *, room: float) -> tuple[Figure, Axes]:
    """Return a figure with a row for each arrangement, the first on top, named at the left.

    ``room`` is the height in inches for all that is not a row.
    """
    names = names_within(group)
    figure = style.NotebookFigure(figsize=(9.0, 0.62 * len(names) + room), layout="constrained")
    axis = figure.subplots()
    axis.set_yticks(np.arange(len(names)), names)
    axis.set_ylim(len(names) - 0.4, -0.6)
    axis.grid(visible=False, axis="y")
    return figure, axis


def bars(
    axis: Axes, group: xr.Dataset, width: Sequence[float], look: Look, *, alpha: float = 0.85
) -> None:
    """Draw a bar for each arrangement in its colour."""
    colours = [look[name].colour for name in names_within(group)]
    axis.barh(np.arange(len(width)), width, height=0.55, color=colours, alpha=alpha)


def whisker(axis: Axes, row: int, low: float, high: float) -> None:
    """Draw an interval across a bar."""
    if np.isfinite([low, high]).all():
        axis.plot(
            [low, high], [row, row], color=style.TEXT, linewidth=1.6, marker="|", markersize=7
        )
