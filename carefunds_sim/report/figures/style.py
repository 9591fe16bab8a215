"""How figures look: colours, dashes and markers of arrangements, panels, captions.

The four colours are the Government Analysis Function's accessible categorical set; the second
and fourth have too little contrast for text, so labels are written in a dark grey.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import matplotlib as mpl
import numpy as np
import xarray as xr
from matplotlib.figure import Figure

from carefunds_sim.report.caveats import source_line
from carefunds_sim.report.scenario_names import groups, heading, names_within
from carefunds_sim.report.scenario_text import runs_in

TEXT = "#2B2B2B"
QUIET = "#8A8A8A"
GRID = "#E3E3E3"
LABEL_POINTS = 9
NOTEBOOK_DOTS_PER_INCH = 80
"""As wide as a notebook's page; files have more."""
HOUSE_STYLE: Any = {
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
in_house_style = mpl.rc_context(HOUSE_STYLE)
"""Decorator: draw in this look without touching anyone's settings."""


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


class NotebookFigure(Figure):
    """A figure made without pyplot, which a notebook shows; ``key`` says what its marks are."""

    key: str = ""

    def _repr_png_(self) -> bytes:
        page = BytesIO()
        self.savefig(page, format="png", dpi=NOTEBOOK_DOTS_PER_INCH)
        return page.getvalue()


def panels(
    dataset: xr.Dataset, *, height: float, rows: int = 1
) -> tuple[NotebookFigure, np.ndarray]:
    """Return a figure with a column for each squeeze, and its axes (rows, columns)."""
    found = groups(dataset)
    size = (max(4.6 * len(found), 7.0), height * rows + 1.3)
    figure = NotebookFigure(figsize=size, layout="constrained")
    axes = figure.subplots(rows, len(found), squeeze=False, sharey="row")
    for axis, group in zip(axes[0], found, strict=True):
        axis.set_title(heading(group, dataset), fontweight="bold")
    return figure, axes


def finish(
    figure: Figure, dataset: xr.Dataset, *, title: str, note: str, shown: str = ""
) -> Figure:
    """Put the title above, and what is shown and where it comes from below.

    ``shown`` describes the figure for readers who cannot see it.
    """
    key = figure.key if isinstance(figure, NotebookFigure) else ""
    below = " ".join(filter(None, (note, key, source(dataset))))
    shown = " ".join(filter(None, (shown, key)))
    return add_caption(figure, title=title, below=below, shown=shown)


def add_caption(figure: Figure, *, title: str, below: str, shown: str = "") -> Figure:
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
    runs = runs_in(dataset)
    made = f"study {dataset.attrs['study']}, {runs} replication{'s' * (runs != 1)}"
    return source_line(dataset, made)
