"""What a file changes against the one it extends, in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_files import AREA, ARRANGEMENT, MONEY, Write

from carefunds_sim.scenario.catalogue import names
from carefunds_sim.scenario.load import compose, file_summary
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
            ["Spa added"],
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
            "area: Intermediate care, capacity steps 1 (was none)",
        ],
    )
