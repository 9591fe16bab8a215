"""The command about councils as they differ: population."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Group

from carefunds_sim.cli import names as completion
from carefunds_sim.cli import options
from carefunds_sim.cli.folders import folder_of, rescued
from carefunds_sim.cli.log import command_line, logged
from carefunds_sim.cli.options import Destination, with_bundles
from carefunds_sim.disk import put
from carefunds_sim.screen import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carefunds_sim.published.join import Joined

SHIPPED = "england_2011_14"
TABLES = ("--delays", "--residents", "--unit-costs", "--activity")


@dataclass(frozen=True)
class PopulationRuns(options.Runs):
    """How the runs of a population are made."""

    replications: options.Replications = 2


@with_bundles
def population(  # noqa: PLR0913 - an option of the command line is an argument here
    name: Annotated[
        str, typer.Argument(help="A population, by name or path.",
                            autocompletion=completion.populations)
    ] = SHIPPED,
    councils: Annotated[
        int | None,
        typer.Option(min=12, max=10_000, help="How many; 60, or all that the file has."),
    ] = None,
    squeeze: Annotated[str, typer.Option(help="A squeeze, by name or path.")] = "nao_decade",
    arrangements: Annotated[
        str,
        typer.Option(metavar="NAME,NAME", help="Arrangements; all are compared with the first."),
    ] = "separate,pooled,care_trust",
    delays: Annotated[
        Path | None, typer.Option(help="Join tables instead: delayed days by council and year.")
    ] = None,
    residents: Annotated[Path | None, typer.Option(help="Residents by age band.")] = None,
    unit_costs: Annotated[Path | None, typer.Option(help="Unit costs by council.")] = None,
    activity: Annotated[
        Path | None, typer.Option(help="Users, care-home weeks and assessments by council.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="With tables: replace the file that is there.")
    ] = False,
    *,
    runs: PopulationRuns,
    into: Destination,
) -> None:  # fmt: skip
    """Run arrangements on councils that differ as real ones do: how often they help, and where.

    With all four tables: join them council by council, and write the population file that -o names.
    """
    tables = (delays, residents, unit_costs, activity)
    given = [path for path in tables if path is not None]
    if given:
        if len(given) < len(tables):
            lacking = [option for option, path in zip(TABLES, tables, strict=True) if not path]
            raise typer.BadParameter("the four tables go together", param_hint=lacking[0])
        _join(given, into.output or Path("councils.yaml"), force=force, as_json=into.json)
        return
    from carefunds_sim.cli import announce
    from carefunds_sim.experiments.population import population as studied
    from carefunds_sim.report.analyses import population as report

    folder = folder_of(into.output, "population")
    given_run = {"years": runs.years, "scale": runs.scale}
    settings: dict[str, Any] = {key: value for key, value in given_run.items() if value}
    with logged(folder):
        with into.progress() as progress:
            dataset = studied(
                name, councils=councils, squeeze=squeeze,
                arrangements=[one.strip() for one in arrangements.split(",")],
                assigned=runs.assigned or (), progress=progress, **settings, **runs.settings(),
            )  # fmt: skip
        if not into.json:
            announce.show(report.console(dataset))
        command = command_line()
        files = rescued(lambda where: report.write(dataset, where, command=command), folder)
        announce.ended(files, lambda: report.as_json(dataset, files), into, dataset)


def _join(tables: list[Path], file: Path, *, force: bool, as_json: bool) -> None:
    """Join tables and write the population file; say which councils joined and why others not."""
    from carefunds_sim.errors import Fault, ScenarioError
    from carefunds_sim.published.join import join
    from carefunds_sim.published.joint import population_text
    from carefunds_sim.scenario.load import load_population

    faults = []
    if file.suffix.lower() not in (".yaml", ".yml"):
        faults.append(Fault(str(file), 1, "a population file must end in .yaml"))
    if file.exists() and not force:
        faults.append(Fault(str(file), 1, "must not be there already; --force replaces it"))
    try:
        joined = join(*tables)
    except ScenarioError as error:
        raise ScenarioError([*faults, *error.faults]) from None
    if faults:
        raise ScenarioError(faults)
    put(file, population_text(joined, load_population(SHIPPED), name=_slug(file)))
    model = load_population(file).model_dump(mode="json")
    if as_json:
        left = {place.name or place.code: place.lacks for place in joined.left_out}
        typer.echo(json.dumps({"file": file.as_posix(), "joined": len(joined.councils),
                               "left_out": left, "alike": joined.alike,
                               "delays": model["delays"]}))  # fmt: skip
        return
    say("\n".join(_joined_lines(joined, file)), sys.stdout)
    from carefunds_sim.cli import announce
    from carefunds_sim.report.analyses.population import published

    announce.show(Group(*published(model)))


def _joined_lines(joined: Joined, file: Path) -> Iterator[str]:
    yield f"Joined: {len(joined.councils)} councils. Written: {file}"
    yield from (f"  {said}" for said in joined.alike)
    if joined.left_out:
        yield f"Left out: {len(joined.left_out)}"
        yield from (f"  {place.name or place.code}: {'; '.join(place.lacks)}"
                    for place in joined.left_out)  # fmt: skip
    yield f'Next: carefunds population "{file.as_posix()}"'
    yield ""


def _slug(file: Path) -> str:
    words = re.sub(r"[^a-z0-9]+", "_", file.stem.casefold()).strip("_")
    return words if words[:1].isalpha() else f"councils_{words}".rstrip("_")
