"""A figure that a notebook shows by itself."""

from __future__ import annotations

from io import BytesIO

from matplotlib.figure import Figure

DOTS_PER_INCH = 80
"""Of what a notebook shows: as wide as a page; files have more."""


class OwnFigure(Figure):
    """A figure made without pyplot, which a notebook would otherwise tell only the size of."""

    def _repr_png_(self) -> bytes:
        page = BytesIO()
        self.savefig(page, format="png", dpi=DOTS_PER_INCH)
        return page.getvalue()
