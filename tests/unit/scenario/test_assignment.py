"""Changes as people write them: what they set, and every fault of all of them at once."""

from __future__ import annotations

import pytest

import carefunds_sim as cf
from carefunds_sim.errors import ScenarioError
from carefunds_sim.scenario.assignment import with_assignments

HOSPITAL = "area.services.hospital.capacity"


@pytest.fixture(scope="module")
def council():
    return cf.load_scenario("typical_council/pooled/nao_decade")


@pytest.fixture(scope="module")
def blocking():
    return cf.load_scenario("blocking")


def changed(scenario, *texts):
    (found,) = with_assignments([scenario], texts)
    return found


def faults(scenarios, *texts):
    with pytest.raises(ScenarioError) as raised:
        with_assignments(scenarios, texts)
    return str(raised.value).split("\n")


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ("area.services.home_care.capacity=150", "area.services.home_care.capacity", 150.0),
        ("area.services.home_care.capacity = 1.5e2", "area.services.home_care.capacity", 150.0),
        ("run.years=3", "run.years", 3),
        ("run.years*=2", "run.years", 20),
        ("arrangement.charge=true", "arrangement.charge", True),
        (
            "area.services.home_care.setting=care_home",
            "area.services.home_care.setting",
            "care_home",
        ),
        ("squeeze.nhs.by_year=[0.01, 0.0]", "squeeze.nhs.by_year", [0.01, 0.0]),
        ("squeeze.nhs.after+=-0.5", "squeeze.nhs.after", None),
    ],
)
def test_a_value_is_read_as_in_a_file(council, text, path, value):
    if value is None:
        value = council.paths()[path].value - 0.5
    assert changed(council, text).paths()[path].value == value


def test_some_keys_of_a_mapping_may_be_given_and_a_path_may_lead_into_it(council):
    path = "area.services.home_care.stay_days"
    before = council.paths()[path].value
    for text in (f"{path}={{much_help: 900}}", f"{path}.much_help=900"):
        assert changed(council, text).paths()[path].value == before | {"much_help": 900.0}


@pytest.mark.parametrize(
    ("sign", "by", "expected"), [("*=", 0.5, lambda n: n * 0.5), ("+=", 20, lambda n: n + 20)]
)
def test_each_number_of_a_mapping_is_multiplied_or_added_to(council, sign, by, expected):
    path = "area.services.home_care.stay_days"
    before, after = (
        one.paths()[path].value for one in (council, changed(council, f"{path}{sign}{by}"))
    )
    assert after == {word: expected(number) for word, number in before.items()}


def test_several_changes_are_those_of_with_values_and_leave_the_name(council):
    path = "area.services.home_care.capacity"
    found = changed(council, f"{path}=12000", "run.years=2")
    assert found == council.with_values({path: 12000, "run.years": 2})
    assert found.name == council.name
    assert found.paths()[path].grade == "E"


def test_a_change_is_made_where_there_is_the_path(council, blocking):
    first, second = with_assignments([council, blocking], [f"{HOSPITAL}=46"])
    assert first == council
    assert second.paths()[HOSPITAL].value == 46.0


def test_every_fault_of_every_change_is_said_at_once(council, blocking):
    said = faults(
        [council, blocking],
        "area.servces.home_care.capacity=3",
        "area.services.home_care.capacity=-4",
        "capacity",
        "run.years=soon",
        "run.scale*=much",
        "area.services.home_care.stay_family*=2",
        "squeeze.nhs.after=1,2",
        "squeeze.council.after=",
        "area.services.acute.capacity=[1",
        "area.services.home_care.setting=hom",
    )
    assert [line.split(": ", 1)[0] for line in said if "run.years" not in line] == [
        f"--set:{number}" for number in (1, 2, 3, 5, 6, 7, 8, 9, 10)
    ]
    assert "did you mean 'area.services'?" in said[0]
    assert any(line == "--set:4: run.years must be a whole number (got 'soon')" for line in said)
    assert said[-1].endswith("(got 'hom'); did you mean 'home'?")


def test_a_path_is_given_once(blocking):
    (said,) = faults([blocking], f"{HOSPITAL}=46", f"{HOSPITAL}*=2")
    assert said == f"--set:2: {HOSPITAL} must not be given twice"


@pytest.mark.parametrize("text", ["a\nb: c]", "1], x: [2", "*x", "!!python/name:os", "\x00", "["])
def test_what_is_no_value_is_refused(blocking, text):
    assert faults([blocking], f"{HOSPITAL}={text}")[0].startswith("--set:1: ")


def test_all_paths_that_lead_nowhere_are_faults_of_with_values(blocking):
    with pytest.raises(ScenarioError) as raised:
        blocking.with_values({"area.nothing": 1, "rnu.years": 2, "run.scale": "x"})
    assert len(raised.value.faults) == 3
