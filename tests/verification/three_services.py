"""A chain of three services with blocking, and the same people's same stays in Ciw.

Ciw is another queueing simulator. It is given everybody's arrival, stays and routes as they are
drawn here, so that both must send the same people to the same places at the same moments. In
both, who is ready and finds the next service full keeps their place, and those blocked move on in
the order in which they were ready.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import ciw
import numpy as np
from verification.comparison import Row, none
from verification.event_times import Interval, holds
from verification.written import assumed, stream

from carefunds_sim.engines import simulate
from carefunds_sim.model.draws import uniforms
from carefunds_sim.model.plan import People
from carefunds_sim.model.resolve import make_plan
from carefunds_sim.model.rules.variates import pick, stay_days
from carefunds_sim.scenario.load import load_scenario
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.vocabulary import Purpose, StayFamily

SERVICES = ("hospital", "rehabilitation", "home_care")
LEAVES = len(SERVICES)
STEPS = 3  # the most services that one person passes through
TOLERANCE_DAYS = 1e-6


class Chain(NamedTuple):
    """Three services: capacities, mean stays, and shares of those who go on; all exponential."""

    per_day: float = 2.0
    capacity: tuple[int, int, int] = (24, 12, 28)
    stay_days: tuple[float, float, float] = (7.0, 21.0, 45.0)
    to_rehabilitation: float = 0.25
    to_home_care: float = 0.15
    then_home_care: float = 0.6

    def onward(self) -> np.ndarray:
        """Return cumulative shares of where people go next; (service, service or leave)."""
        shares = np.zeros((LEAVES, LEAVES + 1))
        shares[0, 1:3] = self.to_rehabilitation, self.to_home_care
        shares[1, 2] = self.then_home_care
        shares[:, LEAVES] = 1.0 - shares.sum(axis=1)
        return np.cumsum(shares, axis=1)


def scenario_of(chain: Chain, years: int) -> Scenario:
    """Return the chain as a scenario, from empty."""
    routes = [
        {"rehabilitation": chain.to_rehabilitation, "home_care": chain.to_home_care},
        {"home_care": chain.then_home_care},
        {},
    ]
    services = {
        name: {
            "title": name,
            "kind": "beds",
            "setting": "acute" if name == "hospital" else "non_acute",
            "capacity": assumed(capacity),
            "stay_days": assumed({"independent": days}),
            "delay_reason": "further_nhs_care",
            **({"onward": assumed({"independent": to})} if to else {}),
        }
        for name, capacity, days, to in zip(
            SERVICES, chain.capacity, chain.stay_days, routes, strict=True
        )
    }
    run = {"years": years, "warmup_months": 0, "start": "empty"}
    return load_scenario("one_queue", **run).with_values(
        {
            "area.services": services,
            "area.streams": {"arrivals": stream(chain.per_day, "hospital")},
        }
    )


def ours(chain: Chain, years: int, engine: str) -> dict[str, list[Interval]]:
    """Return who held a place of each service from when to when."""
    run = simulate(scenario_of(chain, years), engine=engine, trace=True)
    return {service: holds(run.events, service) for service in SERVICES}


def of_ciw(chain: Chain, years: int) -> dict[str, list[Interval]]:
    """Return the same of Ciw, which is given the people of our plan and their chances."""
    scenario = scenario_of(chain, years)
    plan = make_plan(scenario, seed=scenario.run.seed, replication=0)
    last = float(plan.calendar.starts[-1])
    simulation = ciw.Simulation(_layout(chain, plan.people, plan.seed))
    simulation.simulate_until_max_time(last)
    found: dict[str, list[Interval]] = {service: [] for service in SERVICES}
    for record in simulation.get_all_records(include_incomplete=True):
        start, end = record.service_start_date, record.exit_date
        if start is not None and start < last:
            gone = end is not None and not math.isnan(end) and end < last
            interval = Interval(record.id_number - 1, start, end if gone else math.inf)
            found[SERVICES[record.node - 1]].append(interval)
    return {name: sorted(each, key=lambda hold: hold.start) for name, each in found.items()}


def _layout(chain: Chain, people: People, seed: int) -> Any:
    """Return the network: nodes without waiting room block the ones before them."""

    def drawn(purpose: Purpose) -> list[np.ndarray]:
        key = (seed, 0, int(people.key[0]), people.number, purpose)
        return [uniforms(*key, episode=n + 1) for n in range(STEPS)]

    stays, turns, onward = drawn(Purpose.STAY), drawn(Purpose.ONWARD), chain.onward()

    def stay(person: int, step: int, service: int) -> float:
        return stay_days(stays[step][person], StayFamily.EXPONENTIAL, chain.stay_days[service], 0.0)

    def turn(person: int, step: int, service: int) -> int:
        return pick(turns[step][person], onward[service])

    gaps = np.diff(people.arrival_day, prepend=0.0).tolist()
    nowhere = [1e9]
    return ciw.create_network(
        arrival_distributions=[ciw.dists.Sequential([*gaps, *nowhere]), None, None],
        service_distributions=[_Drawn(stay, service) for service in range(LEAVES)],
        routing=ciw.routing.NetworkRouting([_Turn(turn, service) for service in range(LEAVES)]),
        number_of_servers=list(chain.capacity),
        queue_capacities=[math.inf, 0, 0],
    )


class _Drawn(ciw.dists.Distribution):  # type: ignore[misc] # Ciw has no types
    """A person's own stay; the step is how many services they have passed before."""

    def __init__(self, stay: Callable[[int, int, int], float], service: int) -> None:
        self.stay, self.service = stay, service

    def sample(self, t: float | None = None, ind: Any = None) -> float:  # noqa: ARG002 - Ciw's
        return self.stay(ind.id_number - 1, len(ind.data_records), self.service)


class _Turn(ciw.routing.NodeRouting):  # type: ignore[misc] # as above
    """A person's own way on."""

    def __init__(self, turn: Callable[[int, int, int], int], service: int) -> None:
        self.turn, self.service = turn, service

    def next_node(self, ind: Any) -> Any:
        to = self.turn(ind.id_number - 1, len(ind.data_records), self.service)
        return self.simulation.nodes[-1 if to == LEAVES else to + 1]


def rows(years: int, engine: str, *, simulated: Chain | None = None) -> list[Row]:
    """Compare person by person; ``simulated`` is another chain where a fault is planted."""
    chain = Chain()
    mine, theirs = ours(simulated or chain, years, engine), of_ciw(chain, years)
    found = []
    for service in SERVICES:
        one, other = mine[service], theirs[service]
        differ = abs(len(one) - len(other)) + sum(
            not _alike(hold, same) for hold, same in zip(one, other, strict=False)
        )
        found.append(none(f"{engine}, {service}: places held otherwise", differ, len(other)))
    return found


def _alike(hold: Interval, other: Interval) -> bool:
    """Tell whether it is the same person at the same moments."""
    return hold.person == other.person and all(
        one == two or abs(one - two) <= TOLERANCE_DAYS
        for one, two in zip(hold[1:], other[1:], strict=True)
    )
