"""What ends a wait: what was waited for, or life that gets in the way."""

from __future__ import annotations

from carefunds_sim.engines.compiled.passing_time import (
    ask,
    end_delay,
    end_wait,
    live_on,
    live_through,
    pass_time,
    renew,
)
from carefunds_sim.engines.compiled.records import Record, World
from carefunds_sim.engines.compiled.stages import end_stage, meet_team
from carefunds_sim.engines.compiled.step import Step
from carefunds_sim.engines.compiled.story import end_first_part, end_queue, tell
from carefunds_sim.engines.compiled.tables import person_at, persons_of, service_at
from carefunds_sim.engines.compiled.waiting_line import leave_line
from carefunds_sim.engines.compiled.whereabouts import give_back, go_to_hospital, leave_model
from carefunds_sim.engines.person import NOTHING
from carefunds_sim.model.compiling import compiled, inlined
from carefunds_sim.vocabulary import Hazard, Moment, Purpose


@compiled
def go_on(w: World, slot: int, moment: int) -> None:
    """Go on with a person's story when its next event has come."""
    person = person_at(w, slot)
    step = person.step
    waits = step == Step.WAITS or step == Step.WAITS_FOR_TEAM
    if waits and moment != Moment.START:
        leave_line(persons_of(w), service_at(w, person.waits_for), slot)
    live_through(w, person)
    if moment == Moment.DEATH:
        drop_everything(w, person)
        leave_model(w, person, died=True)
        step = Step.GONE
    elif moment == Moment.ADMISSION:
        renew(w, person, Hazard.ADMISSION, Purpose.CLOCK_ADMISSION)
        drop_everything(w, person)
        go_to_hospital(w, person)
        person.need = w.admitted_to
        step = Step.LEAVE if person.need == NOTHING else Step.REACH
    elif moment == Moment.DECLINE or moment == Moment.END_OF_WINDOW:
        live_on(w, person, moment)
        step = take_up_again(w, slot, waits)
    else:
        step = end_of(w, slot)
    tell(w, slot, step)


@inlined
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


@compiled
def end_of(w: World, slot: int) -> int:
    """End what was waited for as it should end, and return the next step."""
    person = person_at(w, slot)
    step = person.step
    if step == Step.STAYS:
        return Step.COMPLETE
    if step == Step.FIRST_PART:
        return end_first_part(w, slot)
    if step == Step.WAITS:
        return end_queue(w, person)
    if step == Step.WAITS_FOR_TEAM:
        return meet_team(w, slot)
    if step == Step.WITH_TEAM:
        give_back(w, person, person.waits_for, person.wanted)
    return end_stage(w, person)


@inlined
def drop_everything(w: World, person: Record) -> None:
    """Leave the queue, the team and the bed's delay, as somebody does who has to go."""
    step = person.step
    if step == Step.WAITS or step == Step.WAITS_FOR_TEAM:
        end_wait(w, person)
    elif step == Step.WITH_TEAM:
        give_back(w, person, person.waits_for, person.wanted)
    end_delay(w, person)
