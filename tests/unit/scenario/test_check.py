"""Every way a file can be wrong, with the exact line and sentence that a person reads."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from small_files import AREA, ARRANGEMENT, MONEY, Write

from carefunds_sim.errors import ScenarioError
from carefunds_sim.scenario.load import compose, load_scenario, validate_files

HOURS = "    kind: hours"
CAPACITY = "    capacity: 40"
HEADER = "evidence: {kind: assumed, why: a teaching example}"
OF_THE_WARD = "kind: assumed, why: round"
BARE = (
    "must give value, range, role and source; a bare value is allowed only where the file's "
    "header says 'evidence:'"
)

PART = "must be a name, a path or a mapping of keys to values"

AREAS: list[tuple[str, str, list[str]]] = [
    # words and numbers
    (
        CAPACITY,
        "    capcity: 40",
        [
            "34: services.home_care must give capacity, as a service counted in hours",
            "37: services.home_care.capcity is not a known key; did you mean 'capacity'?",
        ],
    ),
    (CAPACITY, "    capacity: -3", ["37: services.home_care.capacity must be >= 0 (got -3)"]),
    (
        CAPACITY,
        "    capacity: many",
        ["37: services.home_care.capacity must be a number (got 'many')"],
    ),
    (
        CAPACITY,
        "    capacity: true",
        ["37: services.home_care.capacity must be a number (got true)"],
    ),
    (
        CAPACITY,
        "    capacity: .inf",
        ["37: services.home_care.capacity must be a finite number (got inf)"],
    ),
    (
        "lowest_acceptance: 0.2",
        "lowest_acceptance: 1.2",
        ["46: services.home_care.rationing.lowest_acceptance must be <= 1 (got 1.2)"],
    ),
    (
        "kind: hours",
        "kind: hour",
        [
            "36: services.home_care.kind must be one of beds, places, hours, team, unlimited "
            "(got 'hour'); did you mean 'hours'?"
        ],
    ),
    (
        "much_help: 400",
        "much_hlp: 400",
        [
            "39: services.home_care.stay_days.much_hlp must be one of independent, some_help, "
            "much_help (got 'much_hlp'); did you mean 'much_help'?"
        ],
    ),
    (
        "    per_day: 2",
        "    per_day: 2\n    season: [1, 1]",
        ["9: streams.patients.season must have at least 12 entries (got 2)"],
    ),
    ("    title: Home care\n", "", ["34: services.home_care.title must be given"]),
    (
        "costs: {variable_per_unit: 13}",
        "costs: 13",
        ["41: services.home_care.costs must be a mapping of keys to values (got 13)"],
    ),
    (
        "onward:\n      much_help: {rehab: 0.6, home_care: 0.4}",
        "onward: [1]",
        ["19: services.ward.onward must be a mapping of keys to values (got a list of 1)"],
    ),
    (
        "joint_team:",
        "value:",
        ["64: practices must have another name (got 'value', which has a meaning)"],
    ),
    # evidence
    (
        "{value: 12, range: [5, 20], ",
        "{range: [5, 20], ",
        ["17: services.ward.capacity must give a value"],
    ),
    (
        "role: lever",
        "unit: beds, role: lever",
        ["17: services.ward.capacity.unit must be 'count' (got 'beds')"],
    ),
    (
        "range: [5, 20]",
        "range: [20, 5]",
        ["17: services.ward.capacity.range must run from low to high (got [20.0, 5.0])"],
    ),
    (
        OF_THE_WARD,
        "kind: assumed",
        ["17: services.ward.capacity must say 'why', as an assumed number"],
    ),
    (
        OF_THE_WARD,
        "kind: measured",
        ["17: services.ward.capacity must name its 'source', as a measured number"],
    ),
    (
        OF_THE_WARD,
        "kind: measured, source: naic_2105",
        [
            "17: services.ward.capacity.source must be in sources.yaml (got 'naic_2105'); "
            "did you mean 'naic_2015'?"
        ],
    ),
    (
        HEADER,
        "evidence: {kind: guessed, wy: x}",
        [
            "4: evidence.kind must be one of measured, derived, expert, assumed, fitted "
            "(got 'guessed')",
            "4: evidence.wy is not a known key; did you mean 'why'?",
        ],
    ),
    (
        HEADER,
        "evidence: {kind: assumed}",
        ["4: evidence must give 'why' where the kind is assumed"],
    ),
    (HEADER, "evidence: yes", ["4: evidence must be a mapping of keys to values (got 'yes')"]),
    # names of other parts
    (
        "home_care: 0.4",
        "homecare: 0.4",
        [
            "20: services.ward.onward.much_help.homecare must name a service (got 'homecare'); "
            "did you mean 'home_care'?"
        ],
    ),
    (
        "{ward: 1}",
        "{wards: 1}",
        [
            "10: streams.patients.first.independent.wards must name a service (got 'wards'); "
            "did you mean 'ward'?"
        ],
    ),
    (
        "    per_day: 2",
        "    per_day: 2\n    waits_in: wrd",
        ["9: streams.patients.waits_in must name a service (got 'wrd'); did you mean 'ward'?"],
    ),
    (
        "{nothing: 1}",
        "{nothin: 1}",
        [
            "43: services.home_care.rationing.refused_to.nothin must name a service "
            "(got 'nothin'); did you mean 'nothing'?"
        ],
    ),
    (
        "second_choice: home_care",
        "second_choice: homecare",
        [
            "30: services.rehab.second_choice must name a service (got 'homecare'); "
            "did you mean 'home_care'?"
        ],
    ),
    (
        "team: assessors",
        "team: rehab",
        ["61: stages.assessment.team must name a service of kind team (got 'rehab', of kind beds)"],
    ),
    (
        "from_hospital: {rehab: 1}",
        "from_hospital: {rehb: 1}",
        [
            "62: stages.assessment.from_hospital.rehb must name a service (got 'rehb'); "
            "did you mean 'rehab'?"
        ],
    ),
    (
        "{assessment: 0.5}",
        "{asessment: 0.5}",
        [
            "66: practices.joint_team.factors.asessment must name a stage or service "
            "(got 'asessment'); did you mean 'assessment'?"
        ],
    ),
    (
        "practices:",
        "admitted_to: wrad\npractices:",
        ["63: admitted_to must name a service (got 'wrad'); did you mean 'ward'?"],
    ),
    (
        "practices:",
        "pot:\n  gbp_per_day: 100\n  split: {ward: 0.5, rehb: 0.6}\npractices:",
        [
            "65: pot.split must sum to 1 (got 1.1)",
            "65: pot.split.rehb must name a service (got 'rehb'); did you mean 'rehab'?",
        ],
    ),
    # shares that sum
    (
        "home_care: 0.4",
        "home_care: 0.5",
        ["20: services.ward.onward.much_help must sum to at most 1 (got 1.1)"],
    ),
    (
        "rehab: 0.5}\n",
        "rehab: 0.4}\n",
        ["11: streams.patients.first.much_help must sum to 1 (got 0.9)"],
    ),
    (
        "{nhs: 0.5, council: 0.5}",
        "{nhs: 0.5, council: 0.6}",
        ["32: services.rehab.paid_by must sum to 1 (got 1.1)"],
    ),
    (
        "{nothing: 1}",
        "{nothing: 0.9}",
        ["43: services.home_care.rationing.refused_to must sum to 1 (got 0.9)"],
    ),
    (
        "practices:",
        "commissioners: {north: 0.5, south: 0.4}\npractices:",
        ["63: commissioners must sum to 1 (got 0.9)"],
    ),
    (
        "practices:",
        "responsibility:\n  acute: {assessment: {nhs: 0.5, both: 0.4}}\n  non_acute: {}\n"
        "practices:",
        ["64: responsibility.acute.assessment must sum to 1 (got 0.9)"],
    ),
    (
        "    per_day: 2",
        "    per_day: 2\n    dependency: {aged_65_74: {independent: 0.5}}",
        ["9: streams.patients.dependency.aged_65_74 must sum to 1 (got 0.5)"],
    ),
    # things that go together
    (
        "    per_day: 2",
        "    per_day: 2\n    per_1000_per_year: {aged_65_74: 100}",
        [
            "6: streams.patients must give one of per_1000_per_year and per_day (got both)",
            "9: streams.patients.per_1000_per_year must stand in an area with residents (got none)",
        ],
    ),
    (
        "    per_day: 2\n",
        "",
        ["6: streams.patients must give one of per_1000_per_year and per_day (got neither)"],
    ),
    (
        "    patience: 10\n",
        "",
        ["30: services.rehab.second_choice must come with patience (got none)"],
    ),
    (
        "    second_choice: home_care\n",
        "",
        ["30: services.rehab.patience must come with second_choice (got none)"],
    ),
    (
        CAPACITY,
        f"    stay_family: lognormal\n{CAPACITY}",
        ["34: services.home_care must give stay_spread, as its stay_family is lognormal"],
    ),
    (
        f"{CAPACITY}\n",
        "",
        ["34: services.home_care must give capacity, as a service counted in hours"],
    ),
    (
        "    delay_reason: care_package_at_home\n",
        "",
        ["34: services.home_care must give delay_reason, as people wait for it in ward"],
    ),
    (
        CAPACITY,
        f"{CAPACITY}\n    capacity_steps: [{{day: 10, capacity: 3}}, {{day: 10, capacity: 4}}]",
        ["38: services.home_care.capacity_steps.1.day must be later than day 10 (got 10)"],
    ),
    (
        CAPACITY,
        f"{CAPACITY}\n    stay_spread: 1",
        [
            "38: services.home_care.stay_spread must come with stay_family: lognormal "
            "(got exponential, which has no spread)"
        ],
    ),
    (
        "    kind: unlimited",
        "    kind: unlimited\n    escalation: 3",
        ["50: services.nothing.escalation must not be given, as the service is unlimited"],
    ),
    (
        "team: assessors",
        "team: assessors\n    family: lognormal\n    spread: 1",
        [
            "63: stages.assessment.spread must come with family: lognormal "
            "(got a team, whose stay counts)"
        ],
    ),
    (
        "team: assessors",
        "team: assessors\n    days: 3",
        ["59: stages.assessment must give one of team and days (got both)"],
    ),
    # YAML
    (
        HOURS,
        f"{HOURS}\n    kind: beds",
        ["37: services.home_care.kind is given twice (first in line 36)"],
    ),
    (HOURS, "\tkind: hours", ["36: the file is not YAML: a tab stands where only spaces may"]),
    (
        HOURS,
        "    kind: {hours",
        ["37: the file is not YAML: expected ',' or '}', but got ':'"],
    ),
    (HOURS, f"{HOURS}\n    3: x", ["37: services.home_care must have words as keys (got 3)"]),
    (
        HOURS,
        f"{HOURS}\n    <<: {{}}",
        ["37: services.home_care must not use '<<'; use 'extends'"],
    ),
    (
        HOURS,
        "    kind: !hours x",
        [
            "36: services.home_care.kind must be given",
            "36: services.home_care.kind must not carry a tag (got !hours)",
        ],
    ),
    (
        "kind: area",
        "kind: aera",
        [
            "1: kind must be one of area, arrangement, squeeze, experiment, scenario, "
            "calibration, sweep, population (got 'aera'); did you mean 'area'?"
        ],
    ),
    (
        "kind: area\n",
        "",
        [
            "1: kind must be one of area, arrangement, squeeze, experiment, scenario, "
            "calibration, sweep, population (got nothing)"
        ],
    ),
]

RICH = [
    (
        f"{CAPACITY}",
        f"{CAPACITY}\n    capacity_steps: [{{day: 10, capacity: 3}}]",
        [
            "38: services.home_care.capacity_steps must not stand in an area with money, which "
            "steers capacity: the step would be undone at the month's end; give capacity, or leave "
            "out the area's money"
        ],
    ),
    ("    paid_by: {nhs: 1}\n", "", ["13: services.ward must give paid_by, as it has costs"]),
    (
        "    costs: {fixed_per_unit: 300}\n",
        "",
        [
            "13: services.ward must give costs (fixed_per_unit, variable_per_unit, per_start), "
            "as somebody pays"
        ],
    ),
]

ARRANGEMENTS = [
    (
        "risk_share: by_contribution",
        "risk_share: host",
        ["8: pools.pool must give host, as its risk_share is host"],
    ),
    (
        "risk_share: by_contribution",
        "risk_share: capped\n    lead: self",
        [
            "8: pools.pool must give host, as its risk_share is capped",
            "8: pools.pool must give risk_cap, as its risk_share is capped",
            "13: pools.pool.lead must be one of nhs, council (got 'self')",
        ],
    ),
    (
        "disputes:",
        "  other:\n    title: Other\n    share: {rehab: 0.3}\n"
        "    rules: {sight: 1, sight_lag: 1, regard: 1, goodwill: 0, virement: 0, cycle: 3}\n"
        "    risk_share: own\ndisputes:",
        ["15: pools.other.share.rehab must leave at most 1 over all pools (got 1.1)"],
    ),
    (
        "risk_share: by_contribution",
        "risk_share: own\n    risk_cap: 0.02",
        ["13: pools.pool.risk_cap must come with risk_share: capped, as nothing else has a cap"],
    ),
    (
        "disputes:",
        "reinvested: {rehab: 0.7, home_care: 0.4}\ndisputes:",
        ["13: reinvested must add up to at most 1, as no more is spent than saved (got 1.1)"],
    ),
    (
        "risk_share: by_contribution",
        "budgeting: fixed_and_variable",
        [
            "8: pools.pool must give host, who bears the variance of its fixed lines",
            "8: pools.pool must name its lines under fixed, as its budgeting is fixed_and_variable",
        ],
    ),
    (
        "risk_share: by_contribution",
        "fixed: [rehab]",
        ["12: pools.pool.fixed must come with budgeting: fixed_and_variable (got 'by_origin')"],
    ),
    (
        "share: {every_service: 0.5, rehab: 0.8}",
        "share: {rehab: 0.8}\n    budgeting: fixed_and_variable\n    host: nhs\n"
        "    fixed: [home_care]",
        ["13: pools.pool.fixed.0 must name a service that the pool holds (got 'home_care')"],
    ),
    (
        "risk_share: by_contribution",
        "decided_by: partners",
        [
            "12: pools.pool.decided_by must come with rules: null, as partners decide by the rules "
            "of their own funds"
        ],
    ),
    (
        "risk_share: by_contribution",
        "ends_charge: 0",
        ["12: pools.pool.ends_charge must be true or false (got 0)"],
    ),
    ("charge: false", "charge: never", ["15: charge must be true or false (got 'never')"]),
    (
        "[joint_team]",
        "[joint_team, joint_team]",
        ["14: practice.1 must not be given twice (got 'joint_team')"],
    ),
    ("name: half_pooled", "name: 3", ["2: name must be text (got 3)"]),
]


def faults_of(write: Write, text: str, name: str = "x.yaml") -> list[str]:
    return [str(fault) for fault in validate_files([write(name, text)])]


def broken(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize("text", [AREA, AREA + MONEY, ARRANGEMENT])
def test_the_whole_files_have_no_fault(write: Write, text: str) -> None:
    assert faults_of(write, text) == []


@pytest.mark.parametrize(
    ("text", "old", "new", "expected"),
    [
        *((AREA, *case) for case in AREAS),
        *((AREA + MONEY, *case) for case in RICH),
        *((ARRANGEMENT, *case) for case in ARRANGEMENTS),
    ],
)
def test_each_fault_names_line_key_and_what_would_be_right(
    write: Write, text: str, old: str, new: str, expected: list[str]
) -> None:
    found = faults_of(write, broken(text, old, new))
    assert found == [f"x.yaml:{sentence}" for sentence in expected]


def test_every_bare_value_needs_a_header(write: Write) -> None:
    found = faults_of(write, broken(AREA, f"{HEADER}\n", ""))
    assert len(found) == 26
    assert found[0] == f"x.yaml:7: streams.patients.per_day {BARE}"


def test_all_faults_of_a_file_come_at_once_in_reading_order(write: Write) -> None:
    text = broken(AREA, CAPACITY, "    capcity: 40\n    capacity: -3")
    text = broken(text, "paid_by: {nhs: 1}", "paid_by: {nhs: 0.5, council: 0.6}")
    text = broken(text, "much_help: 9}", "much_help: [9]}")
    text = broken(text, "title: A small network", "title: A small network\ntitle: again")
    assert faults_of(write, text) == [
        "x.yaml:4: title is given twice (first in line 3)",
        "x.yaml:19: services.ward.stay_days.much_help must be a number (got a list of 1)",
        "x.yaml:22: services.ward.paid_by must sum to 1 (got 1.1)",
        "x.yaml:38: services.home_care.capcity is not a known key; did you mean 'capacity'?",
        "x.yaml:39: services.home_care.capacity must be >= 0 (got -3)",
    ]


def test_faults_of_all_files_are_told_together(write: Write) -> None:
    paths = [write("b.yaml", "kind: [area]\n"), write("a.yaml", "- 1\n")]
    assert list(map(str, validate_files([*paths, "none.yaml"]))) == [
        "a.yaml:1: the file must be a mapping of keys to values",
        "b.yaml:1: kind must be one of area, arrangement, squeeze, experiment, scenario, "
        "calibration, sweep, population (got a list of 1)",
        "none.yaml:1: there is no such file",
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "1: the file is empty"),
        (b"# only a remark\n", "1: the file is empty"),
        (b"kind: area\nname: caf\xe9\n", "2: the file must be text in UTF-8"),
        (b"kind: area\nname: a\x00b\n", "2: the file must not hold control characters"),
        (b"just words\n", "1: the file must be a mapping of keys to values"),
        (b"kind: area\nname: &a [*a]\n", "2: name.0 must not contain itself"),
        (b"kind: area\nname: *nobody\n", "2: the file is not YAML: found undefined alias"),
        (b"kind: area\n---\nkind: area\n", "2: the file is not YAML"),
    ],
)
def test_what_is_not_a_usable_yaml_file_says_so(
    write: Write, content: bytes, sentence: str
) -> None:
    path = write("x.yaml", "")
    path.write_bytes(content)
    found = [str(fault) for fault in validate_files([path])]
    assert [fault for fault in found if fault.startswith(f"x.yaml:{sentence}")]


def test_a_folder_is_not_a_file(write: Write) -> None:
    write("folder/x.yaml", AREA)
    assert [str(fault) for fault in validate_files(["folder"])] == [
        "folder:1: this is a folder; name a file"
    ]


def test_a_byte_order_mark_and_windows_line_ends_are_read(write: Write) -> None:
    path = write("x.yaml", "")
    path.write_bytes(b"\xef\xbb\xbf" + AREA.replace("\n", "\r\n").encode())
    assert validate_files([path]) == []


def test_an_experiment_names_what_it_cannot_find(write: Write) -> None:
    text = (
        "kind: experiment\nname: e\ntitle: E\nareas: [nowhere]\narrangements: [missing.yaml]\n"
        "squeezes: [nao_decad, none, none]\nbaseline: y\n"
    )
    found = faults_of(write, text)
    assert found[0].startswith("x.yaml:4: areas.0 must name a file: no area is called 'nowhere'")
    assert found[1] == (
        "x.yaml:5: arrangements.0 must name a file "
        "(got 'missing.yaml', and there is no missing.yaml)"
    )
    assert found[2].startswith(
        "x.yaml:6: squeezes.0 must name a file: no squeeze is called 'nao_decad'; "
        "did you mean 'nao_decade'? (there are: actual_2010_20,"
    )
    assert found[3:] == [
        "x.yaml:6: squeezes.2 must not be given twice (got 'none')",
        "x.yaml:7: baseline must name one of the arrangements, squeezes or areas (got 'y')",
    ]


def test_wrong_types_where_names_are_listed_are_faults_of_their_own(write: Write) -> None:
    text = (
        "kind: sweep\nname: [x]\ntitle: {}\nareas: [{}, [county]]\narrangements: [pooled, 5, 5]\n"
        "squeezes: [null, none]\nbaseline: poled\nswitched_off: [3, [x]]\nrun: 7\n"
        "series: [[x], 1]\n"
        "factors: [3, {path: [x]}, {role: []}, {path: x, levels: [[1], {}]}, [[]]]\n"
        "design: {method: [[sobol]], points: {}}\n"
    )
    found = faults_of(write, text)
    assert [said.removeprefix("x.yaml:").split(" must")[0] for said in found] == [
        "2: name",
        "3: title",
        "4: areas.0",
        "4: areas.1",
        "5: arrangements.1",
        "5: arrangements.2",
        "5: arrangements.2",
        "6: squeezes.0",
        "7: baseline",
        "8: switched_off.0",
        "8: switched_off.1",
        "9: run",
        "10: series.0",
        "10: series.1",
        "11: factors.0",
        "11: factors.1.path",
        "11: factors.2.role",
        "11: factors.3.levels.0",
        "11: factors.3.levels.1",
        "11: factors.4",
        "12: design.method",
        "12: design.points",
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("area: 3", f"4: area {PART} (got 3)"),
        ("area: [county]", f"4: area {PART} (got a list of 1)"),
        ("area: {extends: [a]}", "4: area.extends must be a name or a path (got a list of 1)"),
        ("area: {extends: 5}", "4: area.extends must be a name or a path (got 5)"),
        ("area: {services: [[x]], kind: 5}", "4: area.kind must be 'area' (got 5)"),
        ("area: county\narrangement: [pooled]", f"5: arrangement {PART} (got a list of 1)"),
        (
            "area: county\narrangement: {practice: [[x], {}]}",
            "5: arrangement.practice.0 must be text",
        ),
        ("area: county\nsqueeze: {grants: [3, {to: []}]}", "5: squeeze.grants.0 must be a mapping"),
        ("area: county\nreplaced: {x: [[]]}", "5: replaced.x is not a known key"),
        ("area: county\nswitched_off: [3]", "5: switched_off.0 must be one of "),
        ("area: county\nrun: [7]", "5: run must be a mapping of keys to values (got a list of 1)"),
        ("area: county\nextends: {}", "5: extends must be a name or a path (got an empty mapping)"),
        ("area: county\nevidence: [[]]", "5: evidence must be a mapping"),
    ],
)
def test_a_part_of_the_wrong_type_is_a_fault(write: Write, line: str, expected: str) -> None:
    found = faults_of(write, f"kind: scenario\nname: s\ntitle: S\n{line}\n")
    assert [said for said in found if said.startswith(f"x.yaml:{expected}")], found


def test_a_scenario_tells_its_own_faults_and_those_of_its_files(write: Write) -> None:
    write("area.yaml", broken(AREA, CAPACITY, "    capacity: -3"))
    text = (
        "kind: scenario\nname: s\ntitle: S\narea: area.yaml\nsqueeze: nao_decad\n"
        "run: {yeers: 3, scale: 0, seed: 1.5, start: half}\n"
    )
    found = faults_of(write, text)
    assert found[0] == "area.yaml:37: services.home_care.capacity must be >= 0 (got -3)"
    assert found[1].startswith("x.yaml:5: squeeze must name a file: no squeeze is called")
    assert found[2:] == [
        "x.yaml:6: run.scale must be > 0 (got 0)",
        "x.yaml:6: run.seed must be a whole number (got 1.5)",
        "x.yaml:6: run.start must be 'full' or 'empty' (got 'half')",
        "x.yaml:6: run.yeers is not a known key; did you mean 'years'?",
    ]


def test_a_squeeze_tells_of_its_grants(write: Write) -> None:
    text = (
        "kind: squeeze\nname: s\nextends: none\nnhs: {by_year: [0.1]}\ngrants:\n"
        "  - {year: 0, months: [13], to: self, gbp_per_resident: {value: 3, kind: assumed}}\n"
    )
    assert faults_of(write, text) == [
        f"x.yaml:4: nhs.by_year {BARE}",
        "x.yaml:6: grants.0.gbp_per_resident must say 'why', as an assumed number",
        "x.yaml:6: grants.0.months.0 must be <= 12 (got 13)",
        "x.yaml:6: grants.0.to must be one of nhs, council (got 'self')",
        "x.yaml:6: grants.0.year must be >= 1 (got 0)",
    ]


def test_what_is_saved_buys_services_that_are_there_and_limited(write: Write) -> None:
    kept = "reinvested: {rehb: 0.1, nothing: 0.1}\ndisputes:"
    area = write("area.yaml", AREA + MONEY)
    arrangement = write("x.yaml", broken(ARRANGEMENT, "disputes:", kept))
    with pytest.raises(ScenarioError) as error:
        compose(area, arrangement)
    assert str(error.value).splitlines() == [
        "x.yaml:13: reinvested.nothing must name a service with limited capacity to buy "
        "(got 'nothing')",
        "x.yaml:13: reinvested.rehb must name a service of area 'small' (got 'rehb'); did you mean "
        "'rehab'?",
    ]


def test_an_arrangement_must_fit_the_area(write: Write) -> None:
    area = write("area.yaml", AREA + MONEY)
    text = broken(ARRANGEMENT, "rehab: 0.8", "rehb: 0.8")
    arrangement = write("x.yaml", broken(text, "[joint_team]", "[joint_tea]"))
    with pytest.raises(ScenarioError) as error:
        compose(area, arrangement)
    assert str(error.value).splitlines() == [
        "x.yaml:10: pools.pool.share.rehb must name a service of area 'small' (got 'rehb'); "
        "did you mean 'rehab'?",
        "x.yaml:14: practice.0 must name a practice of area 'small' (got 'joint_tea'); "
        "did you mean 'joint_team'?",
    ]


def test_an_arrangement_needs_an_area_with_money(write: Write) -> None:
    with pytest.raises(ScenarioError) as error:
        compose(write("area.yaml", AREA), write("x.yaml", ARRANGEMENT))
    assert str(error.value) == (
        "x.yaml:1: an arrangement must meet an area with money (area 'small' has none)"
    )


def test_a_file_of_another_kind_is_told_once(write: Write) -> None:
    with pytest.raises(ScenarioError) as error:
        load_scenario(write("x.yaml", AREA))
    assert str(error.value) == (
        "x.yaml:1: kind must be scenario (got 'area'); an area is run as x.yaml/separate/nao_decade"
    )


JUNK: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
@pytest.mark.parametrize("text", [AREA + MONEY, ARRANGEMENT])
def test_no_junk_in_any_place_is_more_than_a_fault(
    write: Write, text: str, data: st.DataObject
) -> None:
    values = YAML(typ="safe", pure=True).load(text)
    holder, key = values, data.draw(st.sampled_from(sorted(values)))
    while isinstance(holder[key], dict) and holder[key] and data.draw(st.booleans()):
        holder = holder[key]
        key = data.draw(st.sampled_from(sorted(holder)))
    holder[key] = data.draw(JUNK)
    path = write("junk.yaml", "")
    with path.open("w", encoding="utf-8") as file:
        YAML(typ="safe", pure=True).dump(values, file)
    for fault in validate_files([path]):
        assert fault.file == "junk.yaml"
        assert fault.line >= 1


MARKET = """\
      title: Providers
      occupancy: 0.9
      places: 1
      turnover: 0.02
      response: 10
      lag: 24
      vacancies: 0.05
      vacancy_response: 0
      closed_by_vacancies: 1
      fee_growth: 0
      fee_restraint: 0.5
      search: 1
      longest_search: 4
"""


def test_markets_are_of_what_providers_sell_and_each_service_is_in_one(write: Write) -> None:
    services = ["[home_care, hom_care, nothing]", "[home_care, ward, assessors]"]
    markets = "".join(
        f"    {name}:\n{MARKET}      services: {held}\n"
        for name, held in zip(("one", "two"), services, strict=True)
    )
    text = AREA + MONEY.rstrip() + "\n  markets:\n" + markets.replace("0.9", "1", 1)
    text = broken(text, "    team: assessors\n", "    team: assessors\n    market: thre\n")
    faults = [str(fault).partition(": ")[2] for fault in validate_files([write("x.yaml", text)])]
    assert sorted(faults) == [
        "money.markets.one.occupancy must lie between 0 and 1, and be neither (got 1)",
        "money.markets.one.services.1 must name a service (got 'hom_care'); did you mean "
        "'home_care'?",
        "money.markets.one.services.2 must name a service with a price in its costs "
        "(got 'nothing')",
        "money.markets.two.services.0 must name a service of one market only (got 'home_care', "
        "as in one)",
        "money.markets.two.services.1 must name a service that providers sell (got 'ward')",
        "money.markets.two.services.2 must name a service that providers sell (got 'assessors')",
        "stages.assessment.market must come with days, as a search is no team's work",
        "stages.assessment.market must name a market (got 'thre')",
    ]
