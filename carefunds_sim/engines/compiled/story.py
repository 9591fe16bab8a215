"""One person's story, as in ``engines/simpy_engine.py``, told step by step.

A step takes no time and returns the next one; a step at which something is waited for ends the
telling until the event queue comes back to the person.
"""

from __future__ import annotations

from carefunds_sim.engines.compiled.chances import chance, draw, is_so
from carefunds_sim.engines.compiled.event_queue import cancel
from carefunds_sim.engines.compiled.passing_time import (
    begin_delay,
    begin_wait,
    end_delay,
    end_wait,
    pass_time,
)
from carefunds_sim.engines.compiled.questions import origin, who_buys
from carefunds_sim.engines.compiled.records import Record, World
from carefunds_sim.engines.compiled.stages import arrange
from carefunds_sim.engines.compiled.step import Step
from carefunds_sim.engines.compiled.tables import (
    month_of_service,
    onward_from,
    person_at,
    refused_from,
    service_at,
)
from carefunds_sim.engines.compiled.whereabouts import (
    change_dependency,
    give_up_kept_place,
    go_home_to_wait,
    leave_model,
    move,
    return_to_kept_place,
)
from carefunds_sim.engines.person import OUTSIDE
from carefunds_sim.model.compiling import compiled, inlined
from carefunds_sim.model.rules import pathway
from carefunds_sim.model.rules.variates import pick, residual_days, stay_days
from carefunds_sim.vocabulary import Moment, Purpose


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
    instead = pick(chance(w, person, Purpose.FALLBACK), refused_from(w, need))
    units = service_at(w, instead).units[person.dependency]
    month_of_service(w, instead).diverted_units += units
    return instead


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
