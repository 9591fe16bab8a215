"""The command that fits what nobody has observed to what was published, or checks the fit."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from carefunds_sim.cli import options
from carefunds_sim.cli.exits import INCOMPLETE
from carefunds_sim.cli.folders import folder_of
from carefunds_sim.cli.log import command_line
from carefunds_sim.cli.progress import shown
from carefunds_sim.disk import assured, put
from carefunds_sim.screen import say

if TYPE_CHECKING:
    from carefunds_sim.experiments.calibrate import Step

SHIPPED = "england_2010_14"
REPLICATIONS = 40
TABLE_SEED = 2014
"""The table is made with other people than the fit, so that it does not flatter the fit."""


def calibrate(  # noqa: PLR0913 - an option of the command line is an argument here
    name: Annotated[str, typer.Argument(help="A calibration, by name or path.")] = SHIPPED,
    check: Annotated[
        bool, typer.Option("--check", help="Fit nothing: tell how the files as they are do.")
    ] = False,
    page: Annotated[
        Path | None,
        typer.Option(help="With --check: Markdown file to write.", show_default=False),
    ] = None,
    steps: Annotated[int, typer.Option(min=1, max=100, help="Most trials of a fit.")] = 10,
    replications: options.Replications = REPLICATIONS,
    seed: options.Seed = TABLE_SEED,
    workers: options.Workers = None,
    output: options.Output = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Fit the numbers nobody has observed to published facts, or check how well they fit.

    On two processors the fit of the shipped area takes about five minutes, the check ten seconds.
    """
    from carefunds_sim.cli import announce
    from carefunds_sim.experiments import calibrate as experiment
    from carefunds_sim.report.analyses import calibration as report
    from carefunds_sim.scenario.load import load_calibration, load_scenario

    if page is not None and not check:
        raise typer.BadParameter("it goes with --check", param_hint="--page")
    calibration = load_calibration(name)
    run = calibration.run.model_dump()
    scenario = load_scenario(calibration.scenario).with_run(**run)
    if not check:
        folder = folder_of(output, f"calibration_{calibration.name}")
        kept = folder / "fitted.yaml"

        def keep(step: Step) -> None:
            """Write the best fit so far, so that an interrupted one is not lost."""
            moved = experiment.with_factors(scenario, calibration.fitted, step.factors)
            text = report.fitted_file(calibration, moved, step.factors)
            with assured("An earlier trial that is there is kept; make room and try again"):
                put(kept, text)
            if not quiet:
                said = f"trial {step.trials}: sum of squared misfits {step.misfit:.1f}"
                say(f"{said}; the best so far is in {kept}", sys.stderr)

        with shown(quiet=json or quiet) as progress:
            best = experiment.fit(calibration, workers=workers, most_steps=steps,
                                  progress=progress, on_step=keep)  # fmt: skip
        scenario = experiment.with_factors(scenario, calibration.fitted, best.factors)
    years = calibration.run.years + calibration.forecast_years
    scenario = scenario.with_run(years=years)
    with shown(quiet=json or quiet) as progress:
        dataset, rows = experiment.run_and_measure(
            scenario, calibration, replications=replications, seed=seed, workers=workers,
            progress=progress,
        )  # fmt: skip
    if page is not None:
        command = command_line()
        text = report.page(calibration, rows, dataset, scenario, command=command)
        put(page, text)
    if json:
        typer.echo(report.as_json(rows))
    else:
        announce.show(report.console(calibration, rows))
    if dataset.attrs["incomplete"]:
        raise typer.Exit(INCOMPLETE)
