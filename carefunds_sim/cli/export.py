"""The command that writes results in the form of another program."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from carefunds_sim.cli import options
from carefunds_sim.cli.folders import UNTOUCHED
from carefunds_sim.disk import assured
from carefunds_sim.screen import say

if TYPE_CHECKING:
    import xarray as xr


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
        Path | None, typer.Option("-o", "--output", help="File to write.", show_default=False)
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
