"""Event logs: a CSV for animation tools, or one person's way in readable lines."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from carefunds_sim.cli.exits import INCOMPLETE
from carefunds_sim.cli.followed import worth_following
from carefunds_sim.errors import UnknownNameError
from carefunds_sim.screen import say

if TYPE_CHECKING:
    from carefunds_sim.model.record import Event, Run
    from carefunds_sim.scenario.scenario import Scenario
    from carefunds_sim.scenario.schema.area import Area

FIRST_MONTH = 4  # runs begin on 1 April


def write(
    scenario: Scenario, file: Path, *, engine: str, replication: int, again: Sequence[str]
) -> None:
    """Run the scenario and write its event log; times are days since the run began.

    At the end it names a person to follow: ``again`` is the command for that, without the person.
    """
    from carefunds_sim.dataset.event_table import event_table
    from carefunds_sim.dataset.tidy import write_csv

    run = _traced(scenario, engine=engine, replication=replication)
    table = event_table(run.events)
    write_csv(table, file)
    people = table["entity_id"].nunique()
    say(f"{len(table):,} events of {people:,} people written to {file}", sys.stdout)
    found = worth_following(run.events, scenario.area)
    if found:
        say(f"{found.reason}: {shlex.join([*again, '--person', str(found.person)])}", sys.stdout)


def tell(scenario: Scenario, person: int, *, engine: str, replication: int) -> None:
    """Run the scenario and print what happens to one person, one line an event."""
    events = _traced(scenario, engine=engine, replication=replication).events
    mine = [event for event in events if event.entity_id == person]
    if not mine:
        raise UnknownNameError(_nobody(person, events, scenario.area))
    say(f"Person {person} in {scenario.name}, replication {replication}", sys.stdout)
    start = datetime(scenario.run.start_year, FIRST_MONTH, 1)
    for event in mine:
        moment = start + timedelta(days=event.time)
        say(f"  {moment:%d %b %Y %H:%M}  {_sentence(event)}", sys.stdout)


def _nobody(person: int, events: Sequence[Event], area: Area) -> str:
    """Say that a number is nobody's, whose there are, and who is worth following."""
    known = sorted({event.entity_id for event in events})
    if not known:
        return f"there is no person {person}: the event log is empty"
    found = worth_following(events, area)
    try_this = f". {found.reason}: try --person {found.person}" if found else ""
    return f"there is no person {person} (there are {known[0]} to {known[-1]}){try_this}"


def compare_engines(scenario: Scenario, *, replication: int) -> None:
    """Run the scenario with both engines; say that they agree, or what differs first."""
    from carefunds_sim.engines.agreement import first_difference, run_both
    from carefunds_sim.errors import SimulationError

    one, other = run_both(scenario, seed=scenario.run.seed, replication=replication)
    difference = first_difference(one, other)
    if difference:
        say(str(difference), sys.stdout)
        raise typer.Exit(INCOMPLETE)
    if isinstance(one, SimulationError):
        raise one
    say(
        f"the same {len(one.events):,} events and {len(one.values)} accounts of "
        f"{len(one.months)} months with both engines",
        sys.stdout,
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
