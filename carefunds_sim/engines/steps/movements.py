"""Who is where: moves between services, and the counting that every move brings."""

from __future__ import annotations

import math

from carefunds_sim.engines.event_log import Note
from carefunds_sim.engines.steps.questions import (
    is_at_home,
    is_permanent_admission,
    origin,
    units_needed,
)
from carefunds_sim.engines.steps.records import (
    LONG_AGO,
    NEW,
    NO_PERSON,
    OUTSIDE,
    SETTLED,
    Record,
    World,
)
from carefunds_sim.engines.steps.tables import (
    change,
    code_at,
    count_arrival,
    count_move,
    count_start_by,
    escalation_at,
    is_so,
    month_of_run,
    month_of_service,
    note,
    occupied_at,
    service_at,
    stream_at,
    units_at,
)
from carefunds_sim.model.compiling import step
from carefunds_sim.model.rules import pathway
from carefunds_sim.vocabulary import Origin, Presentation, Purpose, Setting

# --- Places ---------------------------------------------------------------------------------


def let_start(w: World, place: int) -> None:
    """Let those start who wait for a service and have room; each engine has its own line."""
    w.services[place].serve()


@step(inlined=False)
def open_places(w: World, place: int) -> None:
    """Open as many places as the month's conditions say; nobody is evicted."""
    service = service_at(w, place)
    service.limit = service.open_units + service.escalation if service.limited else math.inf
    let_start(w, place)
    if service.escalation > 0.0:
        count_escalation(w, place)


# --- Coming and going -----------------------------------------------------------------------


@step
def enter(w: World, person: Record, place: int) -> None:
    """Come into the model: to the place of the first day, or to where one waits."""
    w.people_here += 1
    w.people_outside += 1
    stream = code_at(w.comer_stream, person.id)
    count_arrival(w, stream)
    note(w, person, Note.ARRIVAL, 0, 0.0)
    if place < 0:
        place = stream_at(w, stream).home
    if place >= 0:
        occupy(w, person, place)
    count_move(w, NEW, person.place)


@step
def occupy(w: World, person: Record, place: int) -> None:
    """Be in a place without asking: the census of the first day, and homes to wait in."""
    units = units_needed(w, person, place)
    service_at(w, place).used += units
    hold(w, person, place, units)
    appear(w, person, place, units)


@step(inlined=False)
def move(w: World, person: Record, place: int, units: float) -> None:
    """Leave the place held so far for one whose units are already taken."""
    came_from = person.place
    service = service_at(w, place)
    leave_place(w, person)
    hold(w, person, place, units)
    appear(w, person, place, units)
    count_move(w, came_from, place)
    month_of_service(w, place).starts += 1.0
    count_start_by(w, place, person.commissioner)
    at_home = service.setting == Setting.HOME
    if place == w.admitted_to:
        count_admission(w, person)
    elif came_from == w.admitted_to and service.rehabilitation and at_home:
        person.reabled_day = w.now
    elif is_permanent_admission(w, person, came_from, place):
        month_of_run(w).care_home_admissions += 1.0


@step
def leave_place(w: World, person: Record) -> None:
    """Give up the place one is in, if any, and let the next person have it."""
    if person.place == OUTSIDE:
        return
    place, units = person.place, person.units
    disappear(w, person)
    give_back(w, person, place, units)


@step
def go_to_hospital(w: World, person: Record) -> None:
    """Leave for the emergency department; some places are held meanwhile."""
    hip_share = w.readmission_hip_fracture[person.band]
    hip = is_so(w, person, Purpose.READMISSION_PRESENTATION, hip_share)
    count_move(w, person.place, OUTSIDE)
    if service_at(w, person.place).kept_in_hospital and person.held_bed == OUTSIDE:
        person.held_bed, person.held_units = person.place, person.units
        disappear(w, person)
    else:
        leave_place(w, person)
    person.presentation = int(hip)
    person.came_as, person.displaced = Origin.HOSPITAL, SETTLED


@step
def return_to_held_bed(w: World, person: Record) -> None:
    """Go back to the place that was held during the hospital stay."""
    count_move(w, person.place, person.held_bed)
    leave_place(w, person)
    appear(w, person, person.held_bed, person.held_units)
    person.held_bed, person.held_units = OUTSIDE, 0.0


@step
def give_up_held_bed(w: World, person: Record) -> None:
    """Let the place go that was held, if any: one dies, or goes somewhere else for good."""
    if person.held_bed != OUTSIDE:
        give_back(w, person, person.held_bed, person.held_units)
        person.held_bed, person.held_units = OUTSIDE, 0.0


@step
def go_home_to_wait(w: World, person: Record, need: int) -> None:
    """Leave a bed for home when this service's people wait there and there is no room yet."""
    home, service = w.home, service_at(w, need)
    if home < 0 or not service.waits_at_home or origin(w, person) != Origin.HOSPITAL:
        return
    units = units_needed(w, person, need)
    if service.first != NO_PERSON or not pathway.fits(service.used, units, service.limit):
        units = units_needed(w, person, home)
        service_at(w, home).used += units
        move(w, person, home, units)


@step(inlined=False)
def leave_model(w: World, person: Record, died: bool) -> None:
    """Need nothing any more, or die; give up every place held."""
    follow_up(w, person, not died and is_at_home(w, person))
    count_move(w, person.place, w.services_size + died)
    leave_place(w, person)
    give_up_held_bed(w, person)
    w.people_here -= 1
    w.people_outside -= 1
    if died:
        month_of_run(w).deaths += 1.0
    else:
        month_of_run(w).departures += 1.0
    note(w, person, Note.DEATH if died else Note.DEPARTURE, 0, 0.0)


# --- Being somewhere, and holding units there -----------------------------------------------


@step
def appear(w: World, person: Record, place: int, units: float) -> None:
    """Be in a place."""
    person.place, person.units = place, units
    w.people_outside -= 1
    change(occupied_at(w, place, person.dependency), 1.0, w.now)


@step
def disappear(w: World, person: Record) -> None:
    """Be there no longer; a hospital stay is counted when it ends."""
    change(occupied_at(w, person.place, person.dependency), -1.0, w.now)
    if person.place == w.admitted_to:
        count_discharge(w, person)
    person.place, person.units = OUTSIDE, 0.0
    w.people_outside += 1


@step
def hold(w: World, person: Record, place: int, units: float) -> None:
    """Count units taken, which the service has already given."""
    count_use(w, person, place, units)
    note(w, person, Note.USE, place, 0.0)


@step
def give_back(w: World, person: Record, place: int, units: float) -> None:
    """Give units back to a service, and let those who wait start."""
    note(w, person, Note.USE_END, place, 0.0)
    service_at(w, place).used -= units
    let_start(w, place)
    count_use(w, person, place, -units)


@step
def count_use(w: World, person: Record, place: int, units: float) -> None:
    """Count units in use, by the home commissioner, and those above core capacity."""
    change(units_at(w, place, person.commissioner), units, w.now)
    if service_at(w, place).escalation > 0.0:
        count_escalation(w, place)


@step
def count_escalation(w: World, place: int) -> None:
    """Count the units in use above the core capacity that is open."""
    above = max(0.0, service_at(w, place).used - service_at(w, place).open_units)
    level = escalation_at(w, place)
    change(level, above - level.now, w.now)


# --- What is counted ------------------------------------------------------------------------


@step
def count_admission(w: World, person: Record) -> None:
    """Count an emergency admission, and whether it follows a discharge closely."""
    month_of_run(w).admissions[person.presentation] += 1.0
    if person.asked_day - person.discharged_day <= pathway.READMISSION_DAYS:
        month_of_run(w).readmissions_30d += 1.0
    person.admitted_day, person.early = w.now, False


@step
def count_discharge(w: World, person: Record) -> None:
    """Count the end of a hospital stay, by discharge or death."""
    if person.admitted_day != LONG_AGO:
        month_of_run(w).stays_ended[person.presentation] += 1.0
        month_of_run(w).stay_days_ended[person.presentation] += w.now - person.admitted_day
    person.discharged_day = w.now
    person.presentation = Presentation.OTHER_EMERGENCY


@step
def follow_up(w: World, person: Record, at_home: bool) -> None:
    """Settle whether a person who was reabled is at home on the day in question."""
    if person.reabled_day != LONG_AGO:
        person.reabled_day = LONG_AGO
        month_of_run(w).reabled_followed += 1.0
        month_of_run(w).reabled_at_home += 1.0 if at_home else 0.0


@step
def change_dependency(w: World, person: Record, dependency: int) -> None:
    """Need more or less help from now on."""
    if dependency == person.dependency:
        return
    if person.place != OUTSIDE:
        change(occupied_at(w, person.place, person.dependency), -1.0, w.now)
        change(occupied_at(w, person.place, dependency), 1.0, w.now)
    person.dependency = dependency
    note(w, person, Note.NOW_IS, dependency, 0.0)
