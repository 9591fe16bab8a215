"""The commands that simulate: run, compare, trace, bench."""

from __future__ import annotations

import json as json_text
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from carefunds_sim.cli import names as completion
from carefunds_sim.cli import options
from carefunds_sim.cli.folders import RESULTS, check_folder, folder_of, rescued, safe, to_a_file
from carefunds_sim.cli.log import command_line, logged
from carefunds_sim.cli.options import Destination, OneRun, StudyRuns, with_bundles
from carefunds_sim.cli.streams import INCOMPLETE
from carefunds_sim.engines import DEFAULT_ENGINE
from carefunds_sim.screen import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xarray as xr

    from carefunds_sim.scenario.comparison import StudyDesign
    from carefunds_sim.scenario.scenario import Scenario


SHIPPED = "four_arrangements"
QUICK = "quick"


@with_bundles
def compare(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[EXPERIMENT | SCENARIO SCENARIO...]",
            help="An experiment, or two or more scenarios (files, or area/arrangement/squeeze); "
            "with --vary one will do.",
            autocompletion=completion.studies,
        ),
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="A smaller area, fewer years.")] = False,
    baseline: options.Baseline = None,
    vary: options.Vary = None,
    *,
    runs: StudyRuns,
    into: Destination,
    files: options.Files = True,
    save: options.Save = None,
) -> None:
    """Compare arrangements: delay, unmet need, cost by who bears it.

    Without names: the shipped study of four arrangements under three squeezes.
    """
    from carefunds_sim.cli import announce, saving
    from carefunds_sim.experiments.compare import compare as compared
    from carefunds_sim.scenario.variant import varied

    design = runs.applied_to(_design(names or [], quick=quick, vary=bool(vary)))
    own, design = design, varied(design, vary) if vary else design
    design = replace(design, baseline=baseline) if baseline else design
    folder = folder_of(into.output, design.name) if files else None
    files_to_save = saving.files_of(design.scenarios, save) if save else {}
    if not into.is_silent:
        announce.study(design, runs)
    with logged(folder):
        with into.progress() as progress:
            dataset = compared(design, progress=progress, **runs.settings())
        if files_to_save:
            origins = _origins(design.scenarios, own.scenarios, names or [])
            saving.save_all(files_to_save, origins, quiet=into.quiet)
        _finish(dataset, folder, into)


@with_bundles
def run(
    scenario: Annotated[
        str,
        typer.Argument(
            help="A lesson, a scenario file, or area/arrangement/squeeze.",
            autocompletion=completion.scenarios,
        ),
    ],
    *,
    runs: StudyRuns,
    into: Destination,
    files: options.Files = True,
    save: options.Save = None,
) -> None:
    """Run one scenario, show every outcome and write a report of it."""
    from carefunds_sim.cli import announce, saving
    from carefunds_sim.experiments.replicate import run as ran
    from carefunds_sim.scenario.load import load_scenario

    chosen = runs.applied(load_scenario(scenario))
    folder = folder_of(into.output, chosen.name) if files else None
    files_to_save = saving.file_of(chosen, save) if save else {}
    if not into.is_silent:
        announce.scenario(chosen, runs)
    with logged(folder):
        with into.progress() as progress:
            dataset = ran(chosen, progress=progress, **runs.settings())
        if files_to_save:
            saving.save_all(files_to_save, {chosen.name: scenario}, quiet=into.quiet)
        _finish(dataset, folder, into)


@with_bundles
def trace(
    scenario: Annotated[
        str,
        typer.Argument(
            help="A lesson, a scenario file, or area/arrangement/squeeze.",
            autocompletion=completion.scenarios,
        ),
    ],
    person: Annotated[
        int | None,
        typer.Option(min=0, help="Print this person's stay line by line; write nothing."),
    ] = None,
    both_engines: Annotated[
        bool,
        typer.Option("--both-engines", help="Compare the engines' events and accounts exactly."),
    ] = False,
    replication: Annotated[int, typer.Option(min=0, help="Which replication.")] = 0,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", help="CSV file to write.", show_default=False, callback=to_a_file
        ),
    ] = None,
    *,
    how: OneRun,
) -> None:
    """Write one run's event log, print one person's stay, or compare the engines."""
    from carefunds_sim.cli import events
    from carefunds_sim.scenario.load import load_scenario

    chosen = how.applied(load_scenario(scenario))
    if both_engines:
        if person is not None or output is not None:
            raise typer.BadParameter("it compares runs, so leave out --person and -o",
                                     param_hint="--both-engines")  # fmt: skip
        events.compare_engines(chosen, replication=replication)
        return
    if person is not None:
        events.print_stay(chosen, person, engine=how.engine, replication=replication)
        return
    file = output or RESULTS / safe(chosen.name) / "events.csv"
    check_folder(file.parent)
    given = {"--engine": how.engine if how.engine != DEFAULT_ENGINE else None,
             "--replication": replication or None, "--seed": how.seed, "--years": how.years,
             "--scale": how.scale}  # fmt: skip
    again = ["carefunds", "trace", scenario]
    again += [word for text in how.assigned or () for word in ("--set", text)]
    again += [f"{option}={value}" for option, value in given.items() if value is not None]
    again += [f"--extension={file}" for file in how.extension or ()]
    events.write(chosen, file, engine=how.engine, replication=replication, again=again)


def bench(
    quick: Annotated[
        bool, typer.Option("--quick", help="A smaller area and fewer years with SimPy.")
    ] = False,
    sweep: Annotated[
        bool, typer.Option("--sweep", help="Measure sweeps instead: processes, storage, memory.")
    ] = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Measure what a run costs, beside SimPy, Ciw and C, and check that the engines are equal.

    Takes about four minutes, the longest for one decade with SimPy; --quick under one.
    """
    from carefunds_bench import extent, measure, sweeps
    from carefunds_bench.report import speed, sweep_speed
    from carefunds_sim.cli import announce

    def progress(words: str) -> None:
        if not quiet:
            say(words, sys.stderr)

    found: dict[str, Any]
    if sweep:
        size = sweeps.QUICK_SWEEP if quick else sweeps.FULL_SWEEP
        found = sweeps.measure_sweep(size, say=progress)
    else:
        found = measure.measure(extent.QUICK if quick else extent.FULL, say=progress)
    if json:
        typer.echo(json_text.dumps(found, allow_nan=False))
    else:
        announce.show(sweep_speed(found) if sweep else speed(found))
    if not sweep and not found["equal"]:
        raise typer.Exit(INCOMPLETE)


def _design(names: list[str], *, quick: bool, vary: bool) -> StudyDesign:
    """Return the study that the command line asks for; one scenario is one only with variants."""
    from carefunds_sim.cli.contents import kind_of
    from carefunds_sim.scenario.comparison import comparison
    from carefunds_sim.scenario.load import load_experiment, load_scenario

    if quick and names:
        raise typer.BadParameter("it runs its own experiment, so leave out the names",
                                 param_hint="--quick")  # fmt: skip
    if len(names) > 1 or (vary and names and kind_of(names[0]) == "scenario"):
        return comparison([load_scenario(name) for name in names])
    return load_experiment(names[0] if names else QUICK if quick else SHIPPED)


def _origins(
    scenarios: Sequence[Scenario], own: Sequence[Scenario], names: Sequence[str]
) -> dict[str, str]:
    """Return what each scenario was made of: a name given, or that of an experiment's scenario."""
    from carefunds_sim.scenario.variant import made_of

    given = names if len(names) == len(own) else [one.name for one in own]
    called = dict(zip((one.name for one in own), given, strict=True))
    return {one.name: called[made_of(one, own).name] for one in scenarios}


def _finish(dataset: xr.Dataset, folder: Path | None, into: Destination) -> None:
    """Show the results, write the files, and exit with the right code."""
    from carefunds_sim.cli import announce
    from carefunds_sim.report import machine, summary
    from carefunds_sim.report.document import results_with_attributions
    from carefunds_sim.report.folder import write

    dataset.attrs["command"] = command_line()
    if not into.json:
        announce.show(summary.results(dataset))
    said = announce.writing(quiet=into.is_silent)
    files = []
    if folder:
        results = results_with_attributions(folder, dataset)
        files = rescued(lambda where: write(results, where, said=said), folder)
    if into.json:
        typer.echo(machine.as_json(dataset, files))
    elif files and not into.quiet:
        announce.written(files)
    if dataset.attrs["incomplete"]:
        raise typer.Exit(INCOMPLETE)
