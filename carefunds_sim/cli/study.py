"""The commands that simulate: run, compare, trace."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from carefunds_sim.cli import options
from carefunds_sim.cli.exits import INCOMPLETE
from carefunds_sim.cli.folders import RESULTS, check_folder, folder_of, safe
from carefunds_sim.cli.log import command_line, logged
from carefunds_sim.cli.options import How
from carefunds_sim.cli.progress import shown
from carefunds_sim.cli.rescue import rescued
from carefunds_sim.engines import DEFAULT_ENGINE

if TYPE_CHECKING:
    import xarray as xr

    from carefunds_sim.scenario.comparison import StudyDesign

SHIPPED = "four_arrangements"
QUICK = "quick"


def compare(  # noqa: PLR0913 - an option of the command line is an argument here
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[EXPERIMENT | SCENARIO SCENARIO...]",
            help="An experiment, or two or more scenarios (files, or area/arrangement/squeeze).",
        ),
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="A smaller area, fewer years.")] = False,
    baseline: options.Baseline = None,
    engine: options.Engine = DEFAULT_ENGINE,
    replications: options.Replications = None,
    precision: options.Share = None,
    on: options.On = None,
    most: options.Most = None,
    seed: options.Seed = None,
    workers: options.Workers = None,
    scheduler: options.Scheduler = None,
    years: options.Years = None,
    scale: options.Scale = None,
    output: options.Output = None,
    files: options.Files = True,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Compare arrangements: delay, unmet need, cost by who bears it.

    Without names: the shipped study of four arrangements under three squeezes.
    """
    from carefunds_sim.cli import announce
    from carefunds_sim.experiments.compare import compare as compared

    wanted = options.precision(precision, on, most)
    how = How(engine, replications, wanted, seed, workers, years, scale, scheduler)
    design = _design(names or [], quick=quick, baseline=baseline)
    design = how.applied_to(design)
    folder = folder_of(output, design.name) if files else None
    if not (json or quiet):
        announce.study(design, how)
    with logged(folder):
        with shown(quiet=json or quiet) as progress:
            dataset = compared(design, progress=progress, **how.settings())
        _finish(dataset, folder, as_json=json, quiet=quiet)


def run(  # noqa: PLR0913 - as above
    scenario: Annotated[
        str, typer.Argument(help="A lesson, a scenario file, or area/arrangement/squeeze.")
    ],
    engine: options.Engine = DEFAULT_ENGINE,
    replications: options.Replications = None,
    precision: options.Share = None,
    on: options.On = None,
    most: options.Most = None,
    seed: options.Seed = None,
    workers: options.Workers = None,
    scheduler: options.Scheduler = None,
    years: options.Years = None,
    scale: options.Scale = None,
    output: options.Output = None,
    files: options.Files = True,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Run one scenario, show every outcome and write a report of it."""
    from carefunds_sim.cli import announce
    from carefunds_sim.experiments.replicate import run as ran
    from carefunds_sim.scenario.load import load_scenario

    wanted = options.precision(precision, on, most)
    how = How(engine, replications, wanted, seed, workers, years, scale, scheduler)
    chosen = how.applied(load_scenario(scenario))
    folder = folder_of(output, chosen.name) if files else None
    if not (json or quiet):
        announce.scenario(chosen, how)
    with logged(folder):
        with shown(quiet=json or quiet) as progress:
            dataset = ran(chosen, progress=progress, **how.settings())
        _finish(dataset, folder, as_json=json, quiet=quiet)


def trace(  # noqa: PLR0913 - as above
    scenario: Annotated[
        str, typer.Argument(help="A lesson, a scenario file, or area/arrangement/squeeze.")
    ],
    person: Annotated[
        int | None, typer.Option(min=0, help="Tell this person's stay in lines; write nothing.")
    ] = None,
    both_engines: Annotated[
        bool,
        typer.Option("--both-engines", help="Compare the engines' events and accounts exactly."),
    ] = False,
    replication: Annotated[int, typer.Option(min=0, help="Which replication.")] = 0,
    engine: options.Engine = DEFAULT_ENGINE,
    seed: options.Seed = None,
    years: options.Years = None,
    scale: options.Scale = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="CSV file to write.", show_default=False),
    ] = None,
) -> None:
    """Write one run's event log, tell one person's stay, or compare the engines."""
    from carefunds_sim.cli import events
    from carefunds_sim.scenario.load import load_scenario

    how = How(engine, seed=seed, years=years, scale=scale)
    chosen = how.applied(load_scenario(scenario))
    if both_engines:
        if person is not None or output is not None:
            raise typer.BadParameter("it compares runs; give no --person and no -o with it",
                                     param_hint="--both-engines")  # fmt: skip
        events.compare_engines(chosen, replication=replication)
        return
    if person is not None:
        events.tell(chosen, person, engine=engine, replication=replication)
        return
    file = output or RESULTS / safe(chosen.name) / "events.csv"
    check_folder(file.parent)
    given = {"--engine": engine if engine != DEFAULT_ENGINE else None,
             "--replication": replication or None, "--seed": seed, "--years": years,
             "--scale": scale}  # fmt: skip
    again = ["carefunds", "trace", scenario]
    again += [f"{option}={value}" for option, value in given.items() if value is not None]
    events.write(chosen, file, engine=engine, replication=replication, again=again)


def _design(names: list[str], *, quick: bool, baseline: str | None) -> StudyDesign:
    """Return the study that the command line asks for."""
    from carefunds_sim.scenario.comparison import comparison
    from carefunds_sim.scenario.load import load_experiment, load_scenario

    if quick and names:
        raise typer.BadParameter("it runs an experiment of its own; give no names with it",
                                 param_hint="--quick")  # fmt: skip
    if len(names) < 2:
        design = load_experiment(names[0] if names else QUICK if quick else SHIPPED)
    else:
        design = comparison([load_scenario(name) for name in names])
    return replace(design, baseline=baseline) if baseline else design


def _finish(dataset: xr.Dataset, folder: Path | None, *, as_json: bool, quiet: bool) -> None:
    """Show the results, write what is asked for, and leave with the right code."""
    from carefunds_sim.cli import announce
    from carefunds_sim.report import machine, summary
    from carefunds_sim.report.attributions import results_with_attributions
    from carefunds_sim.report.folder import write

    dataset.attrs["command"] = command_line()
    if not as_json:
        announce.show(summary.results(dataset))
    said = announce.writing(quiet=as_json or quiet)
    files = []
    if folder:
        results = results_with_attributions(folder, dataset)
        files = rescued(lambda where: write(results, where, said=said), folder)
    if as_json:
        typer.echo(machine.as_json(dataset, files))
    elif files and not quiet:
        announce.written(files)
    if dataset.attrs["incomplete"]:
        raise typer.Exit(INCOMPLETE)
