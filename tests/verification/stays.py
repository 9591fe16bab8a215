"""Whether people stay as long as the files say, on average: every service, every shipped area."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import stats
from verification.comparison import Row, none, worst
from verification.event_times import holds, reported_days
from verification.written import assumed, unlimited

from carefunds_sim.engines import simulate
from carefunds_sim.model import tables
from carefunds_sim.model.compiling import compiled
from carefunds_sim.model.draws import uniforms
from carefunds_sim.model.resolve import make_plan
from carefunds_sim.model.rules.variates import stay_days
from carefunds_sim.scenario.catalogue import names
from carefunds_sim.scenario.load import compose, load_scenario
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.scenario.schema.area import Service
from carefunds_sim.vocabulary import Dependency, Presentation, Purpose, StayFamily, key_word

AREAS = tuple(names("area"))
QUADRATURE = np.linspace(-7.5, 7.5, 6_001)  # standard normal
DRAWS = 1_000_000
TOLERANCE = 1e-6  # relative: what the quadrature leaves out, and the rounding of long runs


@compiled
def drawn(chances: np.ndarray, family: int, spread: float) -> np.ndarray:
    """Return a stay of mean 1 for each chance."""
    days = np.empty(len(chances))
    for index in range(len(chances)):
        days[index] = stay_days(chances[index], family, 1.0, spread)
    return days


def services_of(area: str) -> dict[str, Service]:
    """Return an area's services."""
    return compose(area, "separate", "none").area.services


def kinds() -> list[tuple[StayFamily, float]]:
    """Return every family and spread of stays in any shipped area."""
    found = {
        (StayFamily(service.stay_family), tables.number(service.stay_spread))
        for area in AREAS
        for service in services_of(area).values()
    }
    return sorted(found)


def relative_spread(family: StayFamily, spread: float) -> float:
    """Return the standard deviation of a stay of mean 1."""
    of_family = {StayFamily.EXPONENTIAL: 1.0, StayFamily.FIXED: 0.0}
    return of_family.get(family, float(np.sqrt(np.expm1(spread**2))))


def drawn_rows(longer: float = 1.0) -> list[Row]:
    """Compare means of stays as they are drawn with 1, exactly and by drawing a million.

    Stays that are ``longer`` by a factor are a planted fault.
    """
    weight = stats.norm.pdf(QUADRATURE) / stats.norm.pdf(QUADRATURE).sum()
    chances = uniforms(1, 0, 0, np.arange(DRAWS), Purpose.STAY)
    exact, sampled = [], []
    for family, spread in kinds():
        mean = longer * float(weight @ drawn(stats.norm.cdf(QUADRATURE), family, spread))
        exact.append(abs(mean - 1.0) > TOLERANCE)
        if deviation := relative_spread(family, spread):
            error = deviation / np.sqrt(DRAWS)
            sampled.append((longer * drawn(chances, family, spread).mean() - 1.0) / error)
    label = "families and spreads whose exact mean is not 1"
    wrong = none(label, sum(exact), len(exact), steady=False)
    return [wrong, worst("means of a million drawn stays", sampled, steady=False)]


def stated_days(service: Service) -> np.ndarray:
    """Return the mean stays that a file states; (dependency, presentation)."""
    by_dependency = tables.by_dependency(service.stay_days)
    hip_fracture = tables.number(service.hip_fracture_stay, 1.0)
    return np.stack([by_dependency, by_dependency * hip_fracture], axis=1)


def planned_row(area: str) -> Row:
    """Compare the means that engines are given with those that the file states."""
    scenario = compose(area, "separate", "none")
    given = make_plan(scenario, seed=1, replication=0).network.stay_mean
    stated = np.stack([stated_days(service) for service in scenario.area.services.values()])
    wrong = np.abs(given - stated) > TOLERANCE * stated
    label = f"{area}: mean stays given otherwise than stated"
    return none(label, wrong.sum(), wrong.size, steady=False)


def one_stay_each(area: str, years: int) -> Scenario:
    """Return an area's services without limits and hazards, each with a stream of its own."""
    services, streams = {}, {}
    for name, service in services_of(area).items():
        services[name] = unlimited(1.0, **stay_of(service))
        streams[f"to_{name}"] = {
            "title": "To one service",
            "per_day": assumed(1.0),
            "dependency": assumed({"aged_65_74": dict.fromkeys(Dependency.words(), 1 / 3)}),
            "hip_fracture": assumed({"aged_65_74": 0.3}),
            "first": assumed({"independent": {name: 1.0}}),
        }
    scenario = load_scenario("one_queue", years=years, warmup_months=0, start="empty")
    return scenario.with_values({"area.services": services, "area.streams": streams})


def stay_of(service: Service) -> dict[str, Any]:
    """Return what a file says of a service's stays."""
    said = service.model_dump(mode="json", exclude_none=True)
    keys = ("stay_days", "stay_family", "stay_spread", "hip_fracture_stay")
    return {key: said[key] for key in keys if key in said}


def lived_row(area: str, engine: str, years: int, longer: float = 1.0) -> Row:
    """Compare every stay in a run with the one drawn for that person, to its end or the run's."""
    scenario = one_stay_each(area, years)
    run = simulate(scenario, engine=engine, trace=True)
    people = make_plan(scenario, seed=run.seed, replication=0).people
    last = reported_days(scenario)[1]
    wrong = stays = 0
    for name, service in services_of(area).items():
        held = holds(run.events, name)
        person = np.array([hold.person for hold in held])
        start, end = np.array([hold[1:] for hold in held]).T
        key = key_word("stream", f"to_{name}")
        chances = uniforms(run.seed, 0, key, people.number[person], Purpose.STAY, episode=1)
        family, spread = int(service.stay_family), tables.number(service.stay_spread)
        mean = stated_days(service)[people.dependency[person], people.presentation[person]]
        expected = start + longer * mean * drawn(chances, family, spread)
        over = expected < last
        wrong += (np.abs(end[over] - expected[over]) > TOLERANCE * expected[over]).sum()
        wrong += np.isfinite(end[~over]).sum()
        stays += len(held)
    assert Presentation.HIP_FRACTURE in people.presentation
    return none(f"{area}, {engine}: stays not as long as drawn", wrong, stays, steady=False)
