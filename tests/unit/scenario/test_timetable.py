"""What a timetable says from month to month, how it reads, and what is wrong with one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from carefunds_sim.errors import ScenarioError
from carefunds_sim.scenario.hybrid import hybrid
from carefunds_sim.scenario.load import compose, load_scenario
from carefunds_sim.scenario.scenario import Scenario, from_text
from carefunds_sim.scenario.schema.arrangement import GROUPS
from carefunds_sim.scenario.timetable import later_arrangements, states
from carefunds_sim.scenario.timetable_words import timetable_words

CHARGE = "area.money.charge"
BEDS = {"service": "intermediate_beds", "units": 20.0, "paid_by": "nhs"}


def base() -> Scenario:
    return compose("typical_council", "separate", "nao_decade", run={"years": 5})


def dated(**change: Any) -> Scenario:
    return base().with_value("timetable.change", {"month": "2012-04", **change})


def said(**change: Any) -> str:
    (words,) = timetable_words(dated(**change))
    return words.sentence


def faults(**change: Any) -> list[str]:
    with pytest.raises(ScenarioError) as raised:
        dated(**change)
    return [fault.message for fault in raised.value.faults]


def charges(scenario: Scenario) -> dict[int, float]:
    return {state.since: state.scenario.area.money.charge.value for state in states(scenario)}  # type: ignore[union-attr]


def test_a_scenario_without_a_timetable_is_one_state() -> None:
    scenario = base()
    ((since, only, *_),) = states(scenario)
    assert since == 0
    assert only is scenario


def test_a_value_holds_from_its_month_until_its_end() -> None:
    scenario = dated(until="2013-10", set={CHARGE: 250.0})
    was = base().area.money.charge.value  # type: ignore[union-attr]
    assert charges(scenario) == {0: was, 36: 250.0, 54: was}


def test_a_value_moves_evenly_until_it_is_reached() -> None:
    scenario = base().with_value(CHARGE, 100.0)
    change = {"month": "2012-04", "reached": "2012-08", "set": {CHARGE: 200.0}}
    found = charges(scenario.with_value("timetable.change", change))
    assert found == {0: 100.0, 37: 125.0, 38: 150.0, 39: 175.0, 40: 200.0}


def test_changes_go_by_what_the_value_was() -> None:
    scenario = base().with_value(CHARGE, 100.0)
    scenario = scenario.with_values(
        {
            "timetable.more": {"month": "2012-04", "multiply": {CHARGE: 2.0}},
            "timetable.and_more": {"month": "2013-04", "add": {CHARGE: 50.0}},
        }
    )
    assert charges(scenario) == {0: 100.0, 36: 200.0, 48: 250.0}


def test_what_is_dated_before_the_run_holds_from_its_first_day() -> None:
    assert charges(dated(month="2001-01", set={CHARGE: 250.0})) == {0: 250.0}


def test_an_arrangement_takes_effect_on_the_first_april_after_its_set_up() -> None:
    chain = states(dated(month="2011-09", arrangement="care_trust"))
    assert [(s.since, s.began, s.setup_from) for s in chain] == [(0, None, None), (60, 60, 29)]
    assert chain[1].scenario.arrangement.name == "care_trust"  # type: ignore[union-attr]


def test_an_arrangement_takes_effect_when_it_says_so() -> None:
    chain = states(dated(month="2011-09", reached="2011-09", arrangement="care_trust"))
    assert [state.since for state in chain] == [0, 29]


def test_a_path_of_an_arrangement_is_of_the_one_in_force() -> None:
    scenario = dated(arrangement="pooled", reached="2012-04").with_value(
        "timetable.grow",
        {"month": "2013-04", "set": {"arrangement.pools.pool.share.acute": 0.3}},
    )
    last = states(scenario)[-1].scenario.arrangement
    assert last is not None
    assert last.pools["pool"].share.value["acute"] == 0.3


def test_a_scenario_with_a_timetable_reads_back_from_its_text() -> None:
    scenario = dated(arrangement="care_trust")
    assert from_text(scenario.text) == scenario
    assert scenario.hash != base().hash


def test_a_name_in_a_timetable_is_not_written_into_what_was_given() -> None:
    change = {"month": "2012-04", "arrangement": "care_trust"}
    base().with_value("timetable.change", change)
    assert change == {"month": "2012-04", "arrangement": "care_trust"}


def test_a_change_can_be_taken_away_and_its_parts_set() -> None:
    scenario = dated(capacity=BEDS)
    assert (
        scenario.with_value("timetable.change.capacity.units", 30.0)
        .timetable.root[  # type: ignore[union-attr]
            "change"
        ]
        .capacity.units
        == 30.0
    )
    assert states(scenario.with_value("timetable.change", None))[1:] == ()


def test_a_file_that_extends_another_changes_its_timetable_by_name(tmp_path: Path) -> None:
    (tmp_path / "first.yaml").write_text(
        "kind: scenario\nname: first\ntitle: First\narea: typical_council\n"
        "arrangement: separate\nsqueeze: none\ntimetable:\n"
        "  beds: {month: 2012-04, capacity: {service: acute, units: 20, paid_by: nhs}}\n"
        "  fee: {month: 2013-04, set: {area.money.charge: 200}}\n",
        encoding="utf-8",
    )
    (tmp_path / "second.yaml").write_text(
        "extends: first.yaml\nname: second\ntitle: Second\n"
        "timetable: {beds: {capacity: {units: 5}}, fee: null}\n",
        encoding="utf-8",
    )
    found = load_scenario(tmp_path / "second.yaml").timetable
    assert found is not None
    assert list(found.root) == ["beds"]
    assert found.root["beds"].capacity.units == 5.0  # type: ignore[union-attr]


def test_every_fault_of_a_timetable_has_its_line(tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(
        "kind: scenario\nname: bad\ntitle: Bad\narea: typical_council\narrangement: separate\n"
        "squeeze: none\ntimetable:\n"
        "  one: {month: 2012-4, set: {area.money.charge: 200}}\n"
        "  two: {month: 2012-04, set: {area.money.charg: 200}}\n"
        "  three: {month: 2012-04, arrangement: care_trusty}\n",
        encoding="utf-8",
    )
    with pytest.raises(ScenarioError) as raised:
        load_scenario(file)
    found = [(fault.line, fault.message.split(" ")[0]) for fault in raised.value.faults]
    assert sorted(found) == [
        (8, "timetable.one.month"),
        (9, "timetable.two"),
        (10, "timetable.three.arrangement"),
    ]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({}, "must say what changes"),
        ({"capacity": BEDS, "set": {CHARGE: 1.0}}, "must change one thing"),
        ({"capacity": BEDS, "reached": "2013-04"}, "must not be 'reached' later"),
        ({"set": {CHARGE: 1.0}, "reached": "2012-03"}, "must be 'reached' after its month"),
        ({"set": {CHARGE: 1.0}, "until": "2012-04"}, "must last until later than it begins"),
        ({"arrangement": "pooled", "until": "2014-04"}, "must not end"),
        ({"set": {CHARGE: 1.0}, "add": {CHARGE: 1.0}}, "must name each path once"),
        ({"set": {CHARGE: 1.0}, "holds": True}, "must be of capacity where it 'holds'"),
        ({"set": {"run.years": 3}}, "must be a path that begins with area"),
        ({"set": {"area.services.acute.capacity": 3.0}}, "must change by 'capacity:'"),
        ({"set": {"area.services.acute.kind": "places"}}, "only numbers of an area can"),
        ({"set": {"area.residents.population.aged_65_74": 3.0}}, "lives there on the first day"),
        ({"set": {"arrangement.trust.initial": 0.1}}, "is the trust on the first day"),
        ({"set": {CHARGE: -5.0}}, "must be >= 0"),
        ({"add": {"arrangement.charge": 5.0}}, "must"),
        ({"capacity": {**BEDS, "service": "beds"}}, "must name a service of the area"),
        ({"capacity": {**BEDS, "units": 0.0}}, "must not be 0"),
        ({"capacity": {**BEDS, "paid_by": "self"}}, "must name one of nhs, council"),
        ({"capacity": {**BEDS, "fund": "pool"}}, "must name a pool"),
        ({"transfer": {"giver": "nhs", "taker": "nhs", "gbp_a_year": 5.0}}, "another body"),
        ({"decision": {"fund": "pool"}}, "must name a body that pays or a pool"),
    ],
)
def test_what_no_date_can_bring_is_refused(change: dict[str, Any], problem: str) -> None:
    assert any(problem in found for found in faults(**change))


def test_capacity_without_money_is_for_lessons() -> None:
    lesson = load_scenario("blocking")
    change = {"month": "2009-06", "capacity": {**BEDS, "service": "hospital"}}
    with pytest.raises(ScenarioError, match="must stand in a scenario with money"):
        lesson.with_value("timetable.change", change)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"capacity": {**BEDS, "gbp_a_year": 1.4e6}},
            "From April 2012 the NHS pays GBP 1.4m a year for 20 more beds of bed-based "
            "intermediate care, of new money.",
        ),
        (
            {"capacity": {**BEDS, "own": True}, "until": "2014-04", "holds": True},
            "From April 2012 to the end of March 2014 the NHS pays for 20 more beds of bed-based "
            "intermediate care, at what they cost then, out of its own other lines, which no "
            "decision or cut may touch.",
        ),
        (
            {"capacity": {**BEDS, "units": -1.0, "gbp_a_year": 3.5e8}},
            "From April 2012 the NHS has 1 fewer bed of bed-based intermediate care, and gives up "
            "GBP 350m a year.",
        ),
        (
            {"transfer": {"giver": "nhs", "taker": "council", "gbp_a_year": 250_000.0,
                          "to_service": "home_care"}},
            "From April 2012 the NHS gives the council GBP 250,000 a year for home care.",
        ),
        (
            {"decision": {"fund": "council"}},
            "In April 2012 the council moves nothing, and its own rule decides nothing for "
            "12 months.",
        ),
        (
            {"arrangement": "care_trust", "reached": "2014-04"},
            "From April 2014 'A care trust' takes the place of 'Separate budgets'; it is set up "
            "from April 2012.",
        ),
        (
            {"multiply": {CHARGE: 2.0}, "reached": "2013-04"},
            "Between April 2012 and April 2013, evenly: area: money, charge 200 GBP a day "
            "(was 100).",
        ),
    ],
)  # fmt: skip
def test_a_change_reads_as_people_say_it(change: dict[str, Any], sentence: str) -> None:
    assert said(**change) == sentence


def test_the_timetable_of_an_arrangement_goes_with_its_group() -> None:
    change = {"month": "2012-04", "set": {"arrangement.charge": False}}
    ends = [
        base(),
        base().with_value("arrangement.timetable", {"change": change}),
    ]
    assert "timetable" in GROUPS
    assert hybrid(*ends, ("timetable",)).arrangement.timetable is not None  # type: ignore[union-attr]


def test_a_pool_pays_for_nothing_before_there_is_one() -> None:
    pooled = {"month": "2013-04", "reached": "2013-04", "arrangement": "pooled"}
    scenario = base().with_value("timetable.pool", pooled)
    beds = {"month": "2012-04", "capacity": {**BEDS, "fund": "pool"}}
    with pytest.raises(ScenarioError, match="a pool that there is by then"):
        scenario.with_value("timetable.beds", beds)
    assert scenario.with_value("timetable.beds", {**beds, "month": "2013-05"}).timetable


def test_what_comes_after_the_run_is_warned_of() -> None:
    late = dated(month="2035-04", set={CHARGE: 250.0})
    assert any("timetable.change comes after the run has ended" in w for w in late.warnings)
    assert not any("timetable" in w for w in dated(set={CHARGE: 250.0}).warnings)


def test_a_file_of_an_arrangement_is_looked_for_where_one_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = "extends: pooled\nname: own\ntitle: One of our own\nabout: A pool of our own.\n"
    (tmp_path / "own.yaml").write_text(own, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    last = states(dated(arrangement="own.yaml", reached="2012-04"))[-1].scenario.arrangement
    assert last is not None
    assert last.name == "own"


def test_two_arrangements_of_one_month_are_warned_of() -> None:
    first = dated(month="2012-04", reached="2013-04", arrangement="pooled")
    second = {"month": "2012-10", "reached": "2013-04", "arrangement": "care_trust"}
    assert not any("same month" in said for said in first.warnings)
    both = first.with_value("timetable.trust", second)
    (said,) = (said for said in both.warnings if "same month" in said)
    assert said.startswith("timetable.change changes nothing: the arrangement of timetable.trust")


def test_an_arrangement_written_in_a_timetable_may_extend_a_file(tmp_path: Path) -> None:
    own = {"extends": "pooled", "name": "own", "title": "Our own", "trust": {"built": 0.05}}
    in_python = dated(arrangement=own, reached="2012-04")
    file = tmp_path / "own.yaml"
    file.write_text(
        "kind: scenario\nname: own\ntitle: Own\narea: typical_council\narrangement: separate\n"
        "squeeze: nao_decade\nevidence: {kind: assumed, why: a guess}\ntimetable:\n  change:\n"
        "    month: 2012-04\n    arrangement:\n      extends: pooled\n      name: own\n"
        "      title: Our own\n      trust: {built: 0.05}\n",
        encoding="utf-8",
    )
    for scenario in (in_python, load_scenario(file)):
        ((path, brought),) = later_arrangements(scenario)
        assert path == "timetable.change.arrangement"
        assert (brought.name, [*brought.pools]) == ("own", ["pool"])
        assert brought.trust.built.value == 0.05
    wrong = file.read_text(encoding="utf-8").replace("{built: 0.05}", "{built: 5}")
    file.write_text(wrong, encoding="utf-8")
    with pytest.raises(
        ScenarioError, match=r"own.yaml:15: timetable.change.arrangement.trust.built"
    ):
        load_scenario(file)


def test_evidence_is_counted_of_every_arrangement_once() -> None:
    before, pooled = base(), compose("typical_council", "pooled", "nao_decade")
    after = dated(arrangement="pooled")
    of_pooled = sum(1 for path, _ in pooled.quantities() if path.startswith("arrangement"))
    counted = sum(after.evidence_counts().values()) - sum(before.evidence_counts().values())
    assert counted == of_pooled
    back = after.with_value("timetable.back", {"month": "2013-04", "arrangement": "separate"})
    assert back.evidence_counts() == after.evidence_counts()
