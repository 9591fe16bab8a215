"""The command that finds the best split of the same money, and the price of separation."""

from __future__ import annotations

from typing import Annotated

import typer

from carefunds_sim.cli import options
from carefunds_sim.cli.folders import folder_of
from carefunds_sim.cli.log import command_line, logged
from carefunds_sim.cli.options import How
from carefunds_sim.cli.progress import shown
from carefunds_sim.cli.rescue import rescued
from carefunds_sim.engines import DEFAULT_ENGINE

SHIPPED = "typical_council/-/nao_decade"
EVALUATIONS, SEARCHED, CHECKED = 300, 4, 20


def best(  # noqa: PLR0913 - an option of the command line is an argument here
    scenario: Annotated[
        str,
        typer.Argument(help="area/-/squeeze, a scenario, or a network with a pot."),
    ] = SHIPPED,
    objective: Annotated[
        str, typer.Option(metavar="OUTCOME", help="What the split is to make small.")
    ] = "cost_total",
    no_more: Annotated[
        list[str] | None,
        typer.Option(
            metavar="OUTCOME",
            help="What there must not be more of; total cost and unmet need unless given.",
        ),
    ] = None,
    arrangements: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Arrangements to compare with; the four unless given."),
    ] = None,
    acute: Annotated[
        bool, typer.Option("--acute", help="Split the money of protected services too.")
    ] = False,
    evaluations: Annotated[
        int, typer.Option(min=1, max=100_000, help="How many splits are tried.")
    ] = EVALUATIONS,
    searched: Annotated[
        int, typer.Option(min=1, max=10_000, help="Runs of each split that is tried.")
    ] = SEARCHED,
    engine: options.Engine = DEFAULT_ENGINE,
    replications: options.Replications = CHECKED,
    seed: options.Seed = None,
    workers: options.Workers = None,
    scheduler: options.Scheduler = None,
    years: options.Years = None,
    scale: options.Scale = None,
    output: options.Output = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Find the best split of the same money, and how far each arrangement stays from it.

    The shipped area for a decade takes about ten minutes of one quiet processor.
    """
    from carefunds_sim.cli import announce
    from carefunds_sim.experiments.best_split import ARRANGEMENTS, best_split, family
    from carefunds_sim.report.analyses import best_split as report

    how = How(engine, None, None, seed, workers, years, scale, scheduler)
    members = [how.applied(s) for s in family(scenario, arrangements or ARRANGEMENTS)]
    folder = folder_of(output, "best_split")
    checked = CHECKED if replications is None else replications
    with logged(folder):
        with shown(quiet=json or quiet) as progress:
            dataset = best_split(
                members, objective=objective, no_more=no_more or None, protected=acute,
                evaluations=evaluations, replications=searched, check_replications=checked,
                seed=seed, engine=engine, workers=workers, scheduler=scheduler, progress=progress,
            )  # fmt: skip
        dataset.attrs["command"] = command_line()
        if not json:
            announce.show(report.console(dataset))
        files = rescued(lambda where: report.write(dataset, where), folder)
        announce.ended(
            files, lambda: report.as_json(dataset, files), json=json, quiet=quiet,
            incomplete=bool(dataset.attrs["incomplete"]),
        )  # fmt: skip
