"""From a Scenario to a Plan: the one place where files' words become arrays."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from carefunds_sim import vocabulary as v
from carefunds_sim.model import tables
from carefunds_sim.model.calendar import DAYS_PER_YEAR, day_profile, make_calendar
from carefunds_sim.model.conditions import coming
from carefunds_sim.model.load import (
    Arriving,
    Flows,
    at_shortest_stays,
    check_size,
    overloaded,
    steady_state,
    unrationed,
)
from carefunds_sim.model.over_time import Course, by_state, courses, money_going_on
from carefunds_sim.model.people import Census, StreamDraw, draw_people
from carefunds_sim.model.plan import Calendar, Network, Plan, Version
from carefunds_sim.model.record import Names
from carefunds_sim.model.resolve_money import make_money
from carefunds_sim.model.resolve_network import make_behaviour
from carefunds_sim.model.resolve_rules import commissioner_share
from carefunds_sim.model.resolve_timetable import (
    check_layout,
    money_dates,
    no_money_dates,
    with_capacity,
)
from carefunds_sim.scenario.timetable import arrangements_of, states

if TYPE_CHECKING:
    from collections.abc import Callable

    from carefunds_sim.model.plan import People
    from carefunds_sim.scenario.scenario import Scenario

HOSPITAL_TRUST = "hospital_trust"
SCENARIOS_KEPT = 32  # with their groundwork, of less than a megabyte for a decade


class Groundwork(NamedTuple):
    """What every replication of a scenario shares: all of its plan but who comes."""

    people: Callable[[tuple[int, int]], People]  # by (seed, replication)
    plan: Callable[..., Plan]  # wants ``seed``, ``replication`` and ``people`` only


def make_plan(scenario: Scenario, *, seed: int, replication: int) -> Plan:
    """Resolve a scenario into the plan of one replication.

    Plans of one scenario share their arrays, people apart: they are never changed in place.
    """
    ground = groundwork(scenario)
    people = ground.people((seed, replication))
    return ground.plan(seed=seed, replication=replication, people=people)


@lru_cache(maxsize=SCENARIOS_KEPT)
def groundwork(scenario: Scenario) -> Groundwork:
    """Resolve all of a scenario that does not depend on the replication.

    Raises ScenarioError where a timetable changes what cannot change during a run.
    """
    chain, run = states(scenario), scenario.run
    calendar, names = make_calendar(run), make_names(scenario)
    loops = np.ones(len(v.Loop), dtype=np.bool_)
    loops[list(scenario.switched_off)] = False
    during = courses(chain, calendar)
    first = during[0]
    network, area = first.network, first.scenario.area
    drawn = [_streams(course) for course in during]
    flows = [
        _steady(course, streams, calendar) for course, streams in zip(during, drawn, strict=True)
    ]
    arriving = arriving_per_day(drawn[0], network, calendar)
    offered = unrationed(network, arriving)
    census = _census(names, network, drawn[0], flows[0]) if run.start == "full" else None
    present = census.numbers.sum() if census else 0.0
    at_last = at_shortest_stays(network, run.years)
    check_size(unrationed(at_last, arriving) if at_last else offered, present, calendar.starts[-1])
    versions = _versions(during, flows, names, calendar)
    money = versions[0].money
    return Groundwork(
        people=partial(
            draw_people,
            streams=_by_day(during, drawn),
            census=census,
            commissioner_share=commissioner_share(area),
        ),
        plan=partial(
            Plan,
            scenario=scenario,
            names=names,
            calendar=calendar,
            network=network,
            behaviour=versions[0].behaviour,
            loops=loops,
            later=versions[1:],
            stay_factor=during[-1].stay_factor,
            residents=during[-1].residents,
            offered_load=offered.load,
            overloaded=overloaded(names.services, network, offered),
            baseline_attendances=_attendances(during) * np.diff(calendar.starts) / DAYS_PER_YEAR,
            money=money,
            **(money_dates(scenario, chain, names, calendar) if money else no_money_dates()),
        ),
    )


def make_names(scenario: Scenario) -> Names:
    """List the words along each dimension: NHS commissioners, council, self, a hospital trust."""
    area = scenario.area
    commissioners = tuple(area.commissioners.value) if area.commissioners else ("nhs",)
    kinds = (v.BodyKind.NHS,) * len(commissioners) + (v.BodyKind.COUNCIL, v.BodyKind.SELF)
    bodies: tuple[str, ...] = (*commissioners, "council", "self")
    payers = bodies[:-1]
    if area.money and area.money.hospital:
        bodies, kinds = (*bodies, HOSPITAL_TRUST), (*kinds, v.BodyKind.NHS)
    pools = dict.fromkeys(pool for held in arrangements_of(scenario) for pool in held.pools)
    return Names(
        services=tuple(area.services),
        streams=(*area.streams, "census"),
        bodies=bodies,
        body_kinds=kinds,
        funds=(*payers, *pools),
    )


def offered_load(scenario: Scenario) -> tuple[Names, Network, Flows]:
    """Return what the services would hold if none were refused and none waited."""
    calendar = make_calendar(scenario.run)
    first = courses(states(scenario)[:1], calendar)[0]
    arriving = arriving_per_day(_streams(first), first.network, calendar)
    return make_names(scenario), first.network, unrationed(first.network, arriving)


def arriving_per_day(streams: list[StreamDraw], network: Network, calendar: Calendar) -> Arriving:
    """Return mean arrivals a day over the first year, streams that wait for a loop left out."""
    year = slice(0, int(min(calendar.starts[-1], round(DAYS_PER_YEAR))))
    per_day = np.zeros(network.stay_mean.shape)
    total = self_funded = hips = 0.0
    for stream in streams:
        if network.stream_thinning[stream.code] != v.Thinning.NONE:
            continue
        bands = stream.rate[year].mean(axis=0) * stream.coming
        by_kind = np.stack([bands * (1.0 - stream.hip_fracture), bands * stream.hip_fracture])
        per_day += np.einsum("pb,bd,ds->sdp", by_kind, stream.dependency, stream.first)
        total += bands.sum()
        self_funded += (bands * stream.self_funded).sum()
        hips += (bands * stream.hip_fracture).sum()
    people = total or 1.0  # where none come, no share of them matters
    return Arriving(per_day, self_funded / people, hips / people)


def _steady(course: Course, streams: list[StreamDraw], calendar: Calendar) -> Flows:
    """Return the steady state of a state's services, if it held from the first year on."""
    services = course.scenario.area.services.values()
    use = np.array([tables.number(s.flexing.expected_use, 1.0) for s in services])
    arriving = arriving_per_day(streams, course.network, calendar)
    return steady_state(course.network, arriving, use)


def _versions(
    during: list[Course], flows: list[Flows], names: Names, calendar: Calendar
) -> tuple[Version, ...]:
    """Return what engines and money go by, state by state."""
    made: list[Version] = []
    for course, steady in zip(during, flows, strict=True):
        area, squeeze, money = course.scenario.area, course.scenario.squeeze, None
        if area.money and course.scenario.arrangement and squeeze:
            money = make_money(
                area,
                names,
                course.network,
                calendar,
                squeeze=squeeze,
                flows=steady,
                residents=course.residents,
                need_index=course.need,
            )
            flexing = with_capacity(money.flexing, course, names)
            money = money._replace(flexing=flexing)
            if made and made[-1].money:
                money = money_going_on(made[-1].money, money, course.since)
        version = Version(course.since, course.network, make_behaviour(area), money)
        check_layout((made or [version])[0], version, course.scenario)
        made.append(version)
    return tuple(made)


def _attendances(during: list[Course]) -> np.ndarray:
    """Return the emergency attendances a year of residents outside the model, by month (m)."""
    rates = [
        (course.residents * tables.by_band(course.scenario.area.behaviour.attendances_per_resident))
        for course in during
    ]
    return by_state([rate.sum(axis=1) for rate in rates], [course.since for course in during])


def _by_day(during: list[Course], drawn: list[list[StreamDraw]]) -> list[list[StreamDraw]]:
    """Return each stream's make-up from day to day, all with its rate over the whole run."""
    days = [course.since_day for course in during]
    found = []
    for stream in zip(*drawn, strict=True):
        rate = by_state([own.rate for own in stream], days)
        dated = zip(stream, days, strict=True)
        found.append([own._replace(since_day=day, rate=rate) for own, day in dated])
    return found


def _streams(course: Course) -> list[StreamDraw]:
    """Lay out every stream's daily rate by band and its people's make-up."""
    area, run = course.scenario.area, course.scenario.run
    days, residents = len(course.need_by_day), course.residents_by_day
    come = coming(course.network, np.ones(len(course.network.core)))
    names = list(area.services)
    streams = []
    for code, (name, stream) in enumerate(area.streams.items()):
        profile = day_profile(
            run.start_year,
            days,
            stream.season.value if stream.season else None,
            stream.weekday.value if stream.weekday else None,
        )
        need = course.need_by_day if stream.grows_with_need else np.ones(days)
        as_dependent = tables.number(stream.growth_as_dependent, 1.0)
        profile = profile * need
        if stream.per_day is not None:
            rate = np.zeros((days, len(v.AgeBand)))
            rate[:, 0] = stream.per_day.value * run.scale
        else:
            per_1000 = tables.by_band(stream.per_1000_per_year)
            rate = residents * per_1000 / 1000.0 / DAYS_PER_YEAR
        streams.append(
            StreamDraw(
                code=code,
                key=v.key_word("stream", name),
                rate=rate * profile[:, None] / come[code],
                mixed=mixed_share(need, as_dependent),
                dependency=_dependency_mix(stream.dependency),
                hip_fracture=tables.by_band(stream.hip_fracture),
                self_funded=tables.by_band(stream.self_funded),
                first=tables.routes(stream.first, names),
                coming=float(come[code]),
            )
        )
    return streams


def mixed_share(need: np.ndarray, as_dependent: float) -> np.ndarray:
    """Return the share of a day's people who are as dependent as at first; (days).

    Of what need has added, ``as_dependent`` is; what falls away is as dependent as the rest.
    """
    added = np.maximum(need - 1.0, 0.0)
    share: np.ndarray = 1.0 - added * (1.0 - as_dependent) / need
    return share


def _dependency_mix(quantity: object) -> np.ndarray:
    """Return shares (bands, d); a stream that does not say has independent people only."""
    if quantity is None:
        return np.tile([1.0, 0.0, 0.0], (len(v.AgeBand), 1))
    rows = tables.repeated(quantity.value, v.AgeBand)  # type: ignore[attr-defined]
    return np.array([[row.get(d, 0.0) for d in v.Dependency] for row in rows])


def _census(names: Names, network: Network, streams: list[StreamDraw], flows: Flows) -> Census:
    """Fill the first day with the steady state, teams apart: their work starts empty."""
    teams = network.kind == v.ServiceKind.TEAM
    present = np.where(teams[:, None], 0.0, flows.present)
    used = (present * network.units).sum(axis=1)
    fits = np.minimum(tables.ratio(network.core, used, 1.0), 1.0)
    bands = np.zeros((len(v.Dependency), len(v.AgeBand)))
    for stream in streams:
        bands += (stream.rate.mean(axis=0)[:, None] * stream.dependency).T
    private = {int(s) for s in network.self_funded_as if s >= 0}
    return Census(
        code=len(streams),
        keys=np.array(
            [[v.key_word("census", s, d.word) for d in v.Dependency] for s in names.services]
        ),
        numbers=present * fits[:, None],
        band=np.where(bands.sum(axis=1, keepdims=True) > 0, bands, 1.0),
        self_funded=np.array([float(s in private) for s in range(len(network.core))]),
    )
