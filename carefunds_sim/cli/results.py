"""The commands of stored results: report, analyse, export."""

from __future__ import annotations

import sys
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from carefunds_sim.cli import options
from carefunds_sim.cli.folders import UNTOUCHED, folder_of, safe, to_a_file
from carefunds_sim.cli.log import logged
from carefunds_sim.disk import assured
from carefunds_sim.errors import ResultError
from carefunds_sim.screen import say

if TYPE_CHECKING:
    import xarray as xr


@options.with_bundles
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
    extension: options.Extensions = None,  # noqa: ARG001 - it is loaded when it is read
    *,
    into: options.Destination,
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
    from carefunds_sim.report.document import results_with_attributions

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
    folder = folder_of(into.output or home / name, name)
    if name and folder.resolve() == home.resolve():
        raise typer.BadParameter("a share of a study would be written over the whole of it",
                                 param_hint="--output")  # fmt: skip
    is_home = folder.resolve() == home.resolve()
    make = study_folder.write_report if is_home else study_folder.write
    with logged(folder):
        said = announce.writing(quiet=into.is_silent)
        with assured(UNTOUCHED):
            files = make(results_with_attributions(home, chosen), folder, said=said)
    if into.json:
        typer.echo(machine.as_json(chosen, files))
    elif not into.quiet:
        announce.written(files)


class Form(StrEnum):
    """The forms that results are written in."""

    CSV = "csv"
    PARQUET = "parquet"
    EMA = "ema"


NAMES = {Form.CSV: "table.csv", Form.PARQUET: "table.parquet", Form.EMA: "ema.tar.gz"}


def export(
    result: Annotated[Path, typer.Argument(help="A results folder, or its results.nc.")],
    to: Annotated[Form, typer.Option(help="A tidy table, or an EMA Workbench archive.")] = Form.CSV,
    monthly: Annotated[
        bool, typer.Option("--monthly", help="Headline accounts by month; with ema also these.")
    ] = False,
    replications: Annotated[
        bool, typer.Option("--replications", help="With ema: keep replications apart.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", help="File to write.", show_default=False, callback=to_a_file
        ),
    ] = None,
    quiet: options.Quiet = False,
) -> None:
    """Write results as a table with one row for each number, or for the EMA Workbench.

    Without -o the file is written beside the results.
    """
    from carefunds_sim.dataset.store import open_results

    if replications and to is not Form.EMA:
        raise typer.BadParameter(
            "a table always keeps them apart; it goes with --to ema", param_hint="--replications"
        )
    dataset = open_results(result)
    file = output or (result if result.is_dir() else result.parent) / NAMES[to]
    with assured(UNTOUCHED):
        _write(dataset, file, to=to, monthly=monthly, replications=replications)
    if not quiet:
        say(f"Written to {file}", sys.stderr)


def _write(
    dataset: xr.Dataset, file: Path, *, to: Form, monthly: bool, replications: bool
) -> None:  # fmt: skip
    from carefunds_sim.dataset.export import to_ema, to_table, write_ema, write_parquet
    from carefunds_sim.dataset.tidy import write_csv

    if to is Form.EMA:
        write_ema(to_ema(dataset, replications=replications, monthly=monthly), file)
    else:
        write = write_csv if to is Form.CSV else write_parquet
        write(to_table(dataset, monthly=monthly), file)


@options.with_bundles
def analyse(
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
    *,
    into: options.Destination,
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
    folder = folder_of(into.output or beside / "analysis", "analysis")
    request = Request(tuple(outcome or ()), seed, precision or SHARE, tuple(threshold or ()))
    if ladder:
        request = replace(request, ladder=ladder)
    made = report.analyse(dataset, which or [], request)
    if not into.json:
        announce.show(report.console(made))
    with assured(UNTOUCHED):
        files = report.write(made, folder)
    announce.ended(files, lambda: report.as_json(made, files), into, None)
