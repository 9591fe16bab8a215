"""The command that finds which numbers drive the results."""

from __future__ import annotations

from typing import Annotated

import typer

from carefunds_sim.cli import options
from carefunds_sim.cli.folders import folder_of
from carefunds_sim.cli.log import command_line
from carefunds_sim.cli.options import How
from carefunds_sim.cli.progress import shown
from carefunds_sim.cli.rescue import rescued
from carefunds_sim.engines import DEFAULT_ENGINE

SHIPPED = "screening"
TRAJECTORIES = 4


def screen(  # noqa: PLR0913 - an option of the command line is an argument here
    experiment: Annotated[
        str, typer.Argument(help="An experiment with one area and one squeeze.")
    ] = SHIPPED,
    trajectories: Annotated[
        int, typer.Option(min=1, max=1000, help="Random points from which every number is moved.")
    ] = TRAJECTORIES,
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
    """Find which numbers drive the results: move each over its range, one at a time.

    The shipped screening makes some seven thousand small runs: 15 minutes of one quiet processor.
    """
    from carefunds_sim.cli import announce
    from carefunds_sim.experiments.screening import screen as screened
    from carefunds_sim.report.analyses import screening as report
    from carefunds_sim.scenario.load import load_experiment

    how = How(engine, replications, None, seed, workers, years, scale)
    design = how.applied_to(load_experiment(experiment))
    folder = folder_of(output, design.name)
    with shown(quiet=json or quiet) as progress:
        dataset = screened(
            design, trajectories=trajectories, replications=replications, seed=seed,
            engine=engine, workers=workers, progress=progress,
        )  # fmt: skip
    if not json:
        announce.show(report.console(dataset))
    command = command_line()
    files = rescued(lambda where: report.write(dataset, where, command=command), folder)
    announce.ended(
        files, lambda: report.as_json(dataset, files), json=json, quiet=quiet,
        incomplete=bool(dataset.attrs["incomplete"]),
    )  # fmt: skip
