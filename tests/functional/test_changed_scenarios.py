"""``--set``, ``--vary``, ``--save`` and ``carefunds paths``, and the page about them."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import carefunds_sim as cf
from carefunds_sim.cli.app import app
from carefunds_sim.dataset.store import open_results

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "change-a-number.md"
HOSPITAL = "area.services.hospital.capacity"
HOME_CARE = "area.services.home_care"
SHORT = ["--years", "1", "--replications", "2", "--workers", "1"]
NO_FILES = [*SHORT, "--no-files"]


@pytest.fixture
def call(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(app, list(words))


def test_a_set_value_is_run_and_said(call):
    done = call("run", "blocking", *NO_FILES, "--set", f"{HOSPITAL}=32")
    assert done.exit_code == 0, done.output
    assert re.search(rf"Set: +{re.escape(HOSPITAL)}=32", done.stderr)


def test_the_same_change_by_option_file_and_python_gives_the_same_numbers(call):
    call("run", "blocking", *SHORT, "--set", f"{HOSPITAL}=32", "-o", "a", "--save", "mine.yaml")
    assert call("run", "mine.yaml", "--workers", "1", "-o", "b").exit_code == 0
    in_python = cf.run(
        cf.load_scenario("blocking", years=1).with_value(HOSPITAL, 32), replications=2, workers=1
    )
    for folder in ("a", "b"):
        found = open_results(folder)
        assert found["bed_days"].values.tolist() == in_python["bed_days"].values.tolist()
    unchanged = cf.run(cf.load_scenario("blocking", years=1), replications=2, workers=1)
    assert unchanged["bed_days"].values.tolist() != in_python["bed_days"].values.tolist()


@pytest.mark.parametrize(
    "command",
    ["run blocking", "compare blocking", "sweep hinges", "attribute", "trace blocking", "best"],
)
def test_faults_of_all_changes_end_a_command_before_anything_is_written(call, command):
    vary = ["--vary", f"{HOSPITAL}=3"] if command.startswith("compare") else []
    options = ["--set", "area.servces=1", "--set", "run.years=soon", "--set", "x"]
    done = call(*command.split(), *options, *vary)
    assert done.exit_code == 2
    assert [line.split(": ")[0] for line in done.stderr.splitlines()] == [
        "--set:1", "--set:2", "--set:3",
    ]  # fmt: skip
    assert not any(Path.cwd().iterdir())


def test_variants_are_compared_with_the_scenario_as_it_is(call):
    done = call("compare", "blocking", *SHORT, "--vary", f"{HOSPITAL}=32,34", "-o", "out",
                "--save", "mine")  # fmt: skip
    assert done.exit_code == 0, done.output
    results = open_results("out")
    names = ["blocking", "hospital_capacity_32", "hospital_capacity_34"]
    assert results["scenario"].values.tolist() == names
    report = Path("out/report.html").read_text(encoding="utf-8")
    assert "capacity 32" in report
    assert sorted(path.name for path in Path("mine").iterdir()) == [f"{n}.yaml" for n in names]
    for name in names:
        assert f"Saved {name}" in done.stderr
    again = call("compare", *(f"mine/{name}.yaml" for name in names), "--workers", "1", "-o", "b")
    assert again.exit_code == 0, again.output
    assert open_results("b")["bed_days"].values.tolist() == results["bed_days"].values.tolist()


def test_an_experiment_can_be_varied(call):
    done = call("compare", "quick", "--scale", "0.01", *NO_FILES, "--json",
                "--vary", "area.services.reablement.capacity*=2")  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "separate/reablement_capacity_times_2" in done.stdout


def test_changes_of_different_parts_are_compared_with_the_scenario_as_it_is(call):
    done = call("compare", "typical_council/separate/nao_decade", "--scale", "0.02", *NO_FILES,
                "--vary", "run.start=empty", "--vary", "area.services.acute.capacity*=1.1",
                "--vary", "squeeze.nhs.after=0.0")  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "start empty" in done.stdout.replace("_", " ")


def test_nothing_that_a_person_wrote_is_replaced(call):
    Path("mine.yaml").write_text("kind: scenario\n", encoding="utf-8")
    done = call("run", "blocking", *NO_FILES, "--save", "mine.yaml")
    assert done.exit_code == 2
    assert "there already" in done.stderr
    assert call("run", "blocking", *NO_FILES, "--save", "x.yaml").exit_code == 0
    assert call("run", "blocking", *NO_FILES, "--save", "x.yaml").exit_code == 0
    assert call("run", "blocking", *NO_FILES, "--save", "folder").exit_code == 2
    assert call("compare", "quick", *NO_FILES, "--save", "one.yaml").exit_code == 2


def test_a_sweep_starts_from_the_set_values():
    from carefunds_sim.scenario.assignment import with_assignments
    from carefunds_sim.scenario.sweep_design import load_sweep, of_scenarios

    design, path = load_sweep("what_matters"), "area.services.acute.stay_days"
    moved = of_scenarios(design, with_assignments(design.scenarios, [f"{path}*=0.9"]))
    factor, before = (next(f for f in one.factors if f.name == path) for one in (moved, design))
    found, was = (f.settings(0, 1.0)[path] for f in (factor, before))
    assert found == {word: pytest.approx(0.9 * number) for word, number in was.items()}


def test_paths_are_found_by_words_and_listed_for_programs(call):
    done = call("paths", "reablement", "capacity")
    assert done.exit_code == 0
    assert "area.services.reablement.capacity" in done.stdout
    assert "fitted (C)" in done.stdout
    listed = json.loads(call("paths", "hospital", "--scenario", "blocking", "--json").stdout)
    assert {"path", "value", "unit", "range", "grade"} <= listed["paths"][0].keys()
    refused = call("paths", "reablemnt")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "did you mean 'reablement'?" in refused.stderr


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("run bloc", "blocking"),
        ("run typical_council/poo", "typical_council/pooled/"),
        ("compare typical_council/pooled/de", "typical_council/pooled/deep_cut"),
        ("compare qui", "quick"),
        ("sweep hin", "hinges"),
        ("show pooled_in", "pooled_in_name"),
        ("run blocking --set area.services.hospital.cap", f"{HOSPITAL}="),
        ("compare blocking --vary area.services.hospital.cap", f"{HOSPITAL}="),
        ("paths area.services.home_care.stay_days.mu", f"{HOME_CARE}.stay_days.much_help"),
    ],
)  # fmt: skip
def test_the_tab_key_completes_names_and_paths(typed, found):
    words = f"carefunds {typed}"
    done = subprocess.run(
        [sys.executable, "-c", "from carefunds_sim.cli import main; main()"],
        env=os.environ | {"_CAREFUNDS_COMPLETE": "complete_bash", "COMP_WORDS": words,
                          "COMP_CWORD": str(len(words.split()) - 1)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert found in done.stdout.split()


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


COMMANDS = [line for block in blocks("sh") for line in block.splitlines()]


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_of_the_page_runs(call, line):
    _, *words = shlex.split(line)
    scale = ["--scale", "0.02"] if any("typical_council" in word for word in words) else []
    done = call(*words, *([] if words[0] == "paths" else [*NO_FILES, *scale]))
    assert done.exit_code == 0, done.output


def test_the_python_of_the_page_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (code,) = blocks("python")
    exec(code, {"__name__": "page"})
    assert Path("hospital_32.yaml").is_file()
