"""Where two runs of the same thing first differ, in words that lead to the cause.

Runs agree when every event and every number of every account is the same to the last bit; NaN is
the same as NaN. A run that stopped with an error agrees with one that stopped with the same error.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from carefunds_sim.errors import SimulationError
from carefunds_sim.model.record import ACCOUNTS, Account, Event, Run

if TYPE_CHECKING:
    from carefunds_sim.scenario.scenario import Scenario

Ending = Run | SimulationError
"""How a run ended: with accounts, or with an error."""

BOTH_ENGINES = ("simpy", "compiled")
EVENTS_BEFORE = 5


class EventDifference(NamedTuple):
    """The first events that differ, None where one log is over, and what came before them.

    ``before`` holds the last few events of the people concerned, which both logs have.
    """

    number: int
    one: Event | None
    other: Event | None
    before: tuple[Event, ...]


class ValueDifference(NamedTuple):
    """The first value that differs: the earliest month, there the first account and cell.

    ``cell`` holds the words along the account's dimensions.
    """

    month: np.datetime64
    account: Account
    cell: tuple[str, ...]
    one: float
    other: float


class Difference(NamedTuple):
    """How two runs differ first; its text is made of plain sentences."""

    labels: tuple[str, str]
    endings: tuple[str, str] | None = None
    event: EventDifference | None = None
    value: ValueDifference | None = None

    def __str__(self) -> str:
        parts = (_of_endings(self), _of_events(self), _of_values(self))
        return "\n".join(line for lines in parts for line in lines)


def run_both(
    scenario: Scenario,
    *,
    seed: int | None = None,
    replication: int = 0,
    engines: tuple[str, str] = BOTH_ENGINES,
) -> tuple[Ending, Ending]:
    """Run one replication with two engines, event logs kept; return how each run ended."""
    from carefunds_sim.engines import simulate  # whose package this file is in

    def ending(engine: str) -> Ending:
        try:
            return simulate(scenario, seed=seed, replication=replication, engine=engine, trace=True)
        except SimulationError as error:
            return error

    return ending(engines[0]), ending(engines[1])


def first_difference(
    one: Ending, other: Ending, *, labels: tuple[str, str] = BOTH_ENGINES
) -> Difference | None:
    """Return the first event and the first value in which two runs differ; None when none does.

    ``labels`` are what the runs are called in sentences. Both runs must have kept their event log,
    or neither.

    Raises
    ------
    ValueError
        The runs are not of the same months, services, bodies and funds.
    """
    if isinstance(one, SimulationError) or isinstance(other, SimulationError):
        endings = (_ending(one), _ending(other))
        return None if endings[0] == endings[1] else Difference(labels, endings)
    if one.names != other.names or not np.array_equal(one.months, other.months):
        raise ValueError("runs of other months, services, bodies or funds cannot be compared")
    event, value = _first_event(one.events, other.events), _first_value(one, other)
    return Difference(labels, None, event, value) if event or value else None


def _first_event(one: list[Event], other: list[Event]) -> EventDifference | None:
    for number, (event, twin) in enumerate(zip_longest(one, other)):
        if event != twin:
            people = {each.entity_id for each in (event, twin) if each}
            before = [each for each in one[:number] if each.entity_id in people]
            return EventDifference(number, event, twin, tuple(before[-EVENTS_BEFORE:]))
    return None


def _first_value(one: Run, other: Run) -> ValueDifference | None:
    found = []
    for order, account in enumerate(ACCOUNTS):
        values, twins = one.values[account.name], other.values[account.name]
        differs = ~((values == twins) | (np.isnan(values) & np.isnan(twins)))
        if differs.any():
            place = tuple(int(index) for index in np.argwhere(differs)[0])
            found.append((place[0], order, place))
    if not found:
        return None
    month, order, place = min(found)
    account = ACCOUNTS[order]
    words = (one.names.along(dim)[at] for dim, at in zip(account.dims, place[1:], strict=True))
    return ValueDifference(
        month=one.months[month],
        account=account,
        cell=tuple(words),
        one=float(one.values[account.name][place]),
        other=float(other.values[account.name][place]),
    )


# --- In words -------------------------------------------------------------------------------


def _ending(run: Ending) -> str:
    return f"{type(run).__name__}: {run}" if isinstance(run, SimulationError) else "ran to its end"


def _of_endings(difference: Difference) -> list[str]:
    if difference.endings is None:
        return []
    endings = zip(difference.labels, difference.endings, strict=True)
    return ["The runs end differently.", *(f"  {label}: {ending}" for label, ending in endings)]


def _of_events(difference: Difference) -> list[str]:
    event = difference.event
    if event is None:
        return []
    one, other = difference.labels
    lines = [
        f"Event {event.number + 1:,} differs.",
        f"  {one}: {_line(event.one)}",
        f"  {other}: {_line(event.other)}",
    ]
    if event.before:
        lines.append("  Before it, in both:")
        lines += [f"    {_line(each)}" for each in event.before]
    return lines


def _line(event: Event | None) -> str:
    if event is None:
        return "the log is over"
    place = f", place {event.resource_id}" if event.resource_id else ""
    return (
        f"day {float(event.time)!r}, person {event.entity_id}: "
        f"{event.event_type} {event.event}{place}"
    )


def _of_values(difference: Difference) -> list[str]:
    value = difference.value
    if value is None:
        return []
    one, other = difference.labels
    along = zip(value.account.dims, value.cell, strict=True)
    cell = ", ".join(f"{dim} {word}" for dim, word in along)
    return [
        f"The account {value.account.name} ({value.account.unit}) differs in "
        f"{value.month.astype('datetime64[M]')}{', ' if cell else ''}{cell}.",
        f"  {one}: {value.one!r}",
        f"  {other}: {value.other!r}",
    ]
