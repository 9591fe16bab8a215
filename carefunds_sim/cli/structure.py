"""The commands that show how the model is built: loops, stocks, routes and xmile."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from carefunds_sim.cli import names, options
from carefunds_sim.cli.folders import to_a_file
from carefunds_sim.disk import put
from carefunds_sim.screen import columns, say

Pictures = Annotated[
    list[Path] | None,
    typer.Option(
        "-o", "--output", metavar="FILE", help="Draw it into this .svg or .png file.",
        show_default=False, callback=to_a_file,
    ),
]  # fmt: skip


def loops(
    output: Pictures = None,
    verbose: options.Verbose = False,
) -> None:
    """Say what each feedback loop does, or draw them all."""
    if output:
        from carefunds_sim.report.figures.loops import write_loops

        write_loops(output)
        _say(output)
        return
    from carefunds_sim.report.loops import as_text

    sys.stdout.write(as_text(width=columns(sys.stdout), verbose=verbose))


def stocks(
    view: Annotated[
        str, typer.Option(metavar="VIEW", help="How much: board, class or complete.")
    ] = "board",
    output: Pictures = None,
    verbose: options.Verbose = False,
) -> None:
    """Say what the stocks are and what fills and drains each, or draw them with their loops."""
    from carefunds_sim.errors import UnknownNameError, did_you_mean
    from carefunds_sim.scenario.stock_flow import View

    views = {each.word: each for each in View}
    if view not in views:
        listed = ", ".join(views)
        raise UnknownNameError(
            f"no view is called '{view}'{did_you_mean(view, views)} (there are: {listed})"
        )
    if output:
        from carefunds_sim.report.figures.stocks import write_stocks

        write_stocks(views[view], output)
        _say(output)
        return
    from carefunds_sim.report.stocks import as_text

    sys.stdout.write(as_text(views[view], width=columns(sys.stdout), verbose=verbose))


def routes(
    area: Annotated[
        str,
        typer.Argument(
            metavar="AREA",
            help="A shipped area or lesson, or a file of one.",
            autocompletion=names.areas,
        ),
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


def xmile(
    lesson: Annotated[
        str, typer.Argument(help="one_pot, two_purses, or a file that differs in numbers only.")
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", help="XMILE file to write.", show_default=False, callback=to_a_file
        ),
    ] = None,
) -> None:
    """Write a lesson as stocks and flows in XMILE, for Stella, Vensim or Simlin."""
    from carefunds_sim.report.xmile import xmile_text
    from carefunds_sim.scenario.load import load_scenario

    text = xmile_text(load_scenario(lesson))
    if output is None:
        typer.echo(text, nl=False)
    else:
        _say([put(output, text)])


def _say(written: Sequence[Path]) -> None:
    for file in written:
        say(f"Wrote {file}", sys.stderr)
