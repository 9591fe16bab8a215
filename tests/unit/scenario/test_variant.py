"""Variants: which there are, what they are called, what they are compared with."""

from __future__ import annotations

import re

import pytest

import carefunds_sim as cf
from carefunds_sim.engines import simulate
from carefunds_sim.errors import ScenarioError
from carefunds_sim.scenario.comparison import comparison, pairs, parts_of
from carefunds_sim.scenario.schema.words import NAME, SCENARIO
from carefunds_sim.scenario.variant import made_of, variants, varied

REABLEMENT = "area.services.reablement.capacity"


@pytest.fixture(scope="module")
def separate():
    return cf.load_scenario("typical_council/separate/nao_decade")


@pytest.fixture(scope="module")
def pooled():
    return cf.load_scenario("typical_council/pooled/nao_decade")


def compared_with(design):
    parts = {one.name: parts_of(one) for one in design.scenarios}
    return pairs(parts, design.baseline)


def test_each_value_is_a_variant_named_by_it(separate):
    found = variants(separate, f"{REABLEMENT}=150,200")
    assert [one.name for one in found] == ["reablement_capacity_150", "reablement_capacity_200"]
    assert [one.title for one in found] == [
        f"{separate.title}; reablement: capacity {number}" for number in (150, 200)
    ]
    assert found[0].area.title == "The same area with reablement: capacity 150"


def test_a_variant_runs_as_the_scenario_with_the_value(separate):
    small = separate.with_run(scale=0.02, years=1)
    (variant,) = variants(small, f"{REABLEMENT}=150")
    one, other = (simulate(each, seed=1) for each in (variant, small.with_value(REABLEMENT, 150)))
    assert all((one.values[name] == other.values[name]).all() for name in one.values)


def test_several_changes_are_one_variant_and_lists_are_combined(separate):
    after = "squeeze.nhs.after"
    found = variants(
        separate, f"{REABLEMENT}=150,200; {after}*=0.5,2", f"{REABLEMENT}=150 run.years=2"
    )
    assert len(found) == 5
    assert found[1].name == "reablement_capacity_150_nhs_after_times_2"
    assert found[-1].run.years == 2


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("squeeze.nhs.after=-0.02", "nhs_after_minus_0_point_02"),
        (f"{REABLEMENT}+=-20", "reablement_capacity_minus_20"),
        (f"{REABLEMENT}*=1.2", "reablement_capacity_times_1_point_2"),
        ("arrangement.charge=false", "charge_no"),
        ("squeeze.nhs.by_year=[0.01, -0.02]", "nhs_by_year_0_point_01_minus_0_point_02"),
        ("run.years=3", "years_3"),
    ],
)
def test_a_name_says_the_value(separate, text, name):
    assert [one.name for one in variants(separate, text)] == [name]


def test_a_mapping_is_one_variant(separate):
    (found,) = variants(separate, {REABLEMENT: 150, "run.years": 2})
    assert found.name == "reablement_capacity_150_years_2"


def test_names_are_valid_and_distinct_however_much_is_changed(separate, pooled):
    paths = [path for path in separate.paths() if path.endswith("stay_days")]
    texts = [" ".join(f"{path}*={by}" for path in paths) for by in (0.5, 0.55, 0.75)]
    found = variants([separate, pooled], *texts)
    assert len({one.name for one in found}) == 6
    assert len({one.area.name for one in found}) == 3
    for one in found:
        assert re.fullmatch(SCENARIO, one.name)
        assert re.fullmatch(NAME, one.area.name)


def test_several_scenarios_are_told_apart_and_each_compared_with_its_own(separate, pooled):
    design = varied(comparison([separate, pooled]), [f"{REABLEMENT}=150"])
    assert [one.name for one in design.scenarios[2:]] == [
        "separate/reablement_capacity_150", "pooled/reablement_capacity_150",
    ]  # fmt: skip
    assert compared_with(design) == {
        "separate/reablement_capacity_150": separate.name,
        "pooled/reablement_capacity_150": pooled.name,
    }
    assert [made_of(one, (separate, pooled)) for one in design.scenarios[2:]] == [separate, pooled]


def test_a_variant_is_made_of_the_scenarios_that_have_the_path(separate, pooled):
    found = variants([separate, pooled], "arrangement.pools.pool.rules.sight=0.1")
    assert [one.arrangement.name for one in found] == ["pooled_pool_rules_sight_0_point_1"]


def test_variants_of_different_parts_are_compared_with_the_first_scenario(separate):
    design = varied(comparison([separate]), [f"{REABLEMENT}=150", "squeeze.nhs.after=0.0"])
    assert set(compared_with(design).values()) == {separate.name}
    assert len(compared_with(design)) == 2


def test_a_dated_change_is_named_by_its_own_name_and_said_in_words(separate):
    beds = "{month: 2013-04, capacity: {service: intermediate_beds, units: 20, paid_by: %s}}"
    found = variants(separate, f"timetable.beds={beds % 'nhs'},{beds % 'council'}")
    assert [one.name for one in found] == ["beds", "beds_no_2"]
    assert "; From April 2013 the NHS pays" in found[0].title
    (fewer,) = variants(found[0], "timetable.beds.capacity.units=10")
    assert fewer.name == "beds_capacity_units_10"
    assert "for 10 more beds" in fewer.title


def test_run_settings_alone_make_a_variant(separate):
    design = varied(comparison([separate]), ["run.scale=0.5"])
    assert compared_with(design) == {"scale_0_point_5": separate.name}
    assert design.baseline == separate.name


def test_every_fault_is_said_at_once(separate, pooled):
    with pytest.raises(ScenarioError) as raised:
        variants(
            [separate, pooled], "area.srevices.x=1", f"{REABLEMENT}=150,-1", f"{REABLEMENT}=150",
            f"{REABLEMENT}=1 {REABLEMENT}=2", "nonsense",
        )  # fmt: skip
    lines = [fault.line for fault in raised.value.faults]
    assert sorted(set(lines)) == [1, 2, 3, 4, 5]
    assert "--vary:3: must not be given twice" in str(raised.value)
