"""How figures look: colours, dashes and markers of arrangements, panels, captions.

The four colours are the Government Analysis Function's accessible categorical set; the second
and fourth have too little contrast for text, so labels are written in a dark grey.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from statistics import fmean
from typing import Any, ParamSpec, TypeVar, cast

import matplotlib as mpl
import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from carefunds_sim.report.caveats import evidence_counted
from carefunds_sim.report.figures.notebook import OwnFigure
from carefunds_sim.report.scenario_names import groups, heading, names_within

P = ParamSpec("P")
R = TypeVar("R")

TEXT = "#2B2B2B"
QUIET = "#8A8A8A"
GRID = "#E3E3E3"
LABEL_POINTS = 9
LOOK: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "text.color": TEXT,
    "axes.labelcolor": TEXT,
    "axes.edgecolor": QUIET,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.formatter.useoffset": False,
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "xtick.color": TEXT,
    "ytick.color": TEXT,
    "svg.fonttype": "none",
    "text.parse_math": False,
    "text.usetex": False,
    "svg.hashsalt": "carefunds",
    "hatch.linewidth": 0.6,
}


@dataclass(frozen=True)
class Stroke:
    """How one arrangement is drawn everywhere."""

    colour: str
    dash: str | tuple[int, tuple[float, ...]]
    marker: str


STANDARD = {
    "separate": Stroke("#12436D", "-", "o"),
    "aligned": Stroke("#28A197", (0, (5, 2)), "s"),
    "pooled": Stroke("#801650", (0, (1, 1)), "^"),
    "care_trust": Stroke("#F46A25", (0, (6, 2, 1, 2)), "D"),
}
OTHERS = (
    Stroke("#3D3D3D", (0, (3, 1)), "v"),
    Stroke("#A285D1", "-", "P"),
    Stroke("#746CB1", (0, (4, 1, 1, 1)), "X"),
    Stroke("#2073BC", (0, (2, 2)), "<"),
    Stroke("#6A8F2F", (0, (8, 2)), ">"),
    Stroke("#B58900", (0, (1, 2)), "h"),
    Stroke("#8A8A8A", "-", "*"),
)


def strokes(dataset: xr.Dataset) -> dict[str, Stroke]:
    """Return how each scenario's short name is drawn, the same in every panel."""
    found: dict[str, Stroke] = {}
    spare = 0
    for group in groups(dataset):
        words = map(str, group["arrangement"].values)
        for name, arrangement in zip(names_within(group), words, strict=True):
            if name in found:
                continue
            standard = STANDARD.get(arrangement)
            if standard in found.values():
                standard = None
            found[name] = standard or OTHERS[spare % len(OTHERS)]
            spare += standard is None
    return found


def styled(draw: Callable[P, R]) -> Callable[P, R]:
    """Draw in this look without touching anybody's settings."""

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> R:
        with mpl.rc_context(LOOK):
            return draw(*args, **kwargs)

    return drawn


def panels(
    dataset: xr.Dataset, *, rows: int = 1, width: float = 4.6, height: float = 4.2,
    share: bool = True,
) -> tuple[Figure, np.ndarray]:  # fmt: skip
    """Return a figure with a column for each squeeze, and its axes (rows, columns)."""
    found = groups(dataset)
    columns = len(found)
    size = (max(width * columns, 7.0), height * rows + 1.3)
    figure = OwnFigure(figsize=size, layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False, sharey="row" if share else False)
    for axis, group in zip(axes[0], found, strict=True):
        axis.set_title(heading(group, dataset), fontweight="bold")
    return figure, axes


def finish(
    figure: Figure, dataset: xr.Dataset, *, title: str, note: str, shown: str = ""
) -> Figure:
    """Put the title above, and what is shown and where it comes from below.

    ``shown`` says what somebody who cannot see the figure should be told it shows.
    """
    return captioned(figure, title=title, below=f"{note} {source(dataset)}", shown=shown)


def captioned(figure: Figure, *, title: str, below: str, shown: str = "") -> Figure:
    """Put a title above a figure and words below it; its label is what it is in words."""
    figure.set_label(f"{title.rstrip('.')}. {shown or below}")
    width = figure.get_size_inches()[0]
    figure.suptitle(
        textwrap.fill(title, int(width * 8.4)), x=0.01, ha="left", fontsize=13, fontweight="bold"
    )
    words = textwrap.fill(below, int(width * 15.5))
    figure.supxlabel(words, x=0.01, ha="left", fontsize=8, color=TEXT)
    return figure


def source(dataset: xr.Dataset) -> str:
    """Return the line that says what made a figure."""
    runs = int(dataset["completed"].sum("replication").max())
    return (
        f"Source: carefunds_sim {dataset.attrs['package_version']}, study "
        f"{dataset.attrs['study']}, {runs} replication{'s' * (runs != 1)}, "
        f"seed {dataset.attrs['seed']}, scale {float(dataset.attrs['scale']):g}; simulated. "
        f"Numbers behind it: {evidence_counted(dataset)}."
    )


def label_ends(axis: Axes, ends: Iterable[tuple[str, float, Stroke]], *, at: Any) -> None:
    """Write names beside the ends of lines, moved apart where they would overlap.

    A thin line in the arrangement's colour joins a name to its line.
    """
    low, high = axis.get_ylim()
    ordered = sorted(ends, key=lambda end: end[1])
    heights = [(height - low) / (high - low) for _, height, _ in ordered]
    places = spread(heights, gap=_line_height(axis), top=1.0)
    for (name, height, stroke), place in zip(ordered, places, strict=True):
        axis.annotate(
            name, xy=(at, height), xytext=(1.07, place), textcoords="axes fraction",
            va="center", ha="left", fontsize=LABEL_POINTS, color=TEXT, annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": stroke.colour, "linewidth": 1.2,
                        "shrinkA": 0, "shrinkB": 0, "relpos": (0, 0.5)},
        )  # fmt: skip


def _line_height(axis: Axes) -> float:
    """Return the height of a line of label as a share of the axis' height, about."""
    inches = axis.get_position().height * cast(Figure, axis.figure).get_size_inches()[1]
    return 1.35 * LABEL_POINTS / 72 / float(inches)


def spread(heights: list[float], *, gap: float, top: float = math.inf) -> list[float]:
    """Return ascending heights moved as little as can be so that they are ``gap`` apart.

    Neighbours that are too close form a block, which stays centred on their mean; under a ``top``
    all of them end between 0 and it, as far as they fit there.
    """
    blocks: list[list[float]] = []
    for i, height in enumerate(heights):
        blocks.append([height - i * gap])
        while len(blocks) > 1 and fmean(blocks[-2]) > fmean(blocks[-1]):
            last = blocks.pop()
            blocks[-1].extend(last)
    centres = [fmean(block) for block in blocks for _ in block]
    if math.isfinite(top):
        room = top - (len(heights) - 1) * gap
        lowest, highest = min(room, 0.0), max(room, 0.0)
        centres = [min(max(centre, lowest), highest) for centre in centres]
    return [centre + i * gap for i, centre in enumerate(centres)]
