"""What no run could be made with is refused where it stands, before anything is run."""

from __future__ import annotations

import json
from typing import Any

import pytest
from small_files import AREA, MONEY, Write

from carefunds_sim.dataset.build import Table
from carefunds_sim.errors import ScenarioError
from carefunds_sim.model.resolve import make_plan
from carefunds_sim.scenario.check import expected_people, numbers_of_run
from carefunds_sim.scenario.load import compose, load_scenario, validate_files
from carefunds_sim.scenario.schema.models import json_schema

POT = "pot: {gbp_per_day: 1000, split: {ward: 1}}\n"
SEASON = "    per_day: 2\n    season: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]"
STEPS = "    capacity_steps: [{day: 10, capacity: 4.5}]\n    delay_reason: further_nhs_care"

BACK = "must not lead back within an hour of patience (got rehab)"

CASES: list[tuple[str, str, str, str]] = [
    # bounds of units
    (AREA, "per_day: 2", "per_day: 1.0e308", "8: streams.patients.per_day must be <= 100,000"),
    (AREA, "capacity: 40", "capacity: 1.0e19", "37: services.home_care.capacity must be <= 10,000"),
    (
        AREA,
        "independent: 3,",
        "independent: 1.0e308,",
        "18: services.ward.stay_days.independent must be <= 36,525 (got 1e+308)",
    ),
    (
        AREA,
        "much_help: 9}",
        "much_help: 9}\n    stay_trend: 2",
        "19: services.ward.stay_trend must be <= 1 (got 2)",
    ),
    (
        AREA,
        "fixed_per_unit: 300",
        "fixed_per_unit: 1.0e9",
        "22: services.ward.costs.fixed_per_unit",
    ),
    (AREA, "dependency_weight: {much_help: 1}", "dependency_weight: {much_help: 1.0e4}", "44: "),
    (
        AREA,
        "range: [5, 20]",
        "range: [5, 1.0e308]",
        "17: services.ward.capacity.range.1 must be <=",
    ),
    (AREA, "patience: 10", "patience: 1.0e6", "31: services.rehab.patience must be <= 36,525"),
    (AREA + MONEY, "  charge: 100", "  charge: 1.0e300", "69: money.charge must be <= 10,000,000"),
    # what is divided by must not be nothing
    (AREA, "    per_day: 2", SEASON, "9: streams.patients.season must not be all 0"),
    (
        AREA + MONEY,
        "commitment_horizon: 12",
        "commitment_horizon: 0",
        "80: money.steering.commitment_horizon must be > 0 (got 0)",
    ),
    (AREA + POT, "fixed_per_unit: 300", "fixed_per_unit: 0", "22: services.ward.costs.fixed_per"),
    (AREA + POT, "fixed_per_unit: 300", "fixed_per_unit: 1.0e-300", "22: services.ward.costs.fix"),
    (AREA + POT, "fixed_per_unit: 300", "per_start: 3", "13: services.ward must give costs.fixed"),
    (AREA + POT, "{ward: 1}}", "{nothing: 1}}", "49: services.nothing.kind must be limited, as"),
    # nobody goes round without time passing
    (
        AREA,
        "second_choice: home_care\n    patience: 10",
        "second_choice: rehab\n    patience: 0.01",
        f"30: services.rehab.second_choice {BACK}",
    ),
    # whole beds, places and staff
    (
        AREA,
        "{value: 12,",
        "{value: 12.5,",
        "17: services.ward.capacity must be a whole number of beds (got 12.5)",
    ),
    (
        AREA,
        "    capacity: 4\n",
        "    capacity: 4\n    escalation: 0.5\n",
        "28: services.rehab.escalation must be a whole number of beds (got 0.5)",
    ),
    (
        AREA,
        "    delay_reason: further_nhs_care",
        STEPS,
        "28: services.rehab.capacity_steps.0.capacity must be a whole number of beds (got 4.5)",
    ),
    (
        AREA,
        "    capacity: 2\n",
        "    capacity: 2.5\n",
        "54: services.assessors.capacity must be a whole number of staff (got 2.5)",
    ),
]


def scenario_file(**run: Any) -> str:
    return json.dumps(
        {"kind": "scenario", "name": "s", "title": "S", "area": "area.yaml", "run": run}
    )


@pytest.mark.parametrize(("text", "old", "new", "expected"), CASES)
def test_what_no_run_can_be_made_with_is_a_located_fault(
    write: Write, text: str, old: str, new: str, expected: str
) -> None:
    assert old in text
    found = [str(f) for f in validate_files([write("x.yaml", text.replace(old, new, 1))])]
    assert len(found) == 1
    assert found[0].startswith(f"x.yaml:{expected}")


def test_hours_may_be_split(write: Write) -> None:
    text = AREA.replace("    capacity: 40", "    capacity: 40.5")
    assert validate_files([write("x.yaml", text)]) == []


def test_a_month_of_a_grant_is_named_once(write: Write) -> None:
    growth = "{basis: total, by_year: [0], after: 0}"
    grant = "{year: 1, months: [12, 1, 1], to: nhs, gbp_per_resident: 3}"
    text = (
        "kind: squeeze\nname: x\ntitle: X\nabout: X\nevidence: {kind: assumed, why: a test}\n"
        f"nhs: {growth}\ncouncil: {growth}\nneed_growth: 0\nprice_growth: 0\ngrants:\n  - {grant}\n"
    )
    assert list(map(str, validate_files([write("x.yaml", text)]))) == [
        "x.yaml:11: grants.0.months.2 must not be given twice (got 1)"
    ]
    year = text.replace("year: 1,", "year: 1000,").replace("1, 1]", "1]")
    assert "grants.0.year must be <= 100" in str(validate_files([write("x.yaml", year)])[0])


def test_what_a_study_sets_may_lie_between_whole_units_and_reads_back() -> None:
    scenario = load_scenario("one_queue", years=1).with_value(
        "area.services.hospital.capacity", 2.6
    )
    assert make_plan(scenario, seed=1, replication=0).network.core.tolist() == [3.0]
    assert type(scenario).__reduce__(scenario)[0](scenario.text) == scenario


def test_a_scaled_step_of_capacity_is_scaled_and_whole() -> None:
    scenario = load_scenario("blocking_with_step", years=1, scale=0.13)
    network = make_plan(scenario, seed=1, replication=0).network
    assert network.core.tolist() == [4.0, 2.0]
    assert network.step_capacity.tolist() == [3.0]


def test_bounds_stand_in_the_schema() -> None:
    count = json_schema("area")["$defs"]["Quantity_count"]["anyOf"][0]
    assert (count["minimum"], count["maximum"]) == (0, 10_000_000)


# --- Sizes ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        (
            {"scale": 100, "years": 100},
            "x.yaml:1: run must be smaller: about 7,400,000,000 people would come, and one run can "
            "simulate 20,000,000; lower the rates, the years or the scale",
        ),
        (
            {"replications": 100_000, "years": 20},
            "x.yaml:1: run.replications must be fewer: 100,000 runs leave about 6,200,000,000 "
            "numbers, and a study can hold 500,000,000; run fewer replications, scenarios or years",
        ),
    ],
)
def test_what_no_machine_can_hold_is_a_fault_of_the_file(
    write: Write, run: dict[str, Any], expected: str
) -> None:
    write("area.yaml", AREA.replace("per_day: 2", "per_day: 2000"))
    assert list(map(str, validate_files([write("x.yaml", scenario_file(**run))]))) == [expected]


def test_an_experiment_is_refused_for_its_runs_together(write: Write) -> None:
    experiment = {
        "kind": "experiment", "name": "e", "title": "E", "areas": ["typical_council"],
        "arrangements": ["separate", "pooled"], "squeezes": ["none"], "baseline": "separate",
        "run": {"replications": 5000},
    }  # fmt: skip
    found = list(map(str, validate_files([write("x.yaml", json.dumps(experiment))])))
    assert len(found) == 1
    assert found[0].startswith("x.yaml:1: run.replications must be fewer: 10,000 runs leave about")
    experiment["run"] = {"scale": 100, "years": 30}
    found = list(map(str, validate_files([write("x.yaml", json.dumps(experiment))])))
    assert len(found) == 1
    assert found[0].startswith("x.yaml:1: run must be smaller: about 7")


@pytest.mark.parametrize("change", [{"scale": 100.0, "years": 100}, {"years": 100, "scale": 30.0}])
def test_run_settings_are_held_against_the_area(change: dict[str, Any]) -> None:
    with pytest.raises(ScenarioError, match=r"run must be smaller: about [\d,]+ people would come"):
        compose("typical_council", "separate", "none", run=change)


def test_the_people_expected_are_about_those_who_come() -> None:
    scenario = compose("county", "pooled", "nao_decade", run={"years": 4, "scale": 0.2})
    people = make_plan(scenario, seed=1, replication=0).people
    arrived = (people.stream < len(scenario.area.streams)).sum()
    assert expected_people(scenario) == pytest.approx(arrived, rel=0.02)


@pytest.mark.parametrize("name", ["one_queue", "blocking", "county/pooled/nao_decade"])
def test_the_numbers_expected_are_about_those_of_a_dataset(name: str) -> None:
    scenario = load_scenario(name)
    table = Table([scenario], 1)
    held = sum(values.size for values in table._values.values())
    assert numbers_of_run(scenario) == pytest.approx(held, rel=0.02)
