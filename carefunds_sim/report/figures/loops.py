"""The causal-loop picture, drawn from the list of feedback loops."""

from __future__ import annotations

import hashlib
import textwrap
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch

from carefunds_sim.report.figures import loops_layout as layout
from carefunds_sim.report.figures.arrow import Box, arc, at, length_of
from carefunds_sim.report.figures.diagram import save
from carefunds_sim.report.figures.notebook import OwnFigure
from carefunds_sim.report.figures.style import TEXT, styled
from carefunds_sim.scenario.feedback import Kind, Link, Variable
from carefunds_sim.scenario.loops import LOOPS, marks
from carefunds_sim.vocabulary import Loop

MORE, LESS = "#12436D", "#B5440C"
FILL = {Kind.PEOPLE: "#E3EEF7", Kind.MONEY: "#FBF0DC"}
EDGE = {Kind.PEOPLE: "#12436D", Kind.MONEY: "#8A6100"}
POINTS = 10
LINE, LETTER = 0.185, 0.083  # height of a line and width of a letter, in inches
WRAP = 17
GAP = 0.07
BADGE = 0.17
SIGN_AWAY, SIGN_BACK = 0.14, 0.2
DELAY_BARS = (0.2, 0.26)  # inches from an arrow's start
KEY_ROWS, KEY_COLUMN, KEY_LINE = 5, 3.55, 0.36
READING_WIDTH = 4.0
READING = """\
+ more of the cause makes more of the effect
\u2212 more of the cause makes less of the effect
two bars: late, by a month's end or longer
R reinforcing, B balancing; a mark stands on
the link that goes when the loop is switched off
blue: people and places; sand: money and decisions"""


@styled
def draw_loops() -> Figure:
    """Draw every variable and link once, and each loop's badge on the link that it can cut."""
    width, height = layout.SIZE
    figure = OwnFigure(figsize=layout.SIZE)
    axis = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axis.set(xlim=(0.0, width), ylim=(0.0, height))
    axis.set_axis_off()
    for variable, box in boxes().items():
        _draw_box(axis, variable, box)
    drawn = arrows()
    for link, points in drawn.items():
        _draw_arrow(axis, link, points)
    for loop, (x, y) in badges().items():
        _draw_badge(axis, loop, x, y)
    _draw_key(axis)
    return figure


def write_loops(files: Iterable[Path]) -> None:
    """Draw the picture into files, which say what list it is drawn from."""
    figure = draw_loops()
    for file in files:
        save(figure, file, digest())


def links() -> tuple[Link, ...]:
    """Return every link of every loop once, in the order of the list."""
    return tuple(dict.fromkeys(link for told in LOOPS.values() for link in told.links))


def digest() -> str:
    """Return a name for what the picture is drawn from: the loops and their places."""
    said = [
        *(f"{mark} {LOOPS[loop].title}" for loop, mark in marks().items()),
        *(f"{link.cause.label}>{link.effect.label}{link.sign}{link.delay}" for link in links()),
        str((layout.SIZE, layout.PLACES, layout.BENDS, layout.BADGES)),
    ]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


def boxes() -> dict[Variable, Box]:
    """Return the box of each variable's label."""
    found = {}
    for variable, (x, y) in layout.PLACES.items():
        lines = _lines(variable)
        widest = max(map(len, lines))
        found[variable] = Box(x, y, widest * LETTER / 2 + 0.1, len(lines) * LINE / 2 + 0.07)
    return found


def arrows() -> dict[Link, np.ndarray]:
    """Return the points of each link's arrow."""
    box = boxes()
    return {
        link: arc(
            box[link.cause],
            box[link.effect],
            layout.BENDS.get((link.cause, link.effect), 0.0),
            gap=GAP,
        )
        for link in links()
    }


def badges() -> dict[Loop, tuple[float, float]]:
    """Return where each loop's badge stands: on the link that switching it off takes out."""
    drawn = arrows()
    found = {}
    for loop, told in LOOPS.items():
        point, _ = at(drawn[told.cut_link], layout.BADGES.get(loop, 0.5))
        found[loop] = (float(point[0]), float(point[1]))
    return found


def _lines(variable: Variable) -> list[str]:
    return textwrap.wrap(variable.label, WRAP)


def _draw_box(axis: Axes, variable: Variable, box: Box) -> None:
    axis.add_patch(
        FancyBboxPatch(
            (box.x - box.half_width, box.y - box.half_height), 2 * box.half_width,
            2 * box.half_height, boxstyle="round,pad=0,rounding_size=0.1", linewidth=1.0,
            facecolor=FILL[variable.kind], edgecolor=EDGE[variable.kind], zorder=2,
        )
    )  # fmt: skip
    axis.text(
        box.x, box.y, "\n".join(_lines(variable)), ha="center", va="center", fontsize=POINTS,
        linespacing=1.15, color=TEXT, zorder=3,
    )  # fmt: skip


def _draw_arrow(axis: Axes, link: Link, points: np.ndarray) -> None:
    """Draw the line, its head and sign, and a double bar where the effect is late."""
    colour = MORE if link.sign > 0 else LESS
    axis.plot(*points[:-4].T, color=colour, linewidth=1.3, zorder=1, solid_capstyle="butt")
    axis.annotate(
        "", xy=points[-1], xytext=points[-8], zorder=1,
        arrowprops={"arrowstyle": "-|>", "color": colour, "linewidth": 1.3, "shrinkA": 0,
                    "shrinkB": 0, "mutation_scale": 13},
    )  # fmt: skip
    point, way = at(points, 1.0 - min(0.5, SIGN_BACK / length_of(points)))
    x, y = point + SIGN_AWAY * np.array([-way[1], way[0]])
    axis.text(x, y, "+" if link.sign > 0 else "\u2212", ha="center", va="center",
              fontsize=POINTS + 4, fontweight="bold", color=colour, zorder=4)  # fmt: skip
    if link.delay:
        _draw_delay(axis, points, colour)


def _draw_delay(axis: Axes, points: np.ndarray, colour: str) -> None:
    for far in DELAY_BARS:
        point, way = at(points, far / length_of(points))
        across = 0.1 * np.array([-way[1], way[0]])
        axis.plot(*np.array([point - across, point + across]).T, color=colour, linewidth=1.8)


def _draw_badge(axis: Axes, loop: Loop, x: float, y: float) -> None:
    mark = marks()[loop]
    reinforcing = mark.startswith("R")
    axis.add_patch(
        Circle((x, y), BADGE, facecolor=TEXT if reinforcing else "white", edgecolor=TEXT,
               linewidth=1.2, zorder=5)
    )  # fmt: skip
    axis.text(x, y - 0.01, mark, ha="center", va="center", fontsize=POINTS - 1,
              fontweight="bold", color="white" if reinforcing else TEXT, zorder=6)  # fmt: skip


def _draw_key(axis: Axes) -> None:
    """List the loops by their marks, and say what lines, bars and colours mean."""
    top = layout.KEY_TOP
    axis.plot([0.3, layout.SIZE[0] - 0.3], [top, top], color=TEXT, linewidth=0.6)
    for place, loop in enumerate(sorted(LOOPS, key=lambda loop: marks()[loop])):
        across, down = divmod(place, KEY_ROWS)
        x, y = 0.55 + across * KEY_COLUMN, top - 0.3 - down * KEY_LINE
        _draw_badge(axis, loop, x, y)
        axis.text(x + 0.32, y, LOOPS[loop].title, va="center", fontsize=POINTS, color=TEXT)
    axis.text(
        layout.SIZE[0] - READING_WIDTH, top - 0.2, READING, va="top", fontsize=POINTS - 1,
        color=TEXT, linespacing=1.35,
    )  # fmt: skip
