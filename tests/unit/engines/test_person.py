"""A person's chances: the same whatever happens to them or to others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from carefunds_sim.engines.compiled.engine import simulate_compiled
from carefunds_sim.engines.person import Person, spell_purposes
from carefunds_sim.engines.simpy_engine import simulate_simpy
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


def person_of(plan: Plan, row: int) -> Person:
    key = (plan.seed, plan.replication, int(plan.people.key[row]), int(plan.people.number[row]))
    purposes = spell_purposes(plan)
    opening = [[float(uniform(*key, s, p)) for p in purposes] for s in range(4)]
    return Person(plan, row, opening)


def test_a_chance_is_that_of_the_persons_key_spell_and_purpose(plan: Plan) -> None:
    person = person_of(plan, 40)
    for spell in (1, 2, 9):
        person.spell = spell
        for purpose in (Purpose.STAY, Purpose.ONWARD, Purpose.MISSED_IMPROVEMENT):
            assert person.chance(purpose) == uniform(*person.key, spell, int(purpose))


def test_each_stage_of_arranging_care_has_its_own_chance_and_days(plan: Plan) -> None:
    person = person_of(plan, 40)
    person.spell = 2
    for stage, name in enumerate(plan.scenario.area.stages):
        chance, days = (key_word("stage", name, use) for use in ("chance", "days"))
        assert person.stage_chance(stage) == uniform(*person.key, 2, chance)
        assert person.stage_days(stage) == uniform(*person.key, 2, days)
    purposes = spell_purposes(plan)
    assert len(set(purposes)) == len(purposes)


def test_allowances_are_exponential_and_renewed_by_count_not_by_spell(plan: Plan) -> None:
    person, other = person_of(plan, 40), person_of(plan, 40)
    first = list(person.left)
    assert first[Hazard.DEATH] == exponential(uniform(*person.key, 0, int(Purpose.CLOCK_DEATH)))
    other.spell = 7
    for someone in (person, other):
        someone.renew(Hazard.ADMISSION)
    assert person.left == other.left
    assert person.left[Hazard.ADMISSION] != first[Hazard.ADMISSION]
    assert person.left[Hazard.DEATH] == first[Hazard.DEATH]


@pytest.mark.parametrize("engine", [simulate_simpy, simulate_compiled])
def test_a_run_leaves_the_plan_as_it_was(plan: Plan, engine: Callable[..., Any]) -> None:
    """Nobody's parameters are changed in place: the same plan runs twice alike."""
    first, second = engine(plan)[0], engine(plan)[0]
    for name, values in first.items():
        assert values.tobytes() == second[name].tobytes(), name
