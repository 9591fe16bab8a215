"""Sweeps from files and from Python: what they hold, and every way in which they can be wrong."""

from __future__ import annotations

import pickle
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from small_files import ARRANGEMENT, Write

from carefunds_sim.cli.contents import contents
from carefunds_sim.errors import ScenarioError, UnknownNameError
from carefunds_sim.experiments.designs import design_of
from carefunds_sim.report.text import as_text
from carefunds_sim.scenario.catalogue import names
from carefunds_sim.scenario.document import read
from carefunds_sim.scenario.load import compose, validate_files
from carefunds_sim.scenario.schema.models import json_schema
from carefunds_sim.scenario.schema.study import METHODS, Plan
from carefunds_sim.scenario.sweep_design import load_sweep, sweep_design

SWEEP = """\
kind: sweep
name: trial
title: A trial
areas: [rich.yaml]
arrangements: [plain.yaml, half_pooled.yaml]
squeezes: [deep_cut]
baseline: plain.yaml
factors:
  - area.services.ward.capacity
  - {path: squeeze.council.fall, range: [0.1, 0.2]}
design: {method: sobol, points: 8}
series: [spent]
run: {years: 2, scale: 0.1}
"""
CAPACITY = "  - area.services.ward.capacity\n"
FALL = "  - {path: squeeze.council.fall, range: [0.1, 0.2]}\n"
DESIGN = "design: {method: sobol, points: 8}"

BAD: list[tuple[str, str, list[str]]] = [
    (
        CAPACITY,
        "  - area.services.ward.capcity\n",
        [
            "9: factors.0 must name a number of the scenarios (got 'area.services.ward.capcity'); "
            "did you mean 'area.services.ward.capacity'?"
        ],
    ),
    (
        DESIGN,
        "design: {method: morris, trajectories: 1000000}",
        ["11: design must have at most 1,000,000 points (got 3,000,000 of 2 factors)"],
    ),
    (
        DESIGN,
        "design: {method: latin_hypercube, points: 1000, batches: 1001}",
        ["11: design must have at most 1,000,000 points (got 1,001,000 of 2 factors)"],
    ),
    (
        DESIGN,
        "design: {method: saltelli, base_points: 262144}",
        ["11: design must have at most 1,000,000 points (got 1,048,576 of 2 factors)"],
    ),
    (
        DESIGN,
        "design: {method: saltelli, base_points: 262144, second_order: true}",
        ["11: design must have at most 1,000,000 points (got 1,572,864 of 2 factors)"],
    ),
    (CAPACITY, "  - 3\n", ["9: factors.0 must be a mapping of keys to values (got 3)"]),
    (CAPACITY, "  - {}\n", ["9: factors.0 must give one of path and role (got neither)"]),
    (
        CAPACITY,
        "  - {path: area.services.ward.capacity, role: lever}\n",
        ["9: factors.0 must give one of path and role (got both)"],
    ),
    (
        CAPACITY,
        "  - {role: uncertan}\n",
        [
            "9: factors.0.role must be one of lever, uncertain, constant (got 'uncertan'); "
            "did you mean 'uncertain'?"
        ],
    ),
    (
        CAPACITY,
        "  - {role: constant}\n",
        [
            "9: factors.0 must mean numbers that may vary and are not varied already "
            "(got 'constant')"
        ],
    ),
    (
        CAPACITY,
        "  - {role: lever, range: [0, 1]}\n",
        ["9: factors.0.range must stand with one path, not with a role"],
    ),
    (
        CAPACITY,
        "  - {path: area.services.ward.capacity, rnge: [0, 1]}\n",
        ["9: factors.0.rnge is not a known key; did you mean 'range'?"],
    ),
    (
        "range: [0.1, 0.2]",
        "range: [0.2, 0.1]",
        ["10: factors.1.range must run from low to high (got 0.2, 0.1)"],
    ),
    (
        "range: [0.1, 0.2]",
        "range: [0.2]",
        ["10: factors.1.range.1 must be given"],
    ),
    (
        "range: [0.1, 0.2]",
        "range: [0.1, 1.5]",
        [
            "10: factors.1 must leave a scenario that can be run "
            "(at 1.5: " + "; ".join(
                f"squeeze.council.by_year.{year} must be > -1 (got -1)" for year in range(8)
            ) + ")"
        ],
    ),
    (
        "range: [0.1, 0.2]",
        "levels: [0.1, 0.2]",
        ["10: factors.1.levels must be a range where the design is sobol"],
    ),
    (
        FALL,
        "  - area.services.ward.capacity\n",
        ["10: factors.1 must not be given twice (got 'area.services.ward.capacity')"],
    ),
    (
        FALL,
        "  - rich.services.ward.capacity\n",
        [
            "10: factors.1 is moved by 'area.services.ward.capacity' too "
            "(got 'rich.services.ward.capacity')"
        ],
    ),
    (
        FALL,
        FALL + "  - squeeze.council.by_year.3\n",
        ["11: factors.2 is moved by 'squeeze.council.fall' too (got 'squeeze.council.by_year.3')"],
    ),
    (
        FALL,
        "  - area.services.ward.capa*\n",
        [
            "10: factors.1 must mean numbers that may vary and are not varied already "
            "(got 'area.services.ward.capa*')"
        ],
    ),
    (
        FALL,
        "  - {path: area.*.ward.lowest_acceptance, range: [0, 1]}\n",
        [
            "10: factors.1 must mean numbers that may vary and are not varied already "
            "(got 'area.*.ward.lowest_acceptance')"
        ],
    ),
    (
        FALL,
        "  - {path: squeeze.*.after, range: [0, 3]}\n",
        [
            "10: factors.1 must leave a scenario that can be run "
            f"(at 3: squeeze.{body}.after must be <= 1 (got 3))"
            for body in ("community", "council", "nhs", "tariff")
        ],
    ),
    (
        FALL,
        "  - area.services.ward.stay_days\n",
        [
            "10: factors.1 must have a range or levels, as 'area.services.ward.stay_days' has no "
            "range in its file"
        ],
    ),
    (f"factors:\n{CAPACITY}{FALL}", "", ["1: factors must name what is varied (got none)"]),
    (DESIGN, "", ["1: design must be given"]),
    (DESIGN, "design: {}", ["11: design.method must be given"]),
    (
        DESIGN,
        "design: {method: sobl, points: 8}",
        [
            "11: design.method must be 'one_at_a_time', 'full_factorial', 'latin_hypercube', "
            "'sobol', 'morris', 'saltelli' or 'csv' (got 'sobl')"
        ],
    ),
    (DESIGN, "design: {method: sobol}", ["11: design must give points, as its method is sobol"]),
    (
        DESIGN,
        "design: {method: sobol, points: 8, batches: 2, seed: -1}",
        [
            "11: design.batches is not a setting of sobol (there are: points, seed)",
            "11: design.seed must be >= 0 (got -1)",
        ],
    ),
    (
        DESIGN,
        "design: {method: sobol, points: 100}",
        [
            "11: design.points must be a power of two, as the points of sobol are even only there "
            "(got 100; 64 and 128 are)"
        ],
    ),
    (
        DESIGN,
        "design: {method: saltelli, base_points: 12, second_order: 1}",
        [
            "11: design.base_points must be a power of two, as the points of saltelli are even "
            "only there (got 12; 8 and 16 are)",
            "11: design.second_order must be true or false (got 1)",
        ],
    ),
    (
        DESIGN,
        "design: {method: morris, trajectories: 0, levels: 5}",
        [
            "11: design.levels must be even, as steps go half the way (got 5)",
            "11: design.trajectories must be >= 1 (got 0)",
        ],
    ),
    (
        DESIGN,
        "design: {method: full_factorial}",
        ["11: design must give levels, as 'area.services.ward.capacity' has none of its own"],
    ),
    (
        DESIGN,
        "design: {method: csv}",
        ["11: design must give file, as its method is csv"],
    ),
    (
        DESIGN,
        "design: {method: csv, file: nowhere.csv}",
        ["nowhere.csv:1: there is no such file"],
    ),
    (
        "series: [spent]",
        "series: [spent, spent]",
        ["12: series.1 must not be given twice (got 'spent')"],
    ),
    (
        "baseline: plain.yaml",
        "baseline: pain.yaml",
        [
            "7: baseline must name one of the arrangements, squeezes or areas (got 'pain.yaml'); "
            "did you mean 'plain.yaml'?"
        ],
    ),
    (
        "squeezes: [deep_cut]",
        "squeezes: [deepcut]",
        [
            "6: squeezes.0 must name a file: no squeeze is called 'deepcut'; did you mean "
            "'deep_cut'? (there are: actual_2010_20, deep_cut, front_loaded, innovation_fund, "
            "nao_decade, none, scarce_care_workers, winter_grants)"
        ],
    ),
]  # fmt: skip


PLAIN = re.sub("pools:.*disputes", "disputes", ARRANGEMENT, flags=re.DOTALL)


@pytest.fixture(autouse=True)
def files(write: Write, rich: Path, half_pooled: Path) -> None:  # noqa: ARG001 - they are written
    """The files that the sweep names."""
    write("plain.yaml", PLAIN.replace("name: half_pooled", "name: plain"))


def file_summary(path: Path) -> list[str]:
    """Every fault of a file, without the file's name where it is the file itself."""
    return [str(fault).removeprefix(f"{path.name}:") for fault in validate_files([path])]


@pytest.mark.parametrize(("old", "new", "faults"), BAD)
def test_every_fault_has_its_line_and_what_would_be_right(
    write: Write, old: str, new: str, faults: list[str]
) -> None:
    assert old in SWEEP
    assert file_summary(write("x.yaml", SWEEP.replace(old, new, 1))) == faults


def test_faults_are_told_all_at_once(write: Write) -> None:
    text = SWEEP
    for old, new in (("baseline: plain", "baseline: pain"), ("ward.capacity", "ward.capcity"),
                     ("[0.1, 0.2]", "[0.2, 0.1]"), ("points: 8", "points: 9")):  # fmt: skip
        text = text.replace(old, new, 1)
    assert [fault.split(":")[0] for fault in file_summary(write("x.yaml", text))] == [
        "7",
        "9",
        "10",
        "11",
    ]
    with pytest.raises(ScenarioError, match=r"ward\.capcity"):
        load_sweep("x.yaml")


def test_a_sweep_holds_scenarios_factors_and_a_plan(write: Write) -> None:
    sweep = load_sweep(write("trial.yaml", SWEEP))
    assert (sweep.name, sweep.title, sweep.baseline, sweep.series) == (
        "trial", "A trial", "plain", ("spent",),
    )  # fmt: skip
    assert [s.name for s in sweep.scenarios] == [
        "rich/plain/deep_cut", "rich/half_pooled/deep_cut",
    ]  # fmt: skip
    assert {s.run.years for s in sweep.scenarios} == {sweep.run.years} == {2}
    capacity, fall = sweep.factors
    assert (fall.low, fall.high, capacity.low) == (0.1, 0.2, 5)
    assert sweep.plan.settings() == {"points": 8, "seed": 1}
    assert pickle.loads(pickle.dumps(sweep)) == sweep


def test_a_sweep_may_extend_another(write: Write) -> None:
    write("trial.yaml", SWEEP)
    more = "extends: trial.yaml\nkind: sweep\nname: more\ndesign: {points: 16}\n"
    assert load_sweep(write("more.yaml", more)).plan.settings() == {"points": 16, "seed": 1}


def test_a_role_leaves_out_what_is_named_by_itself(write: Write) -> None:
    items = "  - {role: lever}\n  - {path: squeeze.council.fall, range: [0.1, 0.2]}\n"
    sweep = load_sweep(write("x.yaml", SWEEP.replace(CAPACITY + FALL, items)))
    *levers, fall = sweep.factors
    assert fall.name == "squeeze.council.fall"
    assert "rich.services.ward.capacity" in {lever.name for lever in levers}
    assert "deep_cut.council.by_year" not in {lever.name for lever in levers}


def test_files_are_valid_for_editors(write: Write) -> None:
    validator = Draft202012Validator(json_schema("sweep"))
    assert list(validator.iter_errors(read(write("x.yaml", SWEEP)).data)) == []
    for old, new in ((CAPACITY, "  - 3\n"), ("points: 8", "pionts: 8"), ("method: sobol, ", "")):
        assert list(validator.iter_errors(read(write("y.yaml", SWEEP.replace(old, new))).data))


TABLE = "squeeze.council.fall, area.services.ward.capacity\n0.1,10\n\n0.3,15\n"
OWN = "design: {method: csv, file: points.csv}"


def test_a_table_s_columns_may_stand_in_any_order(write: Write) -> None:
    write("points.csv", TABLE)
    sweep = load_sweep(write("x.yaml", SWEEP.replace(DESIGN, OWN)))
    assert sweep.table == ((10.0, 0.1), (15.0, 0.3))
    assert design_of(sweep).values.tolist() == [[10.0, 0.1], [15.0, 0.3]]
    assert design_of(sweep).settings == {"file": "points.csv"}


def test_a_table_s_columns_may_name_the_factors(write: Write) -> None:
    write("points.csv", TABLE)
    text = SWEEP.replace(DESIGN, OWN).replace(f"factors:\n{CAPACITY}{FALL}", "")
    sweep = load_sweep(write("folder/x.yaml", _from_below(text)))
    assert [factor.name for factor in sweep.factors] == [
        "squeeze.council.fall", "area.services.ward.capacity",
    ]  # fmt: skip
    assert sweep.table == ((0.1, 10.0), (0.3, 15.0))
    write("points.csv", TABLE.replace("ward.capacity", "ward.capcity"))
    (fault,) = validate_files(["folder/x.yaml"])
    assert str(fault).startswith("points.csv:1: column 2 must name a number of the scenarios")


def _from_below(text: str) -> str:
    """A sweep's file as it stands in a folder inside the folder of the others."""
    return re.sub(r"(\w+\.(?:csv|yaml))", r"../\1", text)


@pytest.mark.parametrize(
    ("table", "faults"),
    [
        ("", ["1: the first row must name a factor for each column"]),
        (TABLE.split("\n", 1)[0], ["1: the file must have a row for each point (got none)"]),
        (
            TABLE.replace("0.1,10", "0.1").replace("0.3,15", "0.3,x"),
            [
                "2: the row must have 2 values, one for each factor (got 1)",
                "4: area.services.ward.capacity must be a finite number (got 'x')",
            ],
        ),
        (
            TABLE.replace("0.3,", "inf,"),
            ["4: squeeze.council.fall must be a finite number (got 'inf')"],
        ),
        (
            TABLE.replace("council.fall", "council.fal"),
            [
                "1: column 'squeeze.council.fal' is not a factor of the sweep; "
                "did you mean 'squeeze.council.fall'?",
                "1: there must be a column for factor 'squeeze.council.fall'",
            ],
        ),
        (
            "squeeze.council.fall,squeeze.council.fall,\n1,2,3\n",
            ["1: column 'squeeze.council.fall' must not be given twice",
             "1: column 3 must name a factor (got nothing)"],
        ),
        (
            TABLE.replace("15", "-1"),
            ["4: area.services.ward.capacity cannot be -1: "
             "area.services.ward.capacity must be >= 0 (got -1)"],
        ),
    ],
)  # fmt: skip
def test_every_fault_of_a_table_has_its_line(write: Write, table: str, faults: list[str]) -> None:
    write("points.csv", table)
    found = file_summary(write("x.yaml", SWEEP.replace(DESIGN, OWN)))
    assert found == [f"points.csv:{fault}" for fault in faults]


def test_what_is_given_in_python_is_as_in_a_file() -> None:
    scenarios = [
        compose("rich.yaml", name, "deep_cut") for name in ("plain.yaml", "half_pooled.yaml")
    ]
    items: list[Any] = [
        "area.services.ward.capacity", {"path": "squeeze.council.fall", "range": (0.1, 0.2)},
    ]  # fmt: skip
    sweep = sweep_design(scenarios, items, method="sobol", points=8, series=["spent"])
    assert (sweep.baseline, sweep.run) == ("plain", scenarios[0].run)
    assert [factor.high for factor in sweep.factors] == [20, 0.2]
    with pytest.raises(UnknownNameError, match="did you mean 'half_pooled'"):
        sweep_design(scenarios, items, points=8, baseline="half_poled")
    with pytest.raises(UnknownNameError, match="no scenario was given"):
        sweep_design([], items, points=8)
    with pytest.raises(ScenarioError) as error:
        sweep_design(scenarios, [*items, "area.nothing"], points=9, name="mine")
    assert [str(fault).split(" (got", 1)[0] for fault in error.value.faults] == [
        "mine:1: design.points must be a power of two, as the points of sobol are even only there",
        "mine:1: factors.2 must name a number of the scenarios",
    ]
    with pytest.raises(ScenarioError, match="the row must have 2 values"):
        sweep_design(scenarios, items, table=[[10.0]])


def test_lessons_can_be_swept_in_python() -> None:
    from carefunds_sim.scenario.load import load_scenario

    scenario = load_scenario("one_queue")
    service = next(iter(scenario.area.services))
    item = {"path": f"area.services.{service}.capacity", "levels": [5, 6]}
    sweep = sweep_design([scenario], [item], method="one_at_a_time")
    assert sweep.baseline == scenario.name
    assert len(design_of(sweep).values) == 3


def test_the_plan_knows_every_setting_of_every_method() -> None:
    taken = {key for method in METHODS.values() for key in method.takes}
    assert taken == set(Plan.model_fields) - {"method"}


@pytest.mark.parametrize("name", names("sweep"))
def test_a_shipped_sweep_shows_what_it_moves(name: str) -> None:
    sweep, shown = load_sweep(name), as_text(contents(name))
    assert f"Points: {len(design_of(sweep).values):,}, by {sweep.plan.method}" in shown
    for factor in sweep.factors:
        assert f"\n - {factor.name}: " in shown
    runs = len(design_of(sweep).values) * len(sweep.scenarios) * sweep.run.replications
    assert f"{runs:,} runs" in " ".join(sweep.about.split())
