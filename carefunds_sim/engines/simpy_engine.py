"""The model to read: one SimPy process a person, the stay told in the order it happens.

Begin at ``CareSystem.life``. Everything a person meets that money has changed (open places, the
eligibility bar, head starts in queues) is in ``conditions`` and changes at month ends only; see
``month_end``. Rules are pure functions from ``model``; chances are keyed to the person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from carefunds_sim.engines.clock import After
from carefunds_sim.engines.event_log import EventLog, Note
from carefunds_sim.engines.month_end import MonthEnd
from carefunds_sim.engines.passing_time import PassingTime
from carefunds_sim.engines.person import NOTHING, OUTSIDE, Admitted, Died, Person, spell_purposes
from carefunds_sim.model.draws import PersonalDraws, episode_draws
from carefunds_sim.model.rules import pathway
from carefunds_sim.model.rules.variates import pick, residual_days, stay_days
from carefunds_sim.vocabulary import Loop, Moment, Purpose

if TYPE_CHECKING:
    from collections.abc import Generator

    from simpy.events import Event as SimpyEvent

    from carefunds_sim.engines.month_end import OnMonth
    from carefunds_sim.model.plan import Plan
    from carefunds_sim.model.record import Event

    Steps = Generator[SimpyEvent, Any, Any]


DRAWN_TOGETHER = 256


class CareSystem(PassingTime):
    """People's stories, and the processes that set them going."""

    # --- One person's story -----------------------------------------------------------------

    def life(self, person: Person) -> Steps:
        """From first need to needing nothing any more."""
        self.enter(person)
        need = person.first_need
        while need != NOTHING:
            try:
                if not person.in_census:
                    yield from self.reach(person, need)
                yield from self.stay(person)
                need = self.next_need(person)
            except Admitted:
                self.go_to_hospital(person)
                need = self.net.admitted_to
            except Died:
                self.leave_model(person, died=True)
                return
        self.leave_model(person, died=False)

    def reach(self, person: Person, need: int) -> Steps:
        """Get to the service that is needed: by arrangements, past the bar, through a queue."""
        person.spell += 1
        if need == person.kept:
            self.return_to_kept_place(person)
            return
        need = self.who_buys(person, need)
        person.asked_day = person.ready_day = self.clock.now
        if self.net.arranged[need]:
            yield from self.arrange(person, need)
        units, reached = yield from self.queue(person, self.pass_the_bar(person, need))
        if reached != need:
            self.go_without(person, need)
        if reached == person.kept:
            self.return_to_kept_place(person)
            return
        if reached != self.net.admitted_to:
            self.give_up_kept_place(person)
        self.move(person, reached, units)

    def arrange(self, person: Person, need: int) -> Steps:
        """Pass the stages of arranging care, in the order of the area's file."""
        place = self.arranged_from(person)
        for stage in range(len(self.net.stage_team)):
            chance = float(self.net.stage_chance[stage, place, need])
            length = float(self.conditions.stage_factor[stage])
            if self.net.stage_dispute[stage]:
                chance *= float(self.conditions.dispute_chance[need])
                length *= float(self.conditions.dispute_length[0])
            if person.stage_chance(stage) >= chance:
                continue
            if self.net.stage_declared[stage]:
                with self.delayed(person, int(self.net.stage_reason[stage]), need):
                    yield from self.pass_stage(person, stage, length)
            else:
                with self.undeclared(person):
                    yield from self.pass_stage(person, stage, length)
                person.ready_day = self.clock.now

    def pass_stage(self, person: Person, stage: int, length: float) -> Steps:
        """Pass one stage: a plain delay, or a team's work once the team has time."""
        u, team = person.stage_days(stage), int(self.net.stage_team[stage])
        if team < 0:
            family, mean = int(self.net.stage_family[stage]), float(self.net.stage_days[stage])
            days = stay_days(u, family, mean, float(self.net.stage_spread[stage]))
            yield from self.pass_time(person, days * length)
            return
        units = yield from self.wait_in_queue(person, team, float(self.net.patience[team]))
        if units is None:
            self.tally.count("second_choices", team)
            self.log.note(person.id, Note.DID_WITHOUT, self.clock.now, team)
            return
        self.hold(person, team, units)
        self.tally.count("starts", team)
        self.tally.count("starts_by_commissioner", team, person.commissioner)
        try:
            mean, spread = self.net.stay_mean[team, 0, 0], self.net.stay_spread[team]
            days = stay_days(u, int(self.net.stay_family[team]), float(mean), float(spread))
            yield from self.pass_time(person, days * length)
        finally:
            self.give_back(person, team, units)

    def pass_the_bar(self, person: Person, need: int) -> int:
        """Return the service, or what those fall back on whom the eligibility bar refuses.

        A fallback is not refused in turn: nobody is sent from one refusal to the next.
        """
        units = float(self.net.units[need, person.dependency])
        self.tally.count("requests", need)
        self.tally.count("requested_units", need, by=units)
        if not self.net.rationed[need]:
            return need
        chance = pathway.acceptance_chance(
            float(self.conditions.acceptance[need]),
            float(self.net.refusal_weight[need, person.dependency, self.origin(person)]),
            float(self.net.lowest_acceptance[need]),
        )
        if person.chance(Purpose.ACCEPTANCE) < chance:
            return need
        self.tally.count("refused", need)
        instead = pick(person.chance(Purpose.FALLBACK), self.net.refused_to[need])
        self.tally.count(
            "diverted_units", instead, by=float(self.net.units[instead, person.dependency])
        )
        return instead

    def queue(self, person: Person, need: int) -> Steps:
        """Wait for a place; take the second choice when patience ends. Return units and service.

        A second choice has to pass its own eligibility bar, and may have a second choice itself.
        Nobody waits for a place that is kept for them.
        """
        while True:
            if need == person.kept:
                return person.kept_units, need
            self.go_home_to_wait(person, need)
            with self.delayed(person, int(self.net.reason[need]), need):
                patience = float(self.net.patience[need])
                units = yield from self.wait_in_queue(person, need, patience)
            if units is not None:
                return units, need
            self.tally.count("second_choices", need)
            need = self.pass_the_bar(person, int(self.net.second_choice[need]))

    def go_without(self, person: Person, need: int) -> None:
        """Miss a service; where rehabilitation is not what matters, recover as if by it."""
        if self.net.rehabilitation[need] and not self.runs(Loop.NO_REHABILITATION_DEARER_CARE):
            chance = float(self.net.improvement[need, person.dependency])
            u = person.chance(Purpose.MISSED_IMPROVEMENT)
            self.change_dependency(person, pathway.improved(person.dependency, u, chance))

    def stay(self, person: Person) -> Steps:
        """Stay as long as it takes; a hospital under pressure may cut the end short."""
        days = self.length_of_stay(person)
        if person.place != self.net.admitted_to or self.behaviour.early_chance == 0.0:
            yield from self.pass_time(person, days)
            return
        last_part = days * self.behaviour.early_cut
        yield from self.pass_time(person, days - last_part)
        if self.is_cut_short(person):
            person.early = self.runs(Loop.EARLY_DISCHARGE_READMISSION)
        else:
            yield from self.pass_time(person, last_part)

    def next_need(self, person: Person) -> int:
        """Complete a stay, perhaps less dependent, and return what is needed next."""
        place = person.place
        chance = float(self.net.improvement[place, person.dependency])
        u = person.chance(Purpose.IMPROVEMENT)
        self.change_dependency(person, pathway.improved(person.dependency, u, chance))
        if place == self.net.admitted_to and person.kept != OUTSIDE:
            return person.kept
        shares = self.net.onward[place, person.dependency, person.presentation]
        need = pick(person.chance(Purpose.ONWARD), shares)
        return NOTHING if need == len(self.services) else need

    def length_of_stay(self, person: Person) -> float:
        """Draw how long a stay takes; of one under way on the first day, what is left."""
        place = person.place
        usual = float(self.net.stay_mean[place, person.dependency, person.presentation])
        mean = usual * float(self.conditions.stay_factor[place])
        family, spread = int(self.net.stay_family[place]), float(self.net.stay_spread[place])
        if person.in_census:
            person.in_census = False
            return residual_days(*person.residual_draws(), family, mean, spread)
        return stay_days(person.chance(Purpose.STAY), family, mean, spread)

    def is_cut_short(self, person: Person) -> bool:
        """Tell whether the hospital is full enough to send this person home early."""
        hospital = self.net.admitted_to
        return pathway.cut_short(
            self.services[hospital].used,
            float(self.conditions.open_units[hospital]),
            above=self.behaviour.early_above,
            u=person.chance(Purpose.EARLY_DISCHARGE),
            chance=self.behaviour.early_chance,
        )

    # --- Setting them going -----------------------------------------------------------------

    def arrivals(self) -> Steps:
        """Let people come forward one after the other, as far as feedback loops let them."""
        people = self.plan.people
        for row in range(len(people.number)):
            if row % DRAWN_TOGETHER == 0:
                opening = self.opening_draws(row, row + DRAWN_TOGETHER)
            days = max(0.0, float(people.arrival_day[row]) - self.clock.now)
            yield After(self.clock, days, Moment.ARRIVAL, row)
            if people.thinning[row] < self.conditions.threshold[people.stream[row]]:
                person = Person(self.plan, row, opening[row % DRAWN_TOGETHER])
                self.clock.process(self.life(person))

    def opening_draws(self, first: int, last: int) -> list[list[list[float]]]:
        """Draw the first spells of people who come forward one after the other."""
        people = self.plan.people
        drawn: list[list[list[float]]] = episode_draws(
            self.plan.seed,
            self.plan.replication,
            people.key[first:last],
            people.number[first:last],
            np.arange(PersonalDraws.SPELLS_AT_ONCE),
            np.array(spell_purposes(self.plan)),
        ).tolist()
        return drawn

    def capacity_steps(self) -> Steps:
        """Step a small network's capacities on their stated days."""
        net = self.net
        for day, service, capacity in zip(
            net.step_day, net.step_service, net.step_capacity, strict=True
        ):
            days = max(0.0, float(day) - self.clock.now)
            yield After(self.clock, days, Moment.CAPACITY_STEP, int(service))
            self.conditions.open_units[service] = capacity
            self.open_places(int(service))

    def months(self, month_end: MonthEnd) -> Steps:
        """Close every month before anything else of the next day."""
        for month, days in enumerate(np.diff(self.plan.calendar.starts)):
            yield After(self.clock, float(days), Moment.MONTH, month)
            month_end.close(month, self.standing())
            if month_end.steers:
                for place in range(len(self.services)):
                    self.open_places(place)


def simulate_simpy(
    plan: Plan, *, trace: bool = False, on_month: OnMonth | None = None
) -> tuple[dict[str, np.ndarray], list[Event], int]:
    """Run a plan; return its monthly accounts, its event log, and 0 for events not counted.

    Raises ConservationError or GridlockError when the run cannot be believed.
    """
    log = EventLog(plan.names.services, kept=trace)
    month_end = MonthEnd(plan, on_month)
    system = CareSystem(plan, month_end.conditions, log)
    system.clock.process(system.arrivals())
    system.clock.process(system.capacity_steps())
    system.clock.run(until=system.clock.process(system.months(month_end)))
    log.kept = False  # what Python closes after the end is no event of the run
    return month_end.values(), log.events, 0
