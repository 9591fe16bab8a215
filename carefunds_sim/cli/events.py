"""Event logs: a CSV for animation tools, or one person's way in readable lines."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from carefunds_sim.cli.exits import INCOMPLETE
from carefunds_sim.errors import UnknownNameError
from carefunds_sim.plain_text import printable

if TYPE_CHECKING:
    from carefunds_sim.model.record import Event, Run
    from carefunds_sim.scenario.scenario import Scenario

FIRST_MONTH = 4  # runs begin on 1 April


def write(scenario: Scenario, file: Path, *, engine: str, replication: int) -> None:
    """Run the scenario and write its event log; times are days since the run began."""
    from carefunds_sim.dataset.export.events import event_table
    from carefunds_sim.dataset.tidy import write_csv

    run = _traced(scenario, engine=engine, replication=replication)
    table = event_table(run.events)
    write_csv(table, file)
    people = table["entity_id"].nunique()
    typer.echo(f"{len(table):,} events of {people:,} people written to {printable(str(file))}")


def tell(scenario: Scenario, person: int, *, engine: str, replication: int) -> None:
    """Run the scenario and print what happens to one person, one line an event."""
    events = _traced(scenario, engine=engine, replication=replication).events
    mine = [event for event in events if event[0] == person]
    if not mine:
        known = sorted({event[0] for event in events})
        some = f" (there are {known[0]} to {known[-1]})" if known else ""
        raise UnknownNameError(f"no person {person} appears in the event log{some}")
    typer.echo(f"Person {person} in {scenario.name}, replication {replication}")
    start = datetime(scenario.run.start_year, FIRST_MONTH, 1)
    for event in mine:
        moment = start + timedelta(days=event.time)
        typer.echo(f"  {moment:%d %b %Y %H:%M}  {_sentence(event)}")


def compare_engines(scenario: Scenario, *, replication: int) -> None:
    """Run the scenario with both engines; say that they agree, or what differs first."""
    from carefunds_sim.engines.agreement import first_difference, run_both
    from carefunds_sim.errors import SimulationError

    one, other = run_both(scenario, seed=scenario.run.seed, replication=replication)
    difference = first_difference(one, other)
    if difference:
        typer.echo(str(difference))
        raise typer.Exit(INCOMPLETE)
    if isinstance(one, SimulationError):
        raise one
    typer.echo(
        f"the same {len(one.events):,} events and {len(one.values)} accounts of "
        f"{len(one.months)} months with both engines"
    )


def _sentence(event: Event) -> str:
    """Return what happened in words."""
    what = event.event.replace("_", " ")
    sentences = {
        "queue": f"{what}",
        "resource_use": f"is in {what}, place {event.resource_id}",
        "resource_use_end": f"leaves {what}",
        "attribute": f"{what}",
    }
    ends = {
        "arrival": "comes into the model",
        "departures": "needs nothing any more",
        "deaths": "dies",
    }
    return sentences.get(event.event_type) or ends.get(event.event, what)


def _traced(scenario: Scenario, *, engine: str, replication: int) -> Run:
    from carefunds_sim.engines import simulate

    return simulate(
        scenario, seed=scenario.run.seed, replication=replication, engine=engine, trace=True
    )
