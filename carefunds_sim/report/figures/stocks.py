"""The stocks and flows of the model drawn in the notation of system dynamics, view by view.

Lengths are in inches; where things stand is in ``stock_layouts.json``.
"""

from __future__ import annotations

import hashlib
import json
import os
import textwrap
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, Polygon, Rectangle

from carefunds_sim.report.figures.drawing import blank_page, check_kinds, save_diagram
from carefunds_sim.report.figures.loops import (
    BADGE,
    LETTER,
    LINE,
    POINTS,
    WRAP,
    Box,
    arc,
    draw_arrow,
    draw_badge,
    in_order,
    point_at,
)
from carefunds_sim.report.figures.style import QUIET, TEXT, in_house_style
from carefunds_sim.scenario.loops import LOOPS, marks
from carefunds_sim.scenario.stock_flow import Flow, Part, Stock, Subject, View
from carefunds_sim.scenario.stock_views import (
    Arrow,
    arrows,
    is_piped,
    parts_of,
    seen_in,
    shown,
)
from carefunds_sim.scenario.stocks import SHOWN
from carefunds_sim.vocabulary import Loop

Point = tuple[float, float]
Pairs = dict[str, dict[str, float]]  # by the part where something begins, and where it ends

FILL = {Subject.PEOPLE: "#E3EEF7", Subject.PLACES: "#E4F1EA", Subject.MONEY: "#FBF0DC",
        Subject.MINDS: "#F1E8F4"}  # fmt: skip
EDGE = {Subject.PEOPLE: "#12436D", Subject.PLACES: "#1F6B45", Subject.MONEY: "#8A6100",
        Subject.MINDS: "#6B2E7A"}  # fmt: skip
PIPE = "#55606B"
HALO = {"facecolor": "white", "edgecolor": "none", "pad": 0.6, "alpha": 0.85}
VALVE, GAP, AROUND = 0.13, 0.05, 0.2
CLOUD = ((-0.17, 0.0, 0.13), (0.17, 0.0, 0.13), (0.0, 0.09, 0.17), (0.0, -0.07, 0.15))
READING = """\
box: a stock, what is there at a month's end
pipe with a valve: a flow; a cloud: outside the model
rounded words: worked out from what points at it
thin arrow + : more of the cause, more of the effect
thin arrow \u2212 : more of the cause, less of the effect
two bars: late, by a month's end or longer
R reinforcing, B balancing: the mark stands where the
loop is cut when it is switched off"""


class Layout(NamedTuple):
    """A view's title and size, the top of its key, and places in inches from the lower left.

    Flows stand where their valve is. A bend is the height of an arrow's arc against its length,
    positive to the left of its direction, and a badge's place a share of its arrow. A turn is
    where across the page a pipe turns towards a stock; a label stands so far from its valve.
    """

    title: str
    size: Point
    key_top: float
    key_rows: int
    places: dict[str, Point]
    bends: Pairs
    badges: Pairs
    clouds: dict[str, Point]
    labels: dict[str, tuple[float, float, str, str]]
    turns: Pairs


@cache
def layout_of(view: View) -> Layout:
    """Return where everything in a view stands."""
    text = Path(__file__).with_name("stock_layouts.json").read_text(encoding="utf-8")
    return Layout(**json.loads(text)[view.word])


@in_house_style
def draw_stocks(view: View, page: str = "") -> Figure:
    """Draw a view; where a page is named, boxes and valves are links to their rows on it."""
    layout, here = layout_of(view), boxes(view)
    figure, axis = blank_page(layout.size)
    axis.text(0.3, layout.size[1] - 0.3, layout.title, fontsize=15, fontweight="bold", va="center")
    for name, part in shown(view).items():
        link = f"{page}#{name}" if page else None
        if isinstance(part, Stock):
            _draw_stock(axis, view, part, here[name], link)
        elif isinstance(part, Flow):
            _draw_flow(axis, view, part, here, link)
        else:
            _draw_converter(axis, part, here[name], link)
    for arrow, points in lines(view).items():
        draw_arrow(axis, arrow, points)
    for loop, (x, y) in badges(view).items():
        draw_badge(axis, loop, x, y)
    _draw_key(axis, view, layout)
    return figure


def write_stocks(view: View, files: Sequence[Path], page: Path | None = None) -> None:
    """Draw a view into files, which say what data it is drawn from and link to a page."""
    check_kinds(files)
    for file in files:
        to = os.path.relpath(page, file.parent).replace(os.sep, "/") if page else ""
        tips = {f"{to}#{name}": f"{part.label} ({part.unit})" for name, part in shown(view).items()}
        save_diagram(draw_stocks(view, to), file, digest(view), in_words(view), tips)


def in_words(view: View) -> tuple[str, str]:
    """Return a picture's title and what it shows, for readers who cannot see it."""
    parts = shown(view).values()
    stocks = ", ".join(part.label for part in parts if isinstance(part, Stock))
    pipes = sum(isinstance(part, Flow) for part in parts)
    loops = ", ".join(
        f"{marks()[loop]} {LOOPS[loop].title}" for loop in sorted(SHOWN[view], key=in_order)
    )
    words = (
        f"Stock-and-flow diagram. Stocks: {stocks}. {pipes} flows fill and drain them, and "
        f"{len(arrows(view))} information links lead from stocks to flows. Loops: {loops}."
    )
    return layout_of(view).title, words


def digest(view: View) -> str:
    """Return a name for what a view is drawn from: its parts, links, loops and places."""
    words = (*shown(view).values(), *arrows(view), *in_words(view), layout_of(view))
    return hashlib.sha256("\n".join(map(str, words)).encode()).hexdigest()[:16]


def boxes(view: View) -> dict[str, Box]:
    """Return the box of each stock, converter and valve; a whole's is around its parts."""
    layout, found = layout_of(view), {}
    for name, part in shown(view).items():
        within = parts_of(name, view)
        if within:
            continue
        x, y = layout.places[name]
        rows = words_of(part)
        size = (max(map(len, rows)) * LETTER / 2 + 0.1, len(rows) * LINE / 2 + 0.07)
        found[name] = Box(x, y, *((VALVE, VALVE) if isinstance(part, Flow) else size))
    for name in shown(view):
        within = parts_of(name, view)
        if within:
            found[name] = _around([found[part] for part in within])
    return found


def words_of(part: Part) -> list[str]:
    """Return the lines of a part's label, a stock's with its unit below."""
    lines = textwrap.wrap(part.label, WRAP)
    return [*lines, part.unit] if isinstance(part, Stock) else lines


def lines(view: View) -> dict[Arrow, np.ndarray]:
    """Return the points of each information link."""
    layout, here = layout_of(view), boxes(view)
    return {
        arrow: arc(
            here[arrow.cause], here[arrow.effect],
            layout.bends.get(arrow.cause, {}).get(arrow.effect, 0.1), gap=GAP,
        )
        for arrow in arrows(view)
    }  # fmt: skip


def badges(view: View) -> dict[Loop, tuple[float, float]]:
    """Return where each loop's mark stands: on the step that is cut, several side by side."""
    drawn = {arrow[:3]: points for arrow, points in lines(view).items()}
    here, found = boxes(view), {}
    taken: dict[tuple[object, ...], int] = {}
    for loop in sorted(SHOWN[view], key=in_order):
        hop = next(hop for hop in seen_in(view, loop) if hop.cut)
        place = hop[:3]
        before = taken.get(place, 0)
        taken[place] = before + 1
        if is_piped(hop):
            box = here[hop.cause]
            found[loop] = (box.x - 0.34 - 0.36 * before, box.y + 0.3)
        else:
            share = layout_of(view).badges.get(hop.cause, {}).get(hop.effect, 0.5)
            point, way = point_at(drawn[place], share)
            found[loop] = tuple(point + 2.1 * BADGE * before * way)
    return found


def pipe_of(view: View, flow: Flow, here: Mapping[str, Box]) -> tuple[np.ndarray, list[Point]]:
    """Return the corners of a flow's pipe (n, 2) from source to target, and its clouds."""
    valve = here[flow.name]
    ends, clouds = [], []
    for name, other in ((flow.source, flow.target), (flow.target, flow.source)):
        if name in here:
            turn = layout_of(view).turns.get(flow.name, {}).get(name, here[name].x)
            ends.append(_way(valve, here[name], turn))
            continue
        box = here[other]
        x, y = _way(valve, box, box.x)[1]
        away = np.sign([valve.x - x, valve.y - y]) * 0.62
        x, y = layout_of(view).clouds.get(flow.name, (valve.x + away[0], valve.y + away[1]))
        clouds.append((x, y))
        ends.append(np.array([(valve.x, valve.y), (x, y)]))
    return np.concatenate([ends[0][::-1], ends[1][1:]]), clouds


def _way(valve: Box, box: Box, turn: float) -> np.ndarray:
    """Return the corners of a pipe from a valve to a box, straight or round one corner; (n, 2)."""
    across, down = valve.x - box.x, valve.y - box.y
    if abs(down) < box.half_height:
        return np.array([(valve.x, valve.y), (box.x + np.sign(across) * box.half_width, valve.y)])
    edge = box.y + np.sign(down) * box.half_height
    if abs(across) < box.half_width:
        return np.array([(valve.x, valve.y), (valve.x, edge)])
    return np.array([(valve.x, valve.y), (turn, valve.y), (turn, edge)])


def _around(parts: list[Box]) -> Box:
    left = min(box.x - box.half_width for box in parts) - AROUND
    right = max(box.x + box.half_width for box in parts) + AROUND
    low = min(box.y - box.half_height for box in parts) - AROUND
    high = max(box.y + box.half_height for box in parts) + AROUND + LINE
    return Box((left + right) / 2, (low + high) / 2, (right - left) / 2, (high - low) / 2)


def _draw_stock(axis: Axes, view: View, part: Stock, box: Box, link: str | None) -> None:
    whole = bool(parts_of(part.name, view))
    corner = (box.x - box.half_width, box.y - box.half_height)
    axis.add_patch(
        Rectangle(
            corner, 2 * box.half_width, 2 * box.half_height, zorder=0.5 if whole else 3, url=link,
            facecolor="#F7FAFC" if whole else FILL[part.subject], edgecolor=EDGE[part.subject],
            linewidth=1.0 if whole else 1.8, linestyle=(0, (4, 2)) if whole else "-",
        )
    )  # fmt: skip
    if whole:
        axis.text(corner[0] + 0.1, box.y + box.half_height - 0.14, part.label, fontsize=POINTS,
                  va="center", fontstyle="italic", color=EDGE[part.subject], zorder=4)  # fmt: skip
        return
    rows = words_of(part)
    for number, row in enumerate(rows):
        last = number == len(rows) - 1
        axis.text(box.x, box.y + ((len(rows) - 1) / 2 - number) * LINE, row, ha="center",
                  va="center", fontsize=POINTS - 1.5 if last else POINTS, color=TEXT, zorder=4,
                  fontweight="normal" if last else "bold",
                  fontstyle="italic" if last else "normal")  # fmt: skip


def _draw_converter(axis: Axes, part: Part, box: Box, link: str | None) -> None:
    axis.add_patch(
        FancyBboxPatch(
            (box.x - box.half_width, box.y - box.half_height), 2 * box.half_width,
            2 * box.half_height, boxstyle="round,pad=0,rounding_size=0.14", linewidth=0.8,
            facecolor="white", edgecolor=QUIET, zorder=3, url=link,
        )
    )  # fmt: skip
    axis.text(box.x, box.y, "\n".join(words_of(part)), ha="center", va="center", fontsize=POINTS,
              linespacing=1.15, color=TEXT, zorder=4)  # fmt: skip


def _draw_flow(
    axis: Axes, view: View, part: Flow, here: Mapping[str, Box], link: str | None
) -> None:
    """Draw the pipe with its head, a cloud where it leaves the model, the valve and its words."""
    pipe, clouds = pipe_of(view, part, here)
    before, end = pipe[-2], pipe[-1]
    way = (end - before) / np.hypot(*(end - before))
    body = np.vstack([pipe[:-1], end - 0.1 * way])
    axis.plot(*body.T, color=PIPE, linewidth=5.5, zorder=1, solid_joinstyle="miter")
    axis.plot(*body.T, color="white", linewidth=3.3, zorder=1.1, solid_joinstyle="miter")
    for cloud in clouds:
        _draw_cloud(axis, cloud)
    if tuple(end) not in clouds:
        side = 0.1 * np.array([-way[1], way[0]])
        axis.add_patch(Polygon([end, end - 0.18 * way + side, end - 0.18 * way - side],
                               facecolor=PIPE, zorder=1.3))  # fmt: skip
    x, y = here[part.name].x, here[part.name].y
    stock = part.target if part.target in here else part.source
    level = _way(here[part.name], here[stock], 0.0)[1][1] == y
    corners = VALVE * np.array([(-1, -1), (1, 1), (1, -1), (-1, 1)])
    bow = (corners if level else corners[:, ::-1]) + np.array([x, y])
    axis.add_patch(Polygon(bow, facecolor=PIPE, edgecolor=PIPE, zorder=2.8, url=link))
    words = "\n".join(textwrap.wrap(part.label, WRAP - 2))
    dx, dy, across, up = layout_of(view).labels.get(
        part.name, (0.0, -0.2, "center", "top") if level else (0.2, 0.0, "left", "center")
    )
    axis.text(x + dx, y + dy, words, ha=across, va=up, fontsize=POINTS - 1, color=TEXT, zorder=2.5,
              linespacing=1.1, bbox=HALO)  # fmt: skip


def _draw_cloud(axis: Axes, at: Point) -> None:
    """Draw the outline of a few circles that overlap, as it is seen from their middle."""
    turn = np.linspace(0.0, 2.0 * np.pi, 60)
    ray = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    far = np.zeros(len(turn))
    for x, y, radius in CLOUD:
        along = ray @ (x, y)
        inside = radius**2 - x**2 - y**2 + along**2
        far = np.maximum(far, along + np.sqrt(np.maximum(inside, 0.0)) * (inside >= 0.0))
    axis.add_patch(Polygon(at + far[:, None] * ray, facecolor="white", edgecolor=PIPE,
                           linewidth=0.9, zorder=1.4))  # fmt: skip


def _draw_key(axis: Axes, view: View, layout: Layout) -> None:
    """List the loops that a view follows, and say how to read it."""
    width, top = layout.size[0], layout.key_top
    axis.plot([0.3, width - 0.3], [top, top], color=TEXT, linewidth=0.6)
    for place, loop in enumerate(sorted(SHOWN[view], key=in_order)):
        across, down = divmod(place, layout.key_rows)
        x, y = 0.55 + across * 3.7, top - 0.28 - down * 0.36
        draw_badge(axis, loop, x, y)
        axis.text(x + 0.3, y, LOOPS[loop].title, va="center", fontsize=POINTS, color=TEXT)
    axis.text(width - 4.3, top - 0.14, READING, va="top", fontsize=POINTS - 1, color=TEXT,
              linespacing=1.3)  # fmt: skip
