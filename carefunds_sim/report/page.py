"""A report as one HTML page that needs nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from carefunds_sim.report.document import Chapter, Results
from carefunds_sim.report.figures.drawing import Drawing
from carefunds_sim.report.figures.style import source
from carefunds_sim.report.tables import numbered

PACKAGE, TEMPLATES = "carefunds_sim.report", "templates"
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'"
)
"""What a browser may do with the page: show it. It runs nothing, and fetches and sends nothing.

Styles stand in the page and at the parts of its pictures.
"""


def as_html(
    results: Results, chapters: Sequence[Chapter], drawings: Mapping[str, Drawing],
    notices: Sequence[str] = (),
) -> str:  # fmt: skip
    """Return the report as one HTML page; pictures that were not drawn are left out.

    Parameters
    ----------
    results
        What the report is of.
    chapters, drawings
        Its chapters, and the figures that they name.
    notices
        What must be said before everything else.
    """
    attrs = results.dataset.attrs
    return _environment().get_template("report.html.j2").render(
        title=attrs.get("study_title") or attrs.get("study") or "One scenario",
        attrs=attrs,
        notices=notices,
        chapters=chapters,
        drawings=drawings,
        source=source(results.dataset),
        policy=POLICY,
        style=Markup(files(PACKAGE).joinpath(TEMPLATES, "report.css").read_text(encoding="utf-8")),
    )  # fmt: skip


def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader(PACKAGE, TEMPLATES), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.filters |= {
        "kind": lambda part: type(part).__name__.lower(),
        "numbered": numbered,
        "inline": inline,
        "lines": _lines,
    }
    return made


def _lines(cell: str) -> list[str]:
    """Return a cell's lines; the second says how sure the first is."""
    return cell.replace("+-", "\N{PLUS-MINUS SIGN}").split("\n")


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
