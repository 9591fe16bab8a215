"""The commands of sweeps: sweep, merge, pack."""

from __future__ import annotations

import json as json_text
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from carefunds_sim.cli import announce_sweep, options
from carefunds_sim.cli.exits import INCOMPLETE
from carefunds_sim.cli.folders import UNTOUCHED, folder_of
from carefunds_sim.cli.log import command_line
from carefunds_sim.cli.progress import shown
from carefunds_sim.disk import assured
from carefunds_sim.engines import DEFAULT_ENGINE
from carefunds_sim.screen import say

if TYPE_CHECKING:
    from carefunds_sim.experiments.sweep.options import SweepOptions
    from carefunds_sim.experiments.sweep.sweep import Session
    from carefunds_sim.scenario.sweep_design import SweepDesign

Folder = Annotated[Path, typer.Argument(help="The folder of a sweep, such as results/NAME.")]


def sweep(  # noqa: PLR0913 - an option of the command line is an argument here
    design: Annotated[str, typer.Argument(help="A sweep, by name or path of its file.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell points, time and room on disk; run nothing.")
    ] = False,
    shard: Annotated[
        str, typer.Option(metavar="K/N", help="Make only this part, for a batch queue; see merge.")
    ] = "1/1",
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Make again what failed before.")
    ] = False,
    extend: Annotated[
        bool,
        typer.Option("--extend", help="The design has grown: keep what the store has of it."),
    ] = False,
    scheduler: options.Scheduler = None,
    engine: options.Engine = DEFAULT_ENGINE,
    replications: options.Replications = None,
    seed: options.Seed = None,
    workers: options.Workers = None,
    years: options.Years = None,
    scale: options.Scale = None,
    output: options.Output = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Run a design of many points; give the same command again to go on after a break.

    Every finished task is kept at once. The numbers are the same for any number of processes,
    machines or interruptions.
    """
    from carefunds_sim.experiments.sweep.options import Shard, SweepOptions
    from carefunds_sim.experiments.sweep.sweep import run_sweep
    from carefunds_sim.scenario.sweep_design import load_sweep

    size = options.How(engine, None, None, None, workers, years, scale)
    chosen = load_sweep(design)
    chosen = replace(chosen, scenarios=tuple(size.applied(s) for s in chosen.scenarios))
    how = SweepOptions(
        replications, seed, engine, workers, scheduler, Shard.read(shard),
        retry_failed=retry_failed, extend=extend, command=command_line(),
    )  # fmt: skip
    folder = folder_of(output, chosen.name)
    if dry_run:
        _estimate(chosen, folder, how, as_json=json)
        return
    if not (json or quiet):
        say(announce_sweep.beginning(chosen), sys.stderr)
    with shown(quiet=json or quiet) as progress:
        session = run_sweep(chosen, folder, how, progress)
    _tell(session, as_json=json, quiet=quiet)


def merge(folder: Folder, json: options.Json = False) -> None:
    """Put the shards of a sweep together into one store."""
    from carefunds_sim.experiments.sweep.store import merge as merged

    found = merged(folder)
    if json:
        typer.echo(_as_json(vars(found)))
    else:
        say(announce_sweep.merged(found), sys.stdout)
    if found.left or found.failed:
        raise typer.Exit(INCOMPLETE)


def pack(
    folder: Folder,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="NetCDF file to write.", show_default=False),
    ] = None,
) -> None:
    """Write a sweep into one NetCDF file, to keep and to share."""
    from carefunds_sim.dataset.export import pack as packed
    from carefunds_sim.dataset.store import FILE_NAME, SWEEP_NAME

    path = folder if folder.suffix == ".zarr" else folder / SWEEP_NAME
    with assured(UNTOUCHED):
        found = packed(path, output or path.parent / FILE_NAME)
    say(announce_sweep.packed(found), sys.stdout)
    if found.left or found.failed:
        raise typer.Exit(INCOMPLETE)


def _estimate(design: SweepDesign, folder: Path, how: SweepOptions, *, as_json: bool) -> None:
    from carefunds_sim.experiments.sweep.estimate import estimate_sweep

    found = estimate_sweep(design, folder, how)
    said = {**asdict(found), "runs": found.runs}
    if as_json:
        typer.echo(_as_json(said))
    else:
        say(announce_sweep.estimate(found, design.title), sys.stdout)


def _tell(session: Session, *, as_json: bool, quiet: bool) -> None:
    from carefunds_sim.cli import announce
    from carefunds_sim.dataset.store import open_results
    from carefunds_sim.report.analyses import spread as report

    if as_json:
        typer.echo(_as_json({**vars(session), "left": session.left}))
    else:
        dataset = open_results(session.path, list(report.SHOWN))
        announce.show(report.console(dataset))
        if not quiet:
            say(announce_sweep.ending(session), sys.stderr)
    if session.failed or session.left:
        raise typer.Exit(INCOMPLETE)


def _as_json(said: dict[str, Any]) -> str:
    return json_text.dumps({k: str(v) if isinstance(v, Path) else v for k, v in said.items()})
