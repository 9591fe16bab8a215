"""Who is where: moves between services, and the counting that every move brings."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from carefunds_sim.engines.clock import Clock
from carefunds_sim.engines.event_log import Note
from carefunds_sim.engines.person import LONG_AGO, NEW, OUTSIDE
from carefunds_sim.engines.places import Places
from carefunds_sim.engines.standing import Standing
from carefunds_sim.engines.tally import Tally
from carefunds_sim.model.rules import pathway
from carefunds_sim.vocabulary import (
    ArrangedFrom,
    Funding,
    Loop,
    Origin,
    Presentation,
    Purpose,
    Setting,
    WaitingPlace,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carefunds_sim.engines.event_log import EventLog
    from carefunds_sim.engines.person import Person
    from carefunds_sim.model.plan import Conditions, Plan

BEDS = (Setting.ACUTE, Setting.NON_ACUTE)


class Whereabouts:
    """Services, the people in them, and the accounts of both."""

    def __init__(self, plan: Plan, conditions: Conditions, log: EventLog) -> None:
        self.plan = plan
        self.net = plan.network
        self.behaviour = plan.behaviour
        self.conditions = conditions
        self.log = log
        self.clock = Clock()
        self.tally = Tally(plan.names)
        self.names = plan.names.services
        self.setting = [Setting(code) for code in self.net.setting]
        self.people_here = 0
        self.people_outside = 0
        self.hazard = [[tuple(rates) for rates in place] for place in self.net.hazard.tolist()]
        self.hip_fracture_death = self.net.hip_fracture_death.tolist()
        self.services = [Places(self.clock, self.limit(place)) for place in range(len(self.names))]

    def runs(self, loop: Loop) -> bool:
        """Tell whether a feedback loop is switched on."""
        return bool(self.plan.loops[loop])

    def limit(self, place: int) -> float:
        """Return how much of a service can be used; a loop switched off lifts the limit."""
        in_hospital = self.setting[place] is Setting.ACUTE
        if not self.runs(Loop.FREE_BED_ADMITS if in_hospital else Loop.PLACES_DISCHARGE):
            return float("inf")
        return float(self.conditions.open_units[place] + self.net.escalation[place])

    def open_places(self, place: int) -> None:
        """Open as many places as the month's conditions say; nobody is evicted."""
        self.services[place].change_limit(self.limit(place))
        if self.net.escalation[place] > 0.0:
            self.count_escalation(place)

    def standing(self) -> Standing:
        """Close the month's counts and tell how things stand."""
        day = self.clock.now
        return Standing(
            day=np.array([day]),
            counted={name: counts[None] for name, counts in self.tally.close(day).items()},
            people_here=np.array([self.people_here]),
            people_outside=np.array([self.people_outside]),
            inside=self.tally.occupied.now()[None],
            held=self.tally.units.now().sum(axis=1)[None],
            used=np.array([[places.used for places in self.services]]),
            open_units=self.conditions.open_units[None].copy(),
            waiting=np.array([[float(len(places.waiting)) for places in self.services]]),
            waiting_in=self.waiting_in,
        )

    def waiting_in(self) -> np.ndarray:
        """Count who waits, by the service they are in and the one they wait for; shape (s, s)."""
        counted = np.zeros((len(self.services), len(self.services)))
        for need, places in enumerate(self.services):
            for request in places.waiting:
                if request.person.place != OUTSIDE:
                    counted[request.person.place, need] += 1.0
        return counted

    # --- Coming and going -------------------------------------------------------------------

    def enter(self, person: Person) -> None:
        """Come into the model: to the place of the first day, or to where one waits."""
        self.people_here += 1
        self.people_outside += 1
        self.tally.count("arrivals", person.stream)
        self.log.note(person.id, Note.ARRIVAL, self.clock.now)
        place = person.starts_in
        if place < 0:
            place = int(self.net.stream_home[person.stream])
        if place >= 0:
            units = self.units_needed(person, place)
            self.services[place].occupy(units)
            self.hold(person, place, units)
            self.appear(person, place, units)
        self.tally.count_move(NEW, person.place)

    def move(self, person: Person, place: int, units: float) -> None:
        """Leave the place held so far for one whose units are already taken."""
        came_from = person.place
        self.leave_place(person)
        self.hold(person, place, units)
        self.appear(person, place, units)
        self.tally.count_move(came_from, place)
        self.tally.count("starts", place)
        self.tally.count("starts_by_commissioner", place, person.commissioner)
        if place == self.net.admitted_to:
            self.count_admission(person)
        elif came_from == self.net.admitted_to and self.is_home_rehabilitation(place):
            person.reabled_day = self.clock.now
        elif self.is_permanent_admission(person, came_from, place):
            self.tally.count("care_home_admissions")

    def leave_place(self, person: Person) -> None:
        """Give up the place one is in, if any, and let the next person have it."""
        if person.place == OUTSIDE:
            return
        place, units = person.place, person.units
        self.disappear(person)
        self.give_back(person, place, units)

    def go_to_hospital(self, person: Person) -> None:
        """Leave for the emergency department; some places are kept meanwhile."""
        hip_share = float(self.behaviour.readmission_hip_fracture[person.band])
        hip = person.chance(Purpose.READMISSION_PRESENTATION) < hip_share
        self.tally.count_move(person.place, OUTSIDE)
        if self.net.kept_in_hospital[person.place] and person.kept == OUTSIDE:
            person.kept, person.kept_units = person.place, person.units
            self.disappear(person)
        else:
            self.leave_place(person)
        person.presentation = int(hip)
        person.came_as = Origin.HOSPITAL

    def return_to_kept_place(self, person: Person) -> None:
        """Go back to the place that was kept during the hospital stay."""
        self.tally.count_move(person.place, person.kept)
        self.leave_place(person)
        self.appear(person, person.kept, person.kept_units)
        person.kept, person.kept_units = OUTSIDE, 0.0

    def give_up_kept_place(self, person: Person) -> None:
        """Let the place go that was kept, if any: one dies, or goes somewhere else for good."""
        if person.kept != OUTSIDE:
            self.give_back(person, person.kept, person.kept_units)
            person.kept, person.kept_units = OUTSIDE, 0.0

    def go_home_to_wait(self, person: Person, need: int) -> None:
        """Leave a bed for home when this service's people wait there and there is no room yet."""
        home = self.net.home
        if home < 0 or not self.net.waits_at_home[need] or self.origin(person) != Origin.HOSPITAL:
            return
        if not self.services[need].has_room(self.units_needed(person, need)):
            units = self.units_needed(person, home)
            self.services[home].occupy(units)
            self.move(person, home, units)

    def leave_model(self, person: Person, *, died: bool) -> None:
        """Need nothing any more, or die; give up every place held."""
        self.follow_up(person, at_home=not died and self.is_at_home(person))
        self.tally.count_move(person.place, len(self.services) + died)
        self.leave_place(person)
        self.give_up_kept_place(person)
        self.people_here -= 1
        self.people_outside -= 1
        self.tally.count("deaths" if died else "departures")
        self.log.note(person.id, Note.DEATH if died else Note.DEPARTURE, self.clock.now)

    # --- Being somewhere, and holding units there -------------------------------------------

    def appear(self, person: Person, place: int, units: float) -> None:
        """Be in a place."""
        person.place, person.units = place, units
        self.people_outside -= 1
        self.tally.occupied.change(1, self.clock.now, place, person.dependency)

    def disappear(self, person: Person) -> None:
        """Be there no longer; a hospital stay is counted when it ends."""
        self.tally.occupied.change(-1, self.clock.now, person.place, person.dependency)
        if person.place == self.net.admitted_to:
            self.count_discharge(person)
        person.place, person.units = OUTSIDE, 0.0
        self.people_outside += 1

    def hold(self, person: Person, place: int, units: float) -> None:
        """Count units taken, which the service has already given."""
        self.count_use(person, place, units)
        self.log.note(person.id, Note.USE, self.clock.now, place)

    def give_back(self, person: Person, place: int, units: float) -> None:
        """Give units back to a service."""
        self.log.note(person.id, Note.USE_END, self.clock.now, place)
        self.services[place].leave(units)
        self.count_use(person, place, -units)

    def count_use(self, person: Person, place: int, units: float) -> None:
        """Count units in use, by the home commissioner, and those above core capacity."""
        now = self.clock.now
        self.tally.units.change(units, now, place, person.commissioner)
        if self.net.escalation[place] > 0.0:
            self.count_escalation(place)

    def count_escalation(self, place: int) -> None:
        """Count the units in use above the core capacity that is open."""
        above = max(0.0, self.services[place].used - float(self.conditions.open_units[place]))
        self.tally.escalation.change_to(above, self.clock.now, place)

    # --- What is counted --------------------------------------------------------------------

    def count_admission(self, person: Person) -> None:
        """Count an emergency admission, and whether it follows a discharge closely."""
        now = self.clock.now
        self.tally.count("admissions", person.presentation)
        if person.asked_day - person.discharged_day <= pathway.READMISSION_DAYS:
            self.tally.count("readmissions_30d")
        person.admitted_day, person.early = now, False

    def count_discharge(self, person: Person) -> None:
        """Count the end of a hospital stay, by discharge or death."""
        now = self.clock.now
        if person.admitted_day != LONG_AGO:
            self.tally.count("stays_ended", person.presentation)
            days = now - person.admitted_day
            self.tally.count("stay_days_ended", person.presentation, by=days)
        person.discharged_day = now
        person.presentation = int(Presentation.OTHER_EMERGENCY)

    def follow_up(self, person: Person, *, at_home: bool) -> None:
        """Settle whether somebody who was reabled is at home on the day that is asked about."""
        if person.reabled_day != LONG_AGO:
            person.reabled_day = LONG_AGO
            self.tally.count("reabled_followed")
            self.tally.count("reabled_at_home", by=float(at_home))

    def change_dependency(self, person: Person, dependency: int) -> None:
        """Need more or less help from now on."""
        if dependency == person.dependency:
            return
        if person.place != OUTSIDE:
            now = self.clock.now
            self.tally.occupied.change(-1, now, person.place, person.dependency)
            self.tally.occupied.change(1, now, person.place, dependency)
        person.dependency = dependency
        self.log.note(person.id, Note.NOW_IS, self.clock.now, dependency)

    @contextmanager
    def delayed(self, person: Person, reason: int, need: int) -> Iterator[None]:
        """Count the days of a delay under its official reason while it lasts."""
        if not self.is_in_bed(person) or reason < 0:
            yield
            return
        setting, since = self.setting[person.place], self.clock.now
        self.tally.delayed.change(1, since, setting, reason)
        person.delayed_in_bed = True
        try:
            yield
        finally:
            person.delayed_in_bed = False
            now = self.clock.now
            self.tally.delayed.change(-1, now, setting, reason)
            if now > since:
                self.log.note(person.id, Note.WAS_DELAYED, now, reason, now - since)
            if setting is Setting.ACUTE:
                notice = self.behaviour.charge_notice_days
                days = pathway.chargeable_days(since, now, person.ready_day, notice)
                self.tally.count("chargeable_days", reason, need, by=days)

    @contextmanager
    def undeclared(self, person: Person) -> Iterator[None]:
        """Count days of no benefit before somebody is declared ready."""
        if not self.is_in_bed(person):
            yield
            return
        setting = self.setting[person.place]
        self.tally.undeclared.change(1, self.clock.now, setting)
        person.delayed_in_bed = True
        try:
            yield
        finally:
            person.delayed_in_bed = False
            self.tally.undeclared.change(-1, self.clock.now, setting)

    # --- Questions --------------------------------------------------------------------------

    def units_needed(self, person: Person, place: int) -> float:
        """Return the units of a service that a person needs; packages may have shrunk."""
        units = float(self.net.units[place, person.dependency])
        return units * float(self.conditions.package[place])

    def origin(self, person: Person) -> Origin:
        """Return whether a person asks from a bed (or a hospital stream) or from home."""
        if person.place == OUTSIDE:
            return person.came_as
        return Origin.HOSPITAL if self.is_in_bed(person) else Origin.COMMUNITY

    def arranged_from(self, person: Person) -> int:
        """Return where a person is while care is arranged: not every ward works alike."""
        origin = self.origin(person)
        other = person.place != OUTSIDE and self.setting[person.place] is not Setting.ACUTE
        return ArrangedFrom.OTHER_BED if other and origin == Origin.HOSPITAL else origin

    def waiting_place(self, person: Person, need: int) -> WaitingPlace:
        """Return where a person waits for a service."""
        if person.place != OUTSIDE:
            return WaitingPlace(int(self.setting[person.place]))
        hospital = self.setting[need] is Setting.ACUTE
        return WaitingPlace.EMERGENCY_DEPARTMENT if hospital else WaitingPlace.HOME

    def who_buys(self, person: Person, need: int) -> int:
        """Return the private service instead, for those who buy their own care."""
        private = int(self.net.self_funded_as[need])
        return private if person.funding == Funding.SELF_FUNDED and private >= 0 else need

    def is_in_bed(self, person: Person) -> bool:
        """Tell whether somebody is in a bed in which delays are official."""
        return person.place != OUTSIDE and self.setting[person.place] in BEDS

    def is_at_home(self, person: Person) -> bool:
        """Tell whether somebody is at home, with or without care."""
        return person.place != OUTSIDE and self.setting[person.place] is Setting.HOME

    def is_home_rehabilitation(self, place: int) -> bool:
        """Tell whether a service is rehabilitation at home: the national indicator's subject."""
        return bool(self.net.rehabilitation[place]) and self.setting[place] is Setting.HOME

    def is_permanent_admission(self, person: Person, came_from: int, place: int) -> bool:
        """Tell whether a council-funded person moves into a care home for good."""
        from_care_home = came_from != OUTSIDE and self.setting[came_from] is Setting.CARE_HOME
        return (
            bool(self.net.long_term[place])
            and self.setting[place] is Setting.CARE_HOME
            and person.funding == Funding.COUNCIL_FUNDED
            and not from_care_home
        )
