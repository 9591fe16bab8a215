"""The routes of an area as a table: from each stream and service to each service."""

from __future__ import annotations

import hashlib
import textwrap
from collections.abc import Iterable
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from carefunds_sim.report.description import shares_in_percent, title_of
from carefunds_sim.report.figures.drawing import blank_page, save_diagram
from carefunds_sim.report.figures.style import GRID, TEXT, in_house_style
from carefunds_sim.scenario.routes import Route, Way, routes_of
from carefunds_sim.scenario.schema.area import Area

CELL, ROW = 0.92, 0.42  # inches
NAMES, HEADS, FOOT = 3.6, 1.1, 0.75
POINTS = 8
FILL = "#12436D"
WAY_WORDS = {
    Way.REFUSED: "refused", Way.SECOND: "2nd choice", Way.PRIVATE: "private",
    Way.ADMITTED: "admitted",
}  # fmt: skip
READING = (
    "Blue: share of those who arrive, or whose stay ends, by dependency (independent, some help, "
    "much help), in per cent; one number where all are alike; after a hip fracture an area may say "
    "otherwise. The rest of a row needs nothing more. In the row of what was asked for: refused, "
    "the share of those whom the eligibility bar refuses; 2nd choice, when patience ends; private, "
    "who buys their own care. admitted: emergency admission at any time."
)


@in_house_style
def draw_routes(area: Area) -> Figure:
    """Draw a row for each stream and service and a column for each service that is reached."""
    routes = routes_of(area)
    rows = list(dict.fromkeys(route.start for route in routes))
    columns = [name for name in area.services if any(route.to == name for route in routes)]
    size = (NAMES + CELL * len(columns) + 0.2, HEADS + ROW * len(rows) + FOOT)
    figure, axis = blank_page(size)
    axis.invert_yaxis()
    for row, name in enumerate(rows):
        _draw_row(axis, area, name, HEADS + ROW * row)
    for column, name in enumerate(columns):
        words = textwrap.fill(title_of(area, name), 13)
        axis.text(NAMES + CELL * (column + 0.5), HEADS - 0.1, words, ha="center", va="bottom",
                  fontsize=POINTS)  # fmt: skip
    for row, start in enumerate(rows):
        for column, to in enumerate(columns):
            here = [route for route in routes if (route.start, route.to) == (start, to)]
            _draw_cell(axis, here, NAMES + CELL * column, HEADS + ROW * row)
    reading = textwrap.fill(READING, int(size[0] * 13.5))
    axis.text(0.15, size[1] - FOOT + 0.12, reading, va="top", fontsize=POINTS)
    return figure


def write_routes(area: Area, files: Iterable[Path]) -> None:
    """Draw an area's routes into files, which say what they are drawn from."""
    figure = draw_routes(area)
    for file in files:
        save_diagram(figure, file, digest(area), in_words(area))


def in_words(area: Area) -> tuple[str, str]:
    """Return the picture's title and what it shows, for readers who cannot see it."""
    return f"Routes: {area.title}", (
        "Table with a row for each stream and service that people leave, and a column for each "
        f"service that they reach. {READING}"
    )


def digest(area: Area) -> str:
    """Return a name for the routes of an area as they are."""
    titles = (title_of(area, name) for name in (*area.streams, *area.services))
    words = "\n".join((*titles, *map(str, routes_of(area))))
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def _draw_row(axis: Axes, area: Area, name: str, y: float) -> None:
    """Rule a row off and name it, streams in italics."""
    axis.axhline(y, color=GRID, linewidth=0.8)
    words = textwrap.fill(title_of(area, name), 46)
    style = "italic" if name in area.streams else "normal"
    axis.text(0.15, y + ROW / 2, words, va="center", fontsize=POINTS, style=style, color=TEXT)


def _draw_cell(axis: Axes, routes: list[Route], x: float, y: float) -> None:
    """Shade a cell by the largest share, and say each way with its number."""
    moving = [route for route in routes if route.way in (Way.FIRST, Way.ONWARD)]
    dark = max((max(route.shares) for route in moving), default=0.0)
    if moving:
        shade = Rectangle((x + 0.02, y + 0.02), CELL - 0.04, ROW - 0.04, facecolor=FILL,
                          alpha=0.12 + 0.75 * dark, edgecolor="none")  # fmt: skip
        axis.add_patch(shade)
    lines = [_words(route) for route in routes]
    axis.text(
        x + CELL / 2, y + ROW / 2, "\n".join(lines), ha="center", va="center", linespacing=1.1,
        fontsize=POINTS - (1 if len(lines) > 1 else 0), color="white" if dark > 0.55 else TEXT,
    )  # fmt: skip


def _words(route: Route) -> str:
    return " ".join(
        part for part in (WAY_WORDS.get(route.way, ""), shares_in_percent(route)) if part
    )
