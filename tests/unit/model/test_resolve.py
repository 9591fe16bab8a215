"""Plans: what the replications of a scenario share, and that nobody spoils it for the next."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from carefunds_sim.engines import ENGINES, simulate
from carefunds_sim.model.plan import Plan
from carefunds_sim.model.resolve import groundwork, make_plan
from carefunds_sim.scenario.load import compose, load_scenario
from carefunds_sim.scenario.scenario import Scenario

OF_ONE_REPLICATION = {"people", "seed", "replication"}
SHARED = [field.name for field in fields(Plan) if field.name not in OF_ONE_REPLICATION]


def a_town(**run: Any) -> Scenario:
    """Return a small area whose money moves and whose arrangement replaces another."""
    settings = {"scale": 0.01, "years": 2, "warmup_months": 3} | run
    return compose("typical_council", "care_trust", "nao_decade", run=settings)


def test_replications_share_all_but_their_people() -> None:
    town = a_town()
    one, other = (make_plan(town, seed=1, replication=number) for number in (0, 1))
    for name in SHARED:
        assert getattr(one, name) is getattr(other, name), name
    assert (one.replication, other.replication) == (0, 1)
    assert len(one.people.number) != len(other.people.number)


def test_a_plan_is_the_same_whatever_was_planned_before() -> None:
    town = a_town()
    make_plan(town.with_run(scale=0.02), seed=1, replication=0)
    kept = make_plan(town, seed=1, replication=4)
    groundwork.cache_clear()
    again = make_plan(replace(town), seed=1, replication=4)
    np.testing.assert_equal(plain(again), plain(kept))


def test_a_changed_scenario_has_a_plan_of_its_own() -> None:
    queue = load_scenario("one_queue")
    beds = make_plan(queue, seed=1, replication=0).network.core
    more = queue.with_value("area.services.hospital.capacity", float(beds[0]) + 1.0)
    assert make_plan(more, seed=1, replication=0).network.core[0] == beds[0] + 1.0
    assert make_plan(queue, seed=1, replication=0).network.core[0] == beds[0]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_run_changes_nothing_that_the_next_one_shares(engine: str) -> None:
    town = a_town()
    before = deepcopy(plain(make_plan(town, seed=1, replication=0)))
    simulate(town, seed=1, engine=engine)
    np.testing.assert_equal(plain(make_plan(town, seed=1, replication=0)), before)


def plain(plan: Plan) -> dict[str, Any]:
    """Return a plan's fields as dictionaries and arrays, which NumPy compares exactly."""
    return {field.name: _plain(getattr(plan, field.name)) for field in fields(Plan)}


def _plain(part: Any) -> Any:
    if hasattr(part, "_asdict"):
        return {name: _plain(value) for name, value in part._asdict().items()}
    if isinstance(part, tuple):
        return [_plain(value) for value in part]
    return part
