"""The command that analyses stored results."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from carefunds_sim.cli import options
from carefunds_sim.cli.folders import UNTOUCHED, folder_of
from carefunds_sim.disk import assured


def analyse(  # noqa: PLR0913 - an option of the command line is an argument here
    result: Annotated[Path, typer.Argument(help="A results folder, or its results.nc.")],
    which: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ANALYSIS...]",
            help="Analyses by name, such as sobol; all that fit unless given.",
        ),
    ] = None,
    outcome: Annotated[
        list[str] | None,
        typer.Option(help="An outcome, several times for several; delayed days unless given."),
    ] = None,
    threshold: Annotated[
        list[str] | None,
        typer.Option(
            help="What is good enough, such as 'delayed_days <= separate'; several times for "
            "several. No more than the baseline unless given."
        ),
    ] = None,
    ladder: Annotated[
        str | None,
        typer.Option(
            metavar="FACTOR", help="Whose levels are a ladder; squeeze.council.fall unless given."
        ),
    ] = None,
    precision: options.Share = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the bootstrap; nothing is run again.")] = 1,
    output: options.Output = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Say what moves the results of a sweep, what to choose, and how sure that is.

    Nothing is simulated. Tables and figures go into the folder 'analysis' beside the results.
    """
    from carefunds_sim.cli import announce
    from carefunds_sim.dataset.store import open_results
    from carefunds_sim.report.analyses import results as report
    from carefunds_sim.report.analyses.analysis import SHARE, Request

    dataset = open_results(result)
    beside = result if result.is_dir() else result.parent
    folder = folder_of(output or beside / "analysis", "analysis")
    request = Request(tuple(outcome or ()), seed, precision or SHARE, tuple(threshold or ()))
    if ladder:
        request = replace(request, ladder=ladder)
    made = report.analyse(dataset, which or [], request)
    if not json:
        announce.show(report.console(made))
    with assured(UNTOUCHED):
        files = report.write(made, folder)
    announce.ended(files, lambda: report.as_json(made, files), json=json, quiet=quiet)
