"""How time passes for a person: until something ends, or until life gets in the way.

Death, admission and decline are hazards of the state a person is in. Each person holds an
exponential allowance of each; a day in a state uses up as much of it as the state's hazard, and
the hazard strikes when nothing is left. So the same person is as robust under every arrangement.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from carefunds_sim.engines.clock import After
from carefunds_sim.engines.event_log import Note
from carefunds_sim.engines.person import OUTSIDE, Admitted, Died, Person
from carefunds_sim.engines.places import Request
from carefunds_sim.engines.whereabouts import Whereabouts
from carefunds_sim.model.rules import pathway
from carefunds_sim.vocabulary import Hazard, Loop, Moment, Origin, Presentation

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from simpy.events import Event

    Steps = Generator[Event, Any, Any]
    Rates = tuple[float, float, float]

NEVER = pathway.NEVER


class PassingTime(Whereabouts):
    """Stays, queues and what may interrupt them."""

    def pass_time(self, person: Person, days: float) -> Steps:
        """Let days pass, unless death or admission comes first."""
        while True:
            since, rates = self.clock.now, self.rates(person)
            until, moment = self.next_moment(person, rates, days, Moment.END_OF_STAY)
            if until == NEVER:
                yield self.clock.event()  # nothing will ever happen to this person again
            yield After(self.clock, until, moment, person.id)
            days = max(0.0, days - self.live_through(person, since, rates))
            if moment is Moment.END_OF_STAY:
                return
            self.happen(person, moment)

    def wait_in_queue(self, person: Person, need: int, patience: float) -> Steps:
        """Queue for what a person needs of a service; return the units, None when patience ends.

        Who comes to need more while waiting asks for more, and keeps their place in the queue.
        """
        service, joined = self.services[need], self.clock.now
        from_hospital = self.origin(person) == Origin.HOSPITAL
        head_start = float(self.conditions.head_start[need])
        place = (pathway.queue_place(joined, from_hospital, head_start), joined)
        where = self.waiting_place(person, need)
        request = Request(service, person, self.units_needed(person, need), place)
        if not request.triggered:
            self.log.note(person.id, Note.WAITING, joined, need)
        self.tally.waiting.change(1, joined, need, where)
        try:
            while not request.triggered:
                since, rates = self.clock.now, self.rates(person)
                until, limit = self.next_moment(person, rates, patience, Moment.END_OF_PATIENCE)
                if until < NEVER:
                    After(self.clock, until, limit, person.id).callbacks.append(_ends(request))
                moment = yield request
                patience = max(0.0, patience - self.live_through(person, since, rates))
                if moment not in (Moment.START, Moment.END_OF_PATIENCE):
                    self.happen(person, moment)
                    request = Request(service, person, self.units_needed(person, need), place)
        finally:
            self.tally.waiting.change(-1, self.clock.now, need, where)
            if not request.started:
                service.serve()  # those behind may fit where this person did not
        if not request.started:
            return None
        self.tally.count("waits_ended", need)
        self.tally.count("wait_days_ended", need, by=self.clock.now - joined)
        return request.units

    def next_moment(
        self, person: Person, rates: Rates, days: float, end: Moment
    ) -> tuple[float, Moment]:
        """Return in how many days what comes first: a hazard, the end, or a window's end."""
        windows = (
            person.discharged_day + self.behaviour.recent_days,
            person.reabled_day + pathway.FOLLOW_UP_DAYS,
        )
        until, moment = pathway.what_comes_first(
            person.left, rates, days, end, self.clock.now, windows
        )
        return until, Moment(moment)

    def rates(self, person: Person) -> Rates:
        """Return what a day here uses up of the allowances of death, admission and decline."""
        if person.place == OUTSIDE:
            return (0.0, 0.0, 0.0)
        hip_fracture = person.presentation == Presentation.HIP_FRACTURE
        recent = self.clock.now < person.discharged_day + self.behaviour.recent_days
        resting = person.delayed_in_bed and self.runs(Loop.DECONDITIONING)
        return pathway.hazard_rates(
            self.hazard[person.place][person.dependency],
            person.dependency,
            self.hip_fracture_death[person.place] if hip_fracture else 1.0,
            self.behaviour.recent_admission if recent else 1.0,
            self.behaviour.early_readmission if recent and person.early else 1.0,
            self.behaviour.deconditioning if resting else 0.0,
        )

    def live_through(self, person: Person, since: float, rates: Rates) -> float:
        """Use up allowances for the days since, and return the days."""
        days: float = self.clock.now - since
        person.left = tuple(
            max(0.0, left - rate * days) for left, rate in zip(person.left, rates, strict=True)
        )
        return days

    def happen(self, person: Person, moment: Moment) -> None:
        """Let strike what comes in the middle of something else."""
        if moment is Moment.DEATH:
            raise Died
        if moment is Moment.ADMISSION:
            person.renew(Hazard.ADMISSION)
            raise Admitted
        if moment is Moment.DECLINE:
            person.renew(Hazard.DECLINE)
            self.change_dependency(person, pathway.declined(person.dependency))
        elif self.clock.now >= person.reabled_day + pathway.FOLLOW_UP_DAYS:
            self.follow_up(person, at_home=self.is_at_home(person))


def _ends(request: Request) -> Callable[[Event], None]:
    """Return what a timer does to a request that is still waiting."""

    def end(timer: Event) -> None:
        request.end_with(cast("Moment", timer.value))

    return end
