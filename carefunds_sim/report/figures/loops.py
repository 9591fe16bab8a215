"""The causal-loop picture, drawn from the list of feedback loops.

Where things stand is in ``loop_layout.json``, in inches from the lower left corner. A bend is the
height of an arrow's arc against its length, positive to the left of its direction; a badge's place
is a share of the arrow.
"""

from __future__ import annotations

import hashlib
import json
import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch

from carefunds_sim.report.figures.drawing import blank_page, save_diagram
from carefunds_sim.report.figures.style import TEXT, in_house_style
from carefunds_sim.scenario.feedback import Kind, Link, Variable
from carefunds_sim.scenario.loops import LOOPS, marks
from carefunds_sim.scenario.stock_views import Arrow
from carefunds_sim.vocabulary import Loop

_LAYOUT = json.loads(Path(__file__).with_name("loop_layout.json").read_text(encoding="utf-8"))
SIZE, KEY_TOP = tuple(_LAYOUT["size"]), _LAYOUT["key_top"]
PLACES = {Variable[name.upper()]: tuple(place) for name, place in _LAYOUT["places"].items()}
BENDS = {(Variable[a.upper()], Variable[b.upper()]): bend for a, b, bend in _LAYOUT["bends"]}
BADGES = {Loop[name.upper()]: share for name, share in _LAYOUT["badges"].items()}

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
KEY_ROWS, KEY_COLUMN, KEY_LINE = 7, 4.0, 0.34
READING = """\
+ more of the cause makes more of the effect
\u2212 more of the cause makes less of the effect
two bars: late, by a month's end or longer
R reinforcing, B balancing; a mark stands on
the link that goes when the loop is switched off
blue: people and places; sand: money and decisions"""


@in_house_style
def draw_loops() -> Figure:
    """Draw every variable and link once, and each loop's badge on the link that it can cut."""
    figure, axis = blank_page(SIZE)
    for variable, box in boxes().items():
        _draw_box(axis, variable, box)
    for link, points in arrows().items():
        draw_arrow(axis, link, points)
    for loop, (x, y) in badges().items():
        draw_badge(axis, loop, x, y)
    _draw_key(axis)
    return figure


def write_loops(files: Iterable[Path]) -> None:
    """Draw the picture into files, which say what list it is drawn from."""
    figure = draw_loops()
    for file in files:
        save_diagram(figure, file, digest(), in_words())


def in_words() -> tuple[str, str]:
    """Return the picture's title and what it shows, for readers who cannot see it."""
    loops = ", ".join(
        f"{marks()[loop]} {LOOPS[loop].title}" for loop in sorted(LOOPS, key=in_order)
    )
    return "The feedback loops", (
        f"Causal-loop diagram of {len(PLACES)} variables and {len(links())} links between them. "
        f"Loops: {loops}."
    )


def links() -> tuple[Link, ...]:
    """Return every link of every loop once, in the order of the list."""
    return tuple(dict.fromkeys(link for loop in LOOPS.values() for link in loop.links))


def digest() -> str:
    """Return a name for what the picture is drawn from: the loops and their places."""
    parts = [
        *(f"{mark} {LOOPS[loop].title}" for loop, mark in marks().items()),
        *(f"{link.cause.label}>{link.effect.label}{link.sign}{link.delay}" for link in links()),
        str((SIZE, PLACES, BENDS, BADGES)),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def boxes() -> dict[Variable, Box]:
    """Return the box of each variable's label."""
    found = {}
    for variable, (x, y) in PLACES.items():
        lines = _lines(variable)
        widest = max(map(len, lines))
        found[variable] = Box(x, y, widest * LETTER / 2 + 0.1, len(lines) * LINE / 2 + 0.07)
    return found


def arrows() -> dict[Link, np.ndarray]:
    """Return the points of each link's arrow."""
    box = boxes()
    bends = {link: BENDS.get((link.cause, link.effect), 0.0) for link in links()}
    return {link: arc(box[link.cause], box[link.effect], bends[link], gap=GAP) for link in bends}


def badges() -> dict[Loop, tuple[float, float]]:
    """Return where each loop's badge stands: on the link that switching it off takes out."""
    drawn = arrows()
    found = {}
    for loop, entry in LOOPS.items():
        point, _ = point_at(drawn[entry.cut_link], BADGES.get(loop, 0.5))
        found[loop] = (float(point[0]), float(point[1]))
    return found


def in_order(loop: Loop) -> tuple[str, int]:
    """Return what to sort a loop by, to put the marks in order."""
    mark = marks()[loop]
    return mark[0], int(mark[1:])


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


def draw_arrow(axis: Axes, link: Link | Arrow, points: np.ndarray) -> None:
    """Draw the line, its head and sign, and a double bar where the effect is late."""
    colour = MORE if link.sign > 0 else LESS
    axis.plot(*points[:-4].T, color=colour, linewidth=1.3, zorder=1, solid_capstyle="butt")
    axis.annotate(
        "", xy=points[-1], xytext=points[-8], zorder=1,
        arrowprops={"arrowstyle": "-|>", "color": colour, "linewidth": 1.3, "shrinkA": 0,
                    "shrinkB": 0, "mutation_scale": 13},
    )  # fmt: skip
    point, way = point_at(points, 1.0 - min(0.5, SIGN_BACK / length_of(points)))
    x, y = point + SIGN_AWAY * np.array([-way[1], way[0]])
    axis.text(x, y, "+" if link.sign > 0 else "\u2212", ha="center", va="center",
              fontsize=POINTS + 4, fontweight="bold", color=colour, zorder=4)  # fmt: skip
    for far in DELAY_BARS if link.delay else ():
        point, way = point_at(points, far / length_of(points))
        across = 0.1 * np.array([-way[1], way[0]])
        axis.plot(*np.array([point - across, point + across]).T, color=colour, linewidth=1.8)


def draw_badge(axis: Axes, loop: Loop, x: float, y: float) -> None:
    """Draw a loop's mark: dark where it is reinforcing, light where it is balancing."""
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
    axis.plot([0.3, SIZE[0] - 0.3], [KEY_TOP, KEY_TOP], color=TEXT, linewidth=0.6)
    for place, loop in enumerate(sorted(LOOPS, key=in_order)):
        across, down = divmod(place, KEY_ROWS)
        x, y = 0.55 + across * KEY_COLUMN, KEY_TOP - 0.3 - down * KEY_LINE
        draw_badge(axis, loop, x, y)
        axis.text(x + 0.32, y, LOOPS[loop].title, va="center", fontsize=POINTS, color=TEXT)
    axis.text(
        SIZE[0] - 4.0, KEY_TOP - 0.2, READING, va="top", fontsize=POINTS - 1,
        color=TEXT, linespacing=1.35,
    )  # fmt: skip


class Box(NamedTuple):
    """A label's box: its centre and half its width and height."""

    x: float
    y: float
    half_width: float
    half_height: float

    def holds(self, points: np.ndarray, margin: float = 0.0) -> np.ndarray:
        """Return which of some points (n, 2) are inside, or nearer than a margin; (n)."""
        reach = np.array([self.half_width, self.half_height]) + margin
        distances = np.abs(points - (self.x, self.y))
        inside: np.ndarray = np.all(distances < reach, axis=1)
        return inside


def arc(start: Box, end: Box, bend: float, *, gap: float) -> np.ndarray:
    """Return the points of an arrow from box to box, clear of both by a gap; (n, 2).

    It is a parabola whose height is ``bend`` times its length, to the left of its direction.
    """
    first, last = np.array([start.x, start.y]), np.array([end.x, end.y])
    way = last - first
    middle = (first + last) / 2.0 + 2.0 * bend * np.array([-way[1], way[0]])
    t = np.linspace(0.0, 1.0, 200)[:, None]
    points = (1 - t) ** 2 * first + 2 * t * (1 - t) * middle + t**2 * last
    free: np.ndarray = points[~(start.holds(points, gap) | end.holds(points, gap))]
    return free


def length_of(points: np.ndarray) -> float:
    """Return the length of an arrow in inches."""
    return float(np.hypot(*np.diff(points, axis=0).T).sum())


def point_at(points: np.ndarray, share: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the point at a share of an arrow's length, and its direction there; (2), (2)."""
    lengths = np.hypot(*np.diff(points, axis=0).T)
    reached = np.concatenate([[0.0], np.cumsum(lengths)])
    place = float(np.interp(share * reached[-1], reached, np.arange(len(points))))
    before = min(int(place), len(points) - 2)
    step = points[before + 1] - points[before]
    return points[before] + (place - before) * step, step / np.hypot(*step)
