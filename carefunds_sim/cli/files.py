"""The commands about files: list, show, evidence, validate, schema and new-area."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from carefunds_sim.cli import names as completion
from carefunds_sim.cli import options
from carefunds_sim.cli.folders import to_a_file
from carefunds_sim.cli.streams import BAD_INPUT
from carefunds_sim.disk import put
from carefunds_sim.screen import columns, say

if TYPE_CHECKING:
    from carefunds_sim.published.change import Change
    from carefunds_sim.published.new_area import NewArea
    from carefunds_sim.scenario.scenario import Scenario

KINDS = {
    "area": "Areas: who lives there, which services they use and what these cost",
    "arrangement": "Funding arrangements: who holds the money, and how it is decided where it goes",
    "squeeze": "Squeezes: how each body's money grows or shrinks, year by year",
    "experiment": "Experiments: comparisons that are ready to run (carefunds compare NAME)",
    "scenario": "Lessons: small networks for teaching (carefunds run NAME)",
    "calibration": "Calibrations: an area fitted to published facts (carefunds calibrate NAME)",
    "sweep": "Sweeps: many points, to see what moves the results (carefunds sweep NAME)",
    "population": "Populations: councils as they differ in England (carefunds population NAME)",
}
NEXT = (
    "An area, an arrangement and a squeeze make a scenario: carefunds run "
    "typical_council/pooled/deep_cut",
    "To read what any of them is: carefunds show NAME",
)
LEAST_FOR_TITLE = 32
"""Columns that a title needs beside a name; with fewer it stands below."""
MOST_SAID = 20
"""How many changes of a file are said when it is checked."""


def list_shipped() -> None:
    """List what is shipped: areas, arrangements, squeezes, experiments, lessons and sweeps."""
    from carefunds_sim.scenario.catalogue import catalogue

    entries = catalogue()
    for kind in dict.fromkeys(entry.kind for entry in entries):
        say(KINDS.get(kind, kind), sys.stdout)
        _list({entry.name: entry.title for entry in entries if entry.kind == kind})
        say("", sys.stdout)
    say("\n".join(NEXT), sys.stdout)


def _list(titles: dict[str, str]) -> None:
    """Print names with their titles beside them, or below where there is no room beside."""
    width, names = columns(sys.stdout), max(map(len, titles))
    is_wide = width >= 2 + names + 2 + LEAST_FOR_TITLE
    for name, title in titles.items():
        say(f"  {name:{names}}  {title}" if is_wide else f"  {name}\n    {title}", sys.stdout)


def show(
    name: Annotated[
        str,
        typer.Argument(
            help="Any shipped name, a file, or a triple.", autocompletion=completion.everything
        ),
    ],
    verbose: options.Verbose = False,
    extension: options.Extensions = None,  # noqa: ARG001 - it is loaded when it is read
) -> None:
    """Show what a file says, in words; with -v every number and its evidence too."""
    from carefunds_sim.cli import announce
    from carefunds_sim.cli.contents import contents

    announce.show(contents(name, verbose=verbose))


def evidence(
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help="Markdown file to write.",
            show_default=False,
            callback=to_a_file,
        ),
    ] = None,
) -> None:
    """List every shipped number with its grade and source, as a page in Markdown."""
    from carefunds_sim.report.evidence import evidence_page

    page = evidence_page()
    if output is None:
        typer.echo(page, nl=False)
    else:
        put(output, page)


def validate(
    paths: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files of any kind.")],
    extension: options.Extensions = None,  # noqa: ARG001 - it is loaded when it is read
) -> None:
    """Check files: every fault with its line, and what a file changes in the one it extends."""
    from carefunds_sim.scenario.load import validate_files

    faulty = False
    for path in paths:
        faults = validate_files([path])
        faulty |= bool(faults)
        for fault in faults:
            say(str(fault), sys.stderr)
        if not faults:
            say(f"OK  {path}", sys.stdout)
            say("\n".join(_summary(path)), sys.stdout)
    if faulty:
        raise typer.Exit(BAD_INPUT)


def _summary(path: Path) -> Iterator[str]:
    """Yield lines that say what a file is, or what it changes against the one it extends."""
    from carefunds_sim.scenario.load import file_summary

    heading, changes = file_summary(path)
    if not heading.startswith("Against"):
        yield heading
    elif not changes:
        yield f"{heading}: nothing but names, remarks or evidence."
    elif len(changes) == 1:
        yield f"{heading}: {changes[0]}. Nothing else changes."
    else:
        yield f"{heading}:"
        yield from (f"  {change}" for change in changes[:MOST_SAID])
        more = len(changes) - MOST_SAID
        all_of_them = f"And {more} more; carefunds show {path} lists all."
        yield all_of_them if more > 0 else "Nothing else changes."


def schema(
    kind: Annotated[
        str,
        typer.Argument(
            help="area, arrangement, squeeze, experiment, scenario, calibration, sweep or "
            "population."
        ),
    ],
) -> None:
    """Print the JSON Schema of a kind of file."""
    from carefunds_sim.errors import UnknownNameError, did_you_mean
    from carefunds_sim.scenario.catalogue import KINDS
    from carefunds_sim.scenario.schema.models import json_schema

    if kind not in KINDS:
        listed = ", ".join(KINDS)
        raise UnknownNameError(
            f"no kind of file is called '{kind}'{did_you_mean(kind, KINDS)} (there are: {listed})"
        )
    typer.echo(json.dumps(json_schema(kind), indent=2))


_MOST_SHOWN = 4


def new_area(  # noqa: PLR0913 - an option of the command line is an argument here
    council: Annotated[str, typer.Option(help="Code or name as in the tables, such as E06000023.")],
    population: Annotated[Path, typer.Option(help="Residents by age band.")],
    delays: Annotated[Path | None, typer.Option(help="Delayed days by reason and body.")] = None,
    spend: Annotated[Path | None, typer.Option(help="Spending by service, in a year.")] = None,
    unit_costs: Annotated[
        list[Path] | None,
        typer.Option(metavar="<path>", help="Unit costs; may be given more than once."),
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="The area's name; from the file's or the council's.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", help="The file to write; from the name.", callback=to_a_file
        ),
    ] = None,
    like: Annotated[str, typer.Option(help="The area to keep all else from.")] = "typical_council",
    year: Annotated[
        int | None, typer.Option(help="Which year, of a table that has several.")
    ] = None,
    price_year: Annotated[
        int | None, typer.Option(help="Which year of unit costs; --year unless given.")
    ] = None,
    no_stages: Annotated[
        bool, typer.Option("--no-stages", help="Leave panels, choice and the like as they are.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace an area file.")] = False,
) -> None:
    """Make an area file for a council from published tables (CSV).

    See docs/how-to/new-area.md for the tables and their columns.
    """
    from carefunds_sim.published.new_area import new_area as made

    found = made(
        council, population, delays=delays, spend=spend, unit_costs=unit_costs or (), name=name,
        output=output, like=like, year=year, price_year=price_year, adjust_stages=not no_stages,
        force=force,
    )  # fmt: skip
    say("\n".join(_made_lines(found)), sys.stdout)


def _made_lines(made: NewArea) -> Iterator[str]:
    """Yield what was written, from what, what stayed, and what to do next."""
    from carefunds_sim.published.area_file import beside
    from carefunds_sim.scenario.load import compose

    yield made.area.title
    yield f"Written: {made.path} and, for its sources, {made.sources}"
    sources = dict.fromkeys(change.source for change in made.changes)
    for source in sources:
        yield ""
        yield f"From {source}"
        yield from (_line(change, made) for change in made.changes if change.source == source)
    if made.comparison is not None:
        yield ""
        yield "Published delayed days a year per 1,000 residents aged 65 and over"
        yield from (f"  {line}" for line in beside(made.comparison))
    yield ""
    yield f"All else is as in {made.like['name']}"
    yield from (f"  {note}" for note in made.notes)
    yield ""
    yield from _checked(compose(made.path, "separate", "nao_decade"))
    yield ""
    yield "Next"
    yield f'  carefunds validate "{made.path}"'
    yield f'  carefunds run "{made.path.as_posix()}/separate/nao_decade" --years 2'


def _line(change: Change, made: NewArea) -> str:
    from carefunds_sim.published.change import quantity_at

    before = quantity_at(made.like, change.place)["value"]
    return f"  {'.'.join(map(str, change.place)):42} {_value(before)} -> {_value(change.value)}"


def _value(value: Any) -> str:
    if isinstance(value, dict) and any(isinstance(part, dict) for part in value.values()):
        return f"{len(value)} rows"
    if isinstance(value, dict):
        said = [f"{part:,g}" for part in value.values()]
        more = ["..."] if len(said) > _MOST_SHOWN else []
        return ", ".join(said[:_MOST_SHOWN] + more)
    return f"{value:,g}" if abs(value) < 1e5 else f"{value:,.0f}"


def _checked(scenario: Scenario) -> Iterator[str]:
    """Yield the evidence of the area's numbers, and what is out of range or cannot cope."""
    from carefunds_sim.model.load import overloaded
    from carefunds_sim.model.resolve import offered_load
    from carefunds_sim.scenario.evidence import counted

    kinds = Counter(q.kind.word for path, q in scenario.quantities() if path.startswith("area."))
    yield f"Numbers of the area: {counted(kinds)}"
    names, network, flows = offered_load(scenario)
    for sentence in (*scenario.warnings, *overloaded(names.services, network, flows)):
        yield f"Warning: {sentence}"
