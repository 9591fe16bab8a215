"""A drawing as part of a page: SVG among the words, with a text for those who cannot see it."""

from __future__ import annotations

import re
from html import escape

from markupsafe import Markup

from carefunds_sim.report.figures.drawing import Drawing

NARROWEST = 62
WIDEST = 100
"""Pixels for each inch of a figure: below the first its words cannot be read."""


def inline(drawing: Drawing) -> Markup:
    """Return the drawing as an ``svg`` element whose identifiers are its own on the page."""
    svg = drawing.svg[drawing.svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>\s*", "", svg, flags=re.DOTALL)
    svg = re.sub("<[^>]*>", lambda tag: _own_names(tag[0], drawing.name), svg)
    return Markup(re.sub(r"<svg\b[^>]*>", lambda tag: _opening(tag[0], drawing), svg, count=1))


def _own_names(tag: str, name: str) -> str:
    """Return a tag whose identifiers, and those it refers to, are its drawing's own."""
    tag = re.sub(r'\bid="', f'id="{name}-', tag)
    return re.sub(r'(href="|url\()#', rf"\1#{name}-", tag)


def _opening(tag: str, drawing: Drawing) -> str:
    """Return the svg tag with a size that follows the page, a role and a name."""
    view = re.search(r'viewBox="[^"]*"', tag)
    assert view, "matplotlib gives every drawing a viewBox"
    width = drawing.width_inches
    style = f"min-width:{NARROWEST * width:.0f}px;max-width:{WIDEST * width:.0f}px"
    return (
        f'<svg xmlns:xlink="http://www.w3.org/1999/xlink" xmlns="http://www.w3.org/2000/svg" '
        f'{view[0]} role="img" aria-label="{escape(drawing.words)}" style="{style}">'
    )
