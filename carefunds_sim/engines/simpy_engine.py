"""The model to read: one SimPy process a person, the stay in the order in which it happens.

Begin at ``life``. What takes time is here: stays, queues, the stages of arranging care. What
happens at an instant (moving, counting, deciding, drawing) is in ``steps``, the same functions for
both engines; rules with numbers are in ``model/rules``. Everything a person meets that money has
changed (open places, the eligibility threshold, head starts in queues) changes at month ends only;
see ``month_end``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from carefunds_sim.engines.event_log import EventLog
from carefunds_sim.engines.month_end import MonthEnd
from carefunds_sim.engines.places import After, Request, Steps
from carefunds_sim.engines.simpy_world import Person, World
from carefunds_sim.engines.steps.choices import (
    ask_for_care,
    begin_stage,
    days_until_cut,
    days_until_threat,
    end_stage,
    has_to_arrange,
    is_cut,
    length_of_stay,
    make_person,
    meet_team,
    meets_stage,
    move_in,
    next_need,
    pass_threshold,
    stays_on,
    work_days,
)
from carefunds_sim.engines.steps.movements import (
    enter,
    give_back,
    go_home_to_wait,
    go_to_hospital,
    leave_model,
    open_places,
    return_to_held_bed,
)
from carefunds_sim.engines.steps.questions import arranged_from
from carefunds_sim.engines.steps.records import NOTHING, Record
from carefunds_sim.engines.steps.waiting import (
    begin_delay,
    begin_wait,
    count_wait,
    end_delay,
    end_wait,
    live_on,
    live_through,
    next_moment,
    renew,
    set_request,
)
from carefunds_sim.model.rules import pathway
from carefunds_sim.vocabulary import Hazard, Moment, Purpose

if TYPE_CHECKING:
    from carefunds_sim.engines.month_end import OnMonth
    from carefunds_sim.model.money.frame import OnDecisions
    from carefunds_sim.model.plan import Plan
    from carefunds_sim.model.record import Event


class Interrupted(Exception):  # noqa: N818 - not an error: life got in the way
    """What a person was about to do is overtaken."""


class Died(Interrupted):
    """The person died."""


class Admitted(Interrupted):
    """The person must go to hospital now."""


# --- One person's story ---------------------------------------------------------------------


def life(w: World, person: Record) -> Steps:
    """From first need to needing nothing any more."""
    enter(w, person, w.comer_starts_in[person.id])
    while person.need != NOTHING:
        try:
            if not person.in_census:
                yield from reach(w, person)
            yield from stay(w, person)
            person.need = next_need(w, person)
        except Admitted:
            go_to_hospital(w, person)
            person.need = w.admitted_to
        except Died:
            leave_model(w, person, died=True)
            return
    leave_model(w, person, died=False)


def reach(w: World, person: Record) -> Steps:
    """Get to the service that is needed: by arrangements, past the threshold, through a queue."""
    person.episode += 1
    if person.need == person.held_bed:
        return_to_held_bed(w, person)
        return
    ask_for_care(w, person)
    if has_to_arrange(w, person):
        yield from arrange(w, person)
    if stays_on(person):
        return
    person.target = pass_threshold(w, person, person.need)
    yield from queue(w, person)
    move_in(w, person)


def arrange(w: World, person: Record) -> Steps:
    """Pass the stages of arranging care, in the order of the area's file."""
    place = arranged_from(w, person)
    for person.stage in range(w.stages_size):
        if meets_stage(w, person, place):
            begin_stage(w, person)
            try:
                yield from pass_stage(w, person)
            finally:
                end_delay(w, person)
            end_stage(w, person)


def pass_stage(w: World, person: Record) -> Steps:
    """Pass one stage: a plain delay, or a team's work once the team has time."""
    stage = w.stages[person.stage]
    if stage.team < 0:
        days = work_days(w, person, stage.family, stage.days, stage.spread)
        yield from pass_time(w, person, days)
        return
    yield from wait_in_queue(w, person, stage.team)
    days = meet_team(w, person)
    if person.granted:
        try:
            yield from pass_time(w, person, days)
        finally:
            give_back(w, person, stage.team, person.wanted)


def queue(w: World, person: Record) -> Steps:
    """Wait for a place; take the second choice when patience ends.

    A second choice has to pass its own eligibility threshold, and may have a second choice itself.
    No one waits for a place that is held for them.
    """
    while person.target != person.held_bed:
        need = person.target
        go_home_to_wait(w, person, need)
        begin_delay(w, person, w.services[need].reason, need)
        try:
            yield from wait_in_queue(w, person, need)
        finally:
            end_delay(w, person)
        if person.granted:
            return
        w.service_months[need].second_choices += 1.0
        person.target = pass_threshold(w, person, w.services[need].second_choice)


def stay(w: World, person: Record) -> Steps:
    """Stay as long as it takes; a full hospital may cut the end short, or a provider close."""
    left = length_of_stay(w, person)
    part = days_until_cut(w, person, left)
    while part < left:
        yield from pass_time(w, person, part)
        if is_cut(w, person):
            return
        left -= part
        part = days_until_threat(w, person, left)
    yield from pass_time(w, person, left)


# --- Time that passes, until something ends or life gets in the way --------------------------


def pass_time(w: World, person: Record, days: float) -> Steps:
    """Let days pass, unless death or admission comes first."""
    person.days = days
    while True:
        until, moment = what_comes(w, person, Moment.END_OF_STAY)
        if until == pathway.NEVER:
            yield w.clock.event()  # nothing will ever happen to this person again
        yield After(w.clock, until, moment, person.id)
        live_through(w, person)
        if moment is Moment.END_OF_STAY:
            return
        strike(w, person, moment)


def wait_in_queue(w: World, person: Record, need: int) -> Steps:
    """Queue for what a person needs of a service, until they start or patience ends.

    Who comes to need more while waiting asks for more, and keeps their place in the queue.
    """
    begin_wait(w, person, need, w.services[need].patience)
    request = ask(w, person)
    count_wait(w, person)
    try:
        while not request.triggered:
            until, limit = what_comes(w, person, Moment.END_OF_PATIENCE)
            if until < pathway.NEVER:
                request.end_after(After(w.clock, until, limit, person.id))
            moment = yield request
            live_through(w, person)
            if moment not in (Moment.START, Moment.END_OF_PATIENCE):
                strike(w, person, moment)
                request = ask(w, person)
    finally:
        end_wait(w, person)


def ask(w: World, person: Record) -> Request:
    """Ask for units, at the same place in the queue as before."""
    set_request(w, person)
    return Request(w.services[person.waits_for], person)


def what_comes(w: World, person: Record, end: Moment) -> tuple[float, Moment]:
    """Return in how many days what comes first: a hazard, the end, or a window's end."""
    until, moment = next_moment(w, person, end)
    return until, Moment(moment)


def strike(w: World, person: Record, moment: Moment) -> None:
    """Let strike what comes in the middle of something else."""
    if moment is Moment.DEATH:
        raise Died
    if moment is Moment.ADMISSION:
        renew(w, person, Hazard.ADMISSION, Purpose.CLOCK_ADMISSION)
        raise Admitted
    live_on(w, person, moment)


# --- Setting people going -------------------------------------------------------------------


def arrivals(w: World) -> Steps:
    """Let people come forward one after the other, as far as feedback loops let them."""
    for row, day in enumerate(w.comer_arrival_day):
        yield After(w.clock, max(0.0, day - w.now), Moment.ARRIVAL, row)
        if w.comer_thinning[row] < w.streams[w.comer_stream[row]].threshold:
            person = Person()
            make_person(w, person, row)
            w.clock.process(life(w, person))


def capacity_steps(w: World, plan: Plan) -> Steps:
    """Step a small network's capacities on their stated days."""
    net = plan.network
    steps = zip(
        net.step_day.tolist(), net.step_service.tolist(), net.step_capacity.tolist(), strict=True
    )
    for day, service, capacity in steps:
        yield After(w.clock, max(0.0, day - w.now), Moment.CAPACITY_STEP, service)
        w.services[service].open_units = capacity
        open_places(w, service)


def months(w: World, plan: Plan, month_end: MonthEnd) -> Steps:
    """Close every month before anything else of the next day."""
    for month, days in enumerate(np.diff(plan.calendar.starts).tolist()):
        yield After(w.clock, days, Moment.MONTH, month)
        version = month_end.version
        month_end.close(month, w.snapshot())
        if month_end.version is not version:
            w.change(month_end.version)
        w.begin_month()
        if month_end.steers:
            for place in range(w.services_size):
                open_places(w, place)


def simulate_simpy(
    plan: Plan,
    *,
    trace: bool = False,
    on_month: OnMonth | None = None,
    on_decisions: OnDecisions | None = None,
) -> tuple[dict[str, np.ndarray], list[Event], int, tuple[str, ...]]:
    """Run a plan; return its monthly accounts, its event log, and 0 for events not counted.

    Raises ConservationError or GridlockError when the run cannot be believed.
    """
    log = EventLog(plan.names.services, kept=trace)
    month_end = MonthEnd(plan, on_month, on_decisions)
    w = World(plan, month_end.conditions, log)
    w.clock.process(arrivals(w))
    w.clock.process(capacity_steps(w, plan))
    w.clock.run(until=w.clock.process(months(w, plan, month_end)))
    log.kept = False  # what Python closes after the end is no event of the run
    return month_end.values(), log.events, 0, month_end.remarks()
