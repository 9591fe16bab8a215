"""Rules of one's own: from a file, in every kind of study, with the same results everywhere."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from typer.testing import CliRunner

import carefunds_sim as cf
from carefunds_sim import extension
from carefunds_sim.cli.app import app

pytestmark = pytest.mark.usefixtures("extensions")
TEMPLATE = Path(__file__).parents[2] / "docs" / "how-to" / "extension_template.py"
NAME = "protect_reablement"
RULE = f"""\
import carefunds_sim as cf


@cf.decision_rule
def {NAME}(view):
    if "reablement" not in view.may_take:
        return []
    givers = [service for service in view.may_give if service != "reablement"]
    giver = min(givers, key=view.worth_less.get)
    return [cf.Decision(giver, "reablement", view.most(giver, "reablement"))]
"""
ARRANGEMENT = f"""\
kind: arrangement
extends: separate
name: protected
title: Separate budgets that protect reablement
own_funds: {{decision_rule: {NAME}}}
"""
TWO = ("typical_council/separate/deep_cut", "typical_council/protected.yaml/deep_cut")
SWEEP = """\
kind: sweep
name: policies
title: A rule of one's own over a sweep
areas: [typical_council]
arrangements: [separate, protected.yaml]
squeezes: [deep_cut]
baseline: separate
factors: [squeeze.council.fall]
design: {method: full_factorial, levels: 2}
run: {years: 1, scale: 0.03, replications: 1}
"""


@pytest.fixture
def file(tmp_path, monkeypatch) -> Path:
    """A file with a rule in an empty folder, which is the working folder, and what names it."""
    monkeypatch.chdir(tmp_path)
    Path("protected.yaml").write_text(ARRANGEMENT, encoding="utf-8")
    Path("policies.yaml").write_text(SWEEP, encoding="utf-8")
    path = tmp_path / "rules.py"
    path.write_text(RULE, encoding="utf-8")
    return path


def scenario(**run) -> cf.load_scenario:
    settings = {"years": 2, "scale": 0.05, **run}
    return cf.load_scenario("typical_council/separate/deep_cut", **settings)


def protected(**run):
    return scenario(**run).with_value("arrangement.own_funds.decision_rule", NAME)


def carefunds(*words: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, [*words])
    assert done.exit_code == code, done.output
    return done.output


def same(one: xr.Dataset, other: xr.Dataset) -> bool:
    return set(one.data_vars) == set(other.data_vars) and all(
        one[name].values.tobytes() == other[name].values.tobytes() for name in one.data_vars
    )


def test_both_engines_follow_a_rule_alike_and_it_makes_a_difference(file):
    cf.load_extension(file)
    compiled, simpy = (cf.simulate(protected(), engine=engine) for engine in ("compiled", "simpy"))
    without = cf.simulate(scenario())
    for name, values in compiled.values.items():
        assert values.tobytes() == simpy.values[name].tobytes(), name
    assert not np.array_equal(compiled.values["planned_capacity"],
                              without.values["planned_capacity"])  # fmt: skip


def test_any_number_of_processes_gives_the_same_and_results_name_the_file(file):
    cf.load_extension(file)
    alone, two = (
        cf.compare([scenario(), protected().renamed("own")], replications=2, workers=workers)
        for workers in (1, 2)
    )
    assert alone["completed"].values.all()
    assert same(alone, two)
    text = sha256(file.read_bytes()).hexdigest()
    assert json.loads(two.attrs["extensions"]) == [{"file": "rules.py", "sha256": text}]


def test_an_arrangement_that_names_a_rule_is_compared_attributed_and_traced(file):
    size = ("--years=1", "--scale=0.03", "--workers=1", "--extension", str(file))
    said = carefunds("compare", *TWO, *size, "--replications=2", "--no-files")
    assert "Arrangements: separate, protected" in said
    found = json.loads(carefunds("attribute", *TWO, *size, "--replications=1", "--json", "-o", "a"))
    assert "decision_rule" in json.dumps(found)
    carefunds("trace", TWO[1], "--years=1", "--scale=0.03", "--extension", str(file), "-o", "e.csv")


def test_a_sweep_over_a_rule_is_resumed_with_the_same_file_only(file):
    words = ("sweep", "policies.yaml", "-o", "swept", "--workers=1", "--extension", str(file))
    carefunds(*words)
    found = cf.open_results(Path("swept"))
    assert found["completed"].values.all()
    assert json.loads(found.attrs["extensions"])[0]["file"] == "rules.py"
    file.write_text(RULE + "# otherwise\n", encoding="utf-8")
    assert "extensions, rules.py: " in carefunds(*words, code=2)


@pytest.mark.usefixtures("file")
def test_a_sweep_with_an_outcome_of_one_s_own_is_read_with_it_only():
    carefunds("sweep", "policies.yaml", "-o", "swept", "--workers=1", "--extension", str(TEMPLATE))
    assert (cf.open_results(Path("swept"))["worst_month"].values > 0).all()
    for registry in extension.REGISTRIES:
        registry.forget(str(TEMPLATE))
    with pytest.raises(cf.ResultError, match="no outcome is registered as 'worst_month'"):
        cf.open_results(Path("swept"))


def test_an_unregistered_name_is_a_fault_with_its_line_that_says_what_to_do(file):
    said = carefunds("validate", "protected.yaml", code=2)
    assert said.startswith(f"protected.yaml:5: own_funds.decision_rule no decision rule is "
                           f"registered as '{NAME}'")  # fmt: skip
    assert (
        f"--extension FILE, carefunds_sim.load_extension('FILE') in Python, or {VARIABLE}" in said
    )
    with pytest.raises(cf.ScenarioError, match="no decision rule is registered"):
        protected()
    assert "OK" in carefunds("validate", "protected.yaml", "--extension", str(file))
    near = ARRANGEMENT.replace(NAME, "protect_reablment")
    Path("protected.yaml").write_text(near, encoding="utf-8")
    assert f"did you mean '{NAME}'?" in carefunds("validate", "protected.yaml", code=2)


VARIABLE = "CAREFUNDS_EXTENSIONS"


def test_files_of_the_environment_variable_are_there_for_every_command(file, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(file))
    assert "a rule of one's own, 'protect_reablement'" in carefunds("show", "protected.yaml")
    assert cf.run(protected(years=1), replications=1, workers=1)["completed"].values.all()


def test_a_file_s_faults_are_said_with_their_line_and_nothing_is_written(file):
    file.write_text("import carefunds_sim as cf\ndef oops(:\n", encoding="utf-8")
    run = ("run", "one_queue", "-o", "out", "--extension", "rules.py")
    assert carefunds(*run, code=2).startswith("rules.py:2: is not Python: ")
    file.write_text(RULE + "\n\n1 / 0\n", encoding="utf-8")
    said = carefunds(*run, code=2)
    assert said.startswith("rules.py:13: cannot be loaded: ZeroDivisionError")
    assert not Path("out").exists()
    assert NAME not in extension.DECISION_RULES.names(), "all of a file, or nothing"
    assert carefunds(*run[:-1], "none.py", code=2).startswith("none.py:1: must be a Python file")


def test_a_rule_that_fails_ends_its_runs_and_not_the_study(file):
    file.write_text(RULE.replace('view.most(giver, "reablement")', "1e9"), encoding="utf-8")
    cf.load_extension(file)
    both = [scenario(years=1), protected(years=1).renamed("own")]
    found = cf.compare(both, replications=2, workers=1)
    assert found["completed"].values.tolist() == [[True, True], [False, False]]
    [first, _] = json.loads(found.attrs["failures"])
    assert re.match(
        r"SimulationError: decision rule 'protect_reablement', \w+, \d{4}-\d\d: moves GBP "
        r"1,000,000,000\.00 a year from \w+ to reablement; what .* may .* is GBP [\d,.]+",
        first["message"],
    )


def test_what_is_defined_in_a_session_stays_in_its_process():
    @cf.decision_rule(name=NAME)
    def decide(_view):
        return []

    found = cf.run(protected(years=1), replications=2)
    [said] = json.loads(found.attrs["extensions"])
    assert said["file"] == "protect_reablement, defined in this session"
    assert len(said["sha256"]) == 64
    for elsewhere in ({"workers": 2}, {"scheduler": "local"}):
        with pytest.raises(cf.ArgumentError, match="protect_reablement: defined in this session"):
            cf.run(protected(years=1), replications=2, **elsewhere)


def test_hooks_get_every_event_of_either_engine_and_change_nothing():
    quiet = cf.simulate(scenario(years=1), trace=True)
    heard = []

    @cf.event_hook
    def listen(event, run):
        heard.append((run.engine, event))

    for engine in ("compiled", "simpy"):
        run = cf.simulate(scenario(years=1), engine=engine)
        assert run.events == []
        assert [event for of, event in heard if of == engine] == quiet.events
        assert all(
            run.values[name].tobytes() == quiet.values[name].tobytes() for name in run.values
        )


@pytest.mark.usefixtures("file")
def test_the_template_runs_as_it_is_and_all_of_it_is_in_the_report():
    carefunds("compare", *TWO, "--years=1", "--scale=0.03", "--replications=2",
              "--workers=1", "-o", "out", "--extension", str(TEMPLATE))  # fmt: skip
    report = Path("out/report.html").read_text(encoding="utf-8")
    assert "Delayed days of the worst month" in report
    assert "Delayed days of the worst month, by scenario." in report
    assert f"{TEMPLATE.name}, SHA-256" in report
    assert Path("out/figures/worst_months.svg").stat().st_size > 1000
    assert "worst_month" in Path("out/outcomes.csv").read_text(encoding="utf-8")
    assert json.loads(cf.open_results("out").attrs["extensions"])[0]["file"] == TEMPLATE.name


def test_the_page_s_example_is_what_it_says(file):
    page = (TEMPLATE.parent / "own-rules.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```(\w+)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    rule, call = (text for language, text in blocks if language == "python")
    [arrangement] = [text for language, text in blocks if language == "yaml"]
    file.write_text(rule, encoding="utf-8")
    Path("protected.yaml").write_text(arrangement, encoding="utf-8")
    said = carefunds("validate", "protected.yaml", "--extension", str(file))
    assert "own funds: decision rule protect reablement (was none)" in said
    names: dict[str, object] = {"cf": cf}
    exec(call, names)
    assert cf.run(names["protected"], replications=1, workers=1)["completed"].values.all()
