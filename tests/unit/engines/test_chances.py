"""A person's chances: the same whatever happens to them or to others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from carefunds_sim.engines.compiled.engine import simulate_compiled
from carefunds_sim.engines.event_log import EventLog
from carefunds_sim.engines.simpy_engine import simulate_simpy
from carefunds_sim.engines.simpy_world import Person, World
from carefunds_sim.engines.steps.choices import make_person
from carefunds_sim.engines.steps.tables import chance
from carefunds_sim.engines.steps.waiting import renew, set_rate
from carefunds_sim.model.conditions import first_conditions
from carefunds_sim.model.draws import uniform
from carefunds_sim.model.plan import Plan
from carefunds_sim.model.resolve import make_plan
from carefunds_sim.model.rules.variates import exponential
from carefunds_sim.scenario.load import compose
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.vocabulary import Hazard, Purpose, key_word


@pytest.fixture(scope="module")
def plan() -> Plan:
    scenario: Scenario = compose(
        "typical_council", "separate", "none", run={"scale": 0.01, "years": 1, "warmup_months": 0}
    )
    return make_plan(scenario, seed=3, replication=2)


@pytest.fixture(scope="module")
def world(plan: Plan) -> World:
    return World(plan, first_conditions(plan), EventLog(plan.names.services, kept=False))


def person_of(world: World, row: int) -> Any:
    person = Person()
    make_person(world, person, row)
    return person


def key_of(plan: Plan, row: int) -> tuple[int, int, int, int]:
    return plan.seed, plan.replication, int(plan.people.key[row]), int(plan.people.number[row])


def test_a_chance_is_that_of_the_persons_key_spell_and_purpose(plan: Plan, world: World) -> None:
    person = person_of(world, 40)
    for episode in (1, 2, 9):
        person.episode = episode
        for purpose in (Purpose.STAY, Purpose.ONWARD, Purpose.MISSED_IMPROVEMENT):
            assert chance(world, person, purpose) == uniform(
                *key_of(plan, 40), episode, int(purpose)
            )


def test_each_stage_of_arranging_care_has_its_own_chance_and_days(plan: Plan, world: World) -> None:
    person = person_of(world, 40)
    person.episode = 2
    purposes = []
    for stage, name in zip(world.stages, plan.scenario.area.stages, strict=True):
        for purpose, use in ((stage.chance_purpose, "chance"), (stage.days_purpose, "days")):
            key = key_word("stage", name, use)
            assert chance(world, person, purpose) == uniform(*key_of(plan, 40), 2, key)
            purposes.append(purpose)
    assert len(set(purposes) | set(Purpose)) == len(purposes) + len(Purpose)


def test_allowances_are_exponential_and_renewed_by_count_not_by_spell(
    plan: Plan, world: World
) -> None:
    person, other = person_of(world, 40), person_of(world, 40)
    for someone in (person, other):
        for hazard in Hazard:
            set_rate(world, someone, hazard, 0.1)
    first = list(person.left)
    drawn = uniform(*key_of(plan, 40), 0, int(Purpose.CLOCK_DEATH))
    assert first[Hazard.DEATH] == exponential(drawn)
    other.episode = 7
    for someone in (person, other):
        renew(world, someone, Hazard.ADMISSION, Purpose.CLOCK_ADMISSION)
    assert list(person.left) == list(other.left)
    assert person.left[Hazard.ADMISSION] != first[Hazard.ADMISSION]
    assert person.left[Hazard.DEATH] == first[Hazard.DEATH]


@pytest.mark.parametrize("engine", [simulate_simpy, simulate_compiled])
def test_a_run_leaves_the_plan_as_it_was(plan: Plan, engine: Callable[..., Any]) -> None:
    """Nobody's parameters are changed in place: the same plan runs twice alike."""
    first, second = engine(plan)[0], engine(plan)[0]
    for name, values in first.items():
        assert values.tobytes() == second[name].tobytes(), name
