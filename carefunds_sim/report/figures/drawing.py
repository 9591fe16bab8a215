"""Figures written out: as SVG text for files and pages, and as diagrams of the documentation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from io import StringIO
from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from carefunds_sim.disk import draft, put
from carefunds_sim.errors import UnknownNameError
from carefunds_sim.report.figures.style import NotebookFigure, in_house_style

DOTS_PER_INCH = 160
DIAGRAM_DOTS_PER_INCH = 80
DIAGRAM_KINDS = (".svg", ".png")
FONT = "'DejaVu Sans', Verdana, sans-serif"
"""Verdana is as wide as DejaVu Sans, which few machines have but ours."""


@dataclass(frozen=True)
class Drawing:
    """A figure with its SVG; ``words`` say what it shows to those who cannot see it."""

    name: str
    figure: Figure
    svg: str

    @property
    def words(self) -> str:
        """What the figure shows, in words."""
        return str(self.figure.get_label())

    @property
    def width_inches(self) -> float:
        """How wide the figure was made to be seen."""
        return float(self.figure.get_size_inches()[0])

    def save(self, folder: Path) -> list[Path]:
        """Write the figure as PNG and SVG into a folder; return both files."""
        png, svg = (folder / f"{self.name}.{ending}" for ending in ("png", "svg"))
        with draft(png) as aside:
            self.figure.savefig(aside, format="png", dpi=DOTS_PER_INCH)
        return [png, put(svg, self.svg)]


def blank_page(size: tuple[float, float]) -> tuple[Figure, Axes]:
    """Return a figure for a diagram, and its axes in inches from the lower left corner."""
    figure = NotebookFigure(figsize=size)
    axis = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axis.set(xlim=(0.0, size[0]), ylim=(0.0, size[1]))
    axis.set_axis_off()
    return figure, axis


@in_house_style
def drawing(name: str, figure: Figure) -> Drawing:
    """Return a figure with its SVG, which is the same whenever it is drawn."""
    page = StringIO()
    figure.savefig(page, format="svg", metadata={"Date": None})
    figure.set_layout_engine("none")  # the layout is found; it holds for every format
    return Drawing(name, figure, page.getvalue().replace("'DejaVu Sans'", FONT))


def save_diagram(
    figure: Figure, file: Path, drawn_from: str, words: tuple[str, str],
    tips: Mapping[str, str] | None = None,
) -> None:  # fmt: skip
    """Write a picture as SVG or PNG, the same bytes each time; UnknownNameError else.

    The file says what data it is drawn from, so that a test can find it out of date. ``words`` are
    its title and what it shows, and ``tips`` what each of its links leads to, for readers of SVG
    who cannot see it; its text stays text, which can be searched.
    """
    check_kinds([file])
    kind = file.suffix.lower()
    metadata = {"Title": file.stem, "Description": f"drawn from {drawn_from}"}
    if kind == ".svg":
        metadata["Date"] = None  # type: ignore[assignment] # or every day makes another file
    style: Any = {"svg.hashsalt": "carefunds", "svg.fonttype": "none"}
    with rc_context(style), draft(file) as aside:
        figure.savefig(aside, format=kind[1:], dpi=DIAGRAM_DOTS_PER_INCH, metadata=metadata)
        if kind == ".svg":
            page = aside.read_text(encoding="utf-8")
            aside.write_text(in_words(page, *words, tips or {}), encoding="utf-8", newline="\n")


def check_kinds(files: Iterable[Path]) -> None:
    """Raise UnknownNameError for files that are no pictures, before any is written."""
    wrong = [file for file in files if file.suffix.lower() not in DIAGRAM_KINDS]
    if wrong:
        raise UnknownNameError(
            "\n".join(f"{file}: pictures are .svg or .png (got '{file.suffix}')" for file in wrong)
        )


def in_words(svg: str, title: str, words: str, tips: Mapping[str, str]) -> str:
    """Return an SVG that says what it shows, and at each link where it leads.

    Words let clicks through to the box that they stand on, so that a box is one link.
    """
    svg = re.sub(r"<svg ", '<svg role="img" aria-labelledby="title words" ', svg, count=1)
    said = f'<title id="title">{escape(title)}</title>\n <desc id="words">{escape(words)}</desc>'
    svg = re.sub(r"<title>.*?</title>", lambda _: said, svg, count=1)
    svg = svg.replace("</style>", "text{pointer-events: none}</style>", 1)
    for link, tip in tips.items():
        start = f'<a xlink:href="{escape(link)}"'
        svg = svg.replace(f'{start} target="_blank">', f"{start}><title>{escape(tip)}</title>")
    return svg.replace("'DejaVu Sans'", FONT)
