"""The model to run: the story of ``simpy_engine`` as compiled code, event for event."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from carefunds_sim.engines.compiled.loop import (
    Pause,
    open_every_place,
    set_next_month,
    set_off,
    simulate_months,
)
from carefunds_sim.engines.compiled.memory import Memory
from carefunds_sim.engines.event_log import EventLog, Note
from carefunds_sim.engines.month_end import MonthEnd
from carefunds_sim.model.compiling import cache_is_complete, complete_cache

if TYPE_CHECKING:
    from collections.abc import Callable

    from carefunds_sim.engines.month_end import OnMonth
    from carefunds_sim.model.money.frame import OnDecisions
    from carefunds_sim.model.plan import Plan
    from carefunds_sim.model.record import Event

EXPLANATION = (
    "Compiling the simulation engine, once on this machine and for this version; "
    "this takes up to a minute."
)
STRETCH = 120  # months at a time where nothing steers them


def simulate_compiled(
    plan: Plan,
    *,
    trace: bool = False,
    on_month: OnMonth | None = None,
    on_decisions: OnDecisions | None = None,
) -> tuple[dict[str, np.ndarray], list[Event], int, tuple[str, ...]]:
    """Run a plan; return its monthly accounts, its event log and the number of its events.

    Raises ConservationError or GridlockError when the run cannot be believed.
    """
    month_end = MonthEnd(plan, on_month, on_decisions)
    stretch = 1 if month_end.steers else STRETCH
    memory = Memory(plan, month_end.conditions, traced=trace, stretch=stretch)
    world, months = memory.world, len(plan.calendar.month)
    set_off(memory.worlds)
    done = 0
    while done < months:
        world["pause_after"] = min(done + stretch, months) - 1
        _simulate_months(memory)
        closed = int(world["month"]) + 1 - done
        version = month_end.version
        month_end.close(done, memory.snapshot(closed))
        if month_end.version is not version:
            memory.change(month_end.version)
        done += closed
        if done < months:
            set_next_month(memory.worlds)
            memory.count_anew()
        if month_end.steers:
            memory.follow(month_end.conditions)
            open_every_place(memory.worlds)
    return month_end.values(), _events(plan, memory), int(world["event_count"]), month_end.remarks()


def _simulate_months(memory: Memory) -> None:
    """Simulate to a pause at a month's end, with more memory where there are more people."""
    pause = simulate_months(memory.worlds)
    while pause != Pause.MONTH_END:
        if pause == Pause.MORE_PERSONS:
            memory.make_room_for_persons()
        else:
            memory.make_room_for_notes()
        pause = simulate_months(memory.worlds)


def _events(plan: Plan, memory: Memory) -> list[Event]:
    """Write the event log from the notes."""
    log = EventLog(plan.names.services, kept=bool(memory.world["traced"]))
    notes = memory.tables["notes"][: memory.world["noted"]]
    for person, note, detail, day, days in notes.tolist():
        log.note(person, Note(note), day, detail, days)
    return log.events


def compile_all(announce: Callable[[str], None] | None) -> None:
    """Run a small area, so that all machine code is there; at once where it was kept."""
    from carefunds_sim.model.resolve import make_plan  # an engine that is ready needs neither
    from carefunds_sim.scenario.load import compose

    if cache_is_complete():
        return
    if announce:
        announce(EXPLANATION)
    small = {"scale": 0.01, "years": 2, "warmup_months": 12}
    scenario = compose("county", "pooled", "winter_grants", run=small)
    plan = make_plan(scenario, seed=scenario.run.seed, replication=0)
    simulate_compiled(plan, trace=False, on_month=None)
    complete_cache()
