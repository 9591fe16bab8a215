"""One person's story, as in ``engines/simpy_engine.py``, told step by step.

A step takes no time and returns the next one; a step at which something is waited for ends the
telling until the event queue comes back to the person.
"""

from __future__ import annotations

from enum import IntEnum

from carefunds_sim.engines.compiled.event_queue import cancel
from carefunds_sim.engines.compiled.passing_time import (
    ask,
    begin_delay,
    begin_undeclared,
    begin_wait,
    end_delay,
    end_wait,
    live_on,
    live_through,
    pass_time,
    renew,
)
from carefunds_sim.engines.compiled.records import Record, World
from carefunds_sim.engines.compiled.tables import (
    count_start_by,
    month_of_service,
    onward_from,
    person_at,
    persons_of,
    refused_from,
    service_at,
    stage_at,
    stage_chance_of,
)
from carefunds_sim.engines.compiled.waiting_line import leave_line
from carefunds_sim.engines.compiled.whereabouts import (
    chance,
    change_dependency,
    draw,
    give_back,
    give_up_kept_place,
    go_home_to_wait,
    go_to_hospital,
    hold,
    is_so,
    leave_model,
    move,
    origin,
    return_to_kept_place,
    who_buys,
)
from carefunds_sim.engines.person import NOTHING, OUTSIDE
from carefunds_sim.model.compiling import compiled, inlined
from carefunds_sim.model.rules import pathway
from carefunds_sim.model.rules.variates import pick, residual_days, stay_days
from carefunds_sim.vocabulary import Hazard, Moment, Purpose


class Step(IntEnum):
    """Where a person is in their story; from ``IN_STAGE`` on, what they wait for."""

    REACH = 0
    ARRANGE = 1
    PASS_THE_BAR = 2
    JOIN_QUEUE = 3
    MOVE_IN = 4
    STAY = 5
    COMPLETE = 6
    LEAVE = 7
    IN_STAGE = 8
    WAITS_FOR_TEAM = 9
    WITH_TEAM = 10
    WAITS = 11
    FIRST_PART = 12
    STAYS = 13
    GONE = 14


# --- What takes no time ---------------------------------------------------------------------


@compiled
def tell(w: World, slot: int, step: int) -> None:
    """Tell a person's story from a step on, until something has to be waited for."""
    person = person_at(w, slot)
    while step < Step.IN_STAGE:
        if step == Step.REACH:
            step = reach(w, person)
        elif step == Step.ARRANGE:
            step = arrange(w, slot)
        elif step == Step.PASS_THE_BAR:
            person.target = pass_the_bar(w, person, person.need)
            step = Step.JOIN_QUEUE
        elif step == Step.JOIN_QUEUE:
            step = join_queue(w, slot)
        elif step == Step.MOVE_IN:
            step = move_in(w, person)
        elif step == Step.STAY:
            step = stay(w, slot)
        elif step == Step.COMPLETE:
            step = next_need(w, person)
        else:
            leave_model(w, person, died=False)
            step = Step.GONE
    person.step = step
    if step == Step.GONE:
        cancel(w, slot)


@inlined
def reach(w: World, person: Record) -> int:
    """Get to the service that is needed: by arrangements, past the bar, through a queue."""
    person.spell += 1
    if person.need == person.kept:
        return_to_kept_place(w, person)
        return Step.STAY
    person.need = who_buys(w, person, person.need)
    person.asked_day = person.ready_day = w.now
    person.stage = 0
    return Step.ARRANGE if service_at(w, person.need).arranged else Step.PASS_THE_BAR


@inlined
def arrange(w: World, slot: int) -> int:
    """Pass the stages of arranging care, in the order of the area's file."""
    person = person_at(w, slot)
    need, asks_from = person.need, origin(w, person)
    while person.stage < w.stages_size:
        stage = stage_at(w, person.stage)
        likely = stage_chance_of(w, person.stage, asks_from, need)
        length = stage.factor
        if stage.dispute:
            likely *= service_at(w, need).dispute_chance
            length *= w.dispute_length
        if not is_so(w, person, Purpose.STAGE_CHANCE + person.stage, likely):
            person.stage += 1
            continue
        person.stage_length = length
        if stage.declared:
            begin_delay(w, person, stage.reason, need)
        else:
            begin_undeclared(w, person)
        if stage.team < 0:
            begin_work(w, slot, stage.family, stage.days, stage.spread)
            return Step.IN_STAGE
        if begin_wait(w, slot, stage.team, pathway.NEVER):
            return meet_team(w, slot)
        pass_time(w, slot, Moment.END_OF_PATIENCE)
        return Step.WAITS_FOR_TEAM
    return Step.PASS_THE_BAR


@inlined
def meet_team(w: World, slot: int) -> int:
    """Take up a team's time for as long as its work takes."""
    person = person_at(w, slot)
    end_wait(w, person)
    team = person.waits_for
    service = service_at(w, team)
    hold(w, person, team, person.wanted)
    month_of_service(w, team).starts += 1.0
    count_start_by(w, team, person.commissioner)
    begin_work(w, slot, service.stay_family, service.stay_mean[0, 0], service.stay_spread)
    return Step.WITH_TEAM


@inlined
def begin_work(w: World, slot: int, family: int, mean: float, spread: float) -> None:
    """Let a stage's work begin."""
    person = person_at(w, slot)
    u = chance(w, person, Purpose.STAGE_DAYS + person.stage)
    person.days = stay_days(u, family, mean, spread) * person.stage_length
    pass_time(w, slot, Moment.END_OF_STAY)


@inlined
def end_stage(w: World, person: Record) -> int:
    """Complete a stage of arranging care."""
    stage = stage_at(w, person.stage)
    end_delay(w, person)
    if not stage.declared:
        person.ready_day = w.now
    person.stage += 1
    return Step.ARRANGE


@compiled
def pass_the_bar(w: World, person: Record, need: int) -> int:
    """Return the service, or what those fall back on whom the eligibility bar refuses."""
    service = service_at(w, need)
    counted = month_of_service(w, need)
    counted.requests += 1.0
    counted.requested_units += service.units[person.dependency]
    if not service.rationed:
        return need
    passes = pathway.acceptance_chance(
        service.acceptance,
        service.refusal_weight[person.dependency, origin(w, person)],
        service.lowest_acceptance,
    )
    if is_so(w, person, Purpose.ACCEPTANCE, passes):
        return need
    counted.refused += 1.0
    return pick(chance(w, person, Purpose.FALLBACK), refused_from(w, need))


@inlined
def join_queue(w: World, slot: int) -> int:
    """Wait for a place."""
    person = person_at(w, slot)
    need = person.target
    if need == person.kept:
        return Step.MOVE_IN
    go_home_to_wait(w, person, need)
    begin_delay(w, person, service_at(w, need).reason, need)
    if begin_wait(w, slot, need, service_at(w, need).patience):
        return end_queue(w, person)
    pass_time(w, slot, Moment.END_OF_PATIENCE)
    return Step.WAITS


@inlined
def end_queue(w: World, person: Record) -> int:
    """End a wait with a start, or take the second choice when patience ends."""
    end_wait(w, person)
    end_delay(w, person)
    if person.granted:
        return Step.MOVE_IN
    month_of_service(w, person.target).second_choices += 1.0
    person.target = pass_the_bar(w, person, service_at(w, person.target).second_choice)
    return Step.JOIN_QUEUE


@inlined
def move_in(w: World, person: Record) -> int:
    """Move to where one has got a place, with or without what was asked for."""
    if person.target != person.need:
        go_without(w, person, person.need)
    if person.target == person.kept:
        return_to_kept_place(w, person)
        return Step.STAY
    if person.target != w.admitted_to:
        give_up_kept_place(w, person)
    move(w, person, person.target, person.wanted)
    return Step.STAY


@inlined
def go_without(w: World, person: Record, need: int) -> None:
    """Miss a service; where rehabilitation is not what matters, recover as if by it."""
    service = service_at(w, need)
    if service.rehabilitation and not w.missing_costs:
        u = chance(w, person, Purpose.MISSED_IMPROVEMENT)
        helped = service.improvement[person.dependency]
        change_dependency(w, person, pathway.improved(person.dependency, u, helped))


@inlined
def stay(w: World, slot: int) -> int:
    """Stay as long as it takes; a hospital under pressure may cut the end short."""
    person = person_at(w, slot)
    person.days = length_of_stay(w, person)
    step = Step.STAYS
    if person.place == w.admitted_to and w.early_chance != 0.0:
        person.last_part = person.days * w.early_cut
        person.days -= person.last_part
        step = Step.FIRST_PART
    pass_time(w, slot, Moment.END_OF_STAY)
    return step


@inlined
def end_first_part(w: World, slot: int) -> int:
    """Go home early from a full hospital, or stay for the last part."""
    person = person_at(w, slot)
    if is_cut_short(w, person):
        person.early = w.early_readmits
        return Step.COMPLETE
    person.days = person.last_part
    pass_time(w, slot, Moment.END_OF_STAY)
    return Step.STAYS


@inlined
def is_cut_short(w: World, person: Record) -> bool:
    """Tell whether the hospital is full enough to send this person home early."""
    hospital = service_at(w, w.admitted_to)
    return pathway.cut_short(
        hospital.used,
        hospital.open_units,
        w.early_above,
        chance(w, person, Purpose.EARLY_DISCHARGE),
        w.early_chance,
    )


@inlined
def next_need(w: World, person: Record) -> int:
    """Complete a stay, perhaps less dependent, and go on to what is needed next."""
    place = person.place
    helped = service_at(w, place).improvement[person.dependency]
    if helped > 0.0:
        u = chance(w, person, Purpose.IMPROVEMENT)
        change_dependency(w, person, pathway.improved(person.dependency, u, helped))
    if place == w.admitted_to and person.kept != OUTSIDE:
        person.need = person.kept
        return Step.REACH
    need = where_next(w, person)
    if need == w.services_size:
        return Step.LEAVE
    person.need = need
    return Step.REACH


@inlined
def where_next(w: World, person: Record) -> int:
    """Return where people go from here; who all go nowhere need no draw."""
    shares = onward_from(w, person.place, person.dependency, person.presentation)
    if shares[w.services_size - 1] <= 0.0:
        return w.services_size
    return pick(chance(w, person, Purpose.ONWARD), shares)


@inlined
def length_of_stay(w: World, person: Record) -> float:
    """Draw how long a stay takes; of one under way on the first day, what is left."""
    service = service_at(w, person.place)
    usual = service.stay_mean[person.dependency, person.presentation]
    mean = usual * service.stay_factor
    if person.in_census:
        person.in_census = False
        length = draw(w, person, 0, Purpose.RESIDUAL_LENGTH)
        share = draw(w, person, 0, Purpose.RESIDUAL_SHARE)
        return residual_days(length, share, service.stay_family, mean, service.stay_spread)
    u = chance(w, person, Purpose.STAY)
    return stay_days(u, service.stay_family, mean, service.stay_spread)


# --- What ends a wait -----------------------------------------------------------------------


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
