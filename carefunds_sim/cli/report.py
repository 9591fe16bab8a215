"""The command that writes a report again from stored results."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from carefunds_sim.cli import options
from carefunds_sim.cli.folders import UNTOUCHED, folder_of, safe
from carefunds_sim.cli.log import logged
from carefunds_sim.disk import assured
from carefunds_sim.errors import ResultError


def report(
    result: Annotated[Path, typer.Argument(help="A results folder, or its results.nc.")],
    squeeze: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Only this squeeze; several times for several."),
    ] = None,
    area: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Only this area; several times for several."),
    ] = None,
    baseline: options.Baseline = None,
    output: options.Output = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Write the report, the workbook, the tables and the figures again from stored results.

    Nothing is simulated. They go beside the results, or, of a share of them or with another
    baseline, into a folder of their own there.
    """
    from carefunds_sim.analysis.contrasts import select_scenarios
    from carefunds_sim.cli import announce
    from carefunds_sim.dataset.store import open_results
    from carefunds_sim.report import folder as study_folder
    from carefunds_sim.report import machine
    from carefunds_sim.report.attributions import results_with_attributions

    dataset = open_results(result)
    if "replication" not in dataset.dims or {"point", "player"} & set(dataset.dims):
        raise ResultError(
            f"{result} holds no study: a report is written of the results of 'carefunds compare' "
            "or 'carefunds run' (for a sweep, see 'carefunds analyse')"
        )
    home = result if result.is_dir() else result.parent
    chosen = select_scenarios(dataset, areas=area or (), squeezes=squeeze or (), baseline=baseline)
    against = [f"against_{baseline}"] if baseline else []
    name = (
        safe("-".join([*(area or ()), *(squeeze or ()), *against])) if chosen is not dataset else ""
    )
    folder = folder_of(output or home / name, name)
    if name and folder.resolve() == home.resolve():
        raise typer.BadParameter("a share of a study would be written over the whole of it",
                                 param_hint="--output")  # fmt: skip
    is_home = folder.resolve() == home.resolve()
    make = study_folder.write_report if is_home else study_folder.write
    with logged(folder):
        said = announce.writing(quiet=json or quiet)
        with assured(UNTOUCHED):
            files = make(results_with_attributions(home, chosen), folder, said=said)
    if json:
        typer.echo(machine.as_json(chosen, files))
    elif not quiet:
        announce.written(files)
