"""The command that tells which rules, or which loops, make a difference."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from carefunds_sim.cli import options
from carefunds_sim.cli.folders import folder_of
from carefunds_sim.cli.log import command_line, logged
from carefunds_sim.cli.options import How
from carefunds_sim.cli.progress import shown
from carefunds_sim.cli.rescue import rescued
from carefunds_sim.engines import DEFAULT_ENGINE

SHIPPED = ("typical_council/separate/nao_decade", "typical_council/pooled/nao_decade")
REPLICATIONS = 10


class By(StrEnum):
    """Among what a difference is shared out."""

    rules = "rules"
    loops = "loops"


def attribute(  # noqa: PLR0913 - an option of the command line is an argument here
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SCENARIO SCENARIO]",
            help="From which scenario to which (files, or area/arrangement/squeeze); with --by "
            "loops one will do. Unless given: separate and pooled, through the NAO's decade.",
        ),
    ] = None,
    by: Annotated[By, typer.Option(help="Groups of rules, or feedback loops.")] = By.rules,
    outcome: Annotated[
        list[str] | None,
        typer.Option(metavar="OUTCOME", help="An outcome to show; may be given several times."),
    ] = None,
    loop: Annotated[
        list[str] | None,
        typer.Option(metavar="LOOP", help="With --by loops: one among which to share out."),
    ] = None,
    permutations: Annotated[
        int | None,
        typer.Option(min=4, max=100_000, help="Draw so many orders instead of running all."),
    ] = None,
    engine: options.Engine = DEFAULT_ENGINE,
    replications: options.Replications = REPLICATIONS,
    seed: options.Seed = None,
    workers: options.Workers = None,
    scheduler: options.Scheduler = None,
    years: options.Years = None,
    scale: options.Scale = None,
    output: options.Output = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Share out the difference between two scenarios: which rule, or which loop, does the work.

    Parts add up to the difference. As shipped: 36 scenarios of a decade, ten times each.
    """
    from carefunds_sim.cli import announce
    from carefunds_sim.experiments.attribute import attribute as attributed
    from carefunds_sim.experiments.precision import check_outcome
    from carefunds_sim.report.analyses import attribution as report
    from carefunds_sim.scenario.load import load_scenario

    outcomes = outcome or list(report.HEADLINES)
    for name in outcomes:
        check_outcome(name)
    names = scenarios or list(SHIPPED)
    if len(names) > 2 or (len(names) == 1 and by is By.rules):
        raise typer.BadParameter("give two scenarios, or one with --by loops",
                                 param_hint="SCENARIO")  # fmt: skip
    how = How(engine, replications, None, seed, workers, years, scale, scheduler)
    ends = [how.applied(load_scenario(name)) for name in names]
    folder = folder_of(output, "attribution")
    with logged(folder):
        with shown(quiet=json or quiet) as progress:
            dataset = attributed(
                *ends, by=by.value, loops=loop or (), on=outcomes[0], permutations=permutations,
                replications=replications, seed=seed, engine=engine, workers=workers,
                scheduler=scheduler, progress=progress,
            )  # fmt: skip
        dataset.attrs["command"] = command_line()
        if not json:
            announce.show(report.console(dataset, outcomes))
        files = rescued(lambda where: report.write(dataset, where, outcomes=outcomes), folder)
        announce.ended(
            files, lambda: report.as_json(dataset, files), json=json, quiet=quiet,
            incomplete=bool(dataset.attrs["incomplete"]),
        )  # fmt: skip
