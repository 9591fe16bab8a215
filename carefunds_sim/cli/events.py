"""Event logs: a CSV for animation tools, or one person's stay in readable lines."""

from __future__ import annotations

import shlex
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import typer

from carefunds_sim.cli.streams import INCOMPLETE
from carefunds_sim.dataset.event_table import event_table
from carefunds_sim.dataset.tidy import write_csv
from carefunds_sim.engines import agreement, simulate
from carefunds_sim.engines.event_log import QUEUE, RESOURCE_USE, RESOURCE_USE_END, WAITING_FOR
from carefunds_sim.errors import SimulationError, UnknownNameError
from carefunds_sim.model.record import Event, Run
from carefunds_sim.report.wording import counted
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.scenario.schema.area import Area
from carefunds_sim.screen import say
from carefunds_sim.vocabulary import Setting

FIRST_MONTH = 4  # runs begin on 1 April


def write(
    scenario: Scenario, file: Path, *, engine: str, replication: int, again: Sequence[str]
) -> None:
    """Run the scenario and write its event log; times are days since the run began.

    At the end it names a person to follow: ``again`` is the command for that, without the person.
    """
    run = _traced(scenario, engine=engine, replication=replication)
    table = event_table(run.events)
    write_csv(table, file)
    people = table["entity_id"].nunique()
    say(f"{len(table):,} events of {people:,} people written to {file}", sys.stdout)
    found = worth_following(run.events, scenario.area)
    if found:
        say(f"{found.reason}: {shlex.join([*again, '--person', str(found.person)])}", sys.stdout)


def print_stay(scenario: Scenario, person: int, *, engine: str, replication: int) -> None:
    """Run the scenario and print what happens to one person, one line for each event."""
    events = _traced(scenario, engine=engine, replication=replication).events
    mine = [event for event in events if event.entity_id == person]
    if not mine:
        raise UnknownNameError(_no_such_person(person, events, scenario.area))
    say(f"Person {person} in {scenario.name}, replication {replication}", sys.stdout)
    start = datetime(scenario.run.start_year, FIRST_MONTH, 1)
    for event in mine:
        moment = start + timedelta(days=event.time)
        say(f"  {moment:%d %b %Y %H:%M}  {_sentence(event)}", sys.stdout)


def _no_such_person(person: int, events: Sequence[Event], area: Area) -> str:
    """Say that a person is not in the log, which numbers are, and who is worth following."""
    known = sorted({event.entity_id for event in events})
    if not known:
        return f"there is no person {person}: the event log is empty"
    found = worth_following(events, area)
    try_this = f". {found.reason}: try --person {found.person}" if found else ""
    return f"there is no person {person} (there are {known[0]} to {known[-1]}){try_this}"


def compare_engines(scenario: Scenario, *, replication: int) -> None:
    """Run the scenario with both engines; say that they agree, or what differs first."""
    one, other = agreement.run_both(scenario, seed=scenario.run.seed, replication=replication)
    difference = agreement.first_difference(one, other)
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
    return simulate(
        scenario, seed=scenario.run.seed, replication=replication, engine=engine, trace=True
    )


LEAST_DAYS = 1.0
"""A wait that is worth following, in days."""

LEAST_STAYS = 3
"""Stays of one person that are worth following, if no one waited."""


class Followed(NamedTuple):
    """A person, and the beginning of a sentence that says why to follow them."""

    person: int
    reason: str


class _Wait(NamedTuple):
    days: float
    person: int
    service: str
    in_bed: bool


def worth_following(events: Sequence[Event], area: Area) -> Followed | None:
    """Return who waited longest in a hospital bed and then went on to what they waited for.

    If no one waited there for a day, it is the person who waited longest anywhere, or else the one
    with most stays. A tie goes to the first. None if there is nothing of the kind.
    """
    beds = {name for name, service in area.services.items() if service.setting is Setting.ACUTE}
    waits = [wait for wait in _waits(events, beds) if wait.days >= LEAST_DAYS]
    longest = max([w for w in waits if w.in_bed] or waits, key=lambda w: w.days, default=None)
    if longest:
        days, service = counted(round(longest.days), "day"), longest.service.replace("_", " ")
        where = " in a hospital bed" if longest.in_bed else ""
        reason = f"Person {longest.person} waited {days}{where} for {service}"
        return Followed(longest.person, reason)
    return _most_stays(events)


def _waits(events: Iterable[Event], beds: set[str]) -> Iterator[_Wait]:
    """Yield every wait that ended with the place that was waited for."""
    since: dict[int, tuple[str, float, bool]] = {}
    occupied: set[tuple[int, str]] = set()
    for event in events:
        person, what = event.entity_id, event.event
        if event.event_type == QUEUE and what.startswith(WAITING_FOR):
            in_bed = any((person, bed) in occupied for bed in beds)
            since[person] = (what.removeprefix(WAITING_FOR), event.time, in_bed)
        elif event.event_type == RESOURCE_USE:
            service, start, in_bed = since.pop(person, ("", 0.0, False))
            if service == what:
                yield _Wait(event.time - start, person, service, in_bed)
            occupied.add((person, what))
        elif event.event_type == RESOURCE_USE_END:
            occupied.discard((person, what))


def _most_stays(events: Iterable[Event]) -> Followed | None:
    stays = Counter(event.entity_id for event in events if event.event_type == RESOURCE_USE)
    ((person, number),) = stays.most_common(1) or [(0, 0)]
    if number < LEAST_STAYS:
        return None
    return Followed(person, f"Person {person} has {number} stays")
