"""The commands that show how the model hangs together: loops and routes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from carefunds_sim.cli import options
from carefunds_sim.screen import columns, say

Pictures = Annotated[
    list[Path] | None,
    typer.Option(
        "-o", "--output", metavar="FILE", help="Draw it into this .svg or .png file.",
        show_default=False,
    ),
]  # fmt: skip


def loops(
    output: Pictures = None,
    page: Annotated[
        Path | None,
        typer.Option(help="Renew the loops told in this page.", show_default=False),
    ] = None,
    verbose: options.Verbose = False,
) -> None:
    """Say what each feedback loop does, or draw them all."""
    from carefunds_sim.report import loops as told
    from carefunds_sim.report.markdown import renew

    if page:
        renew(page, told.as_markdown())
    if output:
        from carefunds_sim.report.figures.loops import write_loops

        write_loops(output)
    if not page and not output:
        width = columns(sys.stdout)
        sys.stdout.write(told.as_text(width=width, verbose=verbose))
    _say([page, *(output or [])])


def routes(
    area: Annotated[
        str, typer.Argument(metavar="AREA", help="A shipped area or lesson, or a file of one.")
    ] = "typical_council",
    output: Pictures = None,
) -> None:
    """Say where people go from service to service in an area, or draw it."""
    from carefunds_sim.cli.contents import kind_of
    from carefunds_sim.scenario.load import compose, load_scenario

    found = (compose(area) if kind_of(area) == "area" else load_scenario(area)).area
    if output:
        from carefunds_sim.report.figures.routes import write_routes

        write_routes(found, output)
        _say(output)
        return
    from carefunds_sim.report.description import routes_as_text

    sys.stdout.write(routes_as_text(found, width=columns(sys.stdout)))


def _say(written: Sequence[Path | None]) -> None:
    for file in written:
        if file:
            say(f"Wrote {file}", sys.stderr)
