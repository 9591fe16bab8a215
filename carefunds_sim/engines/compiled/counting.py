"""Counting days by true intervals, and notes for the event log."""

from __future__ import annotations

from carefunds_sim.engines.compiled.records import Record, World
from carefunds_sim.engines.compiled.tables import note_at
from carefunds_sim.model.compiling import compiled, inlined


@compiled
def change(level: Record, by: float, day: float) -> None:
    """Change a level; what it was counts until this day."""
    level.total += level.now * (day - level.since)
    level.since = day
    level.now += by


@inlined
def note(w: World, person: Record, what: int, detail: int, days: float) -> None:
    """Note what happens to a person, where the run is traced; see ``event_log.Note``."""
    if not w.traced:
        return
    line = note_at(w, w.noted)
    line.person = person.id
    line.note = what
    line.detail = detail
    line.day = w.now
    line.days = days
    w.noted += 1
