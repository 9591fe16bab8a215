"""One person's story, as in ``simpy_engine``, step by step.

What takes no time is in ``engines/steps``, the same for both engines. A ``Step`` below ``IN_STAGE``
returns the next one; where something is waited for, the story stops until the event queue comes
back to the person. A SimPy process stops in the middle of a function and goes on there later;
machine code has to know where to go on, so each wait begins in one function and ends in another.
"""

from __future__ import annotations

from carefunds_sim.engines.compiled.event_queue import cancel, order_of, schedule
from carefunds_sim.engines.compiled.people import (
    Step,
    join_line,
    leave_line,
    person_at,
    persons_of,
    serve,
)
from carefunds_sim.engines.steps.choices import (
    ask_for_care,
    begin_stage,
    days_until_cut,
    days_until_threat,
    end_stage,
    has_to_arrange,
    is_cut,
    length_of_stay,
    meet_team,
    meets_stage,
    move_in,
    next_need,
    pass_threshold,
    stays_on,
    work_days,
)
from carefunds_sim.engines.steps.movements import (
    give_back,
    go_home_to_wait,
    go_to_hospital,
    leave_model,
    return_to_held_bed,
)
from carefunds_sim.engines.steps.questions import arranged_from
from carefunds_sim.engines.steps.records import NO_PERSON, NOTHING, Record, World
from carefunds_sim.engines.steps.tables import month_of_service, service_at, stage_at
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
from carefunds_sim.model.compiling import step
from carefunds_sim.model.rules import pathway
from carefunds_sim.vocabulary import Hazard, Moment, Purpose


@step(inlined=False)
def advance(w: World, slot: int) -> None:
    """Go on with a person's story from their step, until something has to be waited for."""
    person = person_at(w, slot)
    at = person.step
    while at < Step.IN_STAGE:
        if at == Step.REACH:
            at = reach(w, person)
        elif at == Step.ARRANGE:
            at = arrange(w, slot)
        elif at == Step.PASS_THRESHOLD:
            at = end_arranging(w, person)
        elif at == Step.JOIN_QUEUE:
            at = join_queue(w, slot)
        elif at == Step.MOVE_IN:
            move_in(w, person)
            at = Step.STAY
        elif at == Step.STAY:
            at = stay(w, slot)
        elif at == Step.COMPLETE:
            person.need = next_need(w, person)
            at = Step.LEAVE if person.need == NOTHING else Step.REACH
        else:
            leave_model(w, person, died=False)
            at = Step.GONE
    person.step = at
    if at == Step.GONE:
        cancel(w, slot)


# --- Steps, and the waits that they begin ---------------------------------------------------


@step
def reach(w: World, person: Record) -> int:
    """Get to the service that is needed: by arrangements, past the threshold, through a queue."""
    person.episode += 1
    if person.need == person.held_bed:
        return_to_held_bed(w, person)
        return Step.STAY
    ask_for_care(w, person)
    return Step.ARRANGE if has_to_arrange(w, person) else Step.PASS_THRESHOLD


@step
def arrange(w: World, slot: int) -> int:
    """Pass the stages of arranging care, in the order of the area's file."""
    person = person_at(w, slot)
    place = arranged_from(w, person)
    while person.stage < w.stages_size:
        if not meets_stage(w, person, place):
            person.stage += 1
            continue
        begin_stage(w, person)
        stage = stage_at(w, person.stage)
        if stage.team < 0:
            person.days = work_days(w, person, stage.family, stage.days, stage.spread)
            pass_time(w, slot, Moment.END_OF_STAY)
            return Step.IN_STAGE
        if join(w, slot, stage.team):
            return end_wait_for_team(w, slot)
        pass_time(w, slot, Moment.END_OF_PATIENCE)
        return Step.WAITS_FOR_TEAM
    return Step.PASS_THRESHOLD


@step
def end_wait_for_team(w: World, slot: int) -> int:
    """Take up a team's time for as long as its work takes, or do without when patience ends."""
    person = person_at(w, slot)
    end_wait(w, person)
    person.days = meet_team(w, person)
    if not person.granted:
        return complete_stage(w, person)
    pass_time(w, slot, Moment.END_OF_STAY)
    return Step.WITH_TEAM


@step
def complete_stage(w: World, person: Record) -> int:
    """Go on to the next stage of arranging care."""
    end_stage(w, person)
    person.stage += 1
    return Step.ARRANGE


@step
def end_arranging(w: World, person: Record) -> int:
    """Pass the threshold to a queue; a displaced person stays, with another provider."""
    if stays_on(person):
        return Step.STAY
    person.target = pass_threshold(w, person, person.need)
    return Step.JOIN_QUEUE


@step
def join_queue(w: World, slot: int) -> int:
    """Wait for a place; no one waits for one that is held for them."""
    person = person_at(w, slot)
    need = person.target
    if need == person.held_bed:
        return Step.MOVE_IN
    go_home_to_wait(w, person, need)
    begin_delay(w, person, service_at(w, need).reason, need)
    if join(w, slot, need):
        return end_queue(w, person)
    pass_time(w, slot, Moment.END_OF_PATIENCE)
    return Step.WAITS


@step
def end_queue(w: World, person: Record) -> int:
    """End a wait with a start, or take the second choice when patience ends."""
    end_wait(w, person)
    end_delay(w, person)
    if person.granted:
        return Step.MOVE_IN
    month_of_service(w, person.target).second_choices += 1.0
    person.target = pass_threshold(w, person, service_at(w, person.target).second_choice)
    return Step.JOIN_QUEUE


@step
def stay(w: World, slot: int) -> int:
    """Stay as long as it takes; a full hospital may cut the end short, or a provider close."""
    person = person_at(w, slot)
    left = length_of_stay(w, person)
    return next_part(w, slot, left, days_until_cut(w, person, left))


@step
def next_part(w: World, slot: int, left: float, part: float) -> int:
    """Let a part of what is left of a stay pass, after which it may be cut, or all of it."""
    person = person_at(w, slot)
    cut_later = part < left
    person.days, person.last_part = part, left - part
    pass_time(w, slot, Moment.END_OF_STAY)
    return Step.FIRST_PART if cut_later else Step.STAYS


@step
def end_first_part(w: World, slot: int) -> int:
    """End a stay that is cut, or stay for the last part."""
    person = person_at(w, slot)
    if is_cut(w, person):
        return Step.COMPLETE
    return next_part(w, slot, person.last_part, days_until_threat(w, person, person.last_part))


# --- Waiting --------------------------------------------------------------------------------


@step(inlined=False)
def pass_time(w: World, slot: int, end: int) -> None:
    """Let time pass until the days end, or patience does, or something else comes first."""
    person = person_at(w, slot)
    until, moment = next_moment(w, person, end)
    if until == pathway.NEVER:
        cancel(w, slot)
    else:
        schedule(w, slot, w.now + until, order_of(moment, person.id))


@step(inlined=False)
def join(w: World, slot: int, need: int) -> bool:
    """Queue for what a person needs of a service; return whether they start at once."""
    person = person_at(w, slot)
    begin_wait(w, person, need, service_at(w, need).patience)
    ask(w, slot)
    count_wait(w, person)
    return bool(person.granted)


@step
def ask(w: World, slot: int) -> bool:
    """Ask for units, at the same place in the queue as before; return whether they are free."""
    person = person_at(w, slot)
    service = service_at(w, person.waits_for)
    set_request(w, person)
    if service.first == NO_PERSON and pathway.fits(service.used, person.wanted, service.limit):
        service.used += person.wanted
        person.granted = True
    else:
        join_line(persons_of(w), service, slot)
        serve(w, service)
    return bool(person.granted)


# --- What ends a wait: what was waited for, or life that gets in the way ----------------------


@step(inlined=False)
def go_on(w: World, slot: int, moment: int) -> None:
    """Take what has come to a person, and set the step from which their story goes on."""
    person = person_at(w, slot)
    at = person.step
    waits = at == Step.WAITS or at == Step.WAITS_FOR_TEAM
    if waits and moment != Moment.START:
        leave_line(persons_of(w), service_at(w, person.waits_for), slot)
    live_through(w, person)
    if moment == Moment.DEATH:
        drop_everything(w, person)
        leave_model(w, person, died=True)
        at = Step.GONE
    elif moment == Moment.ADMISSION:
        renew(w, person, Hazard.ADMISSION, Purpose.CLOCK_ADMISSION)
        drop_everything(w, person)
        go_to_hospital(w, person)
        person.need = w.admitted_to
        at = Step.LEAVE if person.need == NOTHING else Step.REACH
    elif moment == Moment.DECLINE or moment == Moment.END_OF_WINDOW:
        live_on(w, person, moment)
        at = take_up_again(w, slot, waits)
    else:
        at = end_of(w, slot)
    person.step = at


@step
def take_up_again(w: World, slot: int, waits: bool) -> int:
    """Go on with what was interrupted; who waits asks for what they need now."""
    person = person_at(w, slot)
    if not waits:
        pass_time(w, slot, Moment.END_OF_STAY)
        return person.step
    if ask(w, slot):
        return end_of(w, slot)
    pass_time(w, slot, Moment.END_OF_PATIENCE)
    return person.step


@step(inlined=False)
def end_of(w: World, slot: int) -> int:
    """End what was waited for as it should end, and return the next step."""
    person = person_at(w, slot)
    at = person.step
    if at == Step.STAYS:
        return Step.COMPLETE
    if at == Step.FIRST_PART:
        return end_first_part(w, slot)
    if at == Step.WAITS:
        return end_queue(w, person)
    if at == Step.WAITS_FOR_TEAM:
        return end_wait_for_team(w, slot)
    if at == Step.WITH_TEAM:
        give_back(w, person, person.waits_for, person.wanted)
    return complete_stage(w, person)


@step
def drop_everything(w: World, person: Record) -> None:
    """Leave the queue, the team and the bed's delay, as people do who have to go at once."""
    at = person.step
    if at == Step.WAITS or at == Step.WAITS_FOR_TEAM:
        end_wait(w, person)
    elif at == Step.WITH_TEAM:
        give_back(w, person, person.waits_for, person.wanted)
    end_delay(w, person)
