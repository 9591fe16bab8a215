"""Formulas as drawings in the page: what draws them in a browser would have to be fetched."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import Any

from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.textpath import TextPath, text_to_path

FORMULA = re.compile(
    r'<(?P<tag>span|div) class="arithmatex">\\[(\[](?P<tex>.*?)\\[)\]]</(?P=tag)>', re.DOTALL
)
SIZE = 100.0  # the units of a drawing to an em
FONT = FontProperties(size=SIZE)
LETTERS = {Path.MOVETO: "M", Path.LINETO: "L", Path.CURVE3: "Q", Path.CURVE4: "C"}


def on_page_content(html: str, **_: Any) -> str:
    """Draw each formula of a page."""
    return FORMULA.sub(lambda found: drawn(unescape(found["tex"]), found["tag"]), html)


def drawn(tex: str, tag: str) -> str:
    """Return a formula as SVG that takes the colour of its text, on the line of its text."""
    said = f"${' '.join(tex.split())}$"
    if tag == "div":
        said = said.replace(r"\frac", r"\dfrac")
    width, height, depth = text_to_path.get_text_width_height_descent(said, FONT, ismath=True)
    outline = "".join(_strokes(TextPath((0, 0), said, prop=FONT)))
    svg = (
        f'<svg role="img" aria-label="{escape(said[1:-1])}" fill="currentColor" '
        f'viewBox="0 {depth - height:.0f} {width:.0f} {height:.0f}" style="max-width: 100%; '
        f'height: {height / SIZE:.2f}em; vertical-align: {-depth / SIZE:.2f}em">'
        f'<path transform="scale(1 -1)" d="{outline}"/></svg>'
    )
    return svg if tag == "span" else f'<div style="margin: 1em 0">{svg}</div>'


def _strokes(path: Path) -> Any:
    for points, code in path.iter_segments(simplify=False, curves=True):
        if code == Path.CLOSEPOLY:
            yield "Z"
        else:
            yield LETTERS[code] + " ".join(f"{value:.1f}" for value in points)
