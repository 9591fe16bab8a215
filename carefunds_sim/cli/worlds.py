"""The command of worlds: what was found, and the study that is run in all of them."""

from __future__ import annotations

import json as json_text
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from carefunds_sim.cli import options
from carefunds_sim.cli.folders import folder_of
from carefunds_sim.cli.log import command_line
from carefunds_sim.cli.options import Destination, with_bundles
from carefunds_sim.disk import put
from carefunds_sim.screen import say

if TYPE_CHECKING:
    from carefunds_sim.scenario.schema.study import Calibration
    from carefunds_sim.scenario.worlds import Worlds

SHIPPED = "england_2010_17"


def find(calibration: Calibration, workers: int | None, into: Destination) -> None:
    """Find worlds and write their table; what has been run is kept beside it."""
    from carefunds_sim.cli import announce
    from carefunds_sim.experiments.fact_runs import Search
    from carefunds_sim.experiments.worlds import find_worlds
    from carefunds_sim.report.analyses import worlds as report
    from carefunds_sim.scenario.uncertainty import UncertainNumbers
    from carefunds_sim.scenario.worlds import as_text

    folder = folder_of(into.output, f"worlds_{calibration.name}")
    with into.progress() as progress:
        search = Search(calibration, UncertainNumbers(calibration), folder / "runs", workers,
                        progress=progress)  # fmt: skip
        found = find_worlds(search, say=lambda text: None if into.quiet else say(text, sys.stderr))
    file = folder / f"{found.name}.csv"
    put(file, as_text(found))
    if into.json:
        typer.echo(report.as_json(found))
    else:
        announce.show(report.console(found))
        say(f"The table is {file}", sys.stderr)


@with_bundles
def worlds(
    name: Annotated[str, typer.Argument(help="A table of worlds, by name or path.")] = SHIPPED,
    study: Annotated[
        str | None,
        typer.Option(
            metavar="EXPERIMENT",
            help="Run an experiment in all of them, with two streams of people in each; the same "
            "command goes on after a break.",
        ),
    ] = None,
    workers: options.Workers = None,
    *,
    into: Destination,
) -> None:
    """Show what worlds were found: how much was ruled out, what was learnt of each number.

    The kept study, in_all_worlds, takes about ten minutes on two processors.
    """
    from carefunds_sim.cli import announce
    from carefunds_sim.report.analyses import worlds as report
    from carefunds_sim.scenario.worlds import load_worlds

    found = load_worlds(name)
    if study is not None:
        _study_in_worlds(study, found, workers, into)
        return
    if into.json:
        typer.echo(report.as_json(found))
    else:
        announce.show(report.console(found))


def _study_in_worlds(name: str, chosen: Worlds, workers: int | None, into: Destination) -> None:
    """Run the kept study; write its dataset, what signs hinge on, and a page of what was found."""
    from carefunds_sim.cli import announce
    from carefunds_sim.dataset.store import save
    from carefunds_sim.experiments.worlds_study import hinges_of, numbers_in, study_in_worlds
    from carefunds_sim.report.analyses import worlds_study as report
    from carefunds_sim.report.machine import as_json
    from carefunds_sim.scenario.load import load_experiment
    from carefunds_sim.scenario.worlds import question_hash

    design = load_experiment(name)
    folder = folder_of(into.output, design.name)
    with into.progress() as progress:
        dataset = study_in_worlds(design, chosen, folder / "runs", workers=workers,
                                  progress=progress)  # fmt: skip
    numbers = numbers_in(chosen, design.scenarios)
    hinges = hinges_of(dataset, numbers)
    dataset.attrs |= {"hinges_on": json_text.dumps(hinges), "command": command_line()}
    asked = {scenario.name: question_hash(scenario) for scenario in design.scenarios}
    said = json_text.dumps({"worlds": chosen.hash, "scenarios": asked, "hinges": hinges}, indent=1)
    put(folder / "hinges.json", f"{said}\n")
    files = [*report.write(dataset, folder, numbers), save(dataset, folder / "by_year.nc"),
             folder / "hinges.json"]  # fmt: skip
    announce.ended(files, lambda: as_json(dataset, files), into, dataset)
