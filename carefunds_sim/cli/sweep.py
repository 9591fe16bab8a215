"""The commands of sweeps: sweep, merge, pack."""

from __future__ import annotations

import json as json_text
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from carefunds_sim.cli import names as completion
from carefunds_sim.cli import options
from carefunds_sim.cli.folders import UNTOUCHED, folder_of, to_a_file
from carefunds_sim.cli.log import command_line
from carefunds_sim.cli.streams import INCOMPLETE
from carefunds_sim.disk import assured
from carefunds_sim.report.wording import counted
from carefunds_sim.screen import say

if TYPE_CHECKING:
    from carefunds_sim.dataset.export import Packed
    from carefunds_sim.experiments.sweep.estimate import Estimate
    from carefunds_sim.experiments.sweep.steps import Steps
    from carefunds_sim.experiments.sweep.store import Merged
    from carefunds_sim.experiments.sweep.sweep import Session
    from carefunds_sim.experiments.sweep.tasks import SweepOptions
    from carefunds_sim.scenario.sweep_design import SweepDesign


Folder = Annotated[Path, typer.Argument(help="The folder of a sweep, such as results/NAME.")]


@options.with_bundles
def sweep(
    design: Annotated[
        str,
        typer.Argument(
            help="A sweep, by name or path of its file.", autocompletion=completion.sweeps
        ),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show points, time and room on disk; run nothing.")
    ] = False,
    shard: Annotated[
        str, typer.Option(metavar="K/N", help="Run only this part, for a batch queue; see merge.")
    ] = "1/1",
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Run failed tasks again.")
    ] = False,
    extend: Annotated[
        bool,
        typer.Option("--extend", help="The design has grown: keep the points already stored."),
    ] = False,
    *,
    runs: options.ClusterRuns,
    into: options.Destination,
) -> None:
    """Run a design of many points; give the same command again to carry on after a break.

    Every finished task is saved at once. The numbers are the same for any number of processes,
    machines or interruptions.
    """
    from carefunds_sim.experiments.sweep.sweep import run_sweep
    from carefunds_sim.experiments.sweep.tasks import Shard, SweepOptions
    from carefunds_sim.scenario.sweep_design import load_sweep, of_scenarios
    from carefunds_sim.scenario.worlds import NONE

    size = replace(runs, seed=None, replications=None)
    chosen = load_sweep(design)
    chosen = of_scenarios(chosen, size.applied_to_all(chosen.scenarios))
    how = SweepOptions(
        runs.replications, runs.seed, runs.engine, runs.workers, runs.scheduler, Shard.read(shard),
        retry_failed=retry_failed, extend=extend, worlds=runs.worlds or NONE,
        command=command_line(),
    )  # fmt: skip
    folder = folder_of(into.output, chosen.name)
    if dry_run:
        _estimate(chosen, folder, how, as_json=into.json)
        return
    if not into.is_silent:
        say(sweep_words(chosen), sys.stderr)
    with into.progress() as progress:
        session = run_sweep(chosen, folder, how, progress)
    _show(session, into)


def merge(folder: Folder, json: options.Json = False) -> None:
    """Put the shards of a sweep together into one store."""
    from carefunds_sim.experiments.sweep.store import merge as merged

    found = merged(folder)
    if json:
        typer.echo(_as_json(vars(found)))
    else:
        say(merge_words(found), sys.stdout)
    if found.left or found.failed:
        raise typer.Exit(INCOMPLETE)


def pack(
    folder: Folder,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", help="NetCDF file to write.", show_default=False, callback=to_a_file
        ),
    ] = None,
) -> None:
    """Write a sweep into one NetCDF file, to keep and to share."""
    from carefunds_sim.dataset.export import pack as packed
    from carefunds_sim.dataset.store import FILE_NAME, SWEEP_NAME

    path = folder if folder.suffix == ".zarr" else folder / SWEEP_NAME
    with assured(UNTOUCHED):
        found = packed(path, output or path.parent / FILE_NAME)
    say(pack_words(found), sys.stdout)
    if found.left or found.failed:
        raise typer.Exit(INCOMPLETE)


def _estimate(design: SweepDesign, folder: Path, how: SweepOptions, *, as_json: bool) -> None:
    from carefunds_sim.experiments.sweep.estimate import estimate_sweep

    found = estimate_sweep(design, folder, how)
    said = {**asdict(found), "runs": found.runs}
    if as_json:
        typer.echo(_as_json(said))
    else:
        say(estimate_words(found, design.title), sys.stdout)


def _show(session: Session, into: options.Destination) -> None:
    from carefunds_sim.cli import announce
    from carefunds_sim.dataset.store import open_results
    from carefunds_sim.report.analyses import spread as report

    if into.json:
        typer.echo(_as_json({**vars(session), "left": session.left}))
    else:
        dataset = open_results(session.path, list(report.SHOWN))
        announce.show(report.console(dataset))
        if not into.quiet:
            say(session_words(session), sys.stderr)
    if session.failed or session.left:
        raise typer.Exit(INCOMPLETE)


def _as_json(said: dict[str, Any]) -> str:
    return json_text.dumps({k: str(v) if isinstance(v, Path) else v for k, v in said.items()})


MANY_HOURS = 1.0
SHOWN = 12
MEND = "a larger scale or a wider range would help"


def sweep_words(design: SweepDesign) -> str:
    """Say what is varied in which scenarios."""
    scenarios = ", ".join(scenario.name for scenario in design.scenarios)
    factors = [
        f"    {factor.name}, {factor.low:g} to {factor.high:g} {factor.unit}"
        for factor in design.factors
    ]
    more = [f"    and {len(factors) - SHOWN} more"] if len(factors) > SHOWN else []
    lines = [f"{design.title} ({design.name})", f"  Scenarios: {scenarios}", "  Varied:"]
    return "\n".join([*lines, *factors[:SHOWN], *more])


def estimate_words(found: Estimate, title: str) -> str:
    """Say what a sweep would take."""
    hours, seconds = found.hours, found.hours * 3600
    long = f"{hours:.1f} hours" if hours >= MANY_HOURS else f"{max(seconds / 60, 0.1):.1f} minutes"
    lines = [
        title,
        f"  {counted(found.points, 'point')} over {counted(found.factors, 'factor')}, "
        f"{counted(found.scenarios, 'scenario')}, {counted(found.replications, 'replication')}: "
        f"{counted(found.tasks, 'task')}, {counted(found.runs, 'run')}",
        f"  {found.seconds_a_run:.3f} s a run, measured here on a few of them",
        f"  about {long} on {found.workers} process{'es' * (found.workers > 1)} of this machine",
        f"  about {_room(found.gigabytes)} on disk; {_room(found.free_gigabytes)} are free",
    ]
    if found.gigabytes > found.free_gigabytes:
        lines.append("  THERE IS NOT ENOUGH ROOM: choose another disk with -o, or fewer points")
    return "\n".join([*lines, *_moving(found), "Nothing was run or written."])


def _moving(found: Estimate) -> list[str]:
    """Say in how many steps each factor moves, those with fewest first."""
    ordered = sorted(found.steps, key=lambda one: one.plans)
    lines = [
        f"    {one.factor}: {counted(max(one.plans - 1, 0), 'step')}, "
        f"{counted(one.plans, 'different plan')} of {counted(one.tried, 'value')}"
        f"{f' tried, of {one.values}' if one.tried < one.values else ''}{_warning(one)}"
        for one in ordered
    ]
    more = [f"    and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    return ["  Steps in which each number moves, after scale and rounding:", *lines[:SHOWN], *more]


def _warning(one: Steps) -> str:
    if one.is_still:
        return f"\n      WARNING: it moves nothing, so the sweep would be refused; {MEND}"
    return f"\n      WARNING: it moves in one step only; {MEND}" if one.is_one_step else ""


def session_words(session: Session) -> str:
    """Say what was done, what is left, and what to do next."""
    lines = [
        f"{session.before + session.made} of {session.tasks} tasks are finished and kept in "
        f"{session.path}"
    ]
    lines += [f"WARNING: {name} moves in one step only, after scale and rounding; {MEND}"
              for name in session.one_step]  # fmt: skip
    if session.cut_short:
        lines.append(session.cut_short)
    if session.failed:
        lines.append(
            f"{session.failed} of them failed; the reasons are in {session.path.stem}.ledger. "
            "--retry-failed makes them again"
        )
    if session.left:
        lines.append(f"{session.left} are left: give the same command to go on")
    elif session.path.stem == "sweep":
        lines.append(f"Next: carefunds analyse {session.path.parent}")
    else:
        lines.append(f"When all shards are in one folder: carefunds merge {session.path.parent}")
    return "\n".join(lines)


def merge_words(found: Merged) -> str:
    """Say what a merge has found."""
    lines = [
        f"{found.shards} shards put together: {found.tasks - found.left} of {found.tasks} tasks "
        f"are in {found.path}"
    ]
    if found.failed:
        lines.append(f"{found.failed} of them failed")
    if found.left:
        lines.append(f"{found.left} are missing: run the shards that are not there, or the sweep")
    return "\n".join(lines)


def pack_words(found: Packed) -> str:
    """Say what was written, and what is not in it."""
    lines = [f"Written to {found.file} ({found.file.stat().st_size / 1e6:,.1f} MB)"]
    if found.failed:
        lines.append(f"{found.failed} of {found.tasks} tasks failed and have no values in it")
    if found.left:
        lines.append(
            f"{found.left} of {found.tasks} tasks are not made yet and have no values in it: give "
            "the command of the sweep again, then pack again"
        )
    return "\n".join(lines)


def _room(gigabytes: float) -> str:
    return f"{gigabytes:,.1f} GB" if gigabytes >= 1 else f"{max(1000 * gigabytes, 0.1):,.1f} MB"
