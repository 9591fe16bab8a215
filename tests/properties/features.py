"""What a run has met of the model, seen in its scenario, its accounts and its event log.

This is how a test makes sure that generated scenarios turn every feature on: a feature counts when
something came of it, not when a file asks for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

import numpy as np

from carefunds_sim.model.calendar import make_calendar
from carefunds_sim.model.record import Event, Run
from carefunds_sim.scenario.schema.area import Service
from carefunds_sim.vocabulary import (
    DelayReason,
    Loop,
    RiskShare,
    ServiceKind,
    Setting,
    StayFamily,
    Thinning,
    TransferKind,
    WaitingPlace,
)

Met = Callable[[Run], bool]


def features_met(run: Run) -> set[str]:
    """Return the names of the features that a run has met."""
    return {name for name, met in FEATURES.items() if met(run)}


# --- What accounts show ---------------------------------------------------------------------


def counted(account: str) -> Met:
    """Return whether an account holds anything."""
    return lambda run: np.nansum(run.values[account]) > 0.0


def waited_in(place: WaitingPlace) -> Met:
    """Return whether people waited in a place."""
    return lambda run: run.values["waiting_days"][..., place].sum() > 0.0


def started_in(wanted: Callable[[Service], bool]) -> Met:
    """Return whether people started in a service of a sort."""
    return lambda run: any(
        run.values["starts"][:, index].sum() > 0.0
        for index, service in enumerate(run.scenario.area.services.values())
        if wanted(service)
    )


def delayed_in(setting: Setting) -> Met:
    """Return whether discharges from beds of a setting were delayed."""
    return lambda run: run.values["delayed_days"][:, setting].sum() > 0.0


def delayed_by_dispute(run: Run) -> bool:
    """Tell whether somebody was delayed for the reason of a stage that is a dispute."""
    reasons = {stage.reason for stage in run.scenario.area.stages.values() if stage.dispute}
    others = {stage.reason for stage in run.scenario.area.stages.values() if not stage.dispute}
    others |= {service.delay_reason for service in run.scenario.area.services.values()}
    told = [reason for reason in reasons - others if isinstance(reason, DelayReason)]
    return any(run.values["delayed_days"][..., reason].sum() > 0.0 for reason in told)


def came_by(thinning: Thinning) -> Met:
    """Return whether people came in a stream that only feedback lets come."""

    def met(run: Run) -> bool:
        streams = run.scenario.area.streams.values()
        thinned = [index for index, each in enumerate(streams) if each.thinned_by is thinning]
        return bool(run.values["arrivals"][:, thinned].sum() > 0.0)

    return met


def census_came(run: Run) -> bool:
    """Tell whether people were in services on the first day."""
    return any(event.event == "arrival" and event.time == 0.0 for event in run.events)


def packages_shrank(run: Run) -> bool:
    """Tell whether a bar was raised where packages shrink with it."""
    services = run.scenario.area.services.values()
    return any(
        service.rationing is not None
        and service.rationing.smaller_packages is not None
        and run.values["acceptance"][:, index].min() < 1.0
        for index, service in enumerate(services)
    )


def varies(account: str) -> Met:
    """Return whether an account changed from month to month."""

    def met(run: Run) -> bool:
        values = run.values[account]
        return bool(((values[1:] != values[:-1]) & ~np.isnan(values[1:])).any())

    return met


def moved_within_the_year(run: Run) -> bool:
    """Tell whether money moved between services in a month that begins no year."""
    first_of_year = run.months.astype("datetime64[M]").astype(int) % 12 == 3
    changed = (np.diff(run.values["service_budget"], axis=0) != 0.0).any(axis=1)
    in_force = np.diff(run.values["in_force"]) != 0.0
    return bool((changed & ~first_of_year[1:] & ~in_force).any())


def transferred(kind: TransferKind) -> Met:
    """Return whether money of a kind changed hands."""
    return lambda run: bool(np.nansum(np.abs(run.values["transfers"][:, kind])) > 0.0)


def shared_risk(rule: RiskShare) -> Met:
    """Return whether a pool that shares risk by a rule had spent when a year was settled."""

    def met(run: Run) -> bool:
        pools = run.scenario.arrangement.pools.values() if run.scenario.arrangement else ()
        own = len(run.names.funds) - len(pools)
        settled = run.values["spend"][11::12]
        return any(
            pool.risk_share is rule and settled[:, own + index].sum() > 0.0
            for index, pool in enumerate(pools)
        )

    return met


def in_one_account(*wanted: Met) -> Met:
    """Return whether all of some features were met in one run."""
    return lambda run: all(met(run) for met in wanted)


def has_commissioners(run: Run) -> bool:
    """Tell whether several NHS commissioners bore cost."""
    return int((np.nansum(run.values["cost"], axis=(0, 1))[:-2] > 0.0).sum()) > 1


def is_off(loop: Loop) -> Met:
    """Return whether a loop was switched off."""
    return lambda run: loop in run.scenario.switched_off


# --- What the event log shows ---------------------------------------------------------------


def ways(run: Run) -> Iterable[list[Event]]:
    """Return the events of each person."""
    mine: dict[int, list[Event]] = defaultdict(list)
    for event in run.events:
        mine[event.entity_id].append(event)
    return mine.values()


def while_waiting(what: Callable[[Event, str], bool]) -> Met:
    """Return whether something happened to somebody who waited, told what they waited for."""

    def met(run: Run) -> bool:
        for way in ways(run):
            waits_for = ""
            for event in way:
                if waits_for and what(event, waits_for):
                    return True
                if event.event_type == "queue":
                    waits_for = event.event.removeprefix("waiting for ")
                elif event.event_type == "resource_use":
                    waits_for = ""
        return False

    return met


def dies(event: Event, _: str) -> bool:
    """Tell whether a person dies."""
    return event.event == "deaths"


def changes(event: Event, _: str) -> bool:
    """Tell whether a person comes to need more or less."""
    return event.event_type == "attribute" and event.event.startswith("now is")


def waits_for_another(event: Event, waits_for: str) -> bool:
    """Tell whether a person, without having got what they waited for, waits for another service."""
    return event.event_type == "queue" and event.event != f"waiting for {waits_for}"


def delayed_until_death(run: Run) -> bool:
    """Tell whether somebody died while their discharge was delayed."""
    delayed: dict[int, float] = {}
    for event in run.events:
        if event.event.startswith("was delayed"):
            delayed[event.entity_id] = event.time
        elif event.event == "deaths" and delayed.get(event.entity_id) == event.time:
            return True
    return False


def holds_two_places(run: Run) -> bool:
    """Tell whether somebody held a place, no team's work, while they were in hospital."""
    hospital = run.scenario.area.admitted_to
    teams = {
        name
        for name, service in run.scenario.area.services.items()
        if service.kind is ServiceKind.TEAM
    }
    for way in ways(run):
        held: set[str] = set()
        for event in way:
            if event.event_type == "resource_use":
                held.add(event.event)
            elif event.event_type == "resource_use_end":
                held.discard(event.event)
            if hospital in held and len(held - teams) > 1:
                return True
    return False


def tied(run: Run) -> Iterator[set[int]]:
    """Yield the people of each moment after the first day at which something happens."""
    people: dict[float, set[int]] = defaultdict(set)
    for event in run.events:
        if event.time > 0.0:
            people[event.time].add(event.entity_id)
    yield from people.values()


def tied_with_a_month_end(run: Run) -> bool:
    """Tell whether somebody's stay or wait ended at the very moment at which a month closed."""
    closings = set(make_calendar(run.scenario.run).starts[1:].tolist())
    return any(
        event.time in closings and event.event_type == "resource_use_end" for event in run.events
    )


FEATURES: dict[str, Met] = {
    **{
        f"a service of {kind.word}": started_in(lambda service, kind=kind: service.kind is kind)
        for kind in ServiceKind
    },
    **{
        f"stays that are {family.word}": started_in(
            lambda service, family=family: service.stay_family is family
        )
        for family in StayFamily
    },
    "a trend of stays": started_in(lambda service: service.stay_trend is not None),
    "private services": lambda run: any(
        run.values["starts"][:, run.names.services.index(service.self_funded_as)].sum() > 0.0
        for service in run.scenario.area.services.values()
        if service.self_funded_as
    ),
    **{f"a wait in {place.word}": waited_in(place) for place in WaitingPlace},
    "a delay in an acute bed": delayed_in(Setting.ACUTE),
    "a chain of delays": in_one_account(delayed_in(Setting.ACUTE), delayed_in(Setting.NON_ACUTE)),
    "a delay by a dispute": delayed_by_dispute,
    "days before being declared ready": counted("undeclared_days"),
    "escalation": counted("escalation_days"),
    "refusals": counted("refused"),
    "smaller packages": packages_shrank,
    "second choices": counted("second_choices"),
    "readmissions": counted("readmissions_30d"),
    "rehabilitation that is followed": counted("reabled_followed"),
    "permanent admissions": counted("care_home_admissions"),
    "a census": census_came,
    "a start from empty": lambda run: not census_came(run),
    "capacity that changes": varies("capacity"),
    **{
        f"a stream of {thinning.word}": came_by(thinning)
        for thinning in (Thinning.FREED_BEDS, Thinning.UNCOVERED_NEED)
    },
    **{f"{loop.word} switched off": is_off(loop) for loop in Loop},
    "several commissioners": has_commissioners,
    "overhead": counted("overhead"),
    "trust that changes": varies("trust"),
    "a decision within the year": moved_within_the_year,
    "an arrangement that takes effect": varies("in_force"),
    **{  # what is agreed is in timetables, which test_dated_changes.py looks at
        f"money moved as {kind.word}": transferred(kind)
        for kind in TransferKind
        if kind is not TransferKind.AGREED
    },
    **{f"risk shared: {rule.word}": shared_risk(rule) for rule in RiskShare},
    "a second wait after a first": while_waiting(waits_for_another),
    "a death while waiting": while_waiting(dies),
    "a change while waiting": while_waiting(changes),
    "a death while delayed": delayed_until_death,
    "a kept place": holds_two_places,
    "two people at one moment": lambda run: any(len(people) > 1 for people in tied(run)),
    "many people at one moment": lambda run: any(len(people) > 5 for people in tied(run)),
    "people at a month's end": tied_with_a_month_end,
}
