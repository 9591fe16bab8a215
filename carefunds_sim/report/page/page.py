"""The page: chapters put into the template, pictures inside it, nothing fetched from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from carefunds_sim.report.document import Chapter, Part, Results
from carefunds_sim.report.figures.drawing import Drawing
from carefunds_sim.report.figures.style import source
from carefunds_sim.report.page.picture import inline
from carefunds_sim.report.tables import numbered

PACKAGE = "carefunds_sim.report.page"
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
        style=Markup(files(PACKAGE).joinpath("report.css").read_text(encoding="utf-8")),
    )  # fmt: skip


def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader(PACKAGE, "."), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.filters |= {"kind": _kind, "numbered": numbered, "inline": inline, "lines": _lines}
    return made


def _kind(part: Part) -> str:
    """Return what the template calls a part."""
    return type(part).__name__.lower()


def _lines(cell: str) -> list[str]:
    """Return a cell's lines; the second says how sure the first is."""
    return cell.replace("+-", "\N{PLUS-MINUS SIGN}").split("\n")
