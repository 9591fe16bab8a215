"""The commands that run a study and analyse it at once: attribute, best, screen, calibrate."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from carefunds_sim.cli import names as completion
from carefunds_sim.cli import options
from carefunds_sim.cli.folders import folder_of, rescued, to_a_file
from carefunds_sim.cli.log import command_line, logged
from carefunds_sim.cli.options import ClusterRuns, Destination, Runs, with_bundles
from carefunds_sim.cli.streams import INCOMPLETE
from carefunds_sim.cli.worlds import find
from carefunds_sim.disk import assured, put
from carefunds_sim.screen import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carefunds_sim.experiments.calibrate import Step
    from carefunds_sim.scenario.scenario import Scenario
    from carefunds_sim.scenario.schema.study import Calibration


ENDS = ("typical_council/separate/nao_decade", "typical_council/pooled/nao_decade")


@dataclass(frozen=True)
class AttributionRuns(ClusterRuns):
    """How the runs of an attribution are made."""

    replications: options.Replications = 10


class By(StrEnum):
    """What a difference is divided among."""

    rules = "rules"
    loops = "loops"


@with_bundles
def attribute(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SCENARIO SCENARIO]",
            help="From which scenario to which (files, or area/arrangement/squeeze); with --by "
            "loops one will do. By default separate and pooled, through the NAO's decade.",
            autocompletion=completion.scenarios,
        ),
    ] = None,
    by: Annotated[By, typer.Option(help="Groups of rules, or feedback loops.")] = By.rules,
    outcome: Annotated[
        list[str] | None,
        typer.Option(metavar="OUTCOME", help="An outcome to show; may be given several times."),
    ] = None,
    loop: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LOOP", help="With --by loops: a loop to include; may be given several times."
        ),
    ] = None,
    permutations: Annotated[
        int | None,
        typer.Option(min=4, max=100_000, help="Draw this many orders instead of running all."),
    ] = None,
    *,
    runs: AttributionRuns,
    into: Destination,
) -> None:
    """Divide the difference between two scenarios: which rule, or which loop, does the work.

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
    names = scenarios or list(ENDS)
    if len(names) > 2 or (len(names) == 1 and by is By.rules):
        raise typer.BadParameter("give two scenarios, or one with --by loops",
                                 param_hint="SCENARIO")  # fmt: skip
    ends = runs.applied_to_all([load_scenario(name) for name in names])
    folder = folder_of(into.output, "attribution")
    with logged(folder):
        with into.progress() as progress:
            dataset = attributed(
                *ends, by=by.value, loops=loop or (), on=outcomes[0], permutations=permutations,
                progress=progress, **runs.settings(),
            )  # fmt: skip
        dataset.attrs["command"] = command_line()
        if not into.json:
            announce.show(report.console(dataset, outcomes))
        files = rescued(lambda where: report.write(dataset, where, outcomes=outcomes), folder)
        announce.ended(files, lambda: report.as_json(dataset, files), into, dataset)


FAMILY = "typical_council/-/nao_decade"
EVALUATIONS, SEARCHED, CHECKED = 300, 4, 20


@dataclass(frozen=True)
class BestSplitRuns(ClusterRuns):
    """How the best split is checked; while it is searched, ``--searched`` says how often."""

    replications: options.Replications = CHECKED


@with_bundles
def best(  # noqa: PLR0913 - an option of the command line is an argument here
    scenario: Annotated[
        str,
        typer.Argument(
            help="area/-/squeeze, a scenario, or a network with a pot.",
            autocompletion=completion.scenarios,
        ),
    ] = FAMILY,
    objective: Annotated[
        str, typer.Option(metavar="OUTCOME", help="What the split should make small.")
    ] = "cost_total",
    no_more: Annotated[
        list[str] | None,
        typer.Option(
            metavar="OUTCOME",
            help="What must not rise; total cost and unmet need unless given.",
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
    *,
    runs: BestSplitRuns,
    into: Destination,
) -> None:
    """Find the best split of the same money, and how far each arrangement is from it.

    The shipped area for a decade takes about ten minutes of one quiet processor.
    """
    from carefunds_sim.cli import announce
    from carefunds_sim.experiments.best_split import ARRANGEMENTS, best_split, family
    from carefunds_sim.report.analyses import best_split as report
    from carefunds_sim.scenario.worlds import NONE

    search = replace(runs, replications=None)
    members = search.applied_to_all(family(scenario, arrangements or ARRANGEMENTS))
    folder = folder_of(into.output, "best_split")
    with logged(folder):
        with into.progress() as progress:
            dataset = best_split(
                members, objective=objective, no_more=no_more or None, protected=acute,
                evaluations=evaluations, check_replications=runs.replications or CHECKED,
                progress=progress, **(
                    runs.settings() | {"replications": searched, "worlds": runs.worlds or NONE}
                ),
            )  # fmt: skip
        dataset.attrs["command"] = command_line()
        if not into.json:
            announce.show(report.console(dataset))
        files = rescued(lambda where: report.write(dataset, where), folder)
        announce.ended(files, lambda: report.as_json(dataset, files), into, dataset)


SCREENING = "screening"
TRAJECTORIES = 4


@with_bundles
def screen(
    experiment: Annotated[
        str, typer.Argument(help="An experiment with one area and one squeeze.")
    ] = SCREENING,
    trajectories: Annotated[
        int, typer.Option(min=1, max=1000, help="Random points from which every number is moved.")
    ] = TRAJECTORIES,
    *,
    runs: Runs,
    into: Destination,
) -> None:
    """Find which numbers drive the results: move each over its range, one at a time.

    The shipped screening makes some nine thousand small runs: half an hour of one processor.
    """
    from carefunds_sim.cli import announce
    from carefunds_sim.experiments.screening import screen as screened
    from carefunds_sim.report.analyses import screening as report
    from carefunds_sim.scenario.load import load_experiment

    design = runs.applied_to(load_experiment(experiment))
    folder = folder_of(into.output, design.name)
    with into.progress() as progress:
        dataset = screened(design, trajectories=trajectories, progress=progress, **runs.settings())
    if not into.json:
        announce.show(report.console(dataset))
    command = command_line()
    files = rescued(lambda where: report.write(dataset, where, command=command), folder)
    announce.ended(files, lambda: report.as_json(dataset, files), into, dataset)


CALIBRATION = "england_2010_17"


@dataclass(frozen=True)
class TableRuns:
    """How the table of a fit is made: with fresh people, so as not to flatter the fit."""

    replications: options.Replications = 40
    seed: options.Seed = 2014
    workers: options.Workers = None


@with_bundles
def calibrate(
    name: Annotated[str, typer.Argument(help="A calibration, by name or path.")] = CALIBRATION,
    check: Annotated[
        bool, typer.Option("--check", help="Fit nothing: show how well the files fit as they are.")
    ] = False,
    page: Annotated[
        Path | None,
        typer.Option(
            help="With --check: Markdown file to write.", show_default=False, callback=to_a_file
        ),
    ] = None,
    forecast: Annotated[
        Path | None,
        typer.Option(
            help="With --check: Markdown file to write of the years that follow the facts, and its "
            "table beside it.",
            show_default=False,
            callback=to_a_file,
        ),
    ] = None,
    worlds: Annotated[
        bool,
        typer.Option(
            "--worlds",
            help="Find worlds instead: sets of numbers that the facts do not rule out. The same "
            "command goes on after a break.",
        ),
    ] = False,
    steps: Annotated[
        int, typer.Option(min=1, max=100, help="Most times that a fit measures its slopes.")
    ] = 4,
    *,
    table: TableRuns,
    into: Destination,
) -> None:
    """Fit unobserved numbers to published facts, or check how well they fit.

    On two processors the fit of the shipped area takes about half an hour, the check half a minute
    and the forecast two.
    """
    from carefunds_sim.cli import announce
    from carefunds_sim.experiments import calibrate as experiment
    from carefunds_sim.report.analyses import calibration as report
    from carefunds_sim.scenario.load import load_calibration, load_scenario

    _check_goes_with(check, {"--page": page, "--forecast": forecast})
    if worlds and check:
        raise typer.BadParameter("it goes without --check", param_hint="--worlds")
    calibration = load_calibration(name)
    if worlds:
        find(calibration, table.workers, into)
        return
    if forecast is not None and not calibration.forecast_years:
        raise typer.BadParameter(
            f"calibration '{calibration.name}' has no forecast_years", param_hint="--forecast"
        )
    run = calibration.run.model_dump()
    scenario = load_scenario(calibration.scenario).with_run(**run)
    if not check:
        scenario = _fitted(calibration, scenario, steps, table.workers, into)
    with into.progress() as progress:
        dataset, rows = experiment.run_and_measure(
            scenario, calibration, progress=progress, **vars(table),
        )  # fmt: skip
    if page is not None and not dataset.attrs["incomplete"]:
        command = command_line()
        put(page, report.page(calibration, rows, scenario, command=command))
    if forecast is not None:
        _write_forecast(calibration, scenario, forecast, table, into)
    if into.json:
        typer.echo(report.as_json(rows))
    else:
        announce.show(report.console(calibration, rows))
    if dataset.attrs["incomplete"]:
        raise typer.Exit(INCOMPLETE)


def _check_goes_with(check: bool, given: Mapping[str, Path | None]) -> None:
    """Refuse files of a check where nothing is checked."""
    for option, file in given.items():
        if file is not None and not check:
            raise typer.BadParameter("it goes with --check", param_hint=option)


def _write_forecast(
    calibration: Calibration, scenario: Scenario, file: Path, table: TableRuns, into: Destination
) -> None:
    """Run the years after the facts, and write the page and the table of what they show."""
    from carefunds_sim.experiments import calibrate as experiment
    from carefunds_sim.report.analyses import forecast as report

    with into.progress() as progress:
        dataset = experiment.forecast(scenario, calibration, progress=progress, **vars(table))
    if dataset.attrs["incomplete"]:  # a forecast of fewer runs than it says is none
        raise typer.Exit(INCOMPLETE)
    values, beside = report.by_year(dataset), file.with_suffix(".csv")
    rows, command = report.as_csv(values), command_line()
    put(beside, rows)
    put(file, report.page(calibration, values, rows, command=command, day=date.today(),
                          file=beside.name))  # fmt: skip


def _fitted(
    calibration: Calibration, scenario: Scenario, steps: int, workers: int | None, into: Destination
) -> Scenario:
    """Return the scenario with the best fit; write each better one when it is found."""
    from carefunds_sim.experiments import calibrate as experiment
    from carefunds_sim.report.analyses import calibration as report
    from carefunds_sim.scenario.fitted import with_factors

    file = folder_of(into.output, f"calibration_{calibration.name}") / "fitted.yaml"

    def keep(step: Step) -> None:
        """Write the best fit so far, so that an interrupted one is not lost."""
        fitted = with_factors(scenario, calibration.fitted, step.factors)
        text = report.fitted_file(calibration, fitted, step.factors)
        with assured("The file of an earlier trial is kept; make room and try again"):
            put(file, text)
        if not into.quiet:
            said = f"trial {step.trials}: sum of squared misfits {step.misfit:.1f}"
            say(f"{said}; the best so far is in {file}", sys.stderr)

    with into.progress() as progress:
        best = experiment.fit(calibration, workers=workers, most_steps=steps,
                              progress=progress, on_step=keep)  # fmt: skip
    return with_factors(scenario, calibration.fitted, best.factors)
