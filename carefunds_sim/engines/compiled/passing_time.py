"""How time passes for a person: until something ends, or until life gets in the way.

The functions do, one for one, what those of the same names do in ``engines/passing_time.py``,
with one difference of form. There a person's story stops in the middle and goes on later; here
it has to be told where to go on, so each wait begins in one function and ends in another.
"""

from __future__ import annotations

from carefunds_sim.engines.compiled.chances import draw
from carefunds_sim.engines.compiled.counting import change, note
from carefunds_sim.engines.compiled.event_queue import NOBODY, cancel, order_of, schedule
from carefunds_sim.engines.compiled.questions import (
    is_at_home,
    is_in_bed,
    origin,
    units_needed,
    waiting_place,
)
from carefunds_sim.engines.compiled.records import Record, World
from carefunds_sim.engines.compiled.tables import (
    delayed_at,
    month_of_service,
    person_at,
    persons_of,
    service_at,
    undeclared_at,
    waiting_at,
)
from carefunds_sim.engines.compiled.waiting_line import join_line
from carefunds_sim.engines.compiled.whereabouts import (
    change_dependency,
    follow_up,
    let_start,
    serve,
)
from carefunds_sim.engines.event_log import Note
from carefunds_sim.engines.person import OUTSIDE
from carefunds_sim.model.compiling import compiled, inlined
from carefunds_sim.model.rules import pathway
from carefunds_sim.model.rules.variates import exponential
from carefunds_sim.vocabulary import Hazard, Moment, Origin, Presentation, Purpose, Setting

NOT_DELAYED, DELAYED, UNDECLARED = range(3)
NOT_DRAWN = -1.0

# --- The time that passes -------------------------------------------------------------------


@compiled
def pass_time(w: World, slot: int, end: int) -> None:
    """Let time pass until the days end, or patience does, or something else comes first."""
    person = person_at(w, slot)
    windows = (
        person.discharged_day + w.recent_days,
        person.reabled_day + pathway.FOLLOW_UP_DAYS,
    )
    set_rates(w, person)
    person.since = w.now
    until, moment = pathway.what_comes_first(
        person.left, person.rates, person.days, end, w.now, windows
    )
    if until == pathway.NEVER:
        cancel(w, slot)
    else:
        schedule(w, slot, w.now + until, order_of(moment, person.id))


@inlined
def set_rates(w: World, person: Record) -> None:
    """Set what a day here uses up of the allowances of death, admission and decline."""
    if person.place == OUTSIDE:
        person.rates[:] = 0.0
        return
    service = service_at(w, person.place)
    hip_fracture = person.presentation == Presentation.HIP_FRACTURE
    recent = w.now < person.discharged_day + w.recent_days
    resting = person.delay != NOT_DELAYED and w.bed_rest_weakens
    death, admission, decline = pathway.hazard_rates(
        service.hazard[person.dependency],
        person.dependency,
        service.hip_fracture_death if hip_fracture else 1.0,
        w.recent_admission if recent else 1.0,
        w.early_readmission if recent and person.early else 1.0,
        w.deconditioning if resting else 0.0,
    )
    set_rate(w, person, Hazard.DEATH, death)
    set_rate(w, person, Hazard.ADMISSION, admission)
    set_rate(w, person, Hazard.DECLINE, decline)


@inlined
def set_rate(w: World, person: Record, hazard: int, rate: float) -> None:
    """Set one rate; an allowance is drawn when it is used up for the first time."""
    person.rates[hazard] = rate
    if rate > 0.0 and person.left[hazard] == NOT_DRAWN:
        person.left[hazard] = exponential(draw(w, person, 0, Purpose.CLOCK_DEATH + hazard))


@inlined
def live_through(w: World, person: Record) -> None:
    """Use up allowances and days for the time since they were last looked at."""
    days = w.now - person.since
    for hazard in range(len(person.left)):
        if person.rates[hazard] > 0.0:
            person.left[hazard] = max(0.0, person.left[hazard] - person.rates[hazard] * days)
    person.days = max(0.0, person.days - days)


@inlined
def renew(w: World, person: Record, hazard: int, purpose: int) -> None:
    """Give the person a new allowance of a hazard that has struck."""
    person.renewals[hazard] += 1
    person.left[hazard] = exponential(draw(w, person, person.renewals[hazard], purpose))


@inlined
def live_on(w: World, person: Record, moment: int) -> None:
    """Take what comes in the middle of something else and does not end it."""
    if moment == Moment.DECLINE:
        renew(w, person, Hazard.DECLINE, Purpose.CLOCK_DECLINE)
        change_dependency(w, person, pathway.declined(person.dependency))
    elif w.now >= person.reabled_day + pathway.FOLLOW_UP_DAYS:
        follow_up(w, person, is_at_home(w, person))


# --- Queues ---------------------------------------------------------------------------------


@compiled
def begin_wait(w: World, slot: int, need: int, patience: float) -> bool:
    """Queue for what a person needs of a service; tell whether they start at once."""
    person, service = person_at(w, slot), service_at(w, need)
    person.waits_for = need
    person.joined = w.now
    from_hospital = origin(w, person) == Origin.HOSPITAL
    person.queue_place = pathway.queue_place(w.now, from_hospital, service.head_start)
    person.waiting_place = waiting_place(w, person, need)
    person.days = patience
    started = ask(w, slot)
    if not started:
        note(w, person, Note.WAITING, need, 0.0)
    change(waiting_at(w, need, person.waiting_place), 1.0, w.now)
    if person.place != OUTSIDE:
        service_at(w, person.place).waiting_here += 1
    return started


@inlined
def ask(w: World, slot: int) -> bool:
    """Ask for units, at the same place in the queue as before; tell whether they are free."""
    person = person_at(w, slot)
    service = service_at(w, person.waits_for)
    person.wanted = units_needed(w, person, person.waits_for)
    person.granted = False
    if service.first == NOBODY and pathway.fits(service.used, person.wanted, service.limit):
        service.used += person.wanted
        person.granted = True
    else:
        join_line(persons_of(w), service, slot)
        serve(w, service)
    return bool(person.granted)


@inlined
def end_wait(w: World, person: Record) -> None:
    """Count the end of a wait, by a start or otherwise."""
    need = person.waits_for
    change(waiting_at(w, need, person.waiting_place), -1.0, w.now)
    if person.place != OUTSIDE:
        service_at(w, person.place).waiting_here -= 1
    if person.granted:
        month_of_service(w, need).waits_ended += 1.0
        month_of_service(w, need).wait_days_ended += w.now - person.joined
    else:
        let_start(w, need)  # those behind may fit where this person did not


# --- Delays ---------------------------------------------------------------------------------


@inlined
def begin_delay(w: World, person: Record, reason: int, need: int) -> None:
    """Count the days of a delay under its official reason from now on."""
    if reason < 0 or not is_in_bed(w, person):
        return
    person.delay, person.delay_reason, person.delay_need = DELAYED, reason, need
    person.delayed_since = w.now
    setting = service_at(w, person.place).setting
    change(delayed_at(w, setting, reason), 1.0, w.now)


@inlined
def begin_undeclared(w: World, person: Record) -> None:
    """Count days of no benefit before somebody is declared ready."""
    if is_in_bed(w, person):
        person.delay = UNDECLARED
        change(undeclared_at(w, service_at(w, person.place).setting), 1.0, w.now)


@compiled
def end_delay(w: World, person: Record) -> None:
    """End the counting of a delay, if there is one; the person is still in that bed."""
    if person.delay == NOT_DELAYED:
        return
    now, declared = w.now, person.delay == DELAYED
    setting = service_at(w, person.place).setting
    person.delay = NOT_DELAYED
    if not declared:
        change(undeclared_at(w, setting), -1.0, now)
        return
    reason, since = person.delay_reason, person.delayed_since
    change(delayed_at(w, setting, reason), -1.0, now)
    if now > since:
        note(w, person, Note.WAS_DELAYED, reason, now - since)
    if setting == Setting.ACUTE:
        notice = w.charge_notice_days
        days = pathway.chargeable_days(since, now, person.ready_day, notice)
        month_of_service(w, person.delay_need).chargeable_days[reason] += days
