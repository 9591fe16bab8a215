"""A figure drawn once: as text in SVG, for files and pages alike, and what it shows in words."""

from __future__ import annotations

from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from matplotlib.figure import Figure

from carefunds_sim.disk import draft, put
from carefunds_sim.report.figures.style import styled

DOTS_PER_INCH = 160
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


@styled
def drawing(name: str, figure: Figure) -> Drawing:
    """Return a figure with its SVG, which is the same whenever it is drawn."""
    page = StringIO()
    figure.savefig(page, format="svg", metadata={"Date": None})
    figure.set_layout_engine("none")  # the layout is found; it holds for every format
    return Drawing(name, figure, page.getvalue().replace("'DejaVu Sans'", FONT))
