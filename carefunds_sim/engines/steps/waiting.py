"""What time does to a person: what may strike, what a wait is, and what a delay costs.

Death, admission and decline are hazards of the state a person is in. Each person holds an
exponential allowance of each; a day in a state uses up as much of it as the state's hazard, and
the hazard strikes when nothing is left. So the same person is as robust under every arrangement.
"""

from __future__ import annotations

from carefunds_sim.engines.event_log import Note
from carefunds_sim.engines.steps.movements import change_dependency, follow_up, let_start
from carefunds_sim.engines.steps.questions import (
    is_at_home,
    is_in_bed,
    origin,
    units_needed,
    waiting_place,
)
from carefunds_sim.engines.steps.records import (
    DELAYED,
    NOT_DELAYED,
    NOT_DRAWN,
    OUTSIDE,
    UNDECLARED,
    Record,
    World,
)
from carefunds_sim.engines.steps.tables import (
    change,
    delayed_at,
    draw,
    month_of_service,
    note,
    service_at,
    undeclared_at,
    waiting_at,
)
from carefunds_sim.model.compiling import step
from carefunds_sim.model.rules import pathway
from carefunds_sim.model.rules.variates import exponential
from carefunds_sim.vocabulary import Hazard, Moment, Origin, Presentation, Purpose, Setting

# --- What may strike ------------------------------------------------------------------------


@step
def next_moment(w: World, person: Record, end: int) -> tuple[float, int]:
    """Return in how many days what comes first: a hazard, the end, or a window's end."""
    windows = (
        person.discharged_day + w.recent_days,
        person.reabled_day + pathway.FOLLOW_UP_DAYS,
    )
    set_rates(w, person)
    person.since = w.now
    return pathway.what_comes_first(person.left, person.rates, person.days, end, w.now, windows)


@step
def set_rates(w: World, person: Record) -> None:
    """Set what a day here uses up of the allowances of death, admission and decline."""
    if person.place == OUTSIDE:
        for hazard in range(len(person.rates)):
            person.rates[hazard] = 0.0
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


@step
def set_rate(w: World, person: Record, hazard: int, rate: float) -> None:
    """Set one rate; an allowance is drawn when it is used up for the first time."""
    person.rates[hazard] = rate
    if rate > 0.0 and person.left[hazard] == NOT_DRAWN:
        person.left[hazard] = exponential(draw(w, person, 0, Purpose.CLOCK_DEATH + hazard))


@step
def live_through(w: World, person: Record) -> None:
    """Use up allowances and days for the time since they were last looked at."""
    days = w.now - person.since
    for hazard in range(len(person.left)):
        if person.rates[hazard] > 0.0:
            person.left[hazard] = max(0.0, person.left[hazard] - person.rates[hazard] * days)
    person.days = max(0.0, person.days - days)


@step
def renew(w: World, person: Record, hazard: int, purpose: int) -> None:
    """Give the person a new allowance of a hazard that has struck."""
    person.renewals[hazard] += 1
    person.left[hazard] = exponential(draw(w, person, person.renewals[hazard], purpose))


@step
def live_on(w: World, person: Record, moment: int) -> None:
    """Take what comes in the middle of something else and does not end it."""
    if moment == Moment.DECLINE:
        renew(w, person, Hazard.DECLINE, Purpose.CLOCK_DECLINE)
        change_dependency(w, person, pathway.declined(person.dependency))
    elif w.now >= person.reabled_day + pathway.FOLLOW_UP_DAYS:
        follow_up(w, person, is_at_home(w, person))


# --- Queues ---------------------------------------------------------------------------------


@step
def begin_wait(w: World, person: Record, need: int, patience: float) -> None:
    """Set what a person waits for and how long, and their place in the queue for good."""
    service = service_at(w, need)
    person.waits_for, person.joined, person.days = need, w.now, patience
    from_hospital = origin(w, person) == Origin.HOSPITAL
    person.queue_place = pathway.queue_place(w.now, from_hospital, service.head_start)
    person.waiting_place = waiting_place(w, person, need)


@step
def set_request(w: World, person: Record) -> None:
    """Set how much a person asks for: who has come to need more asks for more."""
    person.wanted = units_needed(w, person, person.waits_for)
    person.granted = False


@step
def count_wait(w: World, person: Record) -> None:
    """Count a person who has asked as waiting from now on, if only for no time."""
    need = person.waits_for
    if not person.granted:
        note(w, person, Note.WAITING, need, 0.0)
    change(waiting_at(w, need, person.waiting_place), 1.0, w.now)
    if person.place != OUTSIDE:
        service_at(w, person.place).waiting_here += 1


@step
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


@step
def begin_delay(w: World, person: Record, reason: int, need: int) -> None:
    """Count the days of a delay under its official reason from now on."""
    if reason < 0 or not is_in_bed(w, person):
        return
    person.delay, person.delay_reason, person.delay_need = DELAYED, reason, need
    person.delayed_since = w.now
    setting = service_at(w, person.place).setting
    change(delayed_at(w, setting, reason), 1.0, w.now)


@step
def begin_undeclared(w: World, person: Record) -> None:
    """Count days of no benefit before a person is declared ready."""
    if is_in_bed(w, person):
        person.delay = UNDECLARED
        change(undeclared_at(w, service_at(w, person.place).setting), 1.0, w.now)


@step(inlined=False)
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
