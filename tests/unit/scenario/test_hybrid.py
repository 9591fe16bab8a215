"""Hybrids of two arrangements: each rule from the one that its group is taken from."""

from __future__ import annotations

import re
from pathlib import Path
from types import UnionType
from typing import get_args, get_origin

import numpy as np
import pytest

from carefunds_sim.engines import simulate
from carefunds_sim.errors import CarefundsError
from carefunds_sim.scenario.hybrid import hybrid, players, rules_of
from carefunds_sim.scenario.load import load_scenario
from carefunds_sim.scenario.schema.arrangement import (
    FIELDS,
    GROUPS,
    LABELS,
    Arrangement,
    Overhead,
    Pool,
    Rules,
)

TAKEN_APART = {"own_funds": Rules, "pools": Pool, "rules": Rules, "overhead": Overhead}


def small(arrangement, squeeze="deep_cut"):
    return load_scenario(f"typical_council/{arrangement}/{squeeze}", scale=0.02, years=2)


def alike(one, other):
    """Whether two scenarios run the same, to the last bit."""
    runs = [simulate(scenario, seed=1, replication=0) for scenario in (one, other)]
    return all(
        np.array_equal(values.ravel(), runs[1].values[name].ravel(), equal_nan=True)
        for name, values in runs[0].values.items()
    )


@pytest.fixture(scope="module")
def separate():
    return small("separate")


@pytest.fixture(scope="module")
def pooled():
    return small("pooled")


@pytest.fixture(scope="module")
def care_trust():
    return small("care_trust")


def test_every_field_of_an_arrangement_is_in_exactly_one_group_or_a_label():
    seen = set()
    parts = [Arrangement]
    while parts:
        part = parts.pop()
        seen.add(part)
        labels = LABELS if part is Arrangement else set()
        apart = {name for name in part.model_fields if name in TAKEN_APART}
        assert set(FIELDS[part]) | labels | apart == set(part.model_fields), part
        assert not set(FIELDS[part]) & (labels | apart)
        parts += {TAKEN_APART[name] for name in apart} - seen
    assert seen == set(FIELDS)
    assert {group for fields in FIELDS.values() for group in fields.values()} == set(GROUPS)


def test_what_is_taken_apart_is_what_the_schema_holds_there():
    for part in FIELDS:
        for name, field in part.model_fields.items():
            if name in TAKEN_APART:
                inner = field.annotation
                found = get_args(inner) if get_origin(inner) in (dict, UnionType) else (inner,)
                assert TAKEN_APART[name] in found


@pytest.mark.parametrize(
    ("first", "second"),
    [("pooled", "separate"), ("pooled", "care_trust"), ("integrated_teams", "lead_commissioning")],
)
def test_no_group_is_the_one_and_all_groups_are_the_other_to_the_last_bit(first, second):
    one, other = small(first), small(second)
    assert alike(hybrid(one, other, ()), one)
    assert alike(hybrid(one, other, players(one, other)), other)


def test_only_groups_that_differ_are_players(separate, pooled, care_trust):
    assert players(separate, separate) == ()
    shared = {"funds", "sight", "regard", "cycle", "overhead", "set_up"}
    assert set(players(separate, pooled)) == shared
    assert set(players(separate, care_trust)) == shared | {"disputes", "charge", "risk_share"}
    assert players(separate, small("integrated_teams")) == ("practice",)


def test_a_pool_without_its_own_sight_sees_what_own_funds_saw(separate, pooled):
    (pool,) = hybrid(separate, pooled, ["funds"]).arrangement.pools.values()
    own, theirs = separate.arrangement.own_funds, pooled.arrangement.pools["pool"]
    assert pool.rules.sight == own.sight
    assert pool.rules.cycle == own.cycle
    assert pool.rules.council_offset is None
    assert pool.rules.virement == theirs.rules.virement
    assert pool.share == theirs.share


def test_a_rule_of_a_pool_does_nothing_without_the_pool(separate, pooled):
    alone = hybrid(separate, pooled, ["sight", "regard", "cycle"])
    assert rules_of(alone) == rules_of(hybrid(separate, pooled, ()))


def test_the_only_pool_of_each_stand_for_each_other_whatever_their_names(pooled, care_trust):
    (pool,) = hybrid(pooled, care_trust, ["funds"]).arrangement.pools.values()
    assert pool.share == care_trust.arrangement.pools["trust_fund"].share
    assert pool.rules.cycle == pooled.arrangement.pools["pool"].rules.cycle


def test_a_hybrid_follows_what_both_follow_and_waits_as_its_set_up_says(separate, pooled):
    at_once, later = (hybrid(separate, pooled, ["funds", *more]) for more in ((), ("set_up",)))
    for found in (at_once, later):
        assert rules_of(found)["replaced"] == rules_of(separate)["arrangement"]
    months = [
        int(simulate(found, seed=1, replication=0).values["in_force"].sum())
        for found in (at_once, later)
    ]
    assert months == [24, 12]


def test_a_rule_keeps_its_evidence(separate, pooled):
    found = hybrid(separate, pooled, ["overhead"]).arrangement.overhead
    assert found.setup_cost == pooled.arrangement.overhead.setup_cost
    assert found.setup_months == separate.arrangement.overhead.setup_months


def test_a_hybrid_is_a_scenario_file_that_reads_back(separate, care_trust, tmp_path):
    found = hybrid(separate, care_trust, ["funds", "charge"])
    path = tmp_path / "hybrid.yaml"
    path.write_text(found.text, encoding="utf-8")
    assert load_scenario(path) == found
    assert found.arrangement.name == "separate with funds, charge of care_trust"


@pytest.mark.parametrize(
    ("change", "said_so"),
    [({"run.years": 3}, "their run differs"), ({"squeeze.need_growth": 0.01}, "squeeze differs")],
)
def test_scenarios_that_differ_in_more_than_their_arrangement_are_refused(
    separate, pooled, change, said_so
):
    with pytest.raises(CarefundsError, match=said_so):
        hybrid(separate, pooled.with_values(change), ())


def test_a_group_that_there_is_not_is_refused(separate, pooled):
    with pytest.raises(CarefundsError, match="no group of rules is called money"):
        hybrid(separate, pooled, ["money"])


def test_a_network_without_an_arrangement_has_no_rules_to_take():
    lesson = load_scenario("one_queue")
    with pytest.raises(CarefundsError, match="has no arrangement"):
        hybrid(lesson, lesson, ())


def test_the_page_tells_every_group_and_every_field():
    file = Path(__file__).parents[3] / "docs" / "how-to" / "attribution.md"
    page = file.read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", page, re.MULTILINE))
    assert rows == {name: title[0].lower() + title[1:] for name, title in GROUPS.items()}
    named = set(re.findall(r"`(\w+)`", page))
    spread_out = {field for field, group in FIELDS[Overhead].items() if group == "overhead"}
    told = {field for fields in FIELDS.values() for field in fields} - spread_out - {"title"}
    assert told <= named
