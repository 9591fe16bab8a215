"""What a file changes against the one it extends, in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from small_files import AREA, ARRANGEMENT, MONEY, Write

from carefunds_sim.scenario.catalogue import names
from carefunds_sim.scenario.load import compose, file_summary, load_scenario
from carefunds_sim.scenario.scenario import Scenario
from carefunds_sim.scenario.scenario_differences import scenario_differences

HEADER = "evidence: {kind: expert, source: naic_2015, at: page 3}\n"


def changes(write: Write, base: str, text: str) -> list[str]:
    write("base.yaml", base)
    return file_summary(write("x.yaml", f"extends: base.yaml\n{HEADER}{text}\n"))[1]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "pools: {pool: {share: {rehab: 1, home_care: 0.25}}}",
            [
                "The pool: pools rehab and 25% of home care, and nothing else "
                "(was 50% of every service and 80% of rehab)"
            ],
        ),
        (
            "pools: {pool: {share: {rehab: 0, the_rest: as_before}}}",
            [
                "The pool: pools 50% of every service and nothing of rehab "
                "(was 50% of every service and 80% of rehab)"
            ],
        ),
        ("own_funds: {council_offset: 6}", ["own funds: council offset 6 months (was not given)"]),
        ("own_funds: {cycle: 6}", ["own funds: cycle 6 months (was 12)"]),
        ("charge: true", ["charge yes (was no)"]),
        ("practice: []", ["practice taken away"]),
        ("pools: null", ["The pool taken away"]),
        ("pools: {pool: {lead: nhs}}", ["The pool: lead NHS (was none)"]),
        ("name: other\ntitle: Another\nabout: Else", []),
    ],
)
def test_an_arrangement(write: Write, text: str, sentences: list[str]) -> None:
    assert changes(write, ARRANGEMENT, text) == sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("services: {ward: {capacity: 15}}", ["Ward: capacity 15 (was 12)"]),
        (
            "services: {ward: {capacity: {range: [1, 2]}}}",
            ["Ward: capacity, range 1 to 2 (was 5 to 20)"],
        ),
        (
            "services: {ward: {stay_days: {much_help: 11}}}",
            ["Ward: stay days, much help 11 (was 9)"],
        ),
        (
            "services: {ward: {onward: {much_help: {rehab: 1}}}}",
            ["Ward: onward, much help Rehabilitation 1 (was Rehabilitation 0.6, Home care 0.4)"],
        ),
        (
            "services: {assessors: null}\nstages: null\npractices: null",
            ["Assessors taken away", "Assessment taken away", "Joint team taken away"],
        ),
        (
            "services: {spa: {title: Spa, kind: unlimited, stay_days: {much_help: 3}}}",
            ["Spa added (stay days much help 3 days)"],
        ),
        ("services: {ward: {kind: places}}", ["Ward: kind places (was beds)"]),
        (MONEY, ["money added"]),
    ],
)
def test_an_area_by_the_titles_of_its_services(
    write: Write, text: str, sentences: list[str]
) -> None:
    assert changes(write, AREA, text) == sentences


def test_a_file_that_extends_none_says_what_it_is(write: Write) -> None:
    assert file_summary(write("small.yaml", AREA)) == (
        "Area 'small': 1 stream, 5 services, 1 stage, 1 practice",
        [],
    )


@pytest.mark.usefixtures("small")
def test_scenarios_differ_in_any_part(rich: Path, half_pooled: Path) -> None:
    one = compose(rich, half_pooled, "none")
    other = one.with_values({"run.years": 3, "arrangement.pools.pool.share.rehab": 1})
    assert scenario_differences(one, one.renamed("again")) == []
    assert scenario_differences(one, other) == [
        "The pool: pools 50% of every service and Rehabilitation "
        "(was 50% of every service and 80% of Rehabilitation)",
        "run: years 3 (was 10)",
    ]


def test_a_lesson_that_extends_another() -> None:
    assert file_summary(names("scenario")["blocking_with_step"]) == (
        "Against blocking",
        [
            "area: Intermediate care, capacity 15 (was 17)",
            "area: Intermediate care, capacity steps (day 730, capacity 20) (was none)",
        ],
    )


@pytest.fixture
def council() -> Scenario:
    return load_scenario("typical_council/separate/nao_decade")


def dated(scenario: Scenario, **changes: Any) -> Scenario:
    return scenario.with_values({f"timetable.{name}": each for name, each in changes.items()})


def beds(**changes: Any) -> dict[str, Any]:
    capacity = {"service": "intermediate_beds", "units": 20.0, "paid_by": "nhs"} | changes
    return {"month": "2013-04", "capacity": capacity}


def test_dated_changes_are_said_as_their_timetable_says_them(council: Scenario) -> None:
    more, trust = beds(), {"month": "2014-04", "arrangement": "care_trust"}
    one, other = dated(council, beds=more), dated(council, beds=more, trust=trust)
    said = "from April 2013 the NHS pays for {} more beds of bed-based intermediate care, at what "
    said += "they cost then, of new money"
    assert scenario_differences(council, one) == [f"added: {said.format(20)}"]
    assert scenario_differences(one, council) == [f"taken away: {said.format(20)}"]
    assert scenario_differences(one, other) == [
        "added: from April 2016 'A care trust' takes the place of 'Separate budgets'; it is set "
        "up from April 2014"
    ]
    assert scenario_differences(one, dated(council, beds=beds(units=25.0))) == [
        f"{said.format(25)} (was: {said.format(20)})"
    ]


def test_dated_changes_whose_words_are_the_same_may_differ(council: Scenario) -> None:
    one, other = (dated(council, beds=beds(gbp_a_year=sum_)) for sum_ in (1.411e6, 1.412e6))
    assert scenario_differences(one, other) == [
        "'Beds': capacity: gbp a year 1412000 (was 1411000)"
    ]
    one = dated(council, trust={"month": "2014-04", "arrangement": "care_trust"})
    text = one.as_dict()["timetable"]["trust"]
    text["arrangement"]["own_funds"]["sight"]["value"] = 0.3
    assert scenario_differences(one, dated(one, trust=text)) == [
        "'A care trust': own funds: sight 0.3 (was 0)"
    ]
    remarked = one.as_dict()["timetable"]["trust"] | {"about": "A remark."}
    assert scenario_differences(one, dated(one, trust=remarked)) == []


def test_a_file_says_how_many_dated_changes_it_holds_or_adds(write: Write) -> None:
    lines = "timetable:\n  {}: {{month: 2013-04, title: Shorter stays, multiply: {{{}: 0.9}}}}\n"
    text = lines.format("shorter", "area.services.ward.stay_days")
    assert "1 dated change" in file_summary(write("dated.yaml", AREA + text))[0]
    assert changes(write, AREA, text) == ["timetable: 'Shorter stays' added, from April 2013"]
    assert changes(write, AREA + text, "timetable: {shorter: {month: 2014-10}}") == [
        "'Shorter stays': month 2014-10 (was 2013-04)"
    ]
    assert changes(write, AREA + text, "timetable: {shorter: null}") == [
        "timetable: 'Shorter stays' taken away"
    ]


def test_what_is_added_is_said_with_how_much(council: Scenario) -> None:
    why = {"kind": "assumed", "why": "a test"}
    grant = {"year": 1, "months": [10, 11], "to": "nhs",
             "gbp_per_resident": {"value": 60.0, **why}}  # fmt: skip
    target = {"by_year": {"value": [-0.5], **why}, "after": {"value": 0.0, **why}}
    more = council.with_values({"squeeze.grants": [grant], "squeeze.delay_target": target})
    assert scenario_differences(council, more) == [
        "squeeze: delay target added (by year -0.5 a year, after 0 a year)",
        "squeeze: grants (year 1, months 10, 11, to NHS, gbp per resident 60 GBP) (was none)",
    ]
