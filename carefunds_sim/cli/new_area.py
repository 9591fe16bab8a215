"""The command that makes an area from published tables."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from carefunds_sim.screen import say

if TYPE_CHECKING:
    from carefunds_sim.published.change import Change
    from carefunds_sim.published.new_area import NewArea
    from carefunds_sim.scenario.scenario import Scenario

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
        Path | None, typer.Option("-o", "--output", help="The file to write; from the name.")
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
        council,
        population,
        delays=delays,
        spend=spend,
        unit_costs=unit_costs or (),
        name=name,
        output=output,
        like=like,
        year=year,
        price_year=price_year,
        adjust_stages=not no_stages,
        force=force,
    )
    say("\n".join(_told(found)), sys.stdout)


def _told(made: NewArea) -> Iterator[str]:
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

    quantities = [q for path, q in scenario.quantities() if path.startswith("area.")]
    counts: dict[str, int] = {}
    for quantity in quantities:
        counts[quantity.kind.word] = counts.get(quantity.kind.word, 0) + 1
    yield "Numbers of the area: " + ", ".join(f"{n} {kind}" for kind, n in counts.items())
    names, network, flows = offered_load(scenario)
    for sentence in (*scenario.warnings, *overloaded(names.services, network, flows)):
        yield f"Warning: {sentence}"
