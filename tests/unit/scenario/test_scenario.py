"""A scenario in memory: its text, its hash, its quantities, and other values in it."""

from __future__ import annotations

import copy
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_files import AREA, Write

from carefunds_sim.errors import Fault, FrozenError, ScenarioError
from carefunds_sim.scenario.load import compose, load_scenario
from carefunds_sim.scenario.scenario import Scenario, from_text, resolve
from carefunds_sim.vocabulary import Dependency, EvidenceKind, Loop

CAPACITY = "area.services.ward.capacity"


@pytest.fixture
def scenario(rich: Path, half_pooled: Path) -> Scenario:
    return compose(rich, half_pooled, "winter_grants", switched_off=[Loop.TRUST_EROSION])


def test_plain_values_and_text_read_back_equal(scenario: Scenario) -> None:
    assert resolve(scenario.as_dict()) == scenario
    assert from_text(scenario.text) == scenario


def test_its_text_is_a_scenario_file(write: Write, scenario: Scenario) -> None:
    again = load_scenario(write("again.json", scenario.text))
    assert again == scenario
    assert again.hash == scenario.hash


def test_it_travels_to_other_processes(scenario: Scenario) -> None:
    again = pickle.loads(pickle.dumps(scenario))
    assert again == scenario
    assert hash(again) == hash(scenario)
    assert pickle.loads(pickle.dumps(scenario.area)) == scenario.area
    assert pickle.loads(pickle.dumps(scenario.arrangement)) == scenario.arrangement


def test_its_errors_travel_too() -> None:
    error = ScenarioError([Fault("x.yaml", 3, "wrong"), Fault("x.yaml", 1, "wrong")])
    again = pickle.loads(pickle.dumps(error))
    assert again.faults == error.faults
    assert str(again) == "x.yaml:1: wrong\nx.yaml:3: wrong"


def test_its_hash_is_sixteen_digits_and_knows_every_value(scenario: Scenario) -> None:
    assert len(scenario.hash) == 16
    assert int(scenario.hash, 16) >= 0
    others = [
        scenario.with_value(CAPACITY, 13),
        scenario.with_run(seed=2),
        scenario.with_value("squeeze.need_growth", 0.01),
        scenario.renamed("other"),
    ]
    assert len({scenario.hash, *(other.hash for other in others)}) == 5


def test_its_hash_does_not_depend_on_the_hash_seed(scenario: Scenario) -> None:
    read = (
        "from carefunds_sim.scenario.load import compose\n"
        "from carefunds_sim.vocabulary import Loop\n"
        "print(compose('rich.yaml', 'half_pooled.yaml', 'winter_grants',"
        " switched_off=[Loop.TRUST_EROSION]).hash)"
    )
    for seed in ("0", "1"):
        told = subprocess.run(
            [sys.executable, "-c", read],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert told.stdout.strip() == scenario.hash


def test_the_order_of_keys_and_words_does_not_matter(write: Write) -> None:
    swapped = AREA.replace("{independent: 3, much_help: 9}", "{much_help: 9, independent: 3}")
    swapped = swapped.replace(
        "    kind: beds\n    setting: acute\n", "    setting: acute\n    kind: beds\n"
    )
    assert swapped != AREA
    one, other = compose(write("a.yaml", AREA)), compose(write("b.yaml", swapped))
    assert one == other
    assert one.hash == other.hash


def test_switched_off_loops_are_in_the_order_of_their_codes(scenario: Scenario) -> None:
    loops = (Loop.REALLOCATION, Loop.DECONDITIONING, Loop.REALLOCATION)
    assert Scenario(area=scenario.area, switched_off=loops).switched_off == (
        Loop.DECONDITIONING,
        Loop.REALLOCATION,
    )


def test_a_number_outside_its_plausible_range_is_a_warning(scenario: Scenario) -> None:
    assert scenario.warnings == ()
    large = scenario.with_value(CAPACITY, 900).with_value("squeeze.council.by_year.1", -0.2)
    assert large.warnings == (
        f"{CAPACITY} 900 is outside its plausible range 5..20 in units of count",
        "squeeze.council.by_year.1 -0.2 is outside its plausible range -0.05..0.05 "
        "in units of a year",
    )


def test_a_study_of_other_years_than_its_files_carries_a_remark() -> None:
    shipped = compose("typical_council", "separate", "nao_decade")
    assert shipped.warnings == ()
    assert shipped.with_run(start_year=2008, warmup_months=24).warnings == ()
    assert shipped.with_run(start_year=2024).warnings == (
        "prices and people of area 'typical_council' are of 2009-10; this study reports from "
        "2025-26 on",
        "squeeze 'nao_decade' is of 2010-11 to 2018-19; this study applies it from 2025-26 on",
    )
    said = {"area.figures_of": 2024, "squeeze.first_year": 2025, "run.start_year": 2024}
    assert shipped.with_values(said).warnings == ()


def test_quantities_go_by_their_paths(scenario: Scenario) -> None:
    quantities = dict(scenario.quantities())
    assert quantities[CAPACITY].value == 12
    assert quantities["arrangement.pools.pool.share"].value["rehab"] == 0.8
    assert quantities["squeeze.grants.0.gbp_per_resident"].value == 22
    counts = scenario.evidence_counts()
    assert sum(counts.values()) == len(quantities)
    assert counts["derived"] == 7
    assert list(counts) == list(EvidenceKind.words())


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (CAPACITY, 15),
        (f"{CAPACITY}.value", 15),
        ("area.services.ward.stay_days.much_help", 15),
        ("area.services.ward.costs.fixed_per_unit", 250.5),
        ("area.services.home_care.flexing.lag_up", 3),
        ("area.money.steering.strength", 0.25),
        ("arrangement.pools.pool.share.every_service", 0.25),
        ("arrangement.pools.pool.share.home_care", 0.25),
        ("arrangement.charge", True),
        ("squeeze.council.by_year.0", -0.02),
        ("run.years", 3),
        ("run.scale", 0.5),
    ],
)
def test_any_value_can_be_set_by_its_path(scenario: Scenario, path: str, value: object) -> None:
    text = scenario.text
    changed = scenario.with_value(path, value)
    assert scenario.text == text
    assert changed != scenario
    assert changed.with_value(path, value) == changed
    assert len(set(changed.text.splitlines()) ^ set(text.splitlines())) <= 8


def test_a_changed_quantity_rests_on_the_study(scenario: Scenario) -> None:
    changed = dict(scenario.with_value("squeeze.need_growth", 0.01).quantities())
    quantity = changed["squeeze.need_growth"]
    assert quantity.kind is EvidenceKind.ASSUMED
    assert quantity.source is None
    assert quantity.range == (0, 0.03)
    assert scenario.with_value("squeeze.need_growth", 0.02) == scenario


def test_several_values_are_validated_together(scenario: Scenario) -> None:
    shares = {"nhs": 0.25, "council": 0.75}
    paths = {f"area.services.rehab.paid_by.{body}": share for body, share in shares.items()}
    changed = scenario.with_values(paths).area.services["rehab"].paid_by
    assert changed is not None
    assert list(changed.value.values()) == [0.25, 0.75]
    assert scenario.with_value("area.services.rehab.paid_by", shares) == scenario.with_values(paths)


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (
            "area.services.ward.capcity",
            1,
            "'area.services.ward.capcity' is not a value of this scenario; "
            "did you mean 'area.services.ward.capacity'?",
        ),
        (
            "area.services.wrd.capacity",
            1,
            "'area.services.wrd' is not a value of this scenario; "
            "did you mean 'area.services.ward'?",
        ),
        (
            "aria.services",
            1,
            "'aria.services' is not a value of this scenario; did you mean 'area'?",
        ),
        (f"{CAPACITY}.much_help", 1, f"'{CAPACITY}' is one number; it has no 'much_help'"),
        (
            "squeeze.council.by_year.99",
            1,
            "'squeeze.council.by_year.99' is not a value of this scenario; "
            "squeeze.council.by_year holds items 0 to 6",
        ),
        ("run.yeers", 1, "'run.yeers' is not a value of this scenario; did you mean 'run.years'?"),
        (CAPACITY, -3, f"{CAPACITY} must be >= 0 (got -3)"),
        ("run.years", 1.5, "run.years must be a whole number (got 1.5)"),
        (
            "area.services.rehab.paid_by.nhs",
            0.6,
            "area.services.rehab.paid_by must sum to 1 (got 1.1)",
        ),
        (
            "area.services.ward.stay_days.much_hlp",
            1,
            "area.services.ward.stay_days.much_hlp must be one of independent, some_help, "
            "much_help (got 'much_hlp'); did you mean 'much_help'?",
        ),
        (
            "arrangement.pools.pool.share.rehb",
            0.1,
            "arrangement.pools.pool.share.rehb must name a service of area 'rich' "
            "(got 'rehb'); did you mean 'rehab'?",
        ),
    ],
)
def test_a_wrong_path_or_value_says_what_would_be_right(
    scenario: Scenario, path: str, value: object, sentence: str
) -> None:
    with pytest.raises(ScenarioError) as error:
        scenario.with_value(path, value)
    assert str(error.value) == f"rich/half_pooled/winter_grants:1: {sentence}"


@pytest.mark.parametrize(
    "change",
    [
        lambda s: setattr(s, "title", "another"),
        lambda s: delattr(s, "area"),
        lambda s: setattr(s.run, "years", 3),
        lambda s: setattr(s.area.services["ward"].capacity, "value", 30),
        lambda s: s.area.services.update(ward=None),
        lambda s: s.area.services.pop("ward"),
        lambda s: s.area.services["ward"].onward.value[Dependency.MUCH_HELP].clear(),
        lambda s: s.area.services["rehab"].paid_by.value.__setitem__("nhs", 2),
        lambda s: s.area.services["ward"].capacity_steps.append(1),
        lambda s: s.area.behaviour.__setattr__("refill", None),
        lambda s: s.arrangement.practice.sort(),
        lambda s: s.arrangement.agreement.targets.extend([1]),
        lambda s: s.squeeze.grants.append(s.squeeze.grants[0]),
        lambda s: s.squeeze.council.by_year.value.__setitem__(0, -0.5),
        lambda s: s.squeeze.council.by_year.value.__iadd__([0.1]),
    ],
)
def test_nothing_in_a_scenario_can_be_changed_in_place(
    scenario: Scenario, change: Callable[[Any], object]
) -> None:
    text = scenario.text
    for one in (scenario, copy.deepcopy(scenario), pickle.loads(pickle.dumps(scenario))):
        with pytest.raises(FrozenError, match=r"use scenario\.with_value\('"):
            change(one)
        assert json.dumps(one.as_dict(), indent=1, ensure_ascii=False) == text


def test_run_settings_are_replaced_by_name(scenario: Scenario) -> None:
    changed = scenario.with_run(years=3, warmup_months=0)
    assert (changed.run.years, changed.run.warmup_months, changed.run.seed) == (3, 0, 1)
    assert scenario.run.years == 10


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(capacity=st.floats(0, 1e6), stay=st.floats(0, 1e4))
def test_every_valid_scenario_reads_back_equal(
    scenario: Scenario, capacity: float, stay: float
) -> None:
    changed = scenario.with_values(
        {CAPACITY: capacity, "area.services.ward.stay_days": {"much_help": stay}}
    )
    assert from_text(changed.text) == changed
    assert resolve(changed.as_dict()) == changed
