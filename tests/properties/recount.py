"""The accounts of a run, counted again from its event log alone.

An oracle for both engines: it shares no code with them, only what was laid down before the run (the
``Plan``: who may come, what services are). Each person's lines are read in order, and from where
they were from when to when follow the days and the counts of every month.

What the log has no line of cannot be counted again: ``undeclared_days`` (only declared delays are
noted), ``requests`` and ``refused`` of each rationed service (a refusal is not noted; their
difference is counted again, and all requests together), the presentation of an admission (those of
later admissions are drawn; all presentations together are counted), what a unit is where packages
may shrink, and all that the money decides: ``acceptance``, ``planned_capacity``, ``cost`` and its
like. ``residents`` and ``offered_load`` are known before the run. Delays are noted to two decimals
when they end, so ``delayed_days`` is compared within those, and those that last to the end of the
run may be missing.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from carefunds_sim.model.plan import Plan
from carefunds_sim.model.record import Event, Run
from carefunds_sim.model.resolve import make_plan
from carefunds_sim.vocabulary import (
    DelayReason,
    Dependency,
    Funding,
    Hazard,
    Loop,
    Setting,
    WaitingPlace,
)

OUTSIDE, NEW = -1, -2
NEVER = float("inf")
READMISSION_DAYS, FOLLOW_UP_DAYS = 30.0, 91.0
BEDS = (Setting.ACUTE, Setting.NON_ACUTE)
HALF_A_DIGIT = 0.005  # of a day: delays are noted to two decimals


def recount(run: Run) -> dict[str, np.ndarray]:
    """Return the accounts of the reporting period that the log tells; shapes as in the run.

    ``requests_met`` holds requests less refusals, diverted ones included, ``all_requests`` all
    together; ``admissions``, ``stays_ended`` and ``stay_days_ended`` have no presentation.
    ``delayed_may_miss`` and ``delayed_rounding`` bound what the log does not say of delays.
    """
    plan = make_plan(run.scenario, seed=run.seed, replication=run.replication)
    check_clear(plan)
    count = Count(plan, run.names.services)
    by_person: dict[int, list[Event]] = defaultdict(list)
    for event in run.events:
        by_person[event.entity_id].append(event)
    for person, events in by_person.items():
        Way(count, person).follow(events)
    warmup = plan.calendar.warmup
    values = {name: value[warmup:] for name, value in count.values.items()}
    values["escalation_days"] = count.escalation_days(run)[warmup:]
    come = values["arrivals"].sum(axis=1) - values["departures"] - values["deaths"]
    before = {name: value[:warmup].sum() for name, value in count.values.items()}
    values["people"] = (
        before["arrivals"] - before["departures"] - before["deaths"] + np.cumsum(come)
    )
    rates = plan.network.attendance
    smaller = 1.0 - run.values["package"][:, :, None]
    more = np.maximum(0.0, rates[plan.network.home] - rates) if plan.network.home >= 0 else 0.0
    unmet = (values["occupied_days"] * (rates + smaller * more)).sum(axis=(1, 2))
    baseline = plan.baseline_attendances[warmup:]
    values["attendances"] = baseline + unmet + values["admissions"]
    return values


def check_clear(plan: Plan) -> None:
    """Raise where a log can be read in two ways: as an emergency admission or as a planned move."""
    net, hospital = plan.network, plan.network.admitted_to
    if not plan.loops[Loop.NO_REHABILITATION_DEARER_CARE]:
        raise ValueError("who misses rehabilitation may improve between asking and starting")
    if hospital < 0:
        if net.hazard[..., Hazard.ADMISSION].any():
            raise ValueError("who has to go to a hospital that there is not leaves without a line")
        return
    ways = np.diff(net.onward, axis=3, prepend=0.0)[..., hospital].any()
    fallback = np.diff(net.refused_to, axis=1, prepend=0.0)[net.rationed, hospital].any()
    start_at_home = (net.stream_home >= 0)[plan.people.stream.clip(max=len(net.stream_home) - 1)]
    planned = start_at_home & (plan.people.first_need == hospital) & (plan.people.starts_in < 0)
    if ways or fallback or (net.second_choice == hospital).any() or planned.any():
        raise ValueError("people may go to the hospital by plan")
    if np.isfinite(net.patience[hospital]) and net.kept_in_hospital.any():
        raise ValueError("who gives up waiting for a hospital bed goes back without a line")


class Count:
    """What is counted in each month of the whole run."""

    def __init__(self, plan: Plan, services: tuple[str, ...]) -> None:
        self.plan = plan
        self.code = {name: code for code, name in enumerate(services)}
        self.teams = set(plan.network.stage_team.tolist()) - {-1}
        self.starts = plan.calendar.starts
        self.uses: list[tuple[float, int, float]] = []
        months, n = len(plan.calendar.month), len(services)
        delays = (2, len(DelayReason))
        shapes: dict[str, tuple[int, ...]] = {
            "occupied_days": (n, len(Dependency)), "unit_days": (n,),
            "waiting_days": (n, len(WaitingPlace)), "waits_ended": (n,), "wait_days_ended": (n,),
            "starts": (n,), "second_choices": (n,), "displaced": (n,), "requests_met": (n,),
            "all_requests": (),
            "delayed_days": delays, "delayed_rounding": delays, "delayed_may_miss": (2,),
            "admissions": (), "readmissions_30d": (), "stays_ended": (), "stay_days_ended": (),
            "arrivals": (len(plan.names.streams),), "departures": (), "deaths": (),
            "moves": (n + 2, n + 3), "care_home_admissions": (),
            "reabled_followed": (), "reabled_at_home": (),
        }  # fmt: skip
        self.values = {name: np.zeros((months, *shape)) for name, shape in shapes.items()}

    def month(self, day: float) -> int:
        return int(np.searchsorted(self.starts, day, side="right")) - 1

    def add(self, name: str, day: float, *cell: int, by: float = 1.0) -> None:
        """Count something that happens on a day."""
        self.values[name][(self.month(day), *cell)] += by

    def days(self, name: str, start: float, end: float, *cell: int, each: float = 1.0) -> None:
        """Count the days of an interval in the months that they lie in."""
        end = min(end, float(self.starts[-1]))
        while start < end:
            month = self.month(start)
            until = min(end, float(self.starts[month + 1]))
            self.values[name][(month, *cell)] += each * (until - start)
            start = until

    def escalation_days(self, run: Run) -> np.ndarray:
        """Return the units in use above what is open; the open units are the run's own."""
        net, warmup = self.plan.network, self.plan.calendar.warmup
        found = np.zeros((len(self.starts) - 1, len(net.core)))
        used = np.zeros(len(net.core))
        closes = [(float(day), -1, 0.0) for day in self.starts[1:]]
        last, month = 0.0, 0
        for day, place, units in sorted([*self.uses, *closes], key=lambda use: (use[0], use[1])):
            if month >= warmup:
                above = np.maximum(0.0, used - run.values["capacity"][month - warmup])
                found[month] += np.where(net.escalation > 0.0, above, 0.0) * (day - last)
            last = day
            if place < 0:
                month += 1
            else:
                used[place] += units
        return found


class Way:
    """One person's way through the services, as their lines in the log tell it."""

    def __init__(self, count: Count, person: int) -> None:
        people, self.net = count.plan.people, count.plan.network
        self.count, self.hospital = count, self.net.admitted_to
        self.stream = int(people.stream[person])
        self.dependency = int(people.dependency[person])
        self.council_funded = people.funding[person] == Funding.COUNCIL_FUNDED
        in_census = people.starts_in[person] >= 0
        self.starts_inside = in_census or self.net.stream_home[self.stream] >= 0
        self.place = self.held = OUTSIDE
        self.came_from = OUTSIDE  # the place left at this very moment
        self.since = 0.0
        self.using: dict[int, tuple[float, float]] = {}
        self.waiting: tuple[int, int, float] | None = None
        self.admitted: float | None = None
        self.asked = self.discharged = self.reabled = -NEVER

    def follow(self, events: list[Event]) -> None:
        """Read all lines of the person."""
        for event, after in zip(events, [*events[1:], None], strict=True):
            self.follow_up(event.time)
            at_once = after if after is not None and after.time == event.time else None
            self.read(event, at_once)
        end = float(self.count.starts[-1])
        self.follow_up(end)
        self.change(end, self.place)
        self.stop_waiting(end)
        for service, (start, units) in self.using.items():
            self.count.days("unit_days", start, end, service, each=units)
        if self.place != OUTSIDE and self.net.setting[self.place] in BEDS:
            self.count.days(
                "delayed_may_miss",
                self.using[self.place][0],
                end,
                int(self.net.setting[self.place]),
            )

    def read(self, event: Event, after: Event | None) -> None:
        """Read one line; ``after`` is the person's next one where it comes at the same moment."""
        day, said = event.time, event.event
        if said == "arrival":
            self.count.add("arrivals", day, self.stream)
            if not self.starts_inside:
                self.move(day, NEW, OUTSIDE)
        elif said in ("departures", "deaths"):
            self.leave(day, said)
        elif said.startswith("waiting for "):
            self.wait(day, self.count.code[said.removeprefix("waiting for ")])
        elif said.startswith("did without "):
            self.give_up(day, OUTSIDE)
        elif said.startswith("provider closed: "):
            self.count.add(
                "displaced", day, self.count.code[said.removeprefix("provider closed: ")]
            )
        elif said.startswith("now is: "):
            self.change(day, self.place)
            self.dependency = Dependency.of(said.removeprefix("now is: ").replace(" ", "_"))
        elif said.startswith("was delayed "):
            self.delayed(day, said.removeprefix("was delayed "))
        elif event.event_type == "resource_use":
            self.use(day, self.count.code[said], after)
        else:
            self.end_use(day, self.count.code[said], after)

    # --- Places -----------------------------------------------------------------------------

    def use(self, day: float, service: int, after: Event | None) -> None:
        """Start to use a service: by a wait, on the first day, or at home to wait there."""
        units = float(self.net.units[service, self.dependency])
        self.using[service] = (day, units)
        self.count.uses.append((day, service, units))
        if self.starts_inside:
            self.starts_inside = False
            self.move(day, NEW, service)
            return
        self.count.add("starts", day, service)
        if service == self.net.home and after and after.event.startswith("waiting for "):
            self.give_up(day, service)
        else:
            self.start_after_wait(day, service)
        if service in self.count.teams:
            return
        if service == self.hospital:
            self.be_admitted(day)
            return
        if self.came_from == self.hospital and self.net.rehabilitation[service]:
            if self.net.setting[service] == Setting.HOME:
                self.reabled = day
        elif self.net.long_term[service] and self.net.setting[service] == Setting.CARE_HOME:
            in_care = (
                self.came_from != OUTSIDE and self.net.setting[self.came_from] == Setting.CARE_HOME
            )
            if self.council_funded and not in_care:
                self.count.add("care_home_admissions", day)
        self.move(day, self.came_from, service)

    def be_admitted(self, day: float) -> None:
        """Come to a hospital bed, after the wait that has just been ended or without one."""
        if self.place != OUTSIDE:
            self.go_to_hospital(day)
        self.count.add("admissions", day)
        if self.asked - self.discharged <= READMISSION_DAYS:
            self.count.add("readmissions_30d", day)
        self.admitted = day
        self.move(day, OUTSIDE, self.hospital)

    def go_to_hospital(self, day: float) -> None:
        """Leave for the emergency department while a place is held."""
        self.held = self.place
        self.move(day, self.place, OUTSIDE)

    def end_use(self, day: float, service: int, after: Event | None) -> None:
        """Use a service no longer; the next line tells where the person goes."""
        start, units = self.using.pop(service)
        self.count.uses.append((day, service, -units))
        self.count.days("unit_days", start, day, service, each=units)
        if service == self.held:
            self.held = OUTSIDE
            return
        if service in self.count.teams:
            return
        if service == self.hospital:
            self.discharged = day
            if self.admitted is not None:
                self.count.add("stays_ended", day)
                self.count.add("stay_days_ended", day, by=day - self.admitted)
        to_hospital = after is not None and self.hospital >= 0 and self.is_about_hospital(after)
        if to_hospital:
            self.move(day, service, OUTSIDE)
        elif self.held != OUTSIDE and (after is None or after.event_type != "resource_use_end"):
            self.move(day, service, self.held)
            self.held = OUTSIDE
        else:
            self.change(day, OUTSIDE)
            self.came_from = service

    def is_about_hospital(self, event: Event) -> bool:
        name = self.count.plan.names.services[self.hospital]
        is_use = event.event_type == "resource_use" and event.event == name
        return is_use or event.event == f"waiting for {name}"

    def move(self, day: float, origin: int, destination: int) -> None:
        self.count.add("moves", day, origin - NEW, destination - OUTSIDE)
        self.change(day, destination)
        self.came_from = OUTSIDE

    def change(self, day: float, place: int) -> None:
        """Count the days so far where the person has been."""
        if self.place != OUTSIDE:
            self.count.days("occupied_days", self.since, day, self.place, self.dependency)
        self.place, self.since = place, day

    def leave(self, day: float, how: str) -> None:
        """Die, or need nothing any more."""
        self.stop_waiting(day)
        at_home = self.came_from != OUTSIDE and self.net.setting[self.came_from] == Setting.HOME
        self.settle(day, at_home=how == "departures" and at_home)
        self.count.add(how, day)
        self.move(day, self.came_from, len(self.net.core) + (how == "deaths"))
        self.place = OUTSIDE

    def follow_up(self, day: float) -> None:
        """Settle where the person is 91 days after reablement began, if that day is over."""
        if self.reabled + FOLLOW_UP_DAYS < day:
            at_home = self.place != OUTSIDE and self.net.setting[self.place] == Setting.HOME
            self.settle(self.reabled + FOLLOW_UP_DAYS, at_home=at_home)

    def settle(self, day: float, *, at_home: bool) -> None:
        if self.reabled > -NEVER:
            self.reabled = -NEVER
            self.count.add("reabled_followed", day)
            self.count.add("reabled_at_home", day, by=float(at_home))

    # --- Waits and delays -------------------------------------------------------------------

    def wait(self, day: float, need: int) -> None:
        """Join a queue, perhaps after another that ended in vain."""
        self.give_up(day, need)
        if need == self.hospital and self.place != OUTSIDE:
            self.go_to_hospital(day)
        where = int(WaitingPlace.HOME)
        if self.place != OUTSIDE:
            where = int(self.net.setting[self.place])
        elif self.net.setting[need] == Setting.ACUTE:
            where = int(WaitingPlace.EMERGENCY_DEPARTMENT)
        self.waiting = need, where, day
        self.ask(day, need)

    def start_after_wait(self, day: float, service: int) -> None:
        """End a wait with a start; who starts at once has waited for no time."""
        joined = day
        if self.waiting and self.waiting[0] == service:
            joined = self.waiting[2]
            self.stop_waiting(day)
        else:
            self.give_up(day, service)
            self.ask(day, service)
        self.count.add("waits_ended", day, service)
        self.count.add("wait_days_ended", day, service, by=day - joined)
        self.asked = joined

    def ask(self, day: float, need: int) -> None:
        if need not in self.count.teams:
            self.count.add("requests_met", day, need)
            self.count.add("all_requests", day)

    def give_up(self, day: float, instead: int) -> None:
        """End a wait without a start: by patience, unless an emergency ended it."""
        if self.waiting and instead != self.hospital:
            self.count.add("second_choices", day, self.waiting[0])
        self.stop_waiting(day)

    def stop_waiting(self, day: float) -> None:
        if self.waiting:
            need, where, since = self.waiting
            self.count.days("waiting_days", since, day, need, where)
        self.waiting = None

    def delayed(self, day: float, said: str) -> None:
        """Count a delay that has ended."""
        days, reason = said.split(" days: ")
        setting = int(self.net.setting[self.place])
        code = DelayReason.of(reason.replace(" ", "_"))
        start = day - float(days)
        self.count.days("delayed_days", start, day, setting, code)
        for month in range(self.count.month(start - 0.01), self.count.month(day) + 1):
            self.count.values["delayed_rounding"][month, setting, code] += HALF_A_DIGIT
