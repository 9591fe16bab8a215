"""The event log of a run as a table, in the columns and words that animation tools read.

The columns up to ``unique_resource_id``, the types of event and the events 'arrival' and 'depart'
are those of vidigi (https://hsma-tools.github.io/vidigi); the columns after them are our own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pandas as pd

from carefunds_sim.engines import event_log
from carefunds_sim.model.record import Event

COLUMNS = (
    "entity_id", "event_type", "event", "time", "resource_id", "unique_resource_id", "service",
    "dependency", "delay_days", "delay_reason", "departure",
)  # fmt: skip
DEPART = "depart"
DEPARTURES = {
    event_log.WORDS[event_log.Note.DEPARTURE]: "needs nothing more",
    event_log.WORDS[event_log.Note.DEATH]: "death",
}
QUEUES = {event_log.WAITING_FOR: "waiting_for_", event_log.WITHOUT: "did_without_"}
"""How the engines begin what they say of queues, and how the events begin that are written."""

_DELAY = re.compile(event_log.DELAYED.format(days=r"(?P<days>[\d.]+)", reason="(?P<reason>.+)"))

Row = dict[str, Any]


def event_table(events: Iterable[Event]) -> pd.DataFrame:
    """Return a row for each thing that happens to a person, in the order of the log.

    Every row is of a type that animation tools know, and stands where the person is: what
    happens to a person who stays where they are has no row, but is in the columns of others.
    ``delay_days`` and ``delay_reason`` are of the stay that a ``resource_use`` begins,
    ``dependency`` is what the person has come to need by then.
    """
    table = pd.DataFrame(_rows(events), columns=list(COLUMNS))
    return table.astype({"resource_id": "Int64", "delay_days": "float64"})


def _rows(events: Iterable[Event]) -> list[Row]:
    rows: list[Row] = []
    stays: dict[int, list[Row]] = {}
    needs: dict[int, str] = {}
    for event in events:
        held = stays.setdefault(event.entity_id, [])
        if event.event_type == event_log.ATTRIBUTE:
            if event.event.startswith(event_log.CLOSED):
                continue  # they stay where they are
            if event.event.startswith(event_log.NOW_IS):
                needs[event.entity_id] = event.event.removeprefix(event_log.NOW_IS)
            else:
                _delay(held[-1], event.event)
            continue
        row = {**event._asdict(), "resource_id": event.resource_id or None}
        row |= {"dependency": needs.get(event.entity_id), **_said(event)}
        rows.append(row)
        if event.event_type == event_log.RESOURCE_USE:
            held.append(row)
        elif event.event_type == event_log.RESOURCE_USE_END:
            held.remove(next(stay for stay in held if stay["service"] == event.event))
    return rows


def _delay(stay: Row, words: str) -> None:
    """Add the delay that ends now to the stay in which it was."""
    found = _DELAY.fullmatch(words)
    assert found
    stay["delay_days"] = round(stay.get("delay_days", 0.0) + float(found["days"]), 2)
    reasons = filter(None, [stay.get("delay_reason"), found["reason"]])
    stay["delay_reason"] = "; ".join(dict.fromkeys(reasons))


def _said(event: Event) -> Row:
    """Return what an event is called, and which service or end it is of."""
    if event.event_type == event_log.ARRIVAL_DEPARTURE:
        end = DEPARTURES.get(event.event)
        return {"event": DEPART if end else event.event, "departure": end}
    if event.event_type == event_log.QUEUE:
        begin = next(begin for begin in QUEUES if event.event.startswith(begin))
        service = event.event.removeprefix(begin)
        return {"event": QUEUES[begin] + service, "service": service}
    return {"service": event.event, "unique_resource_id": f"{event.event}_{event.resource_id}"}
