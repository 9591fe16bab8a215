"""Labels beside lines: moved apart where they would overlap."""

from __future__ import annotations

import math
from collections.abc import Iterable
from statistics import fmean
from typing import Any, cast

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from carefunds_sim.report.figures.style import LABEL_POINTS, TEXT, Stroke


def label_ends(axis: Axes, ends: Iterable[tuple[str, float, Stroke]], *, at: Any) -> None:
    """Write names beside the ends of lines, moved apart where they would overlap.

    A thin line in the arrangement's colour joins a name to its line.
    """
    low, high = axis.get_ylim()
    ordered = sorted(ends, key=lambda end: end[1])
    heights = [(height - low) / (high - low) for _, height, _ in ordered]
    inches = axis.get_position().height * cast(Figure, axis.figure).get_size_inches()[1]
    line = 1.35 * LABEL_POINTS / 72 / float(inches)  # a label's height as a share of the axis
    places = spread(heights, gap=line, top=1.0)
    for (name, height, stroke), place in zip(ordered, places, strict=True):
        axis.annotate(
            name, xy=(at, height), xytext=(1.07, place), textcoords="axes fraction",
            va="center", ha="left", fontsize=LABEL_POINTS, color=TEXT, annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": stroke.colour, "linewidth": 1.2,
                        "shrinkA": 0, "shrinkB": 0, "relpos": (0, 0.5)},
        )  # fmt: skip


def spread(heights: list[float], *, gap: float, top: float = math.inf) -> list[float]:
    """Return ascending heights moved as little as possible so that they are ``gap`` apart.

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
        centres = [min(max(centre, min(room, 0.0)), max(room, 0.0)) for centre in centres]
    return [centre + i * gap for i, centre in enumerate(centres)]
