"""Scenarios and experiments from files: composed, written out, named and run otherwise."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest
from small_files import ARRANGEMENT, Write

from carefunds_sim.errors import ScenarioError, UnknownNameError
from carefunds_sim.scenario import catalogue
from carefunds_sim.scenario.load import (
    compose,
    load_calibration,
    load_experiment,
    load_scenario,
    validate_files,
)
from carefunds_sim.scenario.schema.study import RunSettings
from carefunds_sim.vocabulary import EvidenceKind, Loop

SCENARIO = """\
kind: scenario
name: told
title: A scenario told in a file
area: rich.yaml
arrangement: half_pooled.yaml
squeeze: deep_cut
switched_off: [reallocation, deconditioning]
run: {years: 4, replications: 2}
"""


@pytest.mark.usefixtures("rich", "half_pooled")
def test_a_scenario_file_names_its_parts(write: Write) -> None:
    scenario = load_scenario(write("told.yaml", SCENARIO), seed=9)
    assert (scenario.name, scenario.title) == ("told", "A scenario told in a file")
    assert scenario.area.name == "rich"
    assert scenario.arrangement is not None
    assert scenario.squeeze is not None
    assert (scenario.arrangement.name, scenario.squeeze.name) == ("half_pooled", "deep_cut")
    assert scenario.switched_off == (Loop.DECONDITIONING, Loop.REALLOCATION)
    assert (scenario.run.years, scenario.run.replications, scenario.run.seed) == (4, 2, 9)


@pytest.mark.usefixtures("rich", "half_pooled")
def test_names_in_a_file_are_relative_to_it(
    write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write("told.yaml", SCENARIO)
    write("elsewhere/x.txt", "")
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert load_scenario("../told.yaml").area.name == "rich"


def test_an_area_may_be_written_out_with_the_file_s_evidence(write: Write) -> None:
    text = """\
kind: scenario
name: queue
title: One queue
evidence: {kind: assumed, why: a teaching example}
area:
  name: queue
  title: One queue
  streams:
    people: {title: People, per_day: 3, first: {independent: {ward: 1}}}
  services:
    ward: {title: Ward, kind: beds, capacity: 4, stay_days: {independent: 1}}
"""
    scenario = load_scenario(write("queue.yaml", text))
    assert (scenario.arrangement, scenario.squeeze) == (None, None)
    assert scenario.evidence_counts()["assumed"] == 4
    path = write("bad.yaml", text.replace("capacity: 4", "capacity: -4, setting: wardd"))
    assert [str(fault) for fault in validate_files([path])] == [
        "bad.yaml:11: area.services.ward.capacity must be >= 0 (got -4)",
        "bad.yaml:11: area.services.ward.setting must be one of acute, non_acute, care_home, "
        "home (got 'wardd')",
    ]


@pytest.mark.usefixtures("rich", "half_pooled")
def test_a_part_written_out_may_extend_a_file(write: Write) -> None:
    text = SCENARIO.replace(
        "area: rich.yaml\n",
        "evidence: {kind: expert, source: naic_2015}\n"
        "area: {extends: rich.yaml, services: {ward: {stay_days: {much_help: 5}}}}\n",
    )
    ward = load_scenario(write("told.yaml", text)).area.services["ward"]
    assert list(ward.stay_days.value.values()) == [3, 5]
    assert ward.stay_days.kind is EvidenceKind.EXPERT


@pytest.mark.usefixtures("rich", "half_pooled")
def test_scenario_files_extend_each_other(write: Write) -> None:
    write("told.yaml", SCENARIO)
    text = "kind: scenario\nextends: told.yaml\nname: other\nsqueeze: none\nrun: {years: 2}\n"
    scenario = load_scenario(write("other.yaml", text))
    assert scenario.squeeze is not None
    assert (scenario.name, scenario.squeeze.name) == ("other", "none")
    assert (scenario.run.years, scenario.run.replications) == (2, 2)


@pytest.mark.usefixtures("rich", "half_pooled")
def test_composing_names_the_scenario_after_its_parts() -> None:
    scenario = compose("rich.yaml", "half_pooled.yaml", "none", run={"years": 2})
    assert scenario.name == "rich/half_pooled/none"
    assert scenario.title == "A small network, Half pooled, No squeeze"
    assert scenario.run == RunSettings(years=2)
    again = compose("rich.yaml", "half_pooled.yaml", "none", run=scenario.run, name="mine")
    assert (again.name, again.run) == ("mine", scenario.run)


@pytest.mark.usefixtures("rich", "half_pooled")
def test_an_experiment_is_areas_by_squeezes_by_arrangements(write: Write) -> None:
    write("unpooled.yaml", ARRANGEMENT.replace("half_pooled", "unpooled"))
    text = """\
kind: experiment
name: trial
title: A trial
areas: [rich.yaml]
arrangements: [unpooled.yaml, half_pooled.yaml]
squeezes: [none, deep_cut]
baseline: unpooled.yaml
run: {years: 3}
"""
    design = load_experiment(write("trial.yaml", text))
    assert (design.name, design.title, design.about) == ("trial", "A trial", "")
    assert design.baseline == "unpooled"
    assert design.run.years == 3
    assert [scenario.name for scenario in design.scenarios] == [
        "rich/unpooled/none",
        "rich/half_pooled/none",
        "rich/unpooled/deep_cut",
        "rich/half_pooled/deep_cut",
    ]
    assert {scenario.run.years for scenario in design.scenarios} == {3}


CALIBRATION = """\
kind: calibration
name: c
title: C
scenario: %s
targets:
  t: {title: T, measure: m, years: [2010, 2011], value: 1, observation_error: 1, discrepancy: 0,
      unit: x, kind: expert, source: naic_2015}
"""


def test_a_calibration_finds_its_scenario_beside_it(
    write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write("x/mine.yaml", "extends: county\nkind: area\nname: mine\n")
    path = write("x/c.yaml", CALIBRATION % "mine.yaml/pooled/none")
    for folder in (tmp_path, tmp_path / "x"):
        monkeypatch.chdir(folder)
        found = load_calibration(tmp_path / path)
        assert load_scenario(found.scenario).name == "mine/pooled/none"
    assert validate_files(["c.yaml"]) == []
    said = {
        "mine.yaml/poled/none": "c.yaml:4: scenario must name a scenario: no arrangement is called",
        "mine.yaml/pooled/no.yaml": "no.yaml:1: there is no such file",
        "nothing": "c.yaml:4: scenario must name a scenario: no scenario is called 'nothing'",
        "[x]": "c.yaml:4: scenario must be text (got a list of 1)",
    }
    for name, sentence in said.items():
        (fault,) = validate_files([write("c.yaml", CALIBRATION % name)])
        assert str(fault).startswith(sentence)


def test_an_area_in_a_folder_is_composed_by_its_path(write: Write) -> None:
    header = "extends: county\nevidence: {kind: assumed, why: a test}\nkind: area\nname: ours\n"
    write("areas/ours/county.yaml", header)
    scenario = load_scenario("areas/ours/county.yaml/pooled/none")
    assert scenario.name == "ours/pooled/none"


@pytest.mark.usefixtures("rich", "half_pooled")
def test_scenarios_of_an_experiment_must_differ_by_name(write: Write) -> None:
    write("copy.yaml", ARRANGEMENT)
    text = (
        "kind: experiment\nname: e\ntitle: E\nareas: [rich.yaml]\nsqueezes: [none]\n"
        "arrangements: [half_pooled.yaml, copy.yaml]\nbaseline: copy.yaml\n"
    )
    with pytest.raises(ScenarioError, match=r"got rich/half_pooled/none twice"):
        load_experiment(write("e.yaml", text))


def test_unknown_names_tell_the_nearest_and_all_there_are() -> None:
    with pytest.raises(UnknownNameError) as error:
        compose("small", squeeze="deepcut")
    assert str(error.value).startswith("no area is called 'small'")
    with pytest.raises(UnknownNameError) as error:
        catalogue.find("squeeze", "deepcut")
    assert str(error.value) == (
        "no squeeze is called 'deepcut'; did you mean 'deep_cut'? "
        "(there are: actual_2010_20, deep_cut, front_loaded, innovation_fund, nao_decade, none, "
        "scarce_care_workers, winter_grants)"
    )
    with pytest.raises(UnknownNameError, match="no scenario is called 'nothing_such'"):
        load_scenario("nothing_such")


def test_a_missing_file_is_a_fault() -> None:
    with pytest.raises(ScenarioError, match=r"^no_such\.yaml:1: there is no such file$"):
        load_scenario("no_such.yaml")


@pytest.mark.usefixtures("rich")
def test_an_unknown_run_setting_is_a_fault() -> None:
    with pytest.raises(ScenarioError, match=r"did you mean 'run\.years'"):
        compose("rich.yaml", run={"yeers": 3})


def test_a_register_beside_a_file_adds_its_sources(write: Write, rich: Path) -> None:
    text = rich.read_text(encoding="utf-8").replace(
        "evidence: {kind: assumed, why: a teaching example}",
        "evidence: {kind: measured, source: own_survey}",
    )
    write("rich.yaml", text)
    assert len(validate_files([rich])) > 1
    write("sources.yaml", "sources:\n  own_survey: {title: T, publisher: P, year: 2020}\n")
    assert validate_files([rich]) == []
    write("sources.yaml", "sources:\n  own_survey: {title: T, publishr: P, year: 2020}\n")
    assert [str(fault) for fault in validate_files([rich])] == [
        "sources.yaml:2: sources.own_survey.publisher must be given",
        "sources.yaml:2: sources.own_survey.publishr is not a known key; did you mean 'publisher'?",
    ]


PLAIN = re.sub("pools:.*disputes", "disputes", ARRANGEMENT, flags=re.DOTALL).replace(
    "name: half_pooled", "name: plain"
)


@pytest.fixture
def successor(write: Write) -> Path:
    write("plain.yaml", PLAIN)
    text = ARRANGEMENT.replace("name: half_pooled", "name: successor\nreplaces: plain.yaml")
    return write("successor.yaml", text)


@pytest.mark.usefixtures("rich", "half_pooled")
def test_an_arrangement_brings_the_one_it_replaces(write: Write, successor: Path) -> None:
    scenario = compose("rich.yaml", successor)
    assert scenario.replaced is not None
    assert (scenario.name, scenario.replaced.name) == ("rich/successor", "plain")
    assert pickle.loads(pickle.dumps(scenario)) == scenario
    changed = scenario.with_value("replaced.own_funds.regard", 0.5)
    assert changed.replaced != scenario.replaced
    assert changed.arrangement == scenario.arrangement
    again = load_scenario(write("elsewhere/again.json", scenario.text))
    assert again == scenario
    with pytest.raises(ScenarioError, match=r"arrangement\.replaces must stay as it is"):
        scenario.with_value("arrangement.replaces", "other")


@pytest.mark.usefixtures("rich")
def test_the_replaced_arrangement_is_checked_too(write: Write, successor: Path) -> None:
    write("plain.yaml", PLAIN.replace("[joint_team]", "[joint_tea]"))
    with pytest.raises(ScenarioError) as error:
        compose("rich.yaml", successor)
    assert str(error.value).startswith("plain.yaml:8: practice.0 must name a practice")
    write("plain.yaml", PLAIN.replace("charge: false", "charge: 3"))
    assert [str(fault) for fault in validate_files([successor])] == [
        "plain.yaml:9: charge must be true or false (got 3)"
    ]
    write("successor.yaml", ARRANGEMENT + "replaces: successor.yaml\n")
    assert [str(fault) for fault in validate_files([successor])] == [
        "successor.yaml:25: replaces must name another arrangement than itself"
    ]
    write("successor.yaml", ARRANGEMENT + "replaces: missing.yaml\n")
    assert [str(fault) for fault in validate_files([successor])] == [
        "successor.yaml:25: replaces must name a file "
        "(got 'missing.yaml', and there is no missing.yaml)"
    ]
